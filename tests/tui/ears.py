"""What a screen reader gets of the screens: the bytes that the terminal layer sends, in their order, and the cursor."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyte
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver

from tests.tui.hands import Hands
from wizard.terminal.cells import Picture
from wizard.terminal.paint import Abilities, Pen, paint
from wizard.terminal.reading import Spot

sys.path.insert(0, str(Path(__file__).parents[1] / "terminal"))

from harness import Screen, same_cell

if TYPE_CHECKING:
    from wizard.terminal.cells import Rows

CONTROL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]|[\x00-\x1f]")
STAYS_IN_ROW = re.compile(r"\x1b\[[0-9;]*[mCKX]")  # a change of style, a step to the right, erasing: one text goes on
SYNCHRONISED = re.compile(r"\x1b\[\?2026[hl]")


class Wire(HeadlessDriver):
    """A driver that keeps what Textual writes."""

    @property
    def is_headless(self) -> bool:
        """Textual writes nothing for one that is."""
        return False

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)
        self.written: list[str] = []

    def write(self, data: str) -> None:
        """Keep it."""
        self.written.append(data)


class Ears:
    """A terminal before which somebody sits who does not see it.

    `same_picture` compares the cells of two terminals: one got what Textual wrote, one what the terminal layer made of
    it. `heard` gives the texts of the last change in the order of writing; the place of the cursor comes last.
    """

    def __init__(self, hands: Hands, term: str = "xterm-256color") -> None:
        self.hands = hands
        self.wire = hands.app._driver
        assert isinstance(self.wire, Wire)
        width, height = hands.app.size
        self.picture, self.pen = Picture(width, height), Pen()
        self.abilities = Abilities.of(term)
        self.sent: Rows | None = None
        self.plain, self.painted = Screen(width, height), Screen(width, height)
        self._streams = [pyte.Stream(screen) for screen in (self.plain, self.painted)]
        for stream in self._streams:
            stream.feed("\x1b[?7l\x1b[?25l")
        self.bytes = 0

    def listen(self) -> list[str]:
        """Send what was drawn since the last time; what is heard of it."""
        assert isinstance(self.wire, Wire)
        drawn = SYNCHRONISED.sub("", "".join(self.wire.written))
        self.wire.written.clear()
        list(self.picture.feed(drawn))
        self._streams[0].feed(drawn.replace("\n", "\r\n"))
        spot = Spot(self.picture.x, self.picture.y, in_field=self.picture.cursor_visible)
        paint(self.pen, self.sent, self.picture.rows, self.abilities, spot)
        self.pen.place_cursor(self.picture.x, self.picture.y, visible=self.picture.cursor_visible)
        self.sent = [list(row) for row in self.picture.rows]
        self.picture.dirty.clear()
        text = self.pen.take()
        self.bytes += len(text.encode())
        self._streams[1].feed(text)
        return [*spoken(text), f"@ {self.under_cursor}"]

    @property
    def under_cursor(self) -> str:
        """The row of the cursor from the cursor on; of a field what is before it too."""
        cursor = self.painted.cursor
        row = self.painted.display[cursor.y]
        return row[cursor.x :].strip() if cursor.hidden else f"{row[: cursor.x].lstrip()}|{row[cursor.x :].rstrip()}"

    def assert_same_picture(self, where: str) -> None:
        """Both terminals show the same, cell by cell, and have their cursors at the same place."""
        for y in range(self.plain.lines):
            one, other = self.plain.buffer[y], self.painted.buffer[y]
            x = next((x for x in range(self.plain.columns) if not same_cell(one[x], other[x])), None)
            assert x is None, f"{where}: row {y}, column {x}: {other[x]} is not {one[x]}:\n{self.plain.display[y]}"
        places = [(screen.cursor.x, screen.cursor.y) for screen in (self.plain, self.painted)]
        assert places[0] == places[1], where


def spoken(text: str) -> list[str]:
    """The texts that these bytes write, one for each run of a row; blanks at their ends are not spoken."""
    said, run = [], ""
    at = 0
    for control in CONTROL.finditer(text):
        run += text[at : control.start()]
        at = control.end()
        if not STAYS_IN_ROW.fullmatch(control.group()):
            said.append(run)
            run = ""
        elif control.group().endswith("C"):
            run += " "
    said.append(run + text[at:])
    return [" ".join(part.split()) for part in said if part.strip()]
