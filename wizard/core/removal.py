"""Taking an integration out of a file: what goes, and what else in the file needs the registry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wizard.core.answers import PushSection, Scenario
from wizard.core.docker import builds, commit_command, pushes
from wizard.core.ecrname import parse as parse_ecr
from wizard.core.scenarios import BOOT, BOOT_ORDER, HUB, boot_of, match, starting_answers
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
    image = f"{answers.image}:{answers.tag}"
    if answers.scenario is Scenario.PUSH:
        section = (answers.push_section or PushSection.PUSH).value
        for command in file.commands_of(section):
            if pushes(command, image) or command.strip() == f"docker push {answers.image}":
                yield RemoveCommand(("build", section), command, "pushes to the registry")
            elif command == commit_command(image):
                yield RemoveCommand(("build", section), command, "makes the image that was pushed")
        return
    if answers.scenario is Scenario.BUILD:
        for command in file.commands_of("pre_ci"):
            if builds(command, image):
                yield RemoveCommand(("build", "pre_ci"), command, "builds the image that CI ran in")
    yield from _boot_changes(file)


def _boot_changes(file: ShippableFile) -> Iterator[Change]:
    if file.boot is None:
        return
    present = [key.value for key, _ in file.boot.node.pairs]
    if set(present) <= set(BOOT_ORDER):
        yield RemoveKey(BOOT, "CI runs in the official image again")
        return
    for key in BOOT_ORDER:
        if key in present:
            yield RemoveKey((*BOOT, key), "CI runs in the official image again")


def _pulled_from_ecr(boot: Boot) -> bool:
    name = boot.image_name or ""
    return (boot.pull or "").lower() != "false" and (parse_ecr(name) is not None or "$" in name)


def dependents(file: ShippableFile, integration: str) -> tuple[Dependent, ...]:
    """What else in the file needs the registry once the entry is gone, in the order of the lines.

    Empty while another ECR entry remains that could serve it.
    """
    if any(entry.name != integration for entry in file.ecr_entries):
        return ()
    found: list[Dependent] = []
    boot = boot_of(file)
    if boot is not None and boot.image_name is not None and _pulled_from_ecr(boot):
        found.append(Dependent(boot.node.line, f"pre_ci_boot pulls {boot.image_name}"))
    found += [
        Dependent(command.node.line, f"{command.section}: {command.text.strip().splitlines()[0]}")
        for command in file.commands
        if re.search(r"\bdocker\s+(?:image\s+)?(?:push|pull|build)\b", command.text)
    ]
    return tuple(sorted(found, key=lambda item: item.line))
