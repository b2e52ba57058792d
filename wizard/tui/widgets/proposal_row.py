"""A row of the proposal as a line: its label, its value, and where that comes from or what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from wizard.core.interview.proposal import Row
from wizard.core.text.safetext import visible

LABEL = 13
GAP = 2
LEAST_VALUE = 20
STYLES = {"settled": "$text-muted", "open": "$text-muted", "checking": "$text-muted italic"}


class Columns(NamedTuple):
    """The cells of the value, and of what is said about it."""

    value: int
    source: int


def columns_for(rows: Sequence[Row], width: int) -> Columns:
    """The columns for these rows on lines of that width.

    A value is still known when its middle is cut; of a source, and of what is wrong, the end tells most. So the
    sources get what they need, until the values have but two fifths of the line.
    """
    room = max(width - LABEL - GAP, LEAST_VALUE * 2)
    value = max((cell_len(row.value) for row in rows), default=LEAST_VALUE)
    source = max((cell_len(_said(row)) for row in rows), default=0)
    value = max(min(value, max(room - source, room * 2 // 5)), LEAST_VALUE)
    return Columns(value, room - value)


def _said(row: Row) -> str:
    return f"! {row.source}" if row.state in ("missing", "trouble") else row.source


def _from_its_start(text: str, width: int) -> str:
    shown = visible(text)
    return shown if cell_len(shown) <= width else set_cell_size(shown, width - 3).rstrip() + "..."


def _without_its_middle(text: str, width: int) -> str:
    """Most of what is left is the end, by which names differ."""
    shown = visible(text)
    if cell_len(shown) <= width:
        return shown
    first = set_cell_size(shown, (width - 3) // 3).rstrip()
    last = shown
    while cell_len(first) + 3 + cell_len(last) > width:
        last = last[1:]
    return f"{first}...{last.lstrip('./')}"


def _columns_of(row: Row, columns: Columns) -> Columns:
    """A value that is too long takes what its source leaves of the other column."""
    lacking = max(cell_len(visible(row.value)) - columns.value, 0)
    spare = max(columns.source - cell_len(visible(_said(row))), 0)
    taken = min(lacking, spare)
    return Columns(columns.value + taken, columns.source - taken)


def proposal_line(row: Row, columns: Columns) -> Content:
    """One line. What is too long loses its middle, never the end, by which names differ."""
    columns = _columns_of(row, columns)
    return Content.assemble(
        set_cell_size(row.label, LABEL),
        (
            set_cell_size(_without_its_middle(row.value, columns.value), columns.value),
            "bold" if row.state == "settled" else "",
        ),
        " " * GAP,
        (_from_its_start(_said(row), columns.source), STYLES.get(row.state, "$text-warning bold")),
    )
