"""A batch on several processes (`-j N`): each takes the next repository as it has done with the last one.

Processes, for the work is Python's own and a thread would wait for the others. PATHs of one repository stay in one
process, in their order: two of them may be one file.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import NamedTuple

from wizard.cli.output import Result
from wizard.cli.stopping import STOP, Stopped
from wizard.core.model.errors import ServiceError

Work = Callable[[int], Result]


class _Done(NamedTuple):
    """The result of the task `number`; None: the process was stopped."""

    number: int
    result: Result | None


@dataclass
class _Worker:
    """A process, the pipe to it, and the tasks that it was given and has not done."""

    process: int
    pipe: Connection
    left: list[int]


def in_processes(groups: Sequence[Sequence[int]], work: Work, jobs: int) -> Iterator[tuple[int, Result]]:
    """The number and the result of each task, as they are finished. `work` runs in another process.

    A process that dies fails the task it was at, and another takes its place. Raises `Stopped` when a signal was heard
    and all processes have ended.
    """
    waiting = list(reversed(groups))
    workers: list[_Worker] = []
    try:
        while workers or (waiting and STOP.signal is None):
            while waiting and len(workers) < jobs and STOP.signal is None:
                workers.append(_started(work, waiting.pop(), workers))
            yield from _heard(workers, waiting)
    finally:
        for worker in workers:
            worker.pipe.close()
            os.waitpid(worker.process, 0)
    STOP.raise_if_heard()


def _heard(workers: list[_Worker], waiting: list[Sequence[int]]) -> Iterator[tuple[int, Result]]:
    """What the processes say next; those that have nothing to do get something, or are let go."""
    for worker in _ready(workers):
        done = _said(worker)
        if done is None:
            workers.remove(worker)
            yield from _died(worker, waiting)
            continue
        if done.result is None:
            STOP.signal = STOP.signal or done.number
            worker.left = []
            continue
        worker.left.remove(done.number)
        yield done.number, done.result
        if not worker.left:
            _give(worker, _next_tasks(waiting))


def _next_tasks(waiting: list[Sequence[int]]) -> Sequence[int]:
    """What a process does next; nothing, and it ends, once all is given out or a signal came."""
    return waiting.pop() if waiting and STOP.signal is None else []


def _said(worker: _Worker) -> _Done | None:
    """What a process says; None where it has ended."""
    try:
        done: _Done = worker.pipe.recv()
    except (EOFError, OSError):
        return None
    return done


def _give(worker: _Worker, tasks: Sequence[int]) -> None:
    worker.left = list(tasks)
    with contextlib.suppress(BrokenPipeError):  # it has ended; what it said last, or nothing, is heard next
        worker.pipe.send(worker.left)


def _ready(workers: list[_Worker]) -> list[_Worker]:
    """The processes that have said something. A signal that comes meanwhile is passed on: they end in order."""
    pipes = [worker.pipe for worker in workers]
    try:
        with STOP.may_stop():
            ready = wait(pipes)
    except Stopped:
        for worker in workers:
            os.kill(worker.process, STOP.signal or 0)
        ready = wait(pipes)
    return [worker for worker in workers if worker.pipe in ready]


def _died(worker: _Worker, waiting: list[Sequence[int]]) -> Iterator[tuple[int, Result]]:
    """A process is gone: let go, stopped, or killed by somebody in the middle of a task."""
    worker.pipe.close()
    os.waitpid(worker.process, 0)
    if not worker.left or STOP.signal is not None:
        return
    first, *others = worker.left
    if others:
        waiting.append(others)
    error = ServiceError("worker-died", "The process that worked on it has ended.", remedy="Run it again.")
    yield first, Result("", status="failed", error=error)


def _started(work: Work, tasks: Sequence[int], others: Sequence[_Worker]) -> _Worker:
    ours, theirs = Pipe()
    process = os.fork()
    if process == 0:
        code = 1
        try:
            ours.close()
            for other in others:
                other.pipe.close()
            _serve(theirs, work)
            code = 0
        finally:
            os._exit(code)  # nothing of the parent's is to be done twice
    theirs.close()
    ours.send(list(tasks))
    return _Worker(process, ours, list(tasks))


def _serve(pipe: Connection, work: Work) -> None:
    """Do what the parent asks for until it has no more, or a signal is heard."""
    try:
        while True:
            with STOP.may_stop():
                tasks = pipe.recv()
            if not tasks:
                return
            for number in tasks:
                STOP.raise_if_heard()
                pipe.send(_Done(number, work(number)))
    except Stopped:
        pipe.send(_Done(STOP.signal or 0, None))
    except (EOFError, BrokenPipeError):
        return  # the parent is gone
