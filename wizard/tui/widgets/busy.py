"""One line that tells what takes so long. The screen is never covered and never held."""

from __future__ import annotations

import time
from collections.abc import Awaitable
from typing import TYPE_CHECKING, TypeVar

from textual.content import Content
from textual.widgets import Static

from wizard.core.text.safetext import visible

if TYPE_CHECKING:
    from textual.timer import Timer

T = TypeVar("T")
AFTER = 0.1  # seconds until it shows
AT_LEAST = 1.0  # seconds that it stays, so that it can be read


class BusyLine(Static):
    """Hidden until something takes longer than a moment."""

    DEFAULT_CSS = """
    BusyLine { height: auto; display: none; text-style: italic; padding: 0 1; }
    BusyLine.-shown { display: block; }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._shown_at = 0.0
        self._hiding: Timer | None = None

    async def during(self, text: str, call: Awaitable[T]) -> T:
        """The result of `call`; `text` shows while it is awaited."""
        timer = self.set_timer(AFTER, lambda: self.tell(text))
        try:
            return await call
        finally:
            timer.stop()
            self._hide_soon()

    def tell(self, text: str) -> None:
        """Show this."""
        if self._hiding is not None:
            self._hiding.stop()
        self.update(Content(visible(text)))
        self.add_class("-shown")
        self._shown_at = time.monotonic()

    def hide(self) -> None:
        """At once, because the user does not wait any more."""
        self.remove_class("-shown")

    def _hide_soon(self) -> None:
        if self.has_class("-shown"):
            self._hiding = self.set_timer(max(self._shown_at + AT_LEAST - time.monotonic(), 0.01), self.hide)
