"""The shortest bytes that turn one picture into another on a terminal, as curses and mosh do it.

Only what every terminal since the VT100 knows is sent: moves, SGR, EL and ED; ECH and coloured erasing only where
`Abilities` says so. REP, scrolling regions and the alternate character set are not universal, so they are not used.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from wizard.tui.cells import BITS, OFF, PLAIN, SHOWS_ON_BLANK, Cell, Style, blank, blank_rows, graphemes

if TYPE_CHECKING:
    from wizard.tui.cells import Row, Rows

WORTH_CLEARING = 200  # a change shorter than this is never beaten by clearing the screen first
UNKNOWN = Style(-1)
# On these the background colour fills what is erased ("bce" in terminfo), and ECH works.
ERASE_IN_COLOUR = ("xterm", "linux", "tmux", "rxvt", "alacritty", "foot", "konsole", "vte", "gnome", "st-", "wezterm")


@dataclass(frozen=True)
class Abilities:
    """What differs between terminals: `coloured_erase` is ECH, and erasing in the background colour."""

    coloured_erase: bool = True

    @classmethod
    def of(cls, term: str) -> Abilities:
        """The abilities of the terminal with this name; an unknown one can little."""
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

    def copy(self) -> Pen:
        """A pen in the same state with nothing written yet, to try a way of painting with."""
        other = Pen()
        other.x, other.y, other.style, other.cursor_visible = self.x, self.y, self.style, self.cursor_visible
        return other

    def go(self, x: int, y: int, over: Row | None = None) -> None:
        """To column `x` of row `y`; `over` is that row as the terminal shows it, to walk over short gaps."""
        if (x, y) == (self.x, self.y):
            return
        move = shortest_move(self.x, self.y, x, y)
        if over is not None and y == self.y and self.x is not None and 0 < x - self.x <= len(move):
            gap = over[self.x : x]
            if all(cell.text.isascii() and self._draws(cell) for cell in gap):
                move = "".join(cell.text for cell in gap)
        self.out.append(move)
        self.x, self.y = x, y

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


def paint(pen: Pen, sent: Rows | None, wanted: Rows, abilities: Abilities) -> None:
    """Make a terminal that shows `sent` (None: not known) show `wanted`."""
    tries = []
    if sent is not None:
        tries.append(_change(pen.copy(), sent, wanted, abilities))
    if sent is None or sum(map(len, tries[0].out)) > WORTH_CLEARING:
        tries.append(_cleared(pen.copy(), wanted, abilities))
    best = min(tries, key=lambda one: len("".join(one.out).encode()))
    pen.x, pen.y, pen.style = best.x, best.y, best.style
    pen.out += best.out


def _cleared(pen: Pen, wanted: Rows, abilities: Abilities) -> Pen:
    """Paint by clearing the screen first, in the colour of most blanks."""
    style = PLAIN
    if abilities.coloured_erase:
        counts: dict[Style, int] = {}
        for row in wanted:
            for cell in row:
                if cell.text == " " and not cell.style.attributes and not cell.style.link:
                    counts[cell.style] = counts.get(cell.style, 0) + 1
        style = max(counts, key=counts.__getitem__, default=PLAIN)
    pen.erase(style, "\x1b[2J")
    return _change(pen, blank_rows(len(wanted[0]), len(wanted), style), wanted, abilities)


def _change(pen: Pen, sent: Rows, wanted: Rows, abilities: Abilities) -> Pen:
    for y, (old, new) in enumerate(zip(sent, wanted, strict=True)):
        if old != new:
            _change_row(pen, y, old, new, abilities)
    return pen


def _change_row(pen: Pen, y: int, old: Row, new: Row, abilities: Abilities) -> None:
    width = len(new)
    changed = [x for x in range(width) if old[x] != new[x]]
    shown = list(old)  # what the terminal shows while we go along
    done = 0
    for index, x in enumerate(changed):
        if x < done:
            continue
        run = _blank_run(new, x)
        if run > 1 and _erasable(new[x].style, abilities):
            last = max(c for c in changed[index : index + run] if c < x + run)
            erased = _erasing(run, last + 1 - x, abilities, to_end=x + run == width, more=changed[-1] > last)
            if erased is not None:
                pen.go(x, y, shown)
                pen.erase(new[x].style, erased.sequence)
                done = x + erased.cells
                shown[x:done] = new[x:done]
                continue
        pen.go(x, y, shown)
        pen.put(new[x], width)
        done = x + 1
        while done < width and not new[done].text:
            done += 1
        shown[x:done] = new[x:done]


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


@lru_cache(maxsize=4096)
def shortest_move(from_x: int | None, from_y: int | None, x: int, y: int) -> str:
    """The shortest sequence from one place to another; None is a coordinate that is not known."""
    column = f";{x + 1}" if x else ""
    ways = [f"\x1b[{y + 1 if y else ''}{column}H"]
    if from_y is not None:
        down = _vertical(y - from_y)
        ways.append(down + f"\x1b[{x + 1}G")
        ways.append(down + "\r" + _horizontal(x))
        if from_x is not None:
            ways.append(down + _horizontal(x - from_x))
    return min(ways, key=len)


def _horizontal(columns: int) -> str:
    if columns < 0:
        return min("\b" * -columns, f"\x1b[{-columns}D", key=len)
    return "" if columns == 0 else "\x1b[C" if columns == 1 else f"\x1b[{columns}C"


def _vertical(rows: int) -> str:
    """Down with VT (a line feed that the terminal's driver leaves alone), up with RI: never past an edge."""
    if rows < 0:
        return min("\x1bM" * -rows, f"\x1b[{-rows}A", key=len)
    return min("\v" * rows, f"\x1b[{rows}B", key=len)


@lru_cache(maxsize=4096)
def shortest_sgr(old: Style, new: Style) -> str:
    """The shortest SGR sequence (and link) from one style to another; from `UNKNOWN` everything is set."""
    link = "" if old.link == new.link or (old == UNKNOWN and not new.link) else f"\x1b]8;;{new.link}\x1b\\"
    fresh = ["0", *_codes(new.attributes), new.foreground, new.background]
    text = _sgr(fresh) if new[:3] != PLAIN[:3] else "\x1b[m"
    if old != UNKNOWN:
        lost = old.attributes & ~new.attributes
        codes = [str(code) for code, bits in OFF.items() if lost & bits]
        kept = old.attributes
        for code in codes:
            kept &= ~OFF[int(code)]
        codes += _codes(new.attributes & ~kept)
        if old.foreground != new.foreground:
            codes.append(new.foreground or "39")
        if old.background != new.background:
            codes.append(new.background or "49")
        text = min(_sgr(codes) if codes else "", text, key=len)
    return link + text


def _sgr(codes: list[str]) -> str:
    return f"\x1b[{';'.join(code for code in codes if code)}m"


def _codes(attributes: int) -> list[str]:
    return [str(code) for code, bit in BITS.items() if attributes & bit]
