"""SIGINT and SIGTERM end a batch between two steps, never in the middle of a write."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopped(BaseException):
    """The user, or who started the program, wants it to end."""


class Stopping:
    """What was heard so far. A signal raises `Stopped` in `may_stop` alone, and there not in `must_finish`."""

    def __init__(self) -> None:
        self.signal: int | None = None
        self._may = False

    @property
    def exit_code(self) -> int:
        """What a process that a signal ended answers; 0 when none was heard."""
        return 0 if self.signal is None else 128 + self.signal

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Signals are heard in here; those that the program was started to ignore stay ignored."""
        self.signal = None
        old = {number: signal.getsignal(number) for number in SIGNALS}
        for number, handler in old.items():
            if handler is not signal.SIG_IGN:
                signal.signal(number, self._heard)
        try:
            yield
        finally:
            for number, handler in old.items():
                signal.signal(number, handler)

    @contextmanager
    def may_stop(self) -> Iterator[None]:
        """`Stopped` may be raised anywhere in here; at once when a signal was heard before."""
        self._may = True
        try:
            self.raise_if_heard()
            yield
        finally:
            self._may = False

    @contextmanager
    def must_finish(self) -> Iterator[None]:
        """What is in here ends before `Stopped` is raised."""
        before, self._may = self._may, False
        try:
            yield
        finally:
            self._may = before
        if before:
            self.raise_if_heard()

    def raise_if_heard(self) -> None:
        """Raise `Stopped` when a signal was heard."""
        if self.signal is not None:
            self._may = False
            raise Stopped

    def _heard(self, number: int, _frame: FrameType | None) -> None:
        self.signal = self.signal or number
        if self._may:
            self._may = False
            raise Stopped


STOP = Stopping()
