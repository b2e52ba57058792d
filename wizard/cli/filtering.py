"""`apply -`: the file comes on stdin and goes to stdout; the current folder tells what is around it."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from wizard.actions.apply import preview
from wizard.actions.check import accounts_behind
from wizard.actions.inspect_project import inspect_project
from wizard.actions.services import Services
from wizard.actions.settings import answers_at
from wizard.cli.output import Result, print_diff, say_result, to_stdout
from wizard.cli.reading import stdin_text
from wizard.core.ci_file.shippable_file import view
from wizard.core.model.answers import Answers
from wizard.core.model.errors import ExitCode


def filter_stdin(services: Services, options: argparse.Namespace, given: Answers) -> int:
    """Write what the answers make of the file on stdin; nothing where that fails. Raises `WizardError`.

    With `--dry-run` the diff is written in its place, with `--check` nothing; nothing is kept for `undo`.
    """
    text = stdin_text()
    project = inspect_project(services, Path(), given.file)
    project = replace(project, file=view(project.file.name, text))
    project, answers = answers_at(services, project, given)
    plan = preview(project, answers, accounts_behind(services, project))
    result = Result("-", plan.file, warnings=plan.warnings, findings=plan.findings, place=Path(plan.file))
    if plan.changes_something:
        result.status = "would-change"
    if options.dry_run:
        print_diff(plan.diff)
    elif not options.check:
        _write(plan.after or "")
    say_result(result, quiet=options.quiet or not (options.dry_run or options.check))
    return ExitCode.WOULD_CHANGE if options.check and plan.changes_something else ExitCode.DONE


def _write(text: str) -> None:
    with to_stdout():
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8"))
