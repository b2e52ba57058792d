"""The last two steps on a console: the review and what is left to do."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from wizard.actions.apply import looked_again, preview, write
from wizard.actions.check import accounts_behind
from wizard.actions.dependencies import needing, not_looked_at
from wizard.actions.record_applied import note
from wizard.actions.register import Registered
from wizard.actions.remove_integration import situation
from wizard.actions.services import Services
from wizard.core.ci_file.project import Project
from wizard.core.interview.commands import rename_command
from wizard.core.interview.next_steps import Group, remaining
from wizard.core.interview.report import WrittenFile, report
from wizard.core.interview.settings_file import SAVE_HELP, saved_text
from wizard.core.interview.verdict import verdict
from wizard.core.model.answers import Answers
from wizard.core.model.errors import WizardError
from wizard.core.model.finding import Finding
from wizard.core.model.settings import SETTINGS_NAME
from wizard.core.plan import Plan
from wizard.plain.console import Console, WentBack
from wizard.services.storage.files import Written, write_new

REVIEW_HELP = (
    "y writes the file as the diff shows it, with a backup. n leaves with nothing changed. p saves the diff as a patch "
    "for `git apply` in place of writing."
)
PATCH_HELP = "A new file; `git apply FILE` or `patch -p1 <FILE` in the repository's root makes the change."
REPLACE_HELP = "y: what is in it now is lost. n: it stays as it is."

SAVE = f"Save the answers to a file (a name, such as {SETTINGS_NAME}; Enter: no)"


class Reviewed(NamedTuple):
    """A plan that was carried out; `written` is None where there was nothing to write."""

    plan: Plan
    written: Written | None


def review(console: Console, services: Services, project: Project, answers: Answers) -> Reviewed | None:
    """Show the plan and write it when the user says so; None when the user left. Raises `WizardError`."""
    while True:
        plan = preview(project, answers, accounts_behind(services, project))
        show(console, plan)
        if not plan.changes_something:
            return Reviewed(plan, None)
        if not _is_to_be_written(console, project, plan):
            return None
        try:
            return Reviewed(plan, write(services, project, plan))
        except WizardError as error:
            if error.code != "changed-meanwhile":
                raise
            console.error(error)
            console.say("This is a new patch, on what the file holds now.")
            project = looked_again(services, project)


def _is_to_be_written(console: Console, project: Project, plan: Plan) -> bool:
    """Yes or no; saving the patch is no, and is done here."""
    while True:
        given = console.ask(f"Write {plan.file} (y, n, or p: save the patch)", REVIEW_HELP, "n").strip().lower()
        if given in ("y", "yes", "n", "no"):
            return given.startswith("y")
        if given == "p":
            name = console.ask("Save the patch to a file", PATCH_HELP, "ecr.patch")
            if _saved(console, project, name, plan.diff):
                return False
        else:
            console.say("  y, n or p, please.")


def _saved(console: Console, project: Project, name: str, text: str) -> bool:
    """Save a text, relative to the repository's root; a file that exists is replaced only when the user says so."""
    path = Path(project.root) / Path(name.strip()).expanduser()
    if path.exists() and not console.yes_no(f"{path} exists. Replace it", REPLACE_HELP, default=False):
        return False
    try:
        write_new(path, text, replace=True)
    except WizardError as error:
        console.error(error)
        return False
    console.say(f"Saved: {path}")
    return True


def show(console: Console, plan: Plan) -> None:
    """The verdict, the diff, why, and the warnings."""
    console.say()
    console.say(verdict(plan).text)
    if plan.changes_something:
        console.say()
        console.say(plan.diff.rstrip("\n"))
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


def told(console: Console, services: Services, project: Project, answers: Answers, written: Written | None) -> None:
    """What was written, and the books kept."""
    if written is not None:
        console.say(f"\nWritten: {written.path}")
        for item in written.warnings:
            console.say(f"Warning: {item.message}")
        if written.backup is not None:
            console.say(f"The file as it was: {written.backup} (`ecr-wizard undo` brings it back)")
    if answers.account.masked_id and not answers.account.checked:
        console.say(f"The keys {answers.account.masked_id} were not checked.")
    try:
        note(services, project, answers)
        _tell_renamed(console, services, project, answers)
    except WizardError as error:
        console.error(error)


def _tell_renamed(console: Console, services: Services, project: Project, answers: Answers) -> None:
    """After an entry got another name: what else says the old one."""
    old, new = answers.changes_entry, answers.integration or ""
    if old is None or old == new:
        return
    found = situation(services, project, old).dependencies
    left = needing(found)
    if left:
        console.say(f"The old name {old} still stands here, and needs its integration in Shippable until it is gone:")
    for item in left:
        console.say(f"  {item}")
    if any(item.kind == "file" for item in left):
        console.say(f"  This renames it in every file: {rename_command(old, new)}")
    for item in not_looked_at(found):
        console.say(f"{old} may be named there too: {item}")


def done(console: Console, project: Project, answers: Answers, registered: Registered | None) -> None:
    """Everything that remains, with the user's names."""
    groups = list(remaining(project, answers, by_hand=registered is None))
    if registered is not None and registered.remaining:
        groups.insert(0, Group("Still to be done in Shippable", registered.remaining))
    for group in groups:
        console.say(f"\n{group.title}:")
        for line in group.lines:
            console.say(f"  {line}")
    _offer_answers(console, project, answers)


def record_of(project: Project, answers: Answers, reviewed: Reviewed, registered: Registered | None) -> str:
    """The run as Markdown: what was found, decided, written, and what remains."""
    written, file = reviewed.written, None
    if written is not None:
        backup = str(written.backup) if written.backup else None
        file = WrittenFile(str(written.path), backup, reviewed.plan.diff)
    notes = registered.done if registered is not None else ()
    by_hand = registered is None or bool(registered.remaining)
    return report(project, answers, file, remaining(project, answers, by_hand=by_hand), notes)


def _offer_answers(console: Console, project: Project, answers: Answers) -> None:
    console.say()
    try:
        while text := console.ask(
            f"Save the answers to a file (a name, such as {SETTINGS_NAME}; Enter: no)", SAVE_HELP, ""
        ).strip():
            if _saved(console, project, text, saved_text(Path(text).name, answers)):
                return
    except (WentBack, EOFError):
        return
