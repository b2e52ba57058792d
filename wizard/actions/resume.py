"""Answers kept between two runs, so that a lost connection costs nothing. No secrets in them."""

from __future__ import annotations

from wizard.actions.project_paths import folder_of
from wizard.core.ci_file.project import Project
from wizard.core.interview.answers_file import from_state_dict, to_state_dict
from wizard.core.interview.question import StepKey
from wizard.core.model.answers import Answers
from wizard.core.model.errors import UsageError
from wizard.services.storage import state


def save(project: Project, answers: Answers, step: StepKey) -> None:
    """Keep the answers and the step that was reached for this project."""
    state.save(folder_of(project), {"step": step.value, "answers": to_state_dict(answers)})


def load(project: Project) -> tuple[Answers, StepKey] | None:
    """What an earlier run left; None when there is nothing or it cannot be used any more."""
    data = state.load(folder_of(project))
    if data is None:
        return None
    try:
        return from_state_dict(data["answers"]), StepKey(data["step"])
    except (UsageError, TypeError, KeyError, ValueError, AttributeError):
        return None


def forget(project: Project) -> None:
    """Nothing is to be resumed for this project."""
    state.forget(folder_of(project))
