"""A file before and after, side by side, where a terminal is wide enough for both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from rich.cells import cell_len, chop_cells
from textual.content import Content
from textual.widgets import Static

from wizard.core.text.diff import DiffLine, diff_lines
from wizard.core.text.safetext import visible
from wizard.tui.widgets.diff_view import CR_LF, LEFT_OUT, NO_LINE_END, NO_REASONS, STYLES, WRAPPED

BETWEEN = " │ "
NARROWEST = 20  # cells of a side
HEADS = ("before", "after")


class Row(NamedTuple):
    """What is at the left, what is at the right, and the reason for what changes."""

    before: DiffLine | None
    after: DiffLine | None
    reason: str = ""


class Reasoned(NamedTuple):
    """A line with the reason for it."""

    line: DiffLine | None
    reason: str = ""


NOTHING = Reasoned(None)
BETWEEN_HUNKS = DiffLine("@", LEFT_OUT)


class SideBySide(Static):
    """The changed lines of a file with those next to them: on the left as they were, on the right as they become."""

    DEFAULT_CSS = "SideBySide { height: auto; width: 1fr; margin-bottom: 1; }"

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, **options)
        self._lines: Sequence[DiffLine] = ()
        self._reasons = NO_REASONS

    def show(self, before: str | None, after: str | None, reasons: Mapping[int, str] = NO_REASONS) -> None:
        """Show both; None for a file that is not there. `reasons` are those of `DiffView.show`."""
        self._lines, self._reasons = diff_lines(before or "", after or ""), reasons
        self.on_resize()

    def on_resize(self) -> None:
        """The lines are broken at the width that there is."""
        if self.size.width:
            self.update(render(self._lines, self.size.width, self._reasons))


def render(lines: Sequence[DiffLine], width: int, reasons: Mapping[int, str] = NO_REASONS) -> Content:
    """Both sides, line by line, with their numbers; what was changed has its sign on each side."""
    number = len(str(max((line.old or line.new or 0 for line in lines), default=0))) + 1
    side = max((width - len(BETWEEN)) // 2, NARROWEST)
    heads = [[Content.styled(f"{' ' * number}  {head}", "$text-muted")] for head in HEADS]
    shown = [_line(heads[0], heads[1], side)]
    for row in pairs(lines, reasons):
        shown += _rendered(row, side, number)
    if any(line.text.endswith("\r") for line in lines):
        shown.append(Content.styled(CR_LF, "$text-muted"))
    return Content("\n").join(shown)


def _rendered(row: Row, side: int, number: int) -> Iterator[Content]:
    """The reason for an added line is where there was nothing before; where there was something, it is above."""
    reason = visible(row.reason)
    left = _side(row.before, side, number, is_old=True)
    if reason and (row.before is not None or cell_len(reason) > side):
        for piece in chop_cells(f"({reason})", side - 2):
            yield _line([Content("")], [Content.styled(f"  {piece}", "$text-muted")], side)
    elif reason:
        left = [Content.styled(" " * (side - cell_len(reason)) + reason, "$text-muted")]
    yield _line(left, _side(row.after, side, number, is_old=False), side)


def pairs(lines: Sequence[DiffLine], reasons: Mapping[int, str] = NO_REASONS) -> Iterator[Row]:
    """What stands beside what: unchanged lines beside themselves, removed lines beside those that replace them."""
    removed: list[Reasoned] = []
    added: list[Reasoned] = []
    for at, line in enumerate(lines):
        reasoned = Reasoned(line, reasons.get(at, ""))
        if line.kind == "-":
            removed.append(reasoned)
            continue
        if line.kind == "+":
            added.append(reasoned)
            continue
        yield from _beside(removed, added)
        removed, added = [], []
        if line.kind == " ":
            yield Row(line, line, reasoned.reason)
        elif at > 0:
            yield Row(BETWEEN_HUNKS, BETWEEN_HUNKS)
    yield from _beside(removed, added)


def _beside(removed: Sequence[Reasoned], added: Sequence[Reasoned]) -> Iterator[Row]:
    for left, right in zip_longest(removed, added, fillvalue=NOTHING):
        whys = dict.fromkeys(why for why in (left.reason, right.reason) if why)
        yield Row(left.line, right.line, "; ".join(whys))


def _side(line: DiffLine | None, width: int, number: int, *, is_old: bool) -> list[Content]:
    if line is None:
        return [Content("")]
    text = visible(line.text.removesuffix("\r").lstrip("\ufeff"), tab="    ")
    at = line.old if is_old else line.new
    gutter = f"{at or '':>{number}} "
    sign = "  " if line.kind == "@" else f"{line.kind} "
    pieces: list[Content] = []
    for piece in chop_cells(text, width - len(sign) - len(gutter)) or [""]:
        pieces.append(Content.assemble((gutter, "$text-muted"), (sign + piece, STYLES[line.kind])))
        gutter, sign = " " * len(gutter), WRAPPED
    if not line.ends:
        pieces.append(Content.styled(f"{' ' * len(gutter)}{NO_LINE_END}", "$text-muted"))
    return pieces


def _line(left: Sequence[Content], right: Sequence[Content], width: int) -> Content:
    lines: list[Content] = []
    for one, other in zip_longest(left, right, fillvalue=Content("")):
        lines.append(one.pad_right(width - one.cell_length) + Content.styled(BETWEEN, "$text-muted") + other)
    return Content("\n").join(lines)
