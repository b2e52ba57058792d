"""Taking an integration out of a file: what goes, and what else in the file needs the registry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wizard.core.answers import PushSection, Scenario
from wizard.core.container import is_official
from wizard.core.docker import builds, commits, docker_calls, only_docker, pushed, pushes
from wizard.core.images import in_ecr, is_for_ecr, reaches
from wizard.core.scenarios import BOOT, BOOT_ORDER, HUB, match, starting_answers
from wizard.core.shippable_file import Boot, ShippableFile
from wizard.yamlpatch.changes import Change, RemoveCommand, RemoveItem, RemoveKey


@dataclass(frozen=True, slots=True)
class Dependent:
    """A place of the file that needs the registry, with its line."""

    line: int
    what: str


def wanted_removal(file: ShippableFile, integration: str, *, with_build: bool) -> tuple[Change, ...]:
    """The changes that take the ECR entry out; with `with_build` the scenario's keys and commands as well.

    Empty when the file has no such entry. Only what a scenario of this program writes is taken out.
    """
    entry = file.entry(integration)
    if entry is None:
        return ()
    changes: list[Change] = [RemoveItem(HUB, match(integration), "the integration is taken out")]
    if with_build:
        changes += _scenario_changes(file, integration)
    return tuple(changes)


def _scenario_changes(file: ShippableFile, integration: str) -> Iterator[Change]:
    entry = file.entry(integration)
    answers = starting_answers(file, entry) if entry is not None else None
    if answers is None or answers.scenario is None:
        return
    image = f"{answers.image}:{answers.tag or 'latest'}"
    if answers.scenario is Scenario.PUSH:
        alone = len(file.ecr_entries) == 1
        section = (answers.push_section or PushSection.PUSH).value
        for command in file.commands_of(section):
            # More than docker in one command is the owner's own: it stays, and is listed.
            if not only_docker(command):
                continue
            if pushes(command, image) or (alone and any(in_ecr(name) for name in pushed(command))):
                yield RemoveCommand(("build", section), command, "pushes to the registry")
            elif commits(command, image):
                yield RemoveCommand(("build", section), command, "makes the image that was pushed")
        return
    if answers.scenario is Scenario.BUILD:
        for command in file.commands_of("pre_ci"):
            if builds(command, image) and only_docker(command):
                yield RemoveCommand(("build", "pre_ci"), command, "builds the image that CI ran in")
    if answers.scenario is Scenario.BUILD or (file.boot is not None and _is_pulled_for_us(file.boot)):
        yield from _boot_changes(file)


def _is_pulled_for_us(boot: Boot) -> bool:
    """Whether a scenario named this image: it is in ECR, or the options set HOME, as a scenario's do."""
    name = boot.image_name or ""
    return in_ecr(name) is not None or (not is_official(name) and "HOME=" in (boot.options or ""))


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


def dependents(file: ShippableFile, integration: str) -> tuple[Dependent, ...]:
    """What else in the file needs the registry once the entry is gone, in the order of the lines.

    Commands that build are among it: their FROM may be in ECR. Empty while another ECR entry remains that could
    serve it.
    """
    if any(entry.name != integration for entry in file.ecr_entries):
        return ()
    needed = {reach.node.offset: reach for reach in reaches(file) if "$" in reach.image or is_for_ecr(file, reach)}
    found = [Dependent(reach.node.line, reach.what) for reach in needed.values() if reach.section == "pre_ci_boot"]
    found += [
        Dependent(command.node.line, f"{command.section}: {command.text.strip().splitlines()[0]}")
        for command in file.commands
        if command.node.offset in needed or any(call.verb == "build" for call in docker_calls(command.text))
    ]
    return tuple(sorted(found, key=lambda item: item.line))
