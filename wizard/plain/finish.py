"""The last step on a console: what was written, and what is left to do."""

from __future__ import annotations

from pathlib import Path

from wizard.actions.dependencies import not_looked_at, to_change
from wizard.actions.project_paths import folder_of
from wizard.actions.record_applied import note
from wizard.actions.register import Registered
from wizard.actions.remove_integration import situation
from wizard.actions.services import Services
from wizard.core.ci_file.project import Project
from wizard.core.guide.manual_steps import MESSAGE
from wizard.core.interview.commands import rename_command
from wizard.core.interview.next_steps import Group, lines_to_copy, remaining
from wizard.core.interview.report import WrittenFile, report
from wizard.core.interview.settings_file import SAVE_HELP, saved_text
from wizard.core.model.answers import Answers
from wizard.core.model.errors import WizardError
from wizard.core.model.settings import SETTINGS_NAME
from wizard.plain.console import CallStopped, Console, WentBack
from wizard.plain.review import Reviewed, saved
from wizard.plain.wrapping import columns
from wizard.services.runtime.background import run_in_daemon
from wizard.services.storage.files import Written

COMMIT_HELP = "y commits the file, and nothing else; your hooks run. n: the commands are printed."


def show_done(
    console: Console, services: Services, project: Project, answers: Answers, written: Written | None
) -> None:
    """What was written, and the inventory kept."""
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
    left = to_change(found)
    if left:
        console.say(f"The old name {old} is still here, and needs its integration in Shippable until it is gone:")
    for item in left:
        console.say(f"  {item}")
    if any(item.kind == "file" for item in left):
        console.say(f"  This renames it in every file: {rename_command(old, new)}")
    for item in not_looked_at(found):
        console.say(f"{old} may be named there too: {item}")


def offer_commit(console: Console, services: Services, project: Project) -> str:
    """Commit the file and nothing else when the user says so; the commit's short name, else ""."""
    if not (project.is_repository and project.branch is not None and services.git.available()):
        return ""
    root = folder_of(project)
    try:
        hooks = run_in_daemon(lambda: services.git.commit_hooks(root))
        runs = f"These hooks run: {', '.join(hooks)}." if hooks else "No hooks run."
        console.say(f"\nThe message would be: {MESSAGE}\n{runs}")
        if not console.yes_no(f"Commit {project.file.name} on {project.branch}", COMMIT_HELP, default=False):
            return ""
        made = console.during("  Committing ...", lambda: services.git.commit(root, project.file.name, MESSAGE))
    except WizardError as error:
        console.error(error)
        return ""
    except (WentBack, EOFError, CallStopped):
        return ""
    console.say(f"  Committed: {made.name} on {project.branch}. It is not pushed yet.")
    if made.said:
        console.say(f"  {made.said}")
    return made.name


def done(
    console: Console, project: Project, answers: Answers, registered: Registered | None, committed: str = ""
) -> None:
    """Everything that remains, with the user's names."""
    groups = list(remaining(project, answers, by_hand=registered is None, committed=committed))
    if registered is not None and registered.remaining:
        groups.insert(0, Group("Still to be done in Shippable", registered.remaining))
    for group in groups:
        console.say(f"\n{group.title}:")
        _say_lines(console, group)
    _offer_answers(console, project, answers)


def _say_lines(console: Console, group: Group) -> None:
    for line in group.lines:
        if not group.copies:
            console.say(f"  {line}")
            continue
        for piece in lines_to_copy(line, (columns() or 2) - 2):
            console.show(f"  {piece}")


def record_of(
    project: Project, answers: Answers, reviewed: Reviewed, registered: Registered | None, committed: str = ""
) -> str:
    """The run as Markdown: what was found, decided, written, and what remains."""
    written, file = reviewed.written, None
    if written is not None:
        backup = str(written.backup) if written.backup else None
        file = WrittenFile(str(written.path), backup, reviewed.plan.diff)
    notes: tuple[str, ...] = (f"Committed: {committed} on {project.branch}",) if committed else ()
    if registered is not None:
        notes += registered.done
    by_hand = registered is None or bool(registered.remaining)
    return report(project, answers, file, remaining(project, answers, by_hand=by_hand, committed=committed), notes)


def _offer_answers(console: Console, project: Project, answers: Answers) -> None:
    console.say()
    try:
        while text := console.ask(
            f"Save the answers to a file (a name, such as {SETTINGS_NAME}; Enter: no)", SAVE_HELP, ""
        ).strip():
            if saved(console, project, text, saved_text(Path(text).name, answers)):
                return
    except (WentBack, EOFError):
        return
