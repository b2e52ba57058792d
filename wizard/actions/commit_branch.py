"""A plan becomes a commit on a branch of its own, and the text of a pull request."""

from __future__ import annotations

from typing import NamedTuple

from wizard.actions.project_paths import folder_of
from wizard.actions.services import Services
from wizard.core.ci_file.project import Project
from wizard.core.interview.pull_request import pull_request
from wizard.core.model.answers import Answers
from wizard.core.model.errors import RefusedError
from wizard.core.plan import Plan
from wizard.services.repository.git_branch_commit import FileChange
from wizard.services.repository.git_commit import Committed
from wizard.services.runtime.foreign import foreign_text


class OwnBranch(NamedTuple):
    """The branch that is to be made, and the message of its commit."""

    name: str
    message: str


def commit_plan(services: Services, project: Project, plan: Plan, branch: OwnBranch) -> Committed | None:
    """Commit what the plan makes of the file on the branch; None where the branch has it already.

    Raises `RefusedError` (no repository, uncommitted changes, a branch of that name) and `ServiceError`.
    """
    if not project.is_repository or plan.after is None:
        raise RefusedError(
            "no-repository", "This is no git repository.", remedy="Leave out --commit.", path=project.root
        )
    change = FileChange(plan.file, plan.before, plan.after)
    return services.git.commit_on_branch(folder_of(project), change, branch.name, branch.message)


def pull_request_text(project: Project, answers: Answers, plan: Plan) -> str:
    """The text of a pull request; what is or looks like a key in it is masked."""
    return foreign_text(pull_request(project, answers, plan), limit=None, lines=True) + "\n"
