"""The shortest bytes that turn one picture into another on a terminal, as curses and mosh do it.

Only what every terminal since the VT100 knows is sent: moves, SGR, EL and ED, scrolling regions; ECH and coloured
erasing only where `Abilities` says so. REP and the alternate character set are not universal, so they are not used.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from wizard.terminal.cells import PLAIN, SHOWS_ON_BLANK, Cell, Style, blank, blank_rows, graphemes
from wizard.terminal.codes import UNKNOWN, shortest_move, shortest_sgr
from wizard.terminal.loose import has_loose, loose_pieces, without
from wizard.terminal.reading import NOT_SHOWN, columns_in_order, rows_in_order, unread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wizard.terminal.cells import Row, Rows
    from wizard.terminal.reading import Spot

CHEAP = 100  # bytes; for less, no other way of painting is looked for
ALIKE = 0.6  # of its cells: a row that is so much like its neighbour was scrolled
BAR = 4  # cells one below the other, from which a column is painted apart
INDEX, REVERSE_INDEX = "\x1bD", "\x1bM"
# On these the background colour fills what is erased ("bce" in terminfo), and ECH works.
ERASE_IN_COLOUR = ("xterm", "linux", "tmux", "rxvt", "alacritty", "foot", "konsole", "vte", "gnome", "st-", "wezterm")


class Abilities(NamedTuple):
    """What differs between terminals: `coloured_erase` is ECH, and erasing in the background colour."""

    coloured_erase: bool = True

    @classmethod
    def of(cls, term: str) -> Abilities:
        """The abilities of the terminal with this name; unknown ones are taken to have few."""
        return cls(coloured_erase=term.startswith(ERASE_IN_COLOUR) or term == "st")


class Pen:
    """What the terminal does with the next character, and the bytes on their way there.

    `x` is None when the column is not known: after the last column, and after a grapheme on whose width terminals
    do not agree.
    """

    def __init__(self) -> None:
        self.x: int | None = None
        self.y: int | None = None
        self.style = UNKNOWN
        self.cursor_visible: bool | None = False
        self.out: list[str] = []

    def forget(self) -> None:
        """The terminal may be in any state."""
        self.x = self.y = self.cursor_visible = None
        self.style = UNKNOWN

    @property
    def length(self) -> int:
        """How many bytes are written so far."""
        return len("".join(self.out).encode())

    def copy(self, *, keep: bool = False) -> Pen:
        """A pen in the same state, to try a way of painting with; with nothing written yet unless `keep`."""
        other = Pen()
        other.x, other.y, other.style, other.cursor_visible = self.x, self.y, self.style, self.cursor_visible
        other.out = list(self.out) if keep else []
        return other

    def go(self, x: int, y: int, over: Row | None = None) -> None:
        """To column `x` of row `y`; `over` is that row as the terminal shows it, to walk over short gaps."""
        if (x, y) == (self.x, self.y):
            return
        move = shortest_move(self.x, self.y, x, y)
        walk = self._walk(x, over) if over is not None and y == self.y else None
        self.out.append(move if walk is None or len(walk) > len(move) else walk)
        self.x, self.y = x, y

    def _walk(self, x: int, over: Row) -> str | None:
        """The text that is shown between here and column `x`, if writing it again changes nothing."""
        if self.x is None or x <= self.x:
            return None
        gap = over[self.x : x]
        if not all(cell.text.isascii() and self._draws(cell) for cell in gap):
            return None
        return "".join(cell.text for cell in gap)

    def _draws(self, cell: Cell) -> bool:
        """Whether the cell can be written without a change of style."""
        if not cell.text:
            return False
        return cell.style == (blank(self.style).style if cell.text == " " else self.style)

    def restyle(self, style: Style) -> None:
        """Make the next characters look like that."""
        if style != self.style:
            self.out.append(shortest_sgr(self.style, style))
            self.style = style

    def put(self, cell: Cell, width: int) -> None:
        """Write one grapheme on a screen of that width."""
        if not self._draws(cell):
            self.restyle(self._nearest(cell))
        self.out.append(cell.text)
        if self.x is not None:
            step = _sure_width(cell.text)
            self.x = self.x + step if step and self.x + step < width else None

    def _nearest(self, cell: Cell) -> Style:
        """A style that draws the cell: on a blank, what does not show there may stay as it is."""
        if cell.text != " " or cell.style.attributes or self.style == UNKNOWN:
            return cell.style
        kept = self.style.attributes & ~SHOWS_ON_BLANK
        return Style(kept, self.style.foreground, cell.style.background, cell.style.link)

    def place_cursor(self, x: int, y: int, *, visible: bool) -> None:
        """Leave the terminal's cursor there: screen readers follow it even where it does not show."""
        self.go(x, y)
        self.show_cursor(visible=visible)

    def show_cursor(self, *, visible: bool) -> None:
        """Show the terminal's cursor, or hide it."""
        if visible != self.cursor_visible:
            self.out.append("\x1b[?25h" if visible else "\x1b[?25l")
            self.cursor_visible = visible

    def take(self) -> str:
        """The text written so far; the pen starts a new one."""
        text = "".join(self.out)
        self.out.clear()
        return text

    def erase(self, style: Style, sequence: str) -> None:
        """Erase in that background. What shows on blanks goes off first: some terminals erase with it."""
        if self.style == UNKNOWN:
            self.restyle(style)
        else:
            kept = self.style.attributes & ~SHOWS_ON_BLANK
            self.restyle(Style(kept, self.style.foreground, style.background))
        self.out.append(sequence)


@lru_cache(maxsize=512)
def _sure_width(text: str) -> int:
    """The number of cells that every terminal gives the grapheme; 0 where they do not agree (emoji, combinations)."""
    if text.isascii():
        return 1
    if len(text) > 1 or not (text < "\u2300" or "\u2500" <= text < "\u2600" or "\u3041" <= text < "\ud7a4"):
        return 0
    return graphemes(text)[0][1]


def paint(pen: Pen, sent: Rows | None, wanted: Rows, abilities: Abilities, spot: Spot | None = None) -> None:
    """Make a terminal that shows `sent` (None: not known) show `wanted`.

    `spot` is where the cursor will be: what is there is written first (see `wizard.terminal.reading`).
    """
    tries = []
    if sent is not None:
        if spot is not None:
            sent = unread(sent, wanted, spot, before=pen.y)
        tries.append(_change(pen.copy(), sent, wanted, abilities, spot))
    if sent is None or tries[0].length > CHEAP:
        tries.extend(_ways(pen, sent, wanted, abilities, spot))
    best = min(tries, key=lambda one: one.length)
    pen.x, pen.y, pen.style = best.x, best.y, best.style
    pen.out += best.out


def _ways(pen: Pen, sent: Rows | None, wanted: Rows, abilities: Abilities, spot: Spot | None) -> Iterator[Pen]:
    """Other ways than changing cell by cell: after clearing or scrolling, and with bars painted apart."""
    for start, shown in _starts(pen, sent, wanted, abilities):
        if start.out:
            yield _change(start.copy(keep=True), shown, wanted, abilities, spot)
        between = _without_bars(shown, wanted)
        if between is not None:
            yield _change(_change(start, shown, between, abilities, spot), between, wanted, abilities, None)


def _starts(pen: Pen, sent: Rows | None, wanted: Rows, abilities: Abilities) -> Iterator[tuple[Pen, Rows]]:
    """What can be done to the whole picture first: nothing, clearing, scrolling a part; and what then shows."""
    yield _cleared(pen.copy(), wanted, abilities)
    if sent is not None:
        yield pen.copy(), sent
        for up in (True, False):
            if (part := _scrolled_part(sent, wanted, up=up)) is not None:
                yield _scrolled(pen.copy(), sent, wanted, part, abilities, up=up)


def _cleared(pen: Pen, wanted: Rows, abilities: Abilities) -> tuple[Pen, Rows]:
    """Clear the screen."""
    style = _most_blanks(wanted, abilities)
    pen.erase(style, "\x1b[2J")
    return pen, blank_rows(len(wanted[0]), len(wanted), style)


def _most_blanks(rows: Rows, abilities: Abilities) -> Style:
    """The style of most blanks, among those in which the terminal can erase."""
    cells = (cell for row in rows for cell in row)
    counts = Counter(cell.style for cell in cells if cell.text == " " and _erasable(cell.style, abilities))
    return counts.most_common(1)[0][0] if counts else PLAIN


def _scrolled_part(sent: Rows, wanted: Rows, *, up: bool) -> range | None:
    """The rows that look as if they had been scrolled by one; None when there are none."""
    step = 1 if up else -1
    best = range(0)
    start = None
    for y in range(len(wanted) + 1):
        has_moved = _has_moved(sent, wanted, y, y + step)
        if has_moved and start is None:
            start = y
        elif not has_moved and start is not None:
            best = max(best, range(start, y), key=len)
            start = None
    if len(best) < 2:
        return None
    return range(best.start, best.stop + 1) if up else range(best.start - 1, best.stop)


def _has_moved(sent: Rows, wanted: Rows, to: int, origin: int) -> bool:
    """Whether a row looks like another one that was sent, and unlike what was sent in its own place."""
    if to >= len(wanted) or not 0 <= origin < len(sent):
        return False
    return wanted[to] != sent[to] and _alike(wanted[to], sent[origin])


def _alike(one: Row, other: Row) -> bool:
    return sum(a == b for a, b in zip(one, other, strict=True)) >= ALIKE * len(one)


def _scrolled(pen: Pen, sent: Rows, wanted: Rows, part: range, abilities: Abilities, *, up: bool) -> tuple[Pen, Rows]:
    """Scroll the rows of `part` by one in a scrolling region, which is taken back at once."""
    first, last = part[0], part[-1]
    comes_in = last if up else first
    style = _most_blanks([wanted[comes_in]], abilities)
    move = f"\x1b[{comes_in + 1}H{INDEX if up else REVERSE_INDEX}"
    pen.erase(style, f"\x1b[{first + 1};{last + 1}r{move}\x1b[r")
    pen.x = pen.y = None  # home, on most terminals
    empty = [blank(style)] * len(sent[0])
    rows = [*sent[first + 1 : last + 1], empty] if up else [empty, *sent[first:last]]
    return pen, [*sent[:first], *rows, *sent[last + 1 :]]


def _without_bars(sent: Rows, wanted: Rows) -> Rows | None:
    """`wanted` with the columns that are best painted from top to bottom (scroll bars) as in `sent`."""
    columns = [x for x in range(1, len(wanted[0])) if _is_bar(x, sent, wanted)]
    if not columns:
        return None
    return [_with_old(columns, old, new) for old, new in zip(sent, wanted, strict=True)]


def _with_old(columns: list[int], old: Row, new: Row) -> Row:
    """`new`, with these columns as in `old` where they can be."""
    row = list(new)
    for x in columns:
        if _sure_width(old[x].text) == 1 and _can_be_apart(new[x]):
            row[x] = old[x]
    return row


def _can_be_apart(cell: Cell) -> bool:
    """Whether it is one cell wide and no part of a word, which is read aloud as it is written."""
    return _sure_width(cell.text) == 1 and (cell.text == " " or not cell.text.isascii())


def _is_bar(x: int, sent: Rows, wanted: Rows) -> bool:
    """Whether cells of column `x` that change look like those above them and unlike those before them."""
    found = 0
    for y in range(1, len(wanted)):
        cell = wanted[y][x]
        found += cell != sent[y][x] and cell == wanted[y - 1][x] and cell.style != wanted[y][x - 1].style
    return found >= BAR


def _change(pen: Pen, sent: Rows, wanted: Rows, abilities: Abilities, spot: Spot | None) -> Pen:
    for y in rows_in_order(sent, wanted, spot):
        shown, new = list(sent[y]), wanted[y]
        if has_loose(shown) or has_loose(new):
            _write_afresh(pen, y, new, abilities)
            continue
        columns = [x for x, cell in enumerate(new) if shown[x] != cell]
        for part in columns_in_order(columns, y, spot):
            _change_columns(pen, y, shown, new, part, abilities)
    return pen


def _write_afresh(pen: Pen, y: int, new: Row, abilities: Abilities) -> None:
    """Write a row of which it is not known what the terminal shows, its loose pieces last (see `loose`)."""
    pieces = loose_pieces(new)
    rest = without(new, pieces)
    _change_columns(pen, y, [NOT_SHOWN] * len(new), rest, list(range(len(new))), abilities)
    for piece in pieces:
        pen.go(piece.start, y, rest)
        for x in piece:
            if new[x].text:
                pen.put(new[x], len(new))


def _change_columns(pen: Pen, y: int, shown: Row, new: Row, changed: list[int], abilities: Abilities) -> None:
    """Write these columns of a row. `shown` is what the terminal shows of the row, and is kept so."""
    width = len(new)
    done = 0
    for index, x in enumerate(changed):
        if x < done:
            continue
        erased = _erasing_at(new, x, changed[index:], abilities)
        pen.go(x, y, shown)
        if erased is not None:
            pen.erase(new[x].style, erased.sequence)
            done = x + erased.cells
        else:
            pen.put(new[x], width)
            done = _end_of_grapheme(new, x)
        shown[x:done] = new[x:done]


def _erasing_at(row: Row, x: int, changed: list[int], abilities: Abilities) -> _Erasing | None:
    """How to erase what changes from `x` on, the first of the columns `changed`; None where writing is shorter."""
    run = _blank_run(row, x)
    if run < 2 or not _erasable(row[x].style, abilities):
        return None
    last = max(column for column in changed[:run] if column < x + run)
    return _erasing(run, last + 1 - x, abilities, to_end=x + run == len(row), more=changed[-1] > last)


def _end_of_grapheme(row: Row, x: int) -> int:
    """The column after the grapheme at `x`."""
    end = x + 1
    while end < len(row) and not row[end].text:
        end += 1
    return end


def _blank_run(row: Row, x: int) -> int:
    """How many equal blanks start at `x`."""
    cell = row[x]
    if cell.text != " ":
        return 0
    end = x + 1
    while end < len(row) and row[end] == cell:
        end += 1
    return end - x


def _erasable(style: Style, abilities: Abilities) -> bool:
    return not style.attributes and not style.link and (abilities.coloured_erase or not style.background)


class _Erasing(NamedTuple):
    sequence: str
    cells: int


def _erasing(run: int, needed: int, abilities: Abilities, *, to_end: bool, more: bool) -> _Erasing | None:
    """How to erase the first `needed` cells of a run of equal blanks; None when writing the blanks is shorter.

    `to_end` says that the run ends the row, `more` that more of the row is to be painted after it.
    """
    to_end_of_line = "\x1b[K"
    if to_end and needed > len(to_end_of_line):
        return _Erasing(to_end_of_line, run)
    characters = f"\x1b[{needed}X"
    skip = f"\x1b[{needed}C" if more else ""  # erasing leaves the cursor where it is
    if abilities.coloured_erase and needed > len(characters + skip):
        return _Erasing(characters, needed)
    return None
