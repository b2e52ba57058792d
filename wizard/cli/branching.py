"""`apply --branch NAME --commit`: the change goes to a branch of its own, and the text of a pull request comes out."""

from __future__ import annotations

import argparse
from pathlib import Path

from wizard.actions.commit_branch import OwnBranch, commit_plan, pull_request_text
from wizard.actions.services import Services
from wizard.cli.batch import Manner
from wizard.cli.output import Result, say_result, to_stdout
from wizard.cli.parsing import Parser
from wizard.cli.stopping import STOP
from wizard.core.ci_file.project import Project
from wizard.core.guide.manual_steps import MESSAGE
from wizard.core.interview import placeholders
from wizard.core.interview.validators import InvalidAnswer
from wizard.core.model.answers import Answers
from wizard.core.model.errors import UsageError, WizardError
from wizard.core.model.finding import note
from wizard.core.plan import Plan
from wizard.core.text.safetext import visible


def own_branch(made: Parser, options: argparse.Namespace) -> OwnBranch | None:
    """The branch that is asked for; None without --commit. Leaves with a usage error for a part of it alone."""
    if options.commit != (options.branch is not None):
        made.error("--branch NAME and --commit go together")
    if not options.commit and (options.message is not None or options.pr_body is not None):
        made.error("--message and --pr-body go with --commit")
    if not options.commit:
        return None
    message = (options.message if options.message is not None else MESSAGE).strip()
    if not message:
        made.error("--message: a message is needed")
    return OwnBranch(options.branch, message)


def carry_out_on_branch(
    services: Services,
    project: Project,
    answers: Answers,
    plan: Plan,
    result: Result,
    options: argparse.Namespace,
    branch: OwnBranch,
) -> bool:
    """Commit the plan unless that was not asked for; whether it was. Raises `WizardError`."""
    result.diff, result.texts = plan.diff, (plan.before, plan.after)
    if not plan.changes_something:
        return False
    if options.dry_run or options.check:
        result.status = "would-change"
        return False
    body = pull_request_text(project, answers, plan)
    target = _body_file(services, project, options, body)
    with STOP.must_finish():
        committed = commit_plan(services, project, plan, branch)
        result.more |= {"branch": branch.name, "commit": committed.name if committed else None, "pull_request": body}
        if committed is None:
            return False
        result.status = "written"
        result.done = f"committed on {visible(branch.name)} ({committed.name}), not signed; no hook ran"
        if target is not None:
            _keep_body(target, body, result)
    return True


def _body_file(services: Services, project: Project, options: argparse.Namespace, body: str) -> Path | None:
    """The new file for the text; None where it is not asked for, or there already with this text.

    Raises `UsageError` where there is another one.
    """
    if options.pr_body is None:
        return None
    try:
        path = Path(placeholders.fill(options.pr_body, placeholders.values_of(project)))
    except InvalidAnswer as error:
        raise UsageError("invalid-answer", f"--pr-body: {error}", path=project.root) from None
    there = services.files.read_text(path)
    if there is not None and there != body:
        raise UsageError("exists", "The file for the pull request exists.", "", "Give another name.", path=str(path))
    return path if there is None else None


def _keep_body(path: Path, body: str, result: Result) -> None:
    from wizard.services.storage.files import write_new

    try:
        write_new(path, body)
    except WizardError as error:
        result.warnings = [*result.warnings, note("pr-body", str(error))]


def branch_manner(options: argparse.Namespace) -> Manner:
    """How commits are shown: the text of each pull request on stdout, unless it goes to a file."""

    def say(result: Result, quiet: bool) -> None:
        say_result(result, quiet=quiet)
        if options.pr_body is None and result.status == "written":
            with to_stdout():
                print(f"# {visible(result.name)}\n\n{result.more['pull_request']}")

    push = "" if options.branch is None else f"Push it: git push origin {visible(options.branch)}"
    return Manner(say=say, next_step=push, undo=False)
