"""Signs that some terminals give a cell of their own: no part of a foreign name is written over."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "terminal"))

import pyte
from harness import Screen

from wizard.terminal.cells import PLAIN, Cell, Row, blank, graphemes
from wizard.terminal.loose import loose_pieces
from wizard.terminal.paint import Abilities, Pen, paint

WIDTH = 24
NAME = "क्षत्रिय-कि"


def row(text: str) -> Row:
    """A row of a picture, in the widths of Textual."""
    cells: Row = []
    for part, width in graphemes(text):
        cells += [blank(PLAIN) if part == " " else Cell(part, PLAIN), *[Cell("", PLAIN)] * (width - 1)]
    return cells + [blank(PLAIN)] * (WIDTH - len(cells))


@pytest.fixture(params=[0, 1], ids=["joined", "a cell of its own"])
def screen(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[Screen, pyte.Stream]:
    """A terminal that gives vowel signs no cell, or one."""
    usual = pyte.screens.wcwidth
    signs = request.param

    def width(char: str) -> int:
        return signs if unicodedata.category(char) == "Mc" else usual(char)

    monkeypatch.setattr("pyte.screens.wcwidth", width)
    # pyte joins only signs of a combining class; Mc has none.
    monkeypatch.setattr("pyte.screens.unicodedata.combining", lambda char: unicodedata.category(char)[0] == "M")
    made = Screen(WIDTH, 3)
    stream = pyte.Stream(made)
    stream.feed("\x1b[?7l")
    return made, stream


def line(screen: Screen, y: int) -> str:
    return "".join(screen.buffer[y][x].data for x in range(WIDTH)).rstrip()


def test_each_picture_shows_whole_names_and_nothing_of_the_one_before(screen: tuple[Screen, pyte.Stream]) -> None:
    shown, stream = screen
    pen = Pen()
    sent = None
    for texts in ([NAME, "a", "b"], [f"{NAME} (2)", "a", "b"], ["x", NAME, f"> {NAME}"], ["x", "y  z", "कि"]):
        wanted = [row(text) for text in texts]
        paint(pen, sent, wanted, Abilities())
        stream.feed(pen.take())
        assert [line(shown, y) for y in range(3)] == [unicodedata.normalize("NFC", text) for text in texts]
        sent = wanted


def test_a_piece_ends_at_a_border_and_at_blanks() -> None:
    cells = row(f"│ab {NAME} c  d कि│")
    # What is to the left of a loose word keeps its place; what follows it within one blank is written with it.
    texts = ["".join(cells[x].text for x in piece) for piece in loose_pieces(cells)]
    assert texts == [f"{NAME} c", "कि"]
