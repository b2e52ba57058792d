"""`ecr-wizard undo`: puts back the bytes from before the last write, or what a whole run wrote."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from wizard.actions.inspect_project import likely_file
from wizard.actions.project_paths import ci_file_of
from wizard.actions.record_applied import note_undone
from wizard.actions.services import Services
from wizard.cli.batch import Manner, Task
from wizard.cli.output import Result
from wizard.cli.parsing import Parser, add_batch_flags, add_file_flag, add_writing_flags, parse, parser
from wizard.cli.reading import file_of
from wizard.cli.stopping import STOP
from wizard.cli.writing import at_tasks, note_in_inventory, tasks_of
from wizard.core.ci_file.project import Project
from wizard.core.model.errors import RefusedError, UsageError, WizardError
from wizard.core.model.finding import note
from wizard.core.text.diff import unified_diff
from wizard.services.storage.files import Undone

DESCRIPTION = """\
Put back the bytes of shippable.yml from before the last write; several times in a row go further back.

With several PATHs only the last run that wrote any of them is undone; the others keep their bytes, and are named.
--last-run and --run take back all that a run wrote, wherever that is."""


def run(arguments: Sequence[str]) -> int:
    """Run the command and give its exit code."""
    made = parser("undo", DESCRIPTION, result=True)
    made.add_argument("--run", metavar="ID", help="take back what this run wrote: at PATH…, without any everywhere")
    made.add_argument("--last-run", action="store_true", help="the same for the last run that wrote anything")
    add_file_flag(made)
    add_writing_flags(made)
    add_batch_flags(made)
    options = parse(made, arguments)
    from wizard.actions.real import real_services

    services = real_services()
    wanted = _wanted_run(services, options, made)
    tasks = tasks_of(options, file_of(options))
    if wanted is not None and not options.paths and options.paths_from is None:
        tasks = [_task(services, path) for path in services.files.runs()[wanted]]
    newest = _newest_run(services, tasks) if wanted is None and len(tasks) > 1 else None
    tasks = [task._replace(is_parsed=False) for task in tasks]

    def work(services: Services, project: Project, result: Result) -> None:
        _undo(services, project, _Which(wanted, newest), result, only_look=options.dry_run or options.check)

    return at_tasks(services, tasks, options, work, Manner(next_step="", undo=False))


class _Which(NamedTuple):
    """The run whose writes are taken back; or the newest one, whose last write alone is."""

    run: str | None
    newest: str | None


def _undo(services: Services, project: Project, which: _Which, result: Result, *, only_look: bool) -> None:
    path, name = ci_file_of(project), project.file.name
    try:
        with STOP.must_finish():
            undone = services.files.undo(path, name=name, run=which.run, newest=which.newest, dry_run=only_look)
            result.status = "would-change" if only_look else "written"
            result.texts = (undone.before, undone.after)
            result.diff = unified_diff(name, *result.texts)
            result.done = _done(undone)
            if not only_look:
                note_in_inventory(result, lambda: note_undone(services, project))
    except RefusedError as error:
        if error.code in ("never-written", "older-run"):
            result.warnings = [note(error.code, f"{error.title} {error.remedy}")]
            return
        # The text that the refusal shows is what was changed since; for scripts it is the diff.
        result.diff = error.snippet
        raise


def _done(undone: Undone) -> str:
    what = "as it was before the last write" if undone.after is not None else "removed: it was not there before"
    by = f", run {undone.run}" if undone.run else ""
    return f"{what} ({undone.action}, {undone.time}{by})"


def _wanted_run(services: Services, options: argparse.Namespace, made: Parser) -> str | None:
    """The run that --run or --last-run names; None without them. Raises `UsageError` for one that is not known."""
    if options.run is not None and options.last_run:
        made.error("--run and --last-run exclude each other")
    if options.run is None and not options.last_run:
        return None
    known = list(services.files.runs())
    if options.last_run:
        if not known:
            raise UsageError("no-run", "No run is known that wrote anything.", remedy="Give PATHs without --last-run.")
        return known[-1]
    if options.run in known:
        return str(options.run)
    last = f"The last runs: {', '.join(known[:-4:-1])}." if known else "No run is known that wrote anything."
    raise UsageError("no-such-run", f"There is nothing to undo of a run {options.run}.", last)


def _task(services: Services, path: Path) -> Task:
    """The task for a file that the journal knows, which may be gone by now."""
    if path.exists() or not path.parent.is_dir():
        return Task(str(path))
    root = services.git.root(path.parent) or path.parent
    return Task(str(path.parent), os.path.relpath(path, root))


def _newest_run(services: Services, tasks: Sequence[Task]) -> str | None:
    """The last run that wrote a file at one of the PATHs; what cannot be read is that PATH's own trouble."""
    runs: list[str] = []
    for task in tasks:
        try:
            path = likely_file(Path(task.path), task.file)
            last = services.files.last_run(path) if path is not None else None
        except WizardError:
            continue
        if last is not None:
            runs.append(last)
    return max(runs, default=None)
