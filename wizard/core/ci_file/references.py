"""The images that a file makes and those that it then names: what is pushed, tagged, run or booted must be made.

A reference holds where an earlier command builds, tags, commits or pulls the image. Whether one holds is not known
where a command has its image from elsewhere: so only references that held are looked at again after a change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from wizard.core.aws.ecr_name import Registry, registry_of
from wizard.core.ci_file.shippable_file import LEGACY_SECTIONS, SECTIONS, ShippableFile
from wizard.core.ci_file.variables import Resolved, resolved_commands, resolved_image, resolved_tag
from wizard.core.docker.commands import DockerCall, docker_calls, made, same_image, split_tag
from wizard.core.docker.harmless import is_harmless
from wizard.core.docker.image_index import ImageIndex
from wizard.core.text.shell_words import simple_commands, statements
from wizard.frozen import frozen

# The order in which the sections run; the CI container is started after `pre_ci`.
_ORDER = ("pre_ci", "pre_ci_boot", *LEGACY_SECTIONS, *(section for section in SECTIONS if section != "pre_ci"))
Position = tuple[int, int]
# What the name of an image can be in a text, with its tag.
_WORD = re.compile(r"[\w./:${}@-]+")


@frozen
class Reference:
    """A place that names an image which has to be there: what is done with it, and in which section."""

    verb: str
    image: str
    section: str


@dataclass(frozen=True)
class Images:
    """The images that are made and those that are named, each with its place in the order of the run."""

    made: tuple[tuple[Position, str], ...]
    references: tuple[tuple[Position, Reference], ...]

    def held(self, *, whole: bool = False) -> dict[Reference, int]:
        """How surely each reference holds: 2 an earlier command makes that very image, 1 one may make it, 0 none.

        Of several alike the weakest counts. With `whole` those of all sections are alike.
        """
        found: dict[Reference, int] = {}
        for reference, grade in self._grades:
            key = Reference(reference.verb, reference.image, "") if whole else reference
            found[key] = min(found.get(key, grade), grade)
        return found

    @cached_property
    def _grades(self) -> list[tuple[Reference, int]]:
        index = ImageIndex(sorted(self.made))
        perhaps: dict[str, Position | None] = {}
        found: list[tuple[Reference, int]] = []
        for position, reference in self.references:
            image = reference.image
            if _is_before(next(iter(_surely_made(index, reference)), None), position):
                found.append((reference, 2))
                continue
            if image not in perhaps:
                perhaps[image] = min((places[0] for places in index.perhaps(image)), default=None)
            found.append((reference, int(_is_before(perhaps[image], position))))
        return found


def images_of(file: ShippableFile) -> Images:
    """The images of the whole file."""
    return images_in(resolved_commands(file), booted(file))


def booted(file: ShippableFile) -> str | None:
    """`IMAGE:TAG` that CI runs in, where it is not pulled; else None."""
    boot = file.effective_boot
    image = resolved_image(file)
    if boot is None or image is None or (boot.pull or "").lower() != "false":
        return None
    return f"{image}:{resolved_tag(file)}"


def images_in(commands: Iterable[Resolved], boot: str | None) -> Images:
    """The images of these commands and of the CI container."""
    given: list[tuple[Position, str]] = []
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
            given += [(position, name) for name in _gives(call)]
    return Images(tuple(given), tuple(references))


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
        is_maker = item.command.text == maker
        if len(whole.findall(item.text)) > int(is_maker) or _uses(item, image):
            return True
        if not is_maker and any(same_image(image, name) for call in docker_calls(item.text) for name in call.makes):
            return True
    return False


def _uses(item: Resolved, image: str) -> bool:
    """Whether a call of docker in the command surely means the image."""
    needed = [(call.verb, name) for call in docker_calls(item.text) for name in _named(call)]
    return any(_is_named(image, verb, name) for verb, name in needed)


def makers(commands: Sequence[Resolved], lost: Iterable[Reference]) -> set[tuple[str, str]]:
    """The commands, by section and text, that make or may make one of the images that are named."""
    given: list[tuple[tuple[str, str], str]] = []
    for item in commands:
        place = (item.command.section, item.command.text)
        given += [(place, name) for call in docker_calls(item.text) for name in _gives(call)]
    index = ImageIndex(given)
    found: set[tuple[str, str]] = set()
    for image in dict.fromkeys(reference.image for reference in lost):
        found.update(index.surely(image, all_tags=True))
        found.update(*index.perhaps(image))
    return found


def makers_of_named(commands: Sequence[Resolved], staying: Iterable[Resolved]) -> set[tuple[str, str]]:
    """The commands, by section and text, that make an image which the text of one that stays has as a word.

    So scripts and other programs than docker count that are given the name of an image.
    """
    named = {word for item in staying for word in _given_words(item.text)}
    found: set[tuple[str, str]] = set()
    for item in commands:
        names = [name for image in made(item.text) for name in (image, split_tag(image)[0])]
        if not named.isdisjoint(names):
            found.add((item.command.section, item.command.text))
    return found


def registries_named(command: Resolved) -> set[Registry]:
    """The registries in ECR whose images a command names to something else than docker."""
    if ".ecr" not in command.text:
        return set()
    found = (registry_of(word) for word in _given_words(command.text))
    return {registry for registry in found if registry is not None}


def _given_words(text: str) -> Iterator[str]:
    """The words of those parts of a shell text that may use an image otherwise than by docker."""
    for statement in statements(text):
        part = " ".join(statement.words)
        if any(not is_harmless(words) for words in simple_commands(part)):
            yield from _WORD.findall(part)


def _is_before(made: Position | None, named: Position) -> bool:
    return made is not None and made < named


def _surely_made(index: ImageIndex[Position], reference: Reference) -> Sequence[Position]:
    """Where the very image is made; without a tag a push takes all tags."""
    return index.surely(reference.image, all_tags=reference.verb == "push")


def _gives(call: DockerCall) -> tuple[str, ...]:
    return call.words[:1] if call.verb == "pull" else call.makes


def _named(call: DockerCall) -> Iterator[str]:
    """The images that a call needs; of most commands every word that may be one."""
    if call.verb in ("build", "pull", "login", "commit"):
        return
    words = call.words[:1] if call.verb in ("push", "tag") else call.words
    yield from words


def _is_named(image: str, verb: str, name: str) -> bool:
    """Whether a name that a call needs is that image; a push without a tag needs all tags."""
    return same_image(image, name) or (verb == "push" and name == split_tag(image)[0])
