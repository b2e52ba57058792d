"""What the welcome says of the project: names and texts of its lines."""

from __future__ import annotations

from wizard.core.aws.ecr_name import parse as parse_ecr
from wizard.core.ci_file.project import Project

SHOWN_DOCKERFILES = 5


def facts(project: Project, *, chosen: bool) -> tuple[tuple[str, str], ...]:
    """What was found: name and text of each line, not yet made safe to show.

    `chosen` tells that the user said which of two files counts.
    """
    rows = [("Project", project.root)]
    if project.organisation:
        rows.append(("Remote", f"{project.organisation}/{project.name} on {project.host}"))
    elif not project.is_repository:
        rows.append(("Remote", "none: this is no git repository"))
    if project.branch:
        default = project.default_branch
        other = f" (default: {default})" if default not in (None, project.branch) else ""
        rows.append(("Branch", project.branch + other))
    rows.append(("CI file", _file(project, chosen=chosen)))
    for item in project.dockerfiles[:SHOWN_DOCKERFILES]:
        froms = [name + (" (ECR)" if parse_ecr(name) else "") for name in item.froms]
        rows.append((item.path, "FROM " + ", ".join(froms) if froms else "no FROM"))
    if more := len(project.dockerfiles) - SHOWN_DOCKERFILES:
        rows += [("", f"and {more} more Dockerfiles")] if more > 0 else []
    rows += [("Note", note) for note in project.notes]
    return tuple(rows)


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
