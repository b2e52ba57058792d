"""A paste that arrives as keys, because the terminal knows no brackets for it, is made one when it holds AWS keys.

Else its line ends would press Enter, and a secret would be left in a field that shows it.
"""

from __future__ import annotations

from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, NamedTuple

from textual import events
from textual._time import get_time
from textual.widgets import Input

from wizard.tui.input.text_runs import text_field

if TYPE_CHECKING:
    from collections import deque

    from wizard.tui.app.base import TerminalApp

FAST = 0.03  # seconds between two letters; nobody types several that fast
PATIENCE = {"perhaps": 0.1, "keys": 0.1, "part": 0.6}  # `Typed` -> seconds for what is still on its way
SAME_PASTE = 0.6  # seconds after which a letter goes on with no paste
LONGEST_LINE = 400
LINE_ENDS = {"enter": "\n", "ctrl+j": "\n", "tab": "\t"}


class _Before(NamedTuple):
    """A field as it was before the line that is being typed into it."""

    field: Input
    value: str
    cursor: int

    def restore(self) -> None:
        """Take back what was typed. Call it in the field's own queue."""
        self.field.value = self.value
        self.field.cursor_position = self.cursor


class TypedPastes:
    """Looks at the keys that wait. `note` says what went through to the focused widget."""

    def __init__(self, app: TerminalApp) -> None:
        self._app = app
        self._line = ""  # of the present line, what went through already
        self._before: _Before | None = None
        self._last = 0.0

    def note(self, event: events.Event, text: str) -> None:
        """This text, of which `event` is the last key, is about to go through; empty text ends the line."""
        if not text or event.time - self._last > SAME_PASTE or len(self._line) > LONGEST_LINE:
            self._line, self._before = "", None
        if text and not self._line:
            field = text_field(self._app)
            self._before = _Before(field, field.value, field.cursor_position) if field is not None else None
        self._line += text
        self._last = event.time

    def look(self, waiting: deque[events.Event]) -> float:
        """Put a paste in the place of the keys that spell one; else the seconds to wait for more of it."""
        run = list(takewhile(lambda event: bool(text_of(event)), waiting))
        if not run:
            return 0.0
        if run[0].time - self._last > SAME_PASTE:
            self._line, self._before = "", None
        ended = len(run) < len(waiting)
        line = self._line + "".join(map(text_of, run))

        from wizard.core.aws.typed_keys import Typed, read_typed  # late: the first page has no field
        from wizard.tui.widgets.secret_input import KeyInput

        into_key_field = isinstance(self._app.focused, KeyInput)
        reading = read_typed(line, ended=ended, into_key_field=into_key_field)
        if reading.what is Typed.TEXT:
            return 0.0
        if reading.what is not Typed.KEYS and not self._is_fast(run):
            return 0.0
        left = run[-1].time + PATIENCE[reading.what.value] - get_time()
        goes_on = not ended and reading.length in (0, len(line))
        if goes_on and left > 0:
            return left
        if reading.length > len(self._line):
            self._make_paste(waiting, line[: reading.length])
        return 0.0

    def _is_fast(self, run: list[events.Event]) -> bool:
        """Whether most of the letters came right after the one before."""
        times = [self._last, *(event.time for event in run)]
        fast = sum(later - earlier < FAST for earlier, later in pairwise(times))
        return fast >= len(run) - fast

    def _make_paste(self, waiting: deque[events.Event], text: str) -> None:
        received = waiting[0].time
        for _ in range(len(text) - len(self._line)):
            waiting.popleft()
        paste = events.Paste(text)
        paste.time = received
        waiting.appendleft(paste)
        if self._before is not None and self._line and self._before.field is self._app.focused:
            self._before.field.call_later(self._before.restore)
        self._line, self._before = "", None


def text_of(event: events.Event) -> str:
    """The character that the key types; a line feed for Enter; empty for other keys."""
    if not isinstance(event, events.Key):
        return ""
    if event.key in LINE_ENDS:
        return LINE_ENDS[event.key]
    return event.character or "" if event.is_printable else ""
