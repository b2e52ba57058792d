"""Taking an integration out of a file: what goes, and what else in the file needs the registry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.core.answers import PushSection, Scenario
from wizard.core.docker import builds, commits, docker_calls, only_docker, pushed, pushes
from wizard.core.images import in_ecr
from wizard.core.reaches import is_for_ecr, reaches
from wizard.core.scenarios import BOOT, BOOT_ORDER, HUB, match
from wizard.core.shippable_file import ShippableFile
from wizard.core.starting import is_named_by_scenario, starting_answers
from wizard.yamlpatch.changes import Change, RemoveCommand, RemoveItem, RemoveKey

if TYPE_CHECKING:
    from wizard.core.dockerfile import Dockerfile


@dataclass(frozen=True, slots=True)
class Dependent:
    """A place of the file that needs the registry, with its line."""

    line: int
    what: str


@dataclass(frozen=True, slots=True)
class Added:
    """What writes of this program added under `build` together with an entry: commands by section, a CI image."""

    commands: tuple[tuple[str, str], ...]
    boot: bool


def added_with(integration: str, writes: Iterable[tuple[ShippableFile, ShippableFile]]) -> Added | None:
    """What was added with the ECR entry, from the file before and after each write, the oldest first.

    A write belongs to the entry when it made or changed it. None when none of them made it.
    """
    commands: dict[tuple[str, str], None] = {}
    made = boot = False
    for before, after in writes:
        if _entry_data(before, integration) == _entry_data(after, integration):
            continue
        if before.entry(integration) is None:
            made, boot = True, False
            commands.clear()
        old = {(command.section, command.text) for command in before.commands}
        commands |= {at: None for c in after.commands if (at := (c.section, c.text)) not in old}
        boot = boot or (before.boot is None and after.boot is not None)
    return Added(tuple(commands), boot) if made else None


def _entry_data(file: ShippableFile, integration: str) -> tuple[object, ...] | None:
    entry = file.entry(integration)
    return None if entry is None else (entry.region, entry.agent_only, entry.branches)


def wanted_removal(
    file: ShippableFile, integration: str, *, with_build: bool, added: Added | None = None
) -> tuple[Change, ...]:
    """The changes that take out every ECR entry of that name; with `with_build` the scenario's keys and commands too.

    Empty when the file has no such entry. Only what was added with it is taken out; where that is not known
    (`added`), what a scenario of this program would have written.
    """
    entry = file.entry(integration)
    if entry is None:
        return ()
    same = sum(entry.name == integration for entry in file.ecr_entries)
    changes: list[Change] = [RemoveItem(HUB, match(integration), "the integration is taken out")] * same
    if with_build:
        changes += _scenario_changes(file, integration) if added is None else _added_changes(file, added)
    return tuple(changes)


def _added_changes(file: ShippableFile, added: Added) -> Iterator[Change]:
    for section, command in added.commands:
        if command in file.commands_of(section):
            yield RemoveCommand(("build", section), command, "was added with the integration")
    if added.boot:
        yield from _boot_changes(file)


def _scenario_changes(file: ShippableFile, integration: str) -> Iterator[Change]:
    entry = file.entry(integration)
    answers = starting_answers(file, entry) if entry is not None else None
    if answers is None or answers.scenario is None:
        return
    image = f"{answers.image}:{answers.tag or 'latest'}"
    if answers.scenario is Scenario.PUSH:
        yield from _push_changes(file, (answers.push_section or PushSection.PUSH).value, image)
        return
    if answers.scenario is Scenario.BUILD:
        for command in file.commands_of("pre_ci"):
            if builds(command, image) and only_docker(command):
                yield RemoveCommand(("build", "pre_ci"), command, "builds the image that CI ran in")
    if answers.scenario is Scenario.BUILD or (file.boot is not None and is_named_by_scenario(file.boot)):
        yield from _boot_changes(file)


def _push_changes(file: ShippableFile, section: str, image: str) -> Iterator[Change]:
    alone = len(file.ecr_entries) == 1
    commands = file.commands_of(section)
    for command, following in zip(commands, (*commands[1:], ""), strict=True):
        if not only_docker(command):
            continue  # more than docker in one command is the owner's own: it stays, and is listed
        if pushes(command, image) or (alone and any(in_ecr(name) for name in pushed(command))):
            yield RemoveCommand(("build", section), command, "pushes to the registry")
        elif commits(command, image) or (
            # The line that a scenario offers stands right before the push, where owners do not build.
            section == PushSection.PUSH and builds(command, image) and pushes(following, image)
        ):
            yield RemoveCommand(("build", section), command, "makes the image that was pushed")


def _boot_changes(file: ShippableFile) -> Iterator[Change]:
    if file.boot is None:
        return
    why = "CI runs in the official image again"
    present = [key.value for key, _ in file.boot.node.pairs]
    # Options that do not set HOME were there before an image was named: they are the owner's.
    owned = {"options"} if file.boot.options is not None and "HOME=" not in file.boot.options else set()
    ours = [key for key in present if key in BOOT_ORDER and key not in owned]
    if ours == present:
        yield RemoveKey(BOOT, why)
        return
    for key in ours:
        yield RemoveKey((*BOOT, key), why)


def dependents(file: ShippableFile, integration: str, dockerfiles: Sequence[Dockerfile] = ()) -> tuple[Dependent, ...]:
    """What else in the file needs the registry once the entry is gone, in the order of the lines.

    Commands that build are among it, unless a Dockerfile tells that it begins from nothing in ECR. Empty while
    another ECR entry remains that could serve it.
    """
    if any(entry.name != integration for entry in file.ecr_entries):
        return ()
    known = {item.path for item in dockerfiles}
    needed = {
        reach.node.offset: reach
        for reach in reaches(file, dockerfiles)
        if "$" in reach.image or is_for_ecr(file, reach)
    }
    found = [Dependent(reach.node.line, reach.what) for reach in needed.values() if reach.section == "pre_ci_boot"]
    found += [
        Dependent(command.node.line, f"{command.section}: {command.text.strip().splitlines()[0]}")
        for command in file.commands
        if command.node.offset in needed
        or any(call.verb == "build" and call.dockerfile not in known for call in docker_calls(command.text))
    ]
    return tuple(sorted(found, key=lambda item: item.line))
