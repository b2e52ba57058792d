"""Undoing the last write of a CI file, from a page or a prompt."""

from __future__ import annotations

from wizard.actions.project_paths import ci_file_of
from wizard.actions.services import Services
from wizard.core.ci_file.project import Project
from wizard.core.model.errors import WizardError
from wizard.services.storage.files import Undone


def last_write(services: Services, project: Project) -> Undone | None:
    """What undoing the last write of the project's file would do; None where that cannot be done."""
    try:
        return services.files.undo(ci_file_of(project), name=project.file.name, dry_run=True)
    except WizardError:
        return None  # it was never written, or was changed since: `ecr-wizard undo` says which


def _minute(undone: Undone) -> str:
    return undone.time[:16].replace("T", " ")


def offer(undone: Undone, name: str) -> str:
    """What a list offers: to undo the last write of the file called `name`."""
    return f"Undo the last write of {name} ({undone.action}, {_minute(undone)})"


def question(undone: Undone, name: str) -> str:
    """What is asked before the file called `name` is put back."""
    what = "as it was before" if undone.after is not None else "not there, as before"
    return f"Take back the last write of {name} ({undone.action}, {_minute(undone)})? The file is then {what}."


def undo(services: Services, project: Project) -> WizardError | None:
    """Put back the bytes from before the last write, and record in the inventory what the file names then.

    Raises `WizardError` when the file was changed since. Returns why the inventory could not be written; None where it
    was.
    """
    # Late: the first page asks this module for the last write alone.
    from wizard.actions.record_applied import note_undone

    services.files.undo(ci_file_of(project), name=project.file.name)
    try:
        note_undone(services, project)
    except WizardError as error:
        return error
    return None


def undone_text(name: str) -> str:
    """What is said once the file called `name` is put back."""
    return f"{name} is as it was before the last write."
