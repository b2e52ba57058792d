"""An end that nobody chose: a signal, or a terminal that is gone. The answers are kept, the terminal is restored."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 0.15  # seconds in which the event loop must take up what it is asked
GRACE = 0.35  # seconds from a signal until nothing that still runs is waited for
DEAF = 2.0  # seconds after which an event loop that took up nothing will not come back
LAST_MOMENT = 0.05  # seconds more for restoring the terminal then


class Application(Protocol):
    """What is ended."""

    def in_loop(self, call: Callable[[], object]) -> None:
        """Call that in the event loop, from any thread."""

    def save_from_any_thread(self) -> None:
        """Keep what would be lost."""

    def exit_with(self, code: int) -> None:
        """End in the usual way; called in the event loop."""

    def restore_terminal(self) -> None:
        """Undo every mode, from any thread."""


class End:
    """Ends the application in its own way if it still can, else from outside, within half a second."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._begins = threading.Lock()
        self._saves = threading.Lock()
        self._asked_at: float | None = None

    def ask(self, call: Callable[[], object]) -> bool:
        """Have the event loop call that; whether it took it up. Not for the loop's own thread."""
        taken = threading.Event()

        def take() -> None:
            taken.set()
            call()

        self._application.in_loop(take)
        return taken.wait(PATIENCE)

    def is_deaf(self) -> bool:
        """Whether the event loop has not yet taken up what it was asked here `DEAF` seconds ago. It is asked again."""
        now = time.monotonic()
        if self._asked_at is not None:
            return now - self._asked_at >= DEAF
        self._asked_at = now
        self._application.in_loop(self._answered)
        return False

    def _answered(self) -> None:
        self._asked_at = None

    def begin(self, code: int, *, terminal: bool = True) -> None:
        """End with that exit code, from any thread. Only the first call counts; `terminal`: restore it."""
        if self._begins.acquire(blocking=False):
            threading.Thread(target=self._run, args=(code, terminal), name="wizard-end", daemon=True).start()

    def _run(self, code: int, terminal: bool) -> None:
        deadline = time.monotonic() + GRACE
        if not self.ask(lambda: self._save_and_exit(code)):
            threading.Thread(target=self._save_once, daemon=True).start()
        time.sleep(max(deadline - time.monotonic(), 0))  # a usual end ends this thread too
        if terminal:
            restoring = threading.Thread(target=self._application.restore_terminal, daemon=True)
            restoring.start()
            restoring.join(LAST_MOMENT)  # it may take no bytes
        os._exit(code)

    def _save_and_exit(self, code: int) -> None:
        try:
            self._save_once()
        finally:
            self._application.exit_with(code)

    def _save_once(self) -> None:
        if self._saves.acquire(blocking=False):
            self._application.save_from_any_thread()
