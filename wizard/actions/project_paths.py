"""Where a project's folder and its CI file are. The core knows them as text: it touches no disk."""

from __future__ import annotations

from pathlib import Path

from wizard.core.ci_file.project import Project


def folder_of(project: Project) -> Path:
    """The repository's root, or the folder that was given."""
    return Path(project.root)


def ci_file_of(project: Project) -> Path:
    """The CI file of the project, whether it exists or not."""
    return Path(project.root) / project.file.name
