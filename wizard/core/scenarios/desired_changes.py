"""Answers -> the wanted changes of `shippable.yml` (docs/domain.md, section "The YAML")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wizard.core.ci_file.image_references import reaches
from wizard.core.ci_file.layout import BOOT, BUILD_ORDER, ENTRY_ORDER, HUB
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import DEFAULT_REGION, HubEntry, ShippableFile
from wizard.core.model.answers import Answers, Branches
from wizard.core.model.errors import RefusedError, UsageError
from wizard.core.scenarios.base import Wanted
from wizard.core.scenarios.container import agent_only
from wizard.core.scenarios.images import image_region
from wizard.core.scenarios.recognize import starting_answers
from wizard.core.scenarios.registry import scenario_of
from wizard.yamlpatch.changes import (
    AppendItem,
    Change,
    EnsureItem,
    Match,
    MoveKey,
    RemoveItem,
    RemoveKey,
    SetKey,
    Value,
)


def match(name: str, kind: str = "ecr") -> Match:
    """The hub entry called `name` of this type."""
    return Match.of(integrationName=name, type=kind)


def region_of(project: Project, answers: Answers) -> str:
    """The region that the answers, else the entry, else the images of the scenario, else those of the file, mean."""
    return answers.region or known_region(project, answers) or DEFAULT_REGION


def known_region(project: Project, answers: Answers) -> str | None:
    """The region that something in the repository tells; None where nothing does."""
    entry = project.file.entry_of(answers)
    if entry is not None:
        return entry.login_region
    return image_region(project, answers) or _region_of_file(project)


def _region_of_file(project: Project) -> str | None:
    """The one region of ECR that the file reaches already and that no entry of it logs in to."""
    served = {entry.login_region for entry in project.file.ecr_entries}
    reached = {reach.ecr.region for reach in reaches(project.file, project.dockerfiles) if reach.ecr is not None}
    unserved = reached - served
    return unserved.pop() if len(unserved) == 1 else None


def wanted(project: Project, answers: Answers, *, only_adding: bool = False) -> tuple[Change, ...]:
    """The changes that make `project.file` say what the answers mean.

    With `only_adding` no command that is there is renamed, replaced or taken out. Raises `UsageError` when an answer
    that nothing else supplies is missing, or a new name is taken, and `RefusedError` when two entries could be the one
    that is meant.
    """
    if not answers.integration:
        raise UsageError(
            "no-integration",
            "The name of the subscription integration is missing.",
            remedy="It is asked in the step Subscription integration; a command takes --integration NAME. "
            "Give the name in the subscription's settings, to the character.",
        )
    build = tuple(_build_changes(project, answers, only_adding=only_adding))
    entry = tuple(_entry_changes(project, answers))
    # The entry follows the style of the file as it is, whatever else is added; a new `build` comes before it.
    return (*entry, *build) if _has_build(project.file) else (*build, *entry)


def _has_build(file: ShippableFile) -> bool:
    build = file.root.get("build") if file.root is not None else None
    return build is not None and bool(build.pairs)


def _build_changes(project: Project, answers: Answers, *, only_adding: bool) -> Iterator[Change]:
    if answers.move_pre_ci_boot and project.file.top_boot is not None:
        yield MoveKey(("pre_ci_boot",), BOOT, "pre_ci_boot is read under build", BUILD_ORDER)
    scenario = scenario_of(answers)
    if scenario is None:
        return
    image, tag = scenario.image_and_tag(project, answers)
    if image is None:
        raise UsageError(
            "no-image",
            f"The scenario {scenario.key} needs an image.",
            remedy="It is asked in the step Image; a command takes --image NAME.",
        )
    before = _answers_before(project, answers)
    yield from scenario.changes(Wanted(project, answers, image, tag, before, only_adding))


def _entry_changes(project: Project, answers: Answers) -> Iterator[Change]:
    entry = project.file.entry_of(answers)
    if entry is None:
        yield EnsureItem(
            HUB, match(answers.integration or ""), _new_entry(project, answers), "logs the build in to ECR"
        )
        return
    changes = [*_name_changes(project.file, entry, answers.integration or ""), *_value_changes(project, entry, answers)]
    twin = next((other for other in project.file.ecr_entries if other.name == entry.name and other is not entry), None)
    if changes and twin is not None:
        raise RefusedError(
            "entry-twice",
            f"Two ECR entries are called {entry.name}: which of them is to be changed is not certain.",
            remedy="Nothing was written. Change the one that you mean by hand.",
            path=project.file.name,
            line=twin.node.line,
            column=twin.node.column,
        )
    yield from changes


def _value_changes(project: Project, entry: HubEntry, answers: Answers) -> Iterator[Change]:
    item: tuple[str | Match, ...] = (*HUB, match(answers.integration or "", entry.type))
    region = answers.region
    if region == DEFAULT_REGION and entry.login_region != DEFAULT_REGION:
        yield RemoveKey((*item, "region"), f"{DEFAULT_REGION} is the region without the key")
    elif region not in (None, entry.region, DEFAULT_REGION):
        yield SetKey((*item, "region"), region or "", "the region of the registry", ENTRY_ORDER)
    yield from _agent_only_changes(project, entry, answers, (*item, "agent_only"))
    yield from _branch_changes(entry, item, answers.branches)


def _agent_only_changes(
    project: Project, entry: HubEntry, answers: Answers, path: tuple[str | Match, ...]
) -> Iterator[Change]:
    wanted_value = agent_only(project, answers)
    there = entry.node.get("agent_only")
    if answers.agent_only is False and there is not None:
        yield RemoveKey(path, wanted_value.reason)
    if not wanted_value.value or entry.agent_only is True:
        return
    if answers.agent_only or there is None or there.is_empty:
        yield SetKey(path, True, wanted_value.reason, ENTRY_ORDER)


def _new_entry(project: Project, answers: Answers) -> dict[str, Value]:
    value: dict[str, Value] = {"integrationName": answers.integration or "", "type": "ecr"}
    region = region_of(project, answers)
    if region != DEFAULT_REGION:
        value["region"] = region
    if agent_only(project, answers).value:
        value["agent_only"] = True
    if answers.branches is not None and answers.branches.mode != "all":
        value["branches"] = {answers.branches.mode: list(dict.fromkeys(answers.branches.names))}
    return value


def _name_changes(file: ShippableFile, entry: HubEntry, name: str) -> Iterator[Change]:
    if entry.name == name:
        return
    if (other := file.entry(name)) is not None:
        raise UsageError(
            "name-taken",
            f"The file has another ECR entry called {name}.",
            remedy="Give another name, or take one of the two entries out first.",
            path=file.name,
            line=other.node.line,
            column=other.node.column,
        )
    yield SetKey((*HUB, match(entry.name, entry.type), "integrationName"), name, "the subscription integration's name")


def _name_changes_of(
    path: tuple[str | Match, ...], there: Sequence[str], wanted_names: Sequence[str]
) -> Iterator[Change]:
    """The changes of one list of names, `only` or `except`."""
    why = "the branches for which the integration counts"
    for name in there:
        if name not in wanted_names:
            yield RemoveItem(path, name, why)
    for name in wanted_names:
        if name not in there:
            yield AppendItem(path, name, why)


def _branch_changes(entry: HubEntry, item: tuple[str | Match, ...], branches: Branches | None) -> Iterator[Change]:
    there = entry.branches or Branches()
    if branches is None or branches.same_as(there):
        return
    path = (*item, "branches")
    if branches.mode == "all":
        yield RemoveKey(path, "the integration counts for every branch")
        return
    why = "the branches for which the integration counts"
    names = list(dict.fromkeys(branches.names))
    if there.mode != branches.mode or not set(there.names) & set(names):
        yield SetKey(path, {branches.mode: names}, why, ENTRY_ORDER)
        return
    yield from _name_changes_of((*path, branches.mode), there.names, names)
    other = "except" if branches.mode == "only" else "only"
    if entry.node.get("branches", other) is not None:
        yield RemoveKey((*path, other), why)


def _answers_before(project: Project, answers: Answers) -> Answers | None:
    """What the file said when the change of an entry began, where it is about the same scenario; else None."""
    entry = project.file.entry_of(answers) if answers.changes_entry else None
    before = starting_answers(project.file, entry) if entry is not None else None
    return before if before is not None and before.scenario == answers.scenario else None
