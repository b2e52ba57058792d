"""Slow calls in daemon threads that can be left behind: nothing waits for them, not even the end of the program.

A thread that is left behind goes on until its own time-outs end it; what it returns or raises is dropped.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import Future
from typing import TypeVar, cast

T = TypeVar("T")

# Without what runs in it: a thread's name shows up in crash reports and process lists.
THREAD_NAME = "ecr-wizard-background"


def start(call: Callable[[], T]) -> Future[T]:
    """Run `call` in a daemon thread; the future gets what it returns or raises."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            result = call()
        except BaseException as error:  # noqa: BLE001 - handed on to who waits, whatever it is
            _settle(future, error=error)
        else:
            _settle(future, result)

    threading.Thread(target=run, name=THREAD_NAME, daemon=True).start()
    return future


def _settle(future: Future[T], result: T | None = None, error: BaseException | None = None) -> None:
    if not future.set_running_or_notify_cancel():
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(result)  # type: ignore[arg-type]


def run_in_daemon(call: Callable[[], T], timeout: float | None = None) -> T:
    """What `call` returns or raises; `TimeoutError` when it is not done after `timeout` seconds."""
    return start(call).result(timeout)


def together(calls: Iterable[Callable[[], T]]) -> list[T]:
    """What each call returns, all made at the same time; raises what the first of them, in their order, raised."""
    return [future.result() for future in [start(call) for call in calls]]


async def in_daemon(call: Callable[[], T], timeout: float | None = None) -> T:
    """The same, awaited. Cancelled or timed out, the thread is left to end alone."""
    async with asyncio.timeout(timeout):
        return await asyncio.wrap_future(start(call))


async def pages_in_daemon(make: Callable[[], Iterator[T]]) -> AsyncIterator[T]:
    """The items of a slow iterator, each fetched in a daemon thread of its own."""
    iterator = await in_daemon(make)
    end = object()
    while (page := await in_daemon(lambda: next(iterator, end))) is not end:
        yield cast(T, page)
