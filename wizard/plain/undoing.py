"""The last write of the file, taken back at the prompts."""

from __future__ import annotations

from wizard.actions.services import Services
from wizard.actions.undo import question, undo, undone_text
from wizard.core.ci_file.project import Project
from wizard.core.model.errors import WizardError
from wizard.plain.console import Console
from wizard.services.storage.files import Undone


def undo_last_write(console: Console, services: Services, project: Project, last: Undone) -> None:
    """Ask, put the file back, and say what became of it."""
    if not console.yes_no("Take it back", question(last, project.file.name), default=True):
        return
    try:
        not_recorded = undo(services, project)
    except WizardError as error:
        console.error(error)
        return
    console.say(undone_text(project.file.name))
    if not_recorded is not None:
        console.error(not_recorded)
