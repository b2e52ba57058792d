"""Text that takes more cells on some terminals than Textual counts: vowel signs of India's scripts.

Textual gives `कि` one cell. Terminals that give the sign one of its own would lose it as soon as the cell to its right
is written, so the text around it is written in one piece, and after the rest of its row.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from wizard.terminal.cells import blank
from wizard.terminal.reading import BORDERS

if TYPE_CHECKING:
    from wizard.terminal.cells import Row

GAP = 2  # so many blanks part one piece from the next


@lru_cache(maxsize=1024)
def is_loose(text: str) -> bool:
    """Whether the grapheme has a part that may take a cell of its own."""
    return len(text) > 1 and any(unicodedata.category(char) == "Mc" for char in text)


def has_loose(row: Row) -> bool:
    """Whether the row has such text, so that it is not known what the terminal shows to its right."""
    return any(len(cell.text) > 1 and is_loose(cell.text) for cell in row)


def loose_pieces(row: Row) -> list[range]:
    """The columns of the pieces of text that are to be written whole: up to a border, or to blanks."""
    pieces: list[range] = []
    for x, cell in enumerate(row):
        if is_loose(cell.text) and not (pieces and x in pieces[-1]):
            pieces.append(range(_start(row, x), _end(row, x)))
    return pieces


def without(row: Row, pieces: list[range]) -> Row:
    """The row with blanks in place of these pieces."""
    left = list(row)
    for piece in pieces:
        for x in piece:
            left[x] = blank(row[x].style)
    return left


def _start(row: Row, x: int) -> int:
    while x > 0 and row[x - 1].text not in BORDERS and row[x - 1].text != " ":
        x -= 1
    return x


def _end(row: Row, x: int) -> int:
    while x < len(row) and row[x].text not in BORDERS and not _is_gap(row, x):
        x += 1
    return x


def _is_gap(row: Row, x: int) -> bool:
    return all(cell.text == " " for cell in row[x : x + GAP])
