"""Slow calls that can be left behind: nothing waits for them, not even the end of the program."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from wizard.services.runtime.background import THREAD_NAME, in_daemon, pages_in_daemon, run_in_daemon, start, together

HANGS = """
import threading
from wizard.services.runtime.background import run_in_daemon, start
start(threading.Event().wait)
try:
    run_in_daemon(threading.Event().wait, 0.01)
except TimeoutError:
    print("given up")
"""


def test_the_program_ends_although_a_call_hangs_for_ever() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HANGS], capture_output=True, text=True, timeout=60, cwd=Path(__file__).parents[2]
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "given up\n", "")


def test_what_a_call_returns_or_raises_comes_back() -> None:
    assert run_in_daemon(lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        run_in_daemon(lambda: 1 // 0)
    with pytest.raises(SystemExit):
        run_in_daemon(sys.exit)


def test_the_name_of_the_thread_tells_nothing() -> None:
    assert run_in_daemon(lambda: threading.current_thread().name) == THREAD_NAME
    assert run_in_daemon(lambda: threading.current_thread().daemon)


def test_together_means_at_the_same_time_and_in_order() -> None:
    both = threading.Barrier(2)
    assert together([lambda: (both.wait(20), "a")[1], lambda: (both.wait(20), "b")[1]]) == ["a", "b"]
    with pytest.raises(KeyError):
        together([lambda: {}["x"], lambda: 1 // 0])


async def test_an_awaited_call_that_is_cancelled_is_left_to_end_alone() -> None:
    release, ended = threading.Event(), threading.Event()

    def call() -> None:
        release.wait(20)
        ended.set()

    task = asyncio.create_task(in_daemon(call))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    release.set()
    assert ended.wait(20)
    with pytest.raises(TimeoutError):
        await in_daemon(threading.Event().wait, 0.01)


async def test_pages_come_one_by_one_until_an_error() -> None:
    def pages() -> Iterator[int]:
        yield 1
        yield 2
        raise ValueError("the third")

    found = pages_in_daemon(pages)
    assert [await anext(found), await anext(found)] == [1, 2]
    with pytest.raises(ValueError, match="the third"):
        await anext(found)


def test_a_cancelled_future_takes_no_late_answer() -> None:
    release = threading.Event()
    future = start(lambda: release.wait(20))
    assert future.cancel()
    release.set()
    assert future.cancelled()
