"""Signals end the prompts as ctrl+c does: the terminal shows again what is typed, the answers are kept."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from wizard.core.model.ending import ENDING_SIGNALS


class Ended(BaseException):
    """Signal `number` came. No `Exception`: nothing on the way may hold it up."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Within it the signals raise `Ended`, but for those that are ignored (`nohup`)."""
    before = {number: signal.getsignal(number) for number in ENDING_SIGNALS}
    caught = [number for number, handler in before.items() if handler is not signal.SIG_IGN]
    for number in caught:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number in caught:
            signal.signal(number, before[number])


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    for other in ENDING_SIGNALS:
        signal.signal(other, signal.SIG_IGN)  # one is enough: what follows is not cut short
    raise Ended(number)
