"""What the welcome says of the project: names and texts of its lines."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.core.aws.ecr_name import parse as parse_ecr
from wizard.core.ci_file.project import Project

SHOWN_DOCKERFILES = 5


def facts(project: Project, *, chosen: bool) -> tuple[tuple[str, str], ...]:
    """What was found: name and text of each line, not yet made safe to show.

    `chosen` says that the user said which of two files counts.
    """
    return (
        ("Project", project.root),
        *_of_git(project),
        ("CI file", _file(project, chosen=chosen)),
        *_dockerfiles(project),
        *(("Note", note) for note in project.notes),
    )


def _of_git(project: Project) -> Iterator[tuple[str, str]]:
    if project.organisation:
        yield "Remote", f"{project.organisation}/{project.name} on {project.host}"
    elif not project.is_repository:
        yield "Remote", "none: this is no git repository"
    if project.branch:
        default = project.default_branch
        other = f" (default: {default})" if default not in (None, project.branch) else ""
        yield "Branch", project.branch + other


def _dockerfiles(project: Project) -> Iterator[tuple[str, str]]:
    for item in project.dockerfiles[:SHOWN_DOCKERFILES]:
        froms = [name + (" (ECR)" if parse_ecr(name) else "") for name in item.froms]
        yield item.path, "FROM " + ", ".join(froms) if froms else "no FROM"
    more = len(project.dockerfiles) - SHOWN_DOCKERFILES
    if more > 0:
        yield "", f"and {more} more Dockerfiles"


def _file(project: Project, *, chosen: bool) -> str:
    file = project.file
    if len(project.files) > 1 and not chosen:
        return " and ".join(project.files) + " exist both"
    if file.refusal is not None:
        return f"{file.name}:{file.refusal.line}:{file.refusal.column}: {file.refusal.reason}"
    if file.text is None:
        return f"{file.name} is not there yet; it will be made"
    entries = ", ".join(entry.name + (f" ({entry.region})" if entry.region else "") for entry in file.ecr_entries)
    return f"{file.name}, " + (f"ECR entries: {entries}" if entries else "no ECR entry yet")


def brief_facts(project: Project) -> tuple[tuple[str, str], ...]:
    """The same in one line, where the proposal has a row for the rest."""
    name = f"{project.organisation}/{project.name}" if project.organisation else project.root
    branch = f" ({project.branch})" if project.branch else ""
    return (("Project", f"{name}{branch}, {_file(project, chosen=True)}"), *(("Note", note) for note in project.notes))
