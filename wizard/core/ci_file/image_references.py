"""Where a file takes an image from a registry or brings one there: what a login is for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wizard.core.aws.ecr_name import Registry, registry_of
from wizard.core.ci_file.ci_image import boot_of
from wizard.core.ci_file.settings import Setting, settings_of
from wizard.core.ci_file.shippable_file import Boot, Command, ShippableFile
from wizard.core.ci_file.variables import Resolved, resolved_commands, resolved_image, resolved_tag, used_names
from wizard.core.docker.commands import DockerCall, docker_calls, may_be, may_build, split_tag
from wizard.yamlpatch.parse.document import Node

if TYPE_CHECKING:
    from wizard.core.docker.dockerfile import Dockerfile


@dataclass(frozen=True, slots=True)
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

    A `docker run` and a Dockerfile's FROM count only where the image is in ECR by its name.
    """
    boot = boot_of(file)
    commands = resolved_commands(file)
    booted = resolved_image(file)
    if boot is not None and booted is not None and not _is_made_here(file, boot, booted, commands):
        node = boot.node.get("image_name") or boot.node
        settings = _settings(file, booted, boot.image_name or "")
        yield Reach("pull", booted, registry_of(booted), "pre_ci_boot", node, settings=settings)
    froms = {item.path: item.froms for item in dockerfiles}
    calls = list(_calls(commands))
    made = {name for _, call, _ in calls for name in call.makes}
    for command, call, moved in calls:
        for image in _images_of(call, {} if moved else froms, made):
            node = _place(file, command, image)
            settings = _settings(file, image, _as_written(command, image), command)
            yield Reach(
                verb=call.verb,
                image=image,
                ecr=registry_of(image),
                section=command.section,
                node=node,
                in_container=command.in_container,
                settings=settings,
                command=command.text,
            )


def _images_of(call: DockerCall, froms: Mapping[str, Sequence[str]], made: Set[str]) -> tuple[str, ...]:
    """The images that a call reaches in a registry; `made` are the names of those that the file makes itself."""
    if call.verb in ("push", "pull"):
        return call.reaches
    names = froms.get(call.dockerfile or "", ()) if call.verb == "build" else call.reaches
    in_ecr = tuple(name for name in names if registry_of(name))
    if call.verb == "build":
        return in_ecr
    return tuple(word for word in in_ecr if not any(may_be(name, word) for name in made))


def _settings(file: ShippableFile, image: str, written: str, command: Command | None = None) -> tuple[Setting, ...]:
    """The lines that set those variables of a name whose values are known in `image`."""
    unknown = used_names(image)
    return tuple(item for item in settings_of(file, written, command) if item.name not in unknown)


def _as_written(command: Command, image: str) -> str:
    """The name of an image of a command as it is written there, with its variables."""
    if image in command.text:
        return image
    written = [name for call in docker_calls(command.text) for name in (*call.reaches, *call.makes) if "$" in name]
    return next((name for name in written if may_be(name, image)), "")


def _place(file: ShippableFile, command: Command, image: str) -> Node:
    """Where a command stands; in one of several lines the place of the image, if it stands there as it is."""
    text = file.text or ""
    at = text.find(image, command.node.offset)
    if "\n" not in command.text.strip() or at < 0:
        return command.node
    end = "\n" if "\n" in text else "\r"
    line = command.node.line + text.count(end, command.node.offset, at)
    return replace(command.node, line=line, column=at - text.rfind(end, 0, at))


def _is_made_here(file: ShippableFile, boot: Boot, booted: str, commands: Sequence[Resolved]) -> bool:
    """Whether the CI image is built or fetched by `pre_ci`, so that nothing is pulled for the container."""
    if (boot.pull or "").lower() == "true":
        return False
    image = f"{booted}:{resolved_tag(file)}"
    texts = [item.text for item in commands if item.command.section == "pre_ci"]
    pulled = (name for text in texts for call in docker_calls(text) if call.verb == "pull" for name in call.reaches)
    return any(may_build(text, image) for text in texts) or any(split_tag(name)[0] == booted for name in pulled)


def _calls(commands: Sequence[Resolved]) -> Iterator[tuple[Command, DockerCall, bool]]:
    """The calls of docker; the last value tells that the folder has been changed before."""
    moved: set[str] = set()
    for resolved in commands:
        command = resolved.command
        if re.search(r"\b(?:cd|pushd)\b", command.text):
            moved.add(command.section)
        for call in docker_calls(resolved.text):
            yield command, call, command.section in moved
