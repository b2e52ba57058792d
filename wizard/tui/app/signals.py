"""Signals are heard by a thread, which a busy event loop cannot starve.

asyncio calls the handler of a signal when its loop comes round. A message pump whose queue never empties, or a handler
that computes, keeps it from that; the byte that the interpreter writes for each signal arrives all the same.
"""

from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

STOP = 0  # no signal has this number


class SignalThread:
    """A context manager: while it lasts, `heard` is called in a thread with each of these signals.

    A signal that is ignored on entry (`nohup`) stays so. `any_signal` is called after every signal that Python handles,
    whichever it is. Enter and leave it in the main thread.
    """

    def __init__(
        self,
        numbers: Iterable[signal.Signals],
        heard: Callable[[signal.Signals], None],
        any_signal: Callable[[], None],
    ) -> None:
        self._numbers = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
        self._heard, self._any_signal = heard, any_signal

    def __enter__(self) -> Self:
        self._read, self._write = os.pipe()
        os.set_blocking(self._write, False)
        self._fd_before = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        self._before = {number: signal.signal(number, _leave_it_to_the_thread) for number in self._numbers}
        self._thread = threading.Thread(target=self._listen, name="wizard-signals", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._fd_before)
        os.write(self._write, bytes([STOP]))
        self._thread.join()
        os.close(self._read)
        os.close(self._write)

    def _listen(self) -> None:
        while True:
            for number in os.read(self._read, 4096):
                if number == STOP:
                    return
                self._any_signal()
                if number in self._numbers:
                    self._heard(signal.Signals(number))


def _leave_it_to_the_thread(*_: object) -> None:
    """A handler in Python must be there, or the interpreter writes no byte."""
