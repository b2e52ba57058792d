"""Where a file takes an image from a registry or brings one there: what a login is for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from wizard.core.aws.ecr_name import Registry, registry_of
from wizard.core.ci_file.settings import Setting, Settings
from wizard.core.ci_file.shippable_file import Boot, ShippableFile
from wizard.core.ci_file.variables import (
    Resolved,
    resolved_commands,
    resolved_image,
    resolved_tag,
    substituted,
    used_names,
)
from wizard.core.docker.commands import DockerCall, docker_calls, may_build, split_tag
from wizard.core.docker.image_index import ImageIndex
from wizard.frozen import frozen
from wizard.yamlpatch.parse.document import Node

if TYPE_CHECKING:
    from wizard.core.docker.dockerfile import Dockerfile


@frozen
class Reach:
    """A place where the file takes an image from a registry or brings one there.

    In `image` the variables that the file itself sets are replaced by their values; `settings` are the lines that set
    them. `ecr` is the registry in ECR that the name begins with; None where it does not tell that it is in ECR.
    `section` is `pre_ci_boot` for the CI image, `command` else the text of the whole command.
    """

    verb: str
    image: str
    ecr: Registry | None
    section: str
    node: Node
    in_container: bool = False
    settings: tuple[Setting, ...] = ()
    command: str = ""

    @property
    def is_brought(self) -> bool:
        """Whether the file says of this very image that a registry has it: it is pushed, or CI runs in it."""
        return self.verb == "push" or self.section == "pre_ci_boot"

    @property
    def what(self) -> str:
        """What the file does there, and which lines set the variables of the image's name, for people."""
        if not self.settings:
            return self._what
        lines = ", ".join(f"${item.name} is set in line {item.line}" for item in self.settings)
        return f"{self._what} ({lines})"

    @property
    def _what(self) -> str:
        if self.section == "pre_ci_boot":
            return f"pre_ci_boot pulls {self.image}"
        if self.verb == "build":
            return f"`docker build` in {self.section} begins from {self.image}"
        return f"`docker {self.verb} {self.image}` in {self.section}"


def reaches(file: ShippableFile, dockerfiles: Sequence[Dockerfile] = ()) -> Iterator[Reach]:
    """Where the file takes an image from a registry or brings one there, as far as its text tells.

    A `docker run` and a Dockerfile's FROM count only where the image is in ECR by its name, or a variable names it.
    """
    commands = resolved_commands(file)
    yield from _of_boot(file, commands)
    froms = {item.path: item.froms for item in dockerfiles}
    calls = list(_calls(commands))
    made = ImageIndex((None, name) for _, call, _ in calls for name in call.makes)
    written: dict[int, _Written] = {}
    settings = Settings(file)
    for resolved, call, moved in calls:
        here = written.setdefault(id(resolved), _Written(file, resolved, settings))
        for image in _images_of(call, {} if moved else froms, made):
            yield here.reach(call.verb, image)


def _of_boot(file: ShippableFile, commands: Sequence[Resolved]) -> Iterator[Reach]:
    """The CI image, where it is pulled."""
    boot = file.effective_boot
    booted = resolved_image(file)
    if boot is None or booted is None or _is_made_here(file, boot, booted, commands):
        return
    node = boot.node.get("image_name") or boot.node
    settings = _settings(Settings(file).of(boot.image_name or ""), booted)
    yield Reach("pull", booted, registry_of(booted), "pre_ci_boot", node, settings=settings)


def _images_of(call: DockerCall, froms: Mapping[str, Sequence[str]], made: ImageIndex[None]) -> tuple[str, ...]:
    """The images that a call reaches in a registry; `made` are the names of those that the file makes itself."""
    if call.verb in ("push", "pull"):
        return call.reaches
    if call.verb == "build":
        return _froms_of(call, froms)
    in_ecr = tuple(word for word in call.reaches if registry_of(word))
    if not in_ecr and is_untold(call.image):
        in_ecr = (call.image,)
    return tuple(word for word in in_ecr if not _is_or_may_be_made(made, word))


def _froms_of(call: DockerCall, froms: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The images in ECR that a build begins from, and those that nothing tells."""
    arguments = dict(item.split("=", 1) for item in call.arguments if "=" in item)
    names = (substituted(name, arguments) for name in froms.get(call.dockerfile or "", ()))
    return tuple(name for name in names if registry_of(name) or is_untold(name))


def is_untold(image: str) -> bool:
    """Whether the part of a name that says which registry it is in has a variable."""
    return re.search(r"[$`]", image.partition("/")[0]) is not None


def _is_or_may_be_made(made: ImageIndex[None], image: str) -> bool:
    return bool(made.surely(image)) or any(made.perhaps(image))


def _settings(found: Sequence[Setting], image: str) -> tuple[Setting, ...]:
    """The lines that set those variables of a name whose values are known in `image`."""
    unknown = used_names(image)
    return tuple(item for item in found if item.name not in unknown)


class _Written:
    """A command as it is written, for images that are asked for in about the order of the text."""

    def __init__(self, file: ShippableFile, resolved: Resolved, settings: Settings) -> None:
        command = resolved.command
        self.command = command
        self._resolved = resolved.text
        self._settings = settings
        self._text = text = file.text or ""
        self._has_lines = "\n" in command.text.strip()
        self._end = "\n" if "\n" in text else "\r"
        self._at = command.node.offset
        self._line = command.node.line

    def reach(self, verb: str, image: str) -> Reach:
        """Where the command reaches the image."""
        return Reach(
            verb=verb,
            image=image,
            ecr=registry_of(image),
            section=self.command.section,
            node=self._place(image),
            in_container=self.command.in_container,
            settings=_settings(self._settings.of(self._names.get(image, ""), self.command), image),
            command=self.command.text,
        )

    @cached_property
    def _names(self) -> dict[str, str]:
        """The names that have variables, by what they are with the values of these."""
        names: dict[str, str] = {}
        # A value is never more than one word, so the calls are the same.
        for known, written in zip(docker_calls(self._resolved), docker_calls(self.command.text), strict=False):
            for image, name in zip((*known.reaches, *known.makes), (*written.reaches, *written.makes), strict=False):
                names.setdefault(image, name)
        return names

    def _place(self, image: str) -> Node:
        """Where the command is; in one of several lines the place of the image, if it is written out there."""
        node = self.command.node
        if not self._has_lines:
            return node
        at = self._text.find(image, self._at, node.end)
        if at < 0:
            self._at, self._line = node.offset, node.line
            at = self._text.find(image, self._at, node.end)
        if at < 0:
            return node
        self._line += self._text.count(self._end, self._at, at)
        self._at = at
        return replace(node, line=self._line, column=at - self._text.rfind(self._end, 0, at))


def _is_made_here(file: ShippableFile, boot: Boot, booted: str, commands: Sequence[Resolved]) -> bool:
    """Whether the CI image is built or fetched by `pre_ci`, so that nothing is pulled for the container."""
    if (boot.pull or "").lower() == "true":
        return False
    image = f"{booted}:{resolved_tag(file)}"
    for item in commands:
        if item.command.section != "pre_ci":
            continue
        if may_build(item.text, image) or _pulls(item.text, booted):
            return True
    return False


def _pulls(text: str, image: str) -> bool:
    """Whether a command pulls the image of that name, with whatever tag."""
    pulls = (call for call in docker_calls(text) if call.verb == "pull")
    return any(split_tag(name)[0] == image for call in pulls for name in call.reaches)


def _calls(commands: Sequence[Resolved]) -> Iterator[tuple[Resolved, DockerCall, bool]]:
    """The calls of docker; the last value tells that the folder has been changed before."""
    moved: set[str] = set()
    for resolved in commands:
        command = resolved.command
        if re.search(r"\b(?:cd|pushd)\b", command.text):
            moved.add(command.section)
        for call in docker_calls(resolved.text):
            yield resolved, call, command.section in moved
