"""What `apply`, `remove`, `undo` and `check` have in common: a PATH becomes a result, and a plan becomes a file."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.actions.inspect_project import inspect_project, the_file
from wizard.actions.project_paths import ci_file_of
from wizard.actions.services import Services
from wizard.cli.batch import Manner, Summary, Task, run_batch
from wizard.cli.output import Result, say
from wizard.cli.reading import read_paths
from wizard.cli.stopping import STOP, Stopped
from wizard.core.ci_file.project import Project
from wizard.core.model.errors import RefusedError, ServiceError, WizardError
from wizard.core.model.finding import note
from wizard.core.text.safetext import visible

if TYPE_CHECKING:
    from wizard.core.plan import Plan

ATTEMPTS = 10  # whenever one fails, another run got ahead

Work = Callable[[Services, Project, Result], None]


def each_path(
    services: Services,
    options: argparse.Namespace,
    file: str | None,
    work: Work,
    manner: Manner | None = None,
    failing: Callable[[Summary], int] = lambda _: 0,
    after: Callable[[Result], None] = lambda _: None,
) -> int:
    """Do `work` at every PATH (`options.paths`; without any, here), tell each result, and give the exit code.

    An error stays with its PATH. `file` is the file's name below the root where that was given. A file that somebody
    changes while it is being planned is looked at again. `failing` and `after` are as in `run_batch`.
    """
    return at_tasks(services, tasks_of(options, file), options, work, manner, failing, after)


def tasks_of(options: argparse.Namespace, file: str | None) -> list[Task]:
    """The PATHs that are asked for, those of `--paths-from` last; here without any. Raises `UsageError`."""
    paths = list(options.paths)
    if options.paths_from is not None:
        paths += read_paths(options.paths_from)
    elif not paths:
        paths = ["."]
    return [Task(path, file) for path in paths]


def at_tasks(
    services: Services,
    tasks: Sequence[Task],
    options: argparse.Namespace,
    work: Work,
    manner: Manner | None = None,
    failing: Callable[[Summary], int] = lambda _: 0,
    after: Callable[[Result], None] = lambda _: None,
) -> int:
    """The same for these tasks."""

    return run_batch(tasks, options, lambda task: one_path(services, task, options, work), manner, failing, after).code


def one_path(services: Services, task: Task, options: argparse.Namespace, work: Work) -> Result:
    """What `work` does at one PATH. Raises `Stopped` only where nothing was written there."""
    for left in reversed(range(ATTEMPTS)):
        result = Result(task.path)
        _try_at(services, task, work, result)
        if left and result.error is not None and result.error.code == "changed-meanwhile":
            say(f"{visible(result.name)}: changed meanwhile; re-planned", quiet=options.quiet)
            continue
        break
    return result


def _try_at(services: Services, task: Task, work: Work, result: Result) -> None:
    """Work at one PATH, with what went wrong in the result."""
    try:
        with STOP.may_stop():
            _work_at(services, task, work, result)
    except Stopped:
        if result.status != "written":
            raise
    except RefusedError as error:
        result.status, result.error = "refused", error
    except WizardError as error:
        result.status, result.error = "failed", error
    except Exception as error:  # noqa: BLE001 - a bug at one PATH must not keep the others from their turn
        _note_bug(result, _bug(error))


def _work_at(services: Services, task: Task, work: Work, result: Result) -> None:
    project = inspect_project(services, Path(task.path), task.file, is_parsed=task.is_parsed)
    result.file, result.root = project.file.name, project.root
    result.place = _from_here(ci_file_of(project))
    the_file(project, task.file, Path(task.path))
    work(services, project, result)


def _note_bug(result: Result, bug: ServiceError) -> None:
    if result.status == "written":
        result.warnings = [*result.warnings, note(bug.code, str(bug))]
    else:
        result.status, result.error = "failed", bug


def _bug(error: Exception) -> ServiceError:
    """The error for an exception that nobody expected; a report of it is written."""
    from wizard.services.storage import crash

    report = crash.write_report(error)
    where = f"The report, without your data, is in {report}; please send it to us." if report is not None else ""
    return ServiceError("bug", f"ecr-wizard met a bug: {crash.summary(error)}.", remedy=where)


def _from_here(path: Path) -> Path:
    try:
        return min(Path(os.path.relpath(path)), path, key=lambda shown: len(str(shown)))
    except OSError:  # "here" is gone
        return path


def carry_out(
    services: Services,
    project: Project,
    plan: Plan,
    result: Result,
    options: argparse.Namespace,
    action: str = "apply",
    noting: Callable[[], None] = lambda: None,
) -> None:
    """Write the plan unless that was not asked for; notes in `result` what became of it. Raises `ServiceError`.

    `noting` notes in the inventory what was written.
    """
    result.diff, result.texts = plan.diff, (plan.before, plan.after)
    if not plan.changes_something:
        return
    if options.dry_run or options.check:
        result.status = "would-change"
        return
    from wizard.actions.apply import write  # late: `check` and `undo` plan nothing

    with STOP.must_finish():
        written = write(services, project, plan, action=action)
        result.status, result.backup = "written", written.backup
        if plan.after is None:
            result.done = "removed: nothing else is left in it"
        result.warnings = [*result.warnings, *written.warnings]
        note_in_inventory(result, noting)


def note_in_inventory(result: Result, noting: Callable[[], None]) -> None:
    """Note in the inventory what was written. That the inventory cannot be kept is a warning: the file is written."""
    try:
        noting()
    except WizardError as error:
        result.warnings = [*result.warnings, note("registry", str(error))]
