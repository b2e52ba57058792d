"""Reading `.ecr-wizard.yml` of a repository."""

from __future__ import annotations

from dataclasses import replace

from wizard.actions.inspect_project import check_inside
from wizard.actions.project_paths import folder_of
from wizard.actions.services import Services
from wizard.core.ci_file.project import Project
from wizard.core.model.answers import Answers
from wizard.core.model.errors import UsageError
from wizard.core.model.settings import SETTINGS_NAME


def with_settings(services: Services, project: Project) -> Project:
    """The project with what its `.ecr-wizard.yml` says, its placeholders filled in; unchanged where there is none.

    Raises `WizardError` for a file that cannot be read, leads out of the repository, or has mistakes.
    """
    root = folder_of(project)
    path = root / SETTINGS_NAME
    check_inside(root, SETTINGS_NAME)
    text = services.files.read_text(path)
    if text is None:
        return project
    from wizard.core.interview.cleaning import answers_for
    from wizard.core.interview.settings_file import settings_of

    settings = settings_of(text, str(path))
    return replace(project, settings=replace(settings, answers=answers_for(project, settings.answers)))


def begun_with(services: Services, project: Project, base: Answers) -> tuple[Answers, Answers]:
    """Where the wizard begins: `base` (what an entry says) with what `.ecr-wizard.yml` says over it, and that alone.

    An entry of another name than the file's is not the one that it means: nothing of it is kept. Raises `WizardError`
    for a file that cannot be read, leads out of the repository, or has mistakes.
    """
    settings = with_settings(services, project).settings
    if settings is None:
        return base, Answers()
    from wizard.core.interview.answers_file import merge

    said = settings.answers
    if base.changes_entry is not None and said.integration not in (None, base.integration):
        base = Answers(file=base.file)
    return merge(base, said), said


def answers_at(services: Services, project: Project, given: Answers) -> tuple[Project, Answers]:
    """The project with its settings, and `given` over those, the placeholders filled in.

    Raises `WizardError`; code `invalid-answer` where nothing names the integration.
    """
    from wizard.core.interview.answers_file import merge
    from wizard.core.interview.cleaning import answers_for

    project = with_settings(services, project)
    answers = answers_for(project, given)
    if project.settings is not None:
        answers = merge(project.settings.answers, answers)
    if not answers.integration:
        raise UsageError(
            "invalid-answer",
            "The name of the subscription integration is missing.",
            remedy=f"Give --integration NAME, or write {SETTINGS_NAME}.",
            path=project.root,
        )
    return project, answers
