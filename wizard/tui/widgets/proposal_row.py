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
LEAST_SOURCE = 30
LEAST_VALUE = 14
STYLES = {"settled": "$text-muted", "open": "$text-muted", "checking": "$text-muted italic"}


class Columns(NamedTuple):
    """The cells of the value, and of what is said about it."""

    value: int
    source: int


def columns_for(rows: Sequence[Row], width: int) -> Columns:
    """The columns for these rows on lines of that width."""
    room = max(width - LABEL - GAP, LEAST_VALUE * 2)
    longest = max((cell_len(row.value) for row in rows), default=LEAST_VALUE)
    least_source = min(LEAST_SOURCE, room // 2)
    value = max(min(longest, room - least_source), LEAST_VALUE)
    return Columns(value, room - value)


def _from_its_start(text: str, width: int) -> str:
    shown = visible(text)
    return shown if cell_len(shown) <= width else set_cell_size(shown, width - 3).rstrip() + "..."


def proposal_line(row: Row, columns: Columns) -> Content:
    """One line. What is too long loses its middle, never the end, by which names differ."""
    source = f"! {row.source}" if row.state in ("missing", "trouble") else row.source
    return Content.assemble(
        set_cell_size(row.label, LABEL),
        (
            set_cell_size(visible(row.value, limit=columns.value), columns.value),
            "bold" if row.state == "settled" else "",
        ),
        " " * GAP,
        (_from_its_start(source, columns.source), STYLES.get(row.state, "$text-warning bold")),
    )
