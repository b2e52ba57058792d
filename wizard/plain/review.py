"""The review on a console: the patch, what it brings, ways to settle a warning, and whether it is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from wizard.actions.account_step import HeldKeys, for_region
from wizard.actions.apply import preview, refreshed, write
from wizard.actions.as_build import planned_builds
from wizard.actions.project_paths import folder_of
from wizard.actions.services import Services
from wizard.core.ci_file.project import Project
from wizard.core.interview.remedies import Settlement, settlements
from wizard.core.interview.verdict import verdict
from wizard.core.model.answers import Answers
from wizard.core.model.errors import WizardError
from wizard.core.model.finding import Finding
from wizard.core.plan import Plan
from wizard.core.rules.build_groups import BuildGroup, builds_line, builds_steps
from wizard.core.scenarios.desired_changes import region_of
from wizard.plain.console import Console
from wizard.plain.moving import numbered
from wizard.services.storage.files import Written, write_new

REVIEW_HELP = (
    "y writes the file as the diff shows it, with a backup. n leaves with nothing changed. p saves the diff as a patch "
    "for `git apply` in place of writing. s shows the logins, pulls and pushes of a build with the new file. A number "
    "settles the warning beside it."
)
PATCH_HELP = "A new file; `git apply FILE` or `patch -p1 <FILE` in the repository's root makes the change."
REPLACE_HELP = "y: what is in it now is lost. n: it stays as it is."


class Left(NamedTuple):
    """The user left in place of writing; `saved` is the file with the patch, None without one."""

    saved: Path | None = None


class Reviewed(NamedTuple):
    """A plan that was carried out, and its answers; `written` is None where there was nothing to write."""

    plan: Plan
    written: Written | None
    answers: Answers


Decision = Literal["write"] | Left | Settlement


def review(console: Console, services: Services, held: HeldKeys, project: Project, answers: Answers) -> Reviewed | Left:
    """Show the plan and write it when the user says so. Raises `WizardError`."""
    while True:
        plan = preview(project, answers)
        builds = planned_builds(project, plan, answers)
        show(console, plan)
        console.say(builds_line(builds))
        if not plan.changes_something:
            return Reviewed(plan, None, answers)
        decision = _decision(console, project, plan, _offered(console, project, answers, plan), builds)
        if isinstance(decision, Settlement):
            answers = for_region(held, decision.answers, region_of(project, decision.answers))
            continue
        if isinstance(decision, Left):
            return decision
        written = _written(console, services, project, plan)
        if written is not None:
            return Reviewed(plan, written, answers)
        project = refreshed(services, project)


def _written(console: Console, services: Services, project: Project, plan: Plan) -> Written | None:
    """The file, written; None when it changed meanwhile, which is said. Raises `WizardError`."""
    try:
        return write(services, project, plan)
    except WizardError as error:
        if error.code != "changed-meanwhile":
            raise
        console.error(error)
        console.say("This is a new patch, on what the file holds now.")
        return None


def _offered(console: Console, project: Project, answers: Answers, plan: Plan) -> list[Settlement]:
    """What settles a warning, each shown with its number."""
    ways: list[Settlement] = []
    for item in plan.warnings:
        for way in settlements(project, answers, item):
            ways.append(way)
            console.say(f"  {len(ways)}) {item.code}: {way.label}")
    return ways


def _decision(
    console: Console, project: Project, plan: Plan, ways: list[Settlement], builds: Sequence[BuildGroup]
) -> Decision:
    """What the user wants; saving the patch is leaving, and is done here, as is showing the steps of a build."""
    more = _numbers_to_settle(len(ways))
    words: dict[str, Decision] = {"y": "write", "yes": "write", "n": Left(), "no": Left()}
    words |= {str(number): way for number, way in enumerate(ways, 1)}
    asked = f"Write {plan.file} (y, n, p: save the patch, s: the steps of a build{more})"
    shown = {"s": "\n".join(builds_steps(builds))}
    while True:
        given = console.ask(asked, REVIEW_HELP, "n").strip().lower()
        if given == "p":
            if path := _patch_saved(console, project, plan):
                return Left(path)
        elif given in words:
            return words[given]
        else:
            console.say(shown.get(given, f"  y, n, p or s{more}, please."))


def _numbers_to_settle(count: int) -> str:
    """What the prompt says of the numbers that settle a warning."""
    if not count:
        return ""
    numbers = "1" if count == 1 else f"1 to {count}"
    return f", or {numbers}: settle a warning"


def _patch_saved(console: Console, project: Project, plan: Plan) -> Path | None:
    """Where the patch was saved; None where it could not be."""
    name = console.ask("Save the patch to a file", PATCH_HELP, "ecr.patch")
    return saved(console, project, name, plan.diff)


def saved(console: Console, project: Project, name: str, text: str) -> Path | None:
    """Save a text, relative to the repository's root, and give its path; None when it was not saved.

    A file that exists is replaced only when the user says so.
    """
    path = folder_of(project) / Path(name.strip()).expanduser()
    if path.exists() and not console.yes_no(f"{path} exists. Replace it", REPLACE_HELP, default=False):
        return None
    try:
        write_new(path, text, replace=True)
    except WizardError as error:
        console.error(error)
        return None
    console.say(f"Saved: {path}")
    return path


def show(console: Console, plan: Plan) -> None:
    """The verdict, the diff, why, and the warnings."""
    console.say()
    console.say(verdict(plan).text)
    if plan.changes_something:
        console.say()
        console.show(numbered(plan.diff))
    for why in dict.fromkeys(edit.why for edit in plan.edits):
        console.say(f"Why: {why}")
    if plan.agent_only is not None:
        console.say(f"agent_only: {plan.agent_only.reason}")
    for item in plan.warnings:
        console.say(warning_line(plan, item))
    for item in plan.findings.gone:
        console.say(f"Put right: {item.message}")


def warning_line(plan: Plan, item: Finding) -> str:
    """One of the plan's warnings: how grave, where, and whether the file has it already."""
    place = f" (line {item.line})" if item.line else ""
    there = ", already there" if item in plan.findings.stays else ""
    return f"{item.severity.value.capitalize()}{place}{there}: {item.message}"
