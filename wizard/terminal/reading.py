"""The order in which a change is written. A screen reader reads what is written, as it comes.

What the user reached comes first, also where nothing of it changes; what the user left comes later. A page that is new
for the most part is written from its top.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wizard.terminal.cells import Cell, Style

if TYPE_CHECKING:
    from wizard.terminal.cells import Row, Rows

NOT_SHOWN = Cell("", Style(-1))  # equals no cell of a picture
BORDERS = frozenset("│┃|")
MARK = 3  # cells; `( )` becomes `(•)`


class Spot(NamedTuple):
    """Where the cursor will be; `in_field` says that it shows there, in a text that can be edited."""

    x: int
    y: int
    in_field: bool = False


def rows_in_order(shown: Rows, wanted: Rows, spot: Spot | None) -> list[int]:
    """The rows that change: first that of the cursor and those that follow it without a gap."""
    changed = _changed(shown, wanted)
    if spot is None or _is_new_page(changed, shown, wanted, spot):
        return changed
    end = spot.y
    while end in changed:
        end += 1
    return [*range(spot.y, end), *(y for y in changed if not spot.y <= y < end)]


def columns_in_order(changed: list[int], y: int, spot: Spot | None) -> list[list[int]]:
    """The columns of row `y` that change, in parts: in the row of the cursor first the control that is reached."""
    if spot is None or y != spot.y or spot.in_field or spot.x not in changed:
        return [changed]
    at = changed.index(spot.x)
    while at > 0 and changed[at - 1] == changed[at] - 1:
        at -= 1
    return [changed[at:], changed[:at]] if at else [changed]


def unread(shown: Rows, wanted: Rows, spot: Spot, before: int | None) -> Rows:
    """`shown`, as if the terminal did not show what is to be heard though it is there: so it is written.

    That is the control at the cursor when it came from another row (`before`), and the rest of each word of which a
    part changes, but for the text that is typed.
    """
    rows = list(shown)
    changed = _changed(shown, wanted)
    for y in changed:
        if not (spot.in_field and y == spot.y):
            rows[y] = _whole_words(shown[y], wanted[y])
    if before not in (None, spot.y) and not _is_new_page(changed, shown, wanted, spot):
        rows[spot.y] = _hidden(rows[spot.y], wanted[spot.y], _control(wanted[spot.y], spot))
    return rows


def _changed(shown: Rows, wanted: Rows) -> list[int]:
    """The numbers of the rows that change."""
    return [y for y, (old, new) in enumerate(zip(shown, wanted, strict=True)) if old != new]


def _is_new_page(changed: list[int], shown: Rows, wanted: Rows, spot: Spot) -> bool:
    """Whether it is read from the top: most of it is new, or a dialog with a text above its controls."""
    if len(changed) > len(wanted) // 2:
        return True
    new = [y for y in changed if y <= spot.y and _says_something_else(shown[y], wanted[y])]
    return spot.y in new and len(new) > 1


def _says_something_else(old: Row, new: Row) -> bool:
    """Whether more than a mark changes of the text."""
    return sum(one.text != other.text for one, other in zip(old, new, strict=True)) > MARK


def _whole_words(old: Row, new: Row) -> Row:
    """`old`, with the words hidden of which another letter changes."""
    row = list(old)
    start = 0
    for x in range(len(new) + 1):
        if x < len(new) and new[x].text != " ":
            continue
        if any(old[at].text != new[at].text for at in range(start, x)):
            row = _hidden(row, new, range(start, x))
        start = x + 1
    return row


def _hidden(old: Row, new: Row, columns: range) -> Row:
    """`old`, as if it did not show the texts of these columns."""
    row = list(old)
    for x in columns:
        if new[x].text != " ":
            row[x] = NOT_SHOWN
    return row


def _control(row: Row, spot: Spot) -> range:
    """The columns of the text at the cursor, with what is before a field in its row."""
    end = spot.x
    while end < len(row) and not _is_gap(row, end):
        end += 1
    start = spot.x
    while start > 0 and (spot.in_field or not _is_gap(row, start - 2)) and row[start - 1].text not in BORDERS:
        start -= 1
    return range(start, end)


def _is_gap(row: Row, x: int) -> bool:
    """Whether two blanks are there."""
    return all(cell.text == " " for cell in row[max(x, 0) : max(x, 0) + 2])
