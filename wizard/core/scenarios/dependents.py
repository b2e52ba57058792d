"""What else in a file needs the registry once an entry is gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from wizard.core.aws.ecr_name import Registry
from wizard.core.ci_file.belonging import (
    Belongs,
    has_other_logins,
    is_elsewhere,
    is_for_ecr,
    is_in_other_registry,
    login_to,
)
from wizard.core.ci_file.image_references import Reach, reaches
from wizard.core.ci_file.references import registries_named
from wizard.core.ci_file.shippable_file import SECTIONS, Command, ShippableFile
from wizard.core.ci_file.variables import Resolved, resolved_commands
from wizard.core.docker.commands import DockerCall, docker_calls, logs_in_to_ecr
from wizard.core.docker.logins import logins
from wizard.frozen import frozen

if TYPE_CHECKING:
    from wizard.core.docker.dockerfile import Dockerfile

Need = Literal["needs", "may-need"]
_SAID = {
    "needs": "This still needs the registry",
    "left": "This may have come with the integration and is left",
    "may-need": "This may need the registry",
}
CODES = {"needs": "needs-registry", "left": "left-in-place", "may-need": "may-need-registry"}


@frozen
class Dependent:
    """A place of the file that is to be known when the entry goes, with its line.

    `needs`: it needs a registry that nothing logs in to any more. `left`: it may have come with the entry, or be the
    owner's own, so it stays. `may-need`: whether it needs the registry is not known.
    """

    line: int
    what: str
    kind: Literal["needs", "left", "may-need"] = "needs"

    @property
    def code(self) -> str:
        """The code for scripts."""
        return CODES[self.kind]

    @property
    def message(self) -> str:
        """What is said of it, for people, without the line."""
        return f"{_SAID[self.kind]}: {self.what}"


def first_line(command: Command) -> str:
    """A command as it is shown: its section and its first line."""
    return f"{command.section}: {command.text.strip().splitlines()[0]}"


def dependents(file: ShippableFile, integration: str, dockerfiles: Sequence[Dockerfile] = ()) -> tuple[Dependent, ...]:
    """What else in the file needs the registry once the entry is gone, in the order of the lines.

    Surely does what reaches an image in ECR that nothing left logs in for. Perhaps does a name that does not tell its
    registry, and a build of a Dockerfile that is not known.
    """
    if has_other_logins(file) or any(logs_in_to_ecr(command.text) for command in file.commands):
        return ()
    needs = _Needs(file, integration)
    needed = list(_reaching(file, dockerfiles, needs))
    found = [Dependent(reach.node.line, reach.what, kind) for reach, kind in needed if reach.section == "pre_ci_boot"]
    found += _commands(file, dockerfiles, needs, _surest(needed))
    if needs.is_alone:
        found += [*_aliases(file), *_merged_boot(file)]
    return tuple(sorted(found, key=lambda item: item.line))


def _reaching(file: ShippableFile, dockerfiles: Sequence[Dockerfile], needs: _Needs) -> Iterator[tuple[Reach, Need]]:
    for reach in reaches(file, dockerfiles):
        kind = needs.of(reach)
        if kind is not None:
            yield reach, kind


def _surest(needed: Iterable[tuple[Reach, Need]]) -> dict[int, Need]:
    """How surely each place of the text needs the registry, by its offset."""
    found: dict[int, Need] = {}
    for reach, kind in needed:
        if found.get(reach.node.offset) != "needs":
            found[reach.node.offset] = kind
    return found


def _commands(
    file: ShippableFile, dockerfiles: Sequence[Dockerfile], needs: _Needs, needed: Mapping[int, Need]
) -> Iterator[Dependent]:
    known = {item.path for item in dockerfiles}
    for item in resolved_commands(file):
        kind = needed.get(item.command.node.offset) or needs.perhaps(item, known)
        if kind is not None:
            yield Dependent(item.command.node.line, first_line(item.command), kind)


def _aliases(file: ShippableFile) -> Iterator[Dependent]:
    """The commands that are written elsewhere."""
    for section in SECTIONS:
        node = file.root.get("build", section) if file.root is not None else None
        nodes = (node, *node.items) if node is not None else ()
        for item in nodes:
            if item.kind == "alias":
                yield Dependent(item.line, f"{section}: *{item.value}", "may-need")


def _merged_boot(file: ShippableFile) -> Iterator[Dependent]:
    """A CI container whose image may come from a merge key."""
    merge = file.boot.node.key("<<") if file.boot is not None and file.boot.image_name is None else None
    if merge is not None:
        yield Dependent(merge.line, "pre_ci_boot has keys from a merge key", "may-need")


class _Needs:
    """How surely a place needs a registry in ECR that no entry but the one called `integration` logs in to."""

    def __init__(self, file: ShippableFile, integration: str) -> None:
        self._file = file
        self._others = [entry for entry in file.ecr_entries if entry.name != integration]
        self.is_alone = not self._others
        self._without: dict[Registry, bool] = {}
        # A script that logs in by its name may do so to any registry.
        found = logins([item.text for item in resolved_commands(file)])
        self._known: Need = "may-need" if any(not login.elsewhere for of in found for login in of) else "needs"

    def of(self, reach: Reach) -> Need | None:
        """Whether the place needs or may need one."""
        if reach.ecr is not None:
            return self._known if self._has_no_login(reach.ecr) else None
        if not self.is_alone or is_in_other_registry(reach.image):
            return None
        meant = is_for_ecr(self._file, reach.image, is_brought=reach.is_brought)
        return "may-need" if meant or "$" in reach.image else None

    def perhaps(self, item: Resolved, known: set[str]) -> Need | None:
        """Whether a command may need one: for a build on it, or for what a script is given of it."""
        is_build = self.is_alone and any(_may_build_on_it(call, known) for call in docker_calls(item.text))
        if is_build or any(map(self._has_no_login, registries_named(item))):
            return "may-need"
        return None

    def _has_no_login(self, registry: Registry) -> bool:
        if registry not in self._without:
            logins = [login_to(self._file, entry, registry, {}) for entry in self._others]
            self._without[registry] = all(login is Belongs.NO for login in logins)
        return self._without[registry]


def _may_build_on_it(call: DockerCall, known: set[str]) -> bool:
    if call.verb != "build" or call.dockerfile in known:
        return False
    return not call.tags or not all(is_elsewhere(tag) for tag in call.tags)


def noted(*groups: Iterable[Dependent]) -> tuple[Dependent, ...]:
    """Each line once, with what is surest of it (`needs`, then `left`), in the order of the lines."""
    order = list(CODES)
    found: dict[int, Dependent] = {}
    for item in (item for group in groups for item in group):
        there = found.get(item.line)
        if there is None or order.index(item.kind) < order.index(there.kind):
            found[item.line] = item
    return tuple(found[line] for line in sorted(found))
