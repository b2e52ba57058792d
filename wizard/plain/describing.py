"""What was found in the repository, at the prompts."""

from __future__ import annotations

from wizard.core.ci_file.project import Project
from wizard.plain.console import Console


def describe(console: Console, project: Project) -> None:
    """What was found on looking around."""
    console.say(f"\nProject: {project.root}")
    if project.organisation:
        console.say(f"  Remote: {project.host} {project.organisation}/{project.name}")
    if project.branch:
        console.say(f"  Branch: {project.branch}")
    if project.file.refusal is not None:
        refusal = project.file.refusal
        console.say(f"  {project.file.name}:{refusal.line}:{refusal.column}: {refusal.reason}")
    elif project.file.text is None:
        console.say(f"  There is no {project.file.name} yet; it will be made.")
    else:
        names = ", ".join(entry.name for entry in project.file.ecr_entries) or "none"
        console.say(f"  {project.file.name}: ECR entries: {names}")
    for item in project.dockerfiles:
        console.say(f"  {item.path}: FROM {', '.join(item.froms) or 'nothing'}")
