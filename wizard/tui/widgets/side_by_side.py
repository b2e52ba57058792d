"""A file before and after, side by side, where a terminal is wide enough for both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from rich.cells import chop_cells
from textual.content import Content
from textual.widgets import Static

from wizard.core.text.diff import DiffLine, diff_lines
from wizard.core.text.safetext import visible
from wizard.tui.widgets.diff_view import STYLES, WRAPPED, around_changes

BETWEEN = " │ "
NARROWEST = 20  # cells of a side
HEADS = ("before", "after")

Pair = tuple[DiffLine | None, DiffLine | None]


class SideBySide(Static):
    """The changed lines of a file with those next to them: on the left as they were, on the right as they become."""

    DEFAULT_CSS = "SideBySide { height: auto; width: 1fr; margin-bottom: 1; }"

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, **options)
        self._lines: Sequence[DiffLine] = ()

    def show(self, before: str | None, after: str | None) -> None:
        """Show both; None for a file that is not there."""
        self._lines = around_changes(diff_lines(before or "", after or ""))
        self.on_resize()

    def on_resize(self) -> None:
        """The lines are broken at the width that there is."""
        if self.size.width:
            self.update(render(self._lines, self.size.width))


def render(lines: Sequence[DiffLine], width: int) -> Content:
    """Both sides, line by line; what was changed has its sign on each side."""
    side = max((width - len(BETWEEN)) // 2, NARROWEST)
    heads = [[Content.styled(f"  {head}", "$text-muted")] for head in HEADS]
    rows = [_row(heads[0], heads[1], side)]
    rows += [_row(_side(left, side), _side(right, side), side) for left, right in pairs(lines)]
    return Content("\n").join(rows)


def pairs(lines: Sequence[DiffLine]) -> Iterator[Pair]:
    """What stands beside what: unchanged lines beside themselves, removed lines beside those that replace them."""
    removed: list[DiffLine] = []
    added: list[DiffLine] = []
    for line in lines:
        if line.kind == "-":
            removed.append(line)
        elif line.kind == "+":
            added.append(line)
        else:
            yield from zip_longest(removed, added)
            removed, added = [], []
            yield line, line
    yield from zip_longest(removed, added)


def _side(line: DiffLine | None, width: int) -> list[Content]:
    if line is None:
        return [Content("")]
    text = visible(line.text.removesuffix("\r").lstrip("\ufeff"), tab="    ")
    sign = "  " if line.kind == "@" else f"{line.kind} "
    pieces: list[Content] = []
    for piece in chop_cells(text, width - len(sign)) or [""]:
        pieces.append(Content.styled(sign + piece, STYLES[line.kind]))
        sign = WRAPPED
    return pieces


def _row(left: Sequence[Content], right: Sequence[Content], width: int) -> Content:
    lines: list[Content] = []
    for one, other in zip_longest(left, right, fillvalue=Content("")):
        lines.append(one.pad_right(width - one.cell_length) + Content.styled(BETWEEN, "$text-muted") + other)
    return Content("\n").join(lines)
