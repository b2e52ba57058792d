"""`ecr-wizard apply`: the wizard without questions."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from wizard.actions.look import look_around, the_file
from wizard.actions.services import Services
from wizard.actions.setup import preview, write
from wizard.cli.inputs import answers_of
from wizard.cli.output import Result, exit_code, print_json, say, say_result
from wizard.cli.parsing import add_answer_flags, add_writing_flags, parse, parser
from wizard.core.answers import Answers
from wizard.core.errors import RefusedError, UsageError, WizardError
from wizard.core.plan import Plan
from wizard.core.project import Project

DESCRIPTION = "Write the patch of shippable.yml that the answers mean, without questions."


def run(arguments: Sequence[str]) -> int:
    """Run the command and give its exit code."""
    made = parser("apply", DESCRIPTION, result=True)
    add_writing_flags(made)
    add_answer_flags(made)
    options = parse(made, arguments)
    answers = answers_of(options)
    if not answers.integration:
        made.error("the name of the subscription integration is missing: --integration NAME")
    if options.save_answers:
        save_answers(Path(options.save_answers), answers)

    from wizard.actions.real import real_services

    services = real_services()
    results = [one_path(services, path, answers, options) for path in options.paths or ["."]]
    finish(results, options)
    return exit_code(results, check=options.check)


def one_path(services: Services, path: str, answers: Answers, options: argparse.Namespace) -> Result:
    """Plan and write one PATH; every error of it becomes its result."""
    result = Result(path)
    try:
        project = look_around(services, Path(path), answers.file)
        result.file = project.file.name
        the_file(project, answers.file)
        plan = preview(project, answers)
        result.warnings = plan.warnings
        carry_out(services, project, plan, result, options)
    except RefusedError as error:
        result.status, result.error = "refused", error
    except WizardError as error:
        result.status, result.error = "failed", error
    return result


def carry_out(
    services: Services, project: Project, plan: Plan, result: Result, options: argparse.Namespace, action: str = "apply"
) -> None:
    """Write the plan unless that was not asked for; notes in `result` what became of it."""
    result.diff = plan.diff
    if not plan.changes_something:
        return
    if options.dry_run or options.check:
        result.status = "would-change"
        return
    write(services, project, plan, action=action)
    result.status = "written"


def finish(results: Sequence[Result], options: argparse.Namespace) -> None:
    """Print what became of all PATHs."""
    if options.json:
        print_json(results)
        return
    for result in results:
        if options.dry_run and result.diff:
            print(result.diff, end="")
        say_result(result, quiet=options.quiet)
    if any(result.status == "written" for result in results):
        say("Commit and push it on each branch that is to use it: Shippable reads the file of the branch it builds.",
            quiet=options.quiet)  # fmt: skip


def save_answers(path: Path, answers: Answers) -> None:
    """Write an answers file; an existing one is replaced. Raises `ServiceError`."""
    from wizard.core.replay import answers_yaml
    from wizard.services.files import write_new

    if path.is_dir():
        raise UsageError("answers-file", "The answers cannot be saved: this is a folder.", path=str(path))
    write_new(path, answers_yaml(answers))
