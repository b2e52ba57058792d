"""Several PATHs: each gets its own result as soon as it is finished, whatever happens to the others."""

from __future__ import annotations

import argparse
import contextlib
import gc
import os
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from wizard.cli.output import Result, Status, say, say_error, say_result
from wizard.cli.stopping import STOP, Stopped
from wizard.cli.telling import Teller, teller
from wizard.core.model.errors import ExitCode, WizardError
from wizard.frozen import frozen
from wizard.services.runtime.run import run_id

COMMIT = "Commit and push it on each branch that is to use it: Shippable reads the file of the branch that it builds."
STATUSES: tuple[Status, ...] = ("written", "unchanged", "would-change", "refused", "failed")


class Task(NamedTuple):
    """A PATH, the name of its file below the root where that was given, and whether what is in it matters."""

    path: str
    file: str | None = None
    is_parsed: bool = True


def needs_a_hand(result: Result) -> str:
    """Why somebody has to look at a file; empty where nobody has to."""
    if result.status not in ("refused", "failed"):
        return ""
    return result.error.title if result.error is not None else result.status


def by_status(counts: Counter[str]) -> str:
    """The counts of a batch that writes, for its closing line."""
    first = "would-change" if counts["would-change"] and not counts["written"] else "written"
    always = (first, "unchanged")
    others = [name for name in ("would-change", "refused", "failed") if counts[name] and name not in always]
    return ", ".join(f"{counts[name]:,} {name.replace('-', ' ')}" for name in (*always, *others))


@frozen
class Manner:
    """How a command tells its results to people: one line each, what a file needs, the closing line's counts."""

    say: Callable[[Result, bool], None] = lambda result, quiet: say_result(result, quiet=quiet)
    hand: Callable[[Result], str] = needs_a_hand
    closing: Callable[[Counter[str]], str] = by_status
    next_step: str = COMMIT
    teller: Callable[[Summary], Teller] | None = None  # who tells it in place of lines for people or JSON
    undo: bool = True  # whether `undo --run` takes back what was written


@dataclass
class Summary:
    """What became of a batch so far; `to_look_at` are the files that somebody has to look at, and why."""

    total: int
    counts: Counter[str] = field(default_factory=Counter)
    to_look_at: list[tuple[str, str]] = field(default_factory=list)
    codes: set[int] = field(default_factory=set)
    stopped: int = 0
    code: int = 0

    def add(self, result: Result, why: str) -> None:
        """Count one more result; `why` it needs attention, empty where it does not."""
        self.counts[result.status] += 1
        self.counts.update(result.tally)
        if why:
            self.to_look_at.append((result.name, why))
        if result.status in ("refused", "failed"):
            self.codes.add(result.error.exit_code if result.error is not None else ExitCode.FAILED)

    @property
    def finished(self) -> int:
        """How many PATHs have a result."""
        return sum(self.counts[status] for status in STATUSES)

    def exit_code(self, *, check: bool = False) -> int:
        """One exit code for all PATHs: a stop first, then failures, then what `--check` found."""
        if self.stopped:
            return self.stopped
        if self.codes:
            if self.counts["written"]:
                return ExitCode.PARTLY
            return next(iter(self.codes)) if len(self.codes) == 1 else ExitCode.FAILED
        return ExitCode.WOULD_CHANGE if check and self.counts["would-change"] else ExitCode.DONE

    def as_json(self) -> dict[str, int]:
        """The counts, for JSON."""
        counted = {status.replace("-", "_"): self.counts[status] for status in STATUSES}
        return {"files": self.total, **counted, "not_reached": self.total - self.finished}


def run_batch(
    tasks: Sequence[Task],
    options: argparse.Namespace,
    work: Callable[[Task], Result],
    manner: Manner | None = None,
    failing: Callable[[Summary], int] = lambda _: 0,
    after: Callable[[Result], None] = lambda _: None,
) -> Summary:
    """Do `work` for each of `tasks` and tell every result as it is there; gives what became of all of them.

    `work` gives a result for whatever happens; only `Stopped` leaves it. `after` looks at each result before it is
    told, also at that of a process that died. `failing` gives an exit code for what was found where nothing failed.
    A bug between two PATHs ends the batch with its summary; only an output that takes nothing more raises.
    """
    manner = manner or Manner()
    summary = Summary(len(tasks))
    run_id()  # before there are other processes: they write for this run
    telling = teller(options, manner, summary)
    with STOP.listening():
        telling.begin()
        results = _results(tasks, work, min(getattr(options, "jobs", 1), len(tasks)))
        with _ended_in_order(summary), contextlib.closing(results):
            for result in results:
                after(result)
                summary.add(result, manner.hand(result))
                telling.tell(result)
        summary.stopped = STOP.exit_code if summary.finished < summary.total else 0
        summary.code = summary.exit_code(check=getattr(options, "check", False)) or failing(summary)
        telling.end()
    return summary


@contextmanager
def _ended_in_order(summary: Summary) -> Iterator[None]:
    """Whatever ends the batch in here, what was written is said: by the summary, or by lines where stdout is gone."""
    try:
        yield
    except Stopped:
        return
    except BrokenPipeError:
        _say_written(summary)
        raise
    except WizardError as error:
        if error.code == "output":
            _say_written(summary)
            raise
        say_error(error)
        summary.codes.add(error.exit_code)
    except Exception as error:  # noqa: BLE001 - it is reported, and the summary names what was written
        from wizard.services.storage import crash

        crash.tell(error)
        summary.codes.add(ExitCode.FAILED)


def _say_written(summary: Summary) -> None:
    if written := summary.counts["written"]:
        say(f"Written before that: {written:,} of {summary.total:,} files.")
        say(f"To take this run back: ecr-wizard undo --run {run_id()}")


def _results(tasks: Sequence[Task], work: Callable[[Task], Result], jobs: int) -> Generator[Result, None, None]:
    """The result of each task, in the order of the tasks; with several jobs one is held back for those before it."""
    if jobs > 1:
        yield from _results_of_processes(tasks, work, jobs)
        return
    for task in tasks:
        if STOP.signal is not None:
            return
        yield work(task)
        _collect_from_now()


def _results_of_processes(tasks: Sequence[Task], work: Callable[[Task], Result], jobs: int) -> Iterator[Result]:
    from wizard.cli.workers import in_processes

    _collect_from_now()
    kept: dict[int, Result] = {}
    following = 0
    broken: Exception | None = None
    try:
        for number, result in in_processes(_by_repository(tasks), lambda number: work(tasks[number]), jobs):
            result.path = tasks[number].path  # where a process died it could not say
            kept[number] = result
            while following in kept:
                yield kept.pop(following)
                following += 1
    except Stopped:
        pass
    except Exception as error:  # noqa: BLE001 - raised below, after what was done is said
        broken = error
    for number in sorted(kept):
        yield kept[number]
    if broken is not None:
        raise broken


def _collect_from_now() -> None:
    """Let cyclic garbage be collected; what is there so far, the program itself, is not walked each time."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def _by_repository(tasks: Sequence[Task]) -> list[list[int]]:
    """The numbers of the tasks, those of one repository together."""
    from wizard.actions.inspect_project import likely_root

    groups: dict[str, list[int]] = {}
    for number, task in enumerate(tasks):
        try:
            root = os.path.realpath(likely_root(Path(task.path)))
        except (OSError, ValueError):
            root = task.path
        groups.setdefault(root, []).append(number)
    return list(groups.values())
