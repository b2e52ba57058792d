"""Setting up: answers become a plan, a plan becomes a file."""

from __future__ import annotations

from dataclasses import replace

from wizard.actions.inspect_project import read_file
from wizard.actions.project_paths import folder_of
from wizard.actions.services import Services
from wizard.core.ci_file.project import Project
from wizard.core.model.answers import Answers
from wizard.core.plan import Plan, make_plan
from wizard.core.rules import Known
from wizard.services.storage.files import Written


def preview(project: Project, answers: Answers, known: Known | None = None) -> Plan:
    """The plan for these answers, looked at with what is `known` of the integrations; pure.

    Raises `UsageError` and `RefusedError`.
    """
    return make_plan(project, answers, known)


def write(services: Services, project: Project, plan: Plan, *, action: str = "apply") -> Written:
    """Write the plan's file and note it in the journal.

    Raises `ServiceError`, code `changed-meanwhile`, when the file is no longer what the plan was made from:
    look again (`refreshed`) and plan again.
    """
    return services.files.write(folder_of(project) / plan.file, plan.before, plan.after, plan.inverse, action=action)


def refreshed(services: Services, project: Project) -> Project:
    """The project with its file read again."""
    return replace(project, file=read_file(services, folder_of(project), project.file.name))
