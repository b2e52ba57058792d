"""Undoing the last write of a CI file, from a page or a prompt."""

from __future__ import annotations

from pathlib import Path

from wizard.actions.services import Services
from wizard.core.ci_file.project import Project
from wizard.core.model.errors import WizardError
from wizard.services.storage.files import Undone


def last_write(services: Services, project: Project) -> Undone | None:
    """What undoing the last write of the project's file would do; None where that cannot be done."""
    try:
        return services.files.undo(_path(project), name=project.file.name, dry_run=True)
    except WizardError:
        return None  # it was never written, or was changed since: `ecr-wizard undo` says which


def undo(services: Services, project: Project) -> Undone:
    """Put back the bytes from before the last write; raises `WizardError` when the file was changed since."""
    return services.files.undo(_path(project), name=project.file.name)


def _path(project: Project) -> Path:
    return Path(project.root) / project.file.name
