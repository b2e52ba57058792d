"""The images that a file makes and those that it then names: what is pushed, tagged, run or booted must be made.

A reference holds where an earlier command builds, tags, commits or pulls the image. Whether one holds is not known
where a command has its image from elsewhere: so only references that held are looked at again after a change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wizard.core.ci_file.ci_image import boot_of
from wizard.core.ci_file.shippable_file import LEGACY_SECTIONS, SECTIONS, ShippableFile
from wizard.core.ci_file.variables import Resolved, resolved_commands, resolved_image, resolved_tag
from wizard.core.docker.commands import DockerCall, docker_calls, may_be, same_image, split_tag
from wizard.frozen import frozen

# The order in which the sections run; the CI container is started after `pre_ci`.
_ORDER = ("pre_ci", "pre_ci_boot", *LEGACY_SECTIONS, *(section for section in SECTIONS if section != "pre_ci"))
Position = tuple[int, int]


@frozen
class Reference:
    """A place that names an image which has to be there: what is done with it, and in which section."""

    verb: str
    image: str
    section: str


@frozen
class Images:
    """The images that are made and those that are named, each with its place in the order of the run."""

    made: tuple[tuple[Position, str], ...]
    references: tuple[tuple[Position, Reference], ...]

    def held(self, *, whole: bool = False) -> dict[Reference, int]:
        """How surely each reference holds: 2 an earlier command makes that very image, 1 one may make it, 0 none.

        Of several alike the weakest counts. With `whole` those of all sections are alike.
        """
        found: dict[Reference, int] = {}
        for position, reference in self.references:
            grade = max((_grade(name, reference) for at, name in self.made if at < position), default=0)
            key = Reference(reference.verb, reference.image, "") if whole else reference
            found[key] = min(found.get(key, grade), grade)
        return found


def images_of(file: ShippableFile) -> Images:
    """The images of the whole file."""
    return images_in(resolved_commands(file), booted(file))


def booted(file: ShippableFile) -> str | None:
    """`IMAGE:TAG` that CI runs in, where it is not pulled; else None."""
    boot = boot_of(file)
    image = resolved_image(file)
    if boot is None or image is None or (boot.pull or "").lower() != "false":
        return None
    return f"{image}:{resolved_tag(file)}"


def images_in(commands: Iterable[Resolved], boot: str | None) -> Images:
    """The images of these commands and of the CI container."""
    made: list[tuple[Position, str]] = []
    references: list[tuple[Position, Reference]] = []
    if boot is not None:
        references.append(((_ORDER.index("pre_ci_boot"), 0), Reference("run", boot, "pre_ci_boot")))
    at = 0
    for item in commands:
        section = item.command.section
        for call in docker_calls(item.text):
            at += 1
            position = (_ORDER.index(section), at)
            references += [(position, Reference(call.verb, name, section)) for name in _named(call)]
            made += [(position, name) for name in _gives(call)]
    return Images(tuple(made), tuple(references))


def broken(before: Images, after: Images) -> tuple[Reference, ...]:
    """The references that held before and hold no more, or less surely."""
    found: dict[Reference, None] = {}
    # A command may move to another section: then what it names must hold there.
    for whole in (False, True):
        held = after.held(whole=whole)
        for reference, grade in before.held(whole=whole).items():
            if held.get(reference, grade) < grade:
                found[reference] = None
    return tuple(found)


def is_named_elsewhere(file: ShippableFile, image: str, maker: str) -> bool:
    """Whether anything but the command `maker`, which makes the image, and the CI container names it.

    Commands that are defined elsewhere may name it.
    """
    if file.has_hidden_commands:
        return True
    whole = re.compile(rf"(?<![\w./:${{}}-]){re.escape(image)}(?![\w./:${{}}@-])")
    for item in resolved_commands(file):
        own = item.command.text == maker
        if len(whole.findall(item.text)) > (1 if own else 0):
            return True
        for call in docker_calls(item.text):
            if any(_grade(image, Reference(call.verb, name, item.command.section)) == 2 for name in _named(call)):
                return True
            if not own and any(same_image(image, name) for name in call.makes):
                return True
    return False


def makes(command: Resolved, image: str) -> bool:
    """Whether a command makes, or may make, an image that is named elsewhere."""
    reference = Reference("push", image, command.command.section)
    return any(_grade(name, reference) for call in docker_calls(command.text) for name in _gives(call))


def _gives(call: DockerCall) -> tuple[str, ...]:
    return call.words[:1] if call.verb == "pull" else call.makes


def _named(call: DockerCall) -> Iterator[str]:
    """The images that a call needs; of most commands every word that may be one."""
    if call.verb in ("build", "pull", "login", "commit"):
        return
    words = call.words[:1] if call.verb in ("push", "tag") else call.words
    yield from words


def _grade(made: str, reference: Reference) -> int:
    name, tag = split_tag(reference.image)
    if same_image(made, reference.image):
        return 2
    if tag is None and reference.verb == "push" and split_tag(made)[0] == name:
        return 2  # without a tag all tags are pushed
    return 1 if may_be(made, reference.image) or may_be(reference.image, made) else 0
