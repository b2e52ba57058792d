"""What `apply`, `remove` and `undo` have in common: every PATH gets its own result, and a plan becomes a file."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from wizard.actions.apply import write
from wizard.actions.inspect_project import look_around, the_file
from wizard.actions.services import Services
from wizard.cli.output import Result, print_diff, print_json, say, say_result
from wizard.core.ci_file.project import Project
from wizard.core.model.errors import RefusedError, WizardError
from wizard.core.model.finding import note
from wizard.core.plan import Plan
from wizard.core.text.safetext import visible

ATTEMPTS = 10  # whenever one fails, another run got ahead
COMMIT = "Commit and push it on each branch that is to use it: Shippable reads the file of the branch that it builds."

Work = Callable[[Services, Project, Result], None]


def each_path(services: Services, options: argparse.Namespace, file: str | None, work: Work) -> list[Result]:
    """What `work` does at every PATH (`options.paths`; without any, here); an error stays with its PATH.

    `file` is the file's name below the root where that was given. A file that somebody changes while it is
    being planned is looked at again.
    """
    return [one_path(services, path, options, file, work) for path in options.paths or ["."]]


def one_path(services: Services, path: str, options: argparse.Namespace, file: str | None, work: Work) -> Result:
    """The same for one PATH."""
    for left in reversed(range(ATTEMPTS)):
        result = Result(path)
        try:
            project = look_around(services, Path(path), file)
            result.file = project.file.name
            result.place = _from_here(Path(project.root) / project.file.name)
            the_file(project, file, Path(path))
            work(services, project, result)
        except RefusedError as error:
            result.status, result.error = "refused", error
        except WizardError as error:
            if error.code == "changed-meanwhile" and left:
                say(f"{visible(result.name)}: changed meanwhile; planned anew", quiet=options.quiet)
                continue
            result.status, result.error = "failed", error
        break
    return result


def _from_here(path: Path) -> Path:
    try:
        return min(Path(os.path.relpath(path)), path, key=lambda shown: len(str(shown)))
    except OSError:  # "here" is gone
        return path


def carry_out(
    services: Services, project: Project, plan: Plan, result: Result, options: argparse.Namespace, action: str = "apply"
) -> None:
    """Write the plan unless that was not asked for; notes in `result` what became of it. Raises `ServiceError`."""
    result.diff = plan.diff
    if not plan.changes_something:
        return
    if options.dry_run or options.check:
        result.status = "would-change"
        return
    written = write(services, project, plan, action=action)
    result.backup = written.backup
    result.warnings = [*result.warnings, *written.warnings]
    result.status = "written"


def keep_books(result: Result, noting: Callable[[], None]) -> None:
    """Note in the registry what was written. That the books cannot be kept is a warning: the file is written."""
    if result.status != "written":
        return
    try:
        noting()
    except WizardError as error:
        result.warnings = [*result.warnings, note("registry", str(error))]


def finish(results: Sequence[Result], options: argparse.Namespace, next_step: str = COMMIT) -> None:
    """Print what became of all PATHs, and what is to be done next when something was written."""
    if options.json:
        print_json(results)
        return
    for result in results:
        if options.dry_run:
            print_diff(result.diff)
        say_result(result, quiet=options.quiet)
    if any(result.status == "written" for result in results):
        say(next_step, quiet=options.quiet)
