"""The picture that a program has drawn, as a grid of cells, read from what it writes to a terminal.

`Picture.feed` understands what Textual and Rich write: cursor moves, SGR, erasing, text and links. Whatever is not
drawing (modes, clipboard, titles, bell) comes back to the caller, in order.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import split_graphemes

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = re.compile(
    r"\x1b\[(?P<params>[0-?]*)(?P<between>[ -/]*)(?P<final>[@-~])"  # CSI
    r"|(?P<string>\x1b[\]P^_X].*?(?:\x07|\x1b\\))"  # OSC, DCS, PM, APC, SOS
    r"|(?P<open>\x1b(?:[\]P^_X][^\x07]*|\[[0-?]*[ -/]*)?\Z)"  # the rest is still to come
    r"|(?P<escape>\x1b[ -/]*[0-~])"
    r"|(?P<control>[\x00-\x1f\x7f-\x9f])"
    r"|(?P<text>[^\x00-\x1f\x7f-\x9f]+)",
    re.DOTALL,
)
LINK = re.compile(r"\x1b\]8;[^;]*;(.*?)(?:\x07|\x1b\\)\Z", re.DOTALL)

# SGR attributes as bits. 5 and 6 (blink) stay apart because their codes do.
BITS = {code: 1 << index for index, code in enumerate((1, 2, 3, 4, 5, 6, 7, 8, 9, 21, 51, 52, 53))}
OFF = {
    22: BITS[1] | BITS[2],
    23: BITS[3],
    24: BITS[4] | BITS[21],
    25: BITS[5] | BITS[6],
    27: BITS[7],
    28: BITS[8],
    29: BITS[9],
    54: BITS[51] | BITS[52],
    55: BITS[53],
}
# What shows on a blank: lines and frames round it, and the reverse. Bold, dim, italic and hidden do not.
SHOWS_ON_BLANK = sum(BITS[code] for code in (4, 7, 9, 21, 51, 52, 53))


class Style(NamedTuple):
    """How a cell looks: a sum of `BITS`, the SGR codes of both colours (`""` is the default), a link."""

    attributes: int = 0
    foreground: str = ""
    background: str = ""
    link: str = ""


PLAIN = Style()


class Cell(NamedTuple):
    """A grapheme and its style. The second half of a wide grapheme has the text `""`."""

    text: str
    style: Style


Row = list[Cell]
Rows = list[Row]
LONG_COLOURS = frozenset({38, 48})
FOREGROUNDS = frozenset({*range(30, 40), *range(90, 98)})
BACKGROUNDS = frozenset({*range(40, 50), *range(100, 108)})


@lru_cache(maxsize=512)
def blank(style: Style) -> Cell:
    """The blank in that style, the same for all styles that look the same on a blank."""
    shown = style.attributes & SHOWS_ON_BLANK
    return Cell(" ", Style(shown, style.foreground if shown else "", style.background, style.link))


def blank_rows(width: int, height: int, style: Style = PLAIN) -> Rows:
    """A picture with nothing on it."""
    return [[blank(style)] * width for _ in range(height)]


@lru_cache(maxsize=1024)
def graphemes(text: str) -> tuple[tuple[str, int], ...]:
    """`text` as pairs of grapheme and width in cells, as Textual's layout counts them.

    What has no width belongs to the grapheme before it; at the start of a text it is a pair of its own, of width 0.
    """
    parts: list[tuple[str, int]] = []
    for start, end, width in split_graphemes(text)[0]:
        if width or not parts:
            parts.append((text[start:end], width))
        else:
            parts[-1] = (parts[-1][0] + text[start:end], parts[-1][1])
    return tuple(parts)


@lru_cache(maxsize=1024)
def restyled(style: Style, params: str) -> Style:
    """`style` after the SGR sequence with `params`."""
    codes = iter(params.split(";"))
    for text in codes:
        code = int(text) if text.isdigit() else 0
        colour = _long_colour(text, codes) if code in LONG_COLOURS else text
        style = _restyled_by(style, code, colour)
    return style


def _long_colour(first: str, codes: Iterator[str]) -> str:
    """A colour of several codes, `38;5;N` or `38;2;R;G;B`: the ones after the first are taken from `codes`."""
    kind = next(codes, "")
    rest = [next(codes, "") for _ in range(1 if kind == "5" else 3)]
    return ";".join([first, kind, *rest])


def _restyled_by(style: Style, code: int, colour: str) -> Style:
    """`style` after one code of an SGR sequence; one that is not known changes nothing."""
    if code == 0:
        return Style(link=style.link)
    if code in BITS:
        return style._replace(attributes=style.attributes | BITS[code])
    if code in OFF:
        return style._replace(attributes=style.attributes & ~OFF[code])
    if code in FOREGROUNDS:
        return style._replace(foreground="" if code == 39 else colour)
    if code in BACKGROUNDS:
        return style._replace(background="" if code == 49 else colour)
    return style


class Picture:
    """What the program wants the terminal to show.

    `rows` is the grid, `x` and `y` the place of the cursor, `cursor_visible` whether it shows, `dirty` the numbers of
    the rows that were drawn on since the caller last cleared that set.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.rows = blank_rows(width, height)
        self.x = self.y = 0
        self.cursor_visible = False
        self.synchronised = False
        self.dirty: set[int] = set()
        self._style = PLAIN
        self._rest = ""

    def resize(self, width: int, height: int) -> None:
        """Cut the picture, or add blanks to it: the program draws again anyway."""
        fresh = blank_rows(width, height)
        for new, old in zip(fresh, self.rows, strict=False):
            new[: min(width, self.width)] = old[:width]
            self._mend(new, width - 1)
        self.rows, self.width, self.height = fresh, width, height
        self.x, self.y = min(self.x, width - 1), min(self.y, height - 1)
        self.dirty = set(range(height))

    def clear(self) -> None:
        """Forget everything, as a terminal does that changes to its other screen."""
        self.rows = blank_rows(self.width, self.height)
        self.dirty = set()
        self._style = PLAIN

    def feed(self, data: str) -> Iterator[str]:
        """Draw `data`. Yields what is not drawing at the moment at which it is in `data`."""
        data, self._rest = self._rest + data, ""
        for token in TOKEN.finditer(data):
            kind = token.lastgroup
            text = token.group()
            if kind == "text":
                self._write(text)
            elif kind == "open":
                self._rest = text
            elif not self._obeys(kind, token):
                yield text

    def _obeys(self, kind: str | None, token: re.Match[str]) -> bool:
        """Obey a control character or sequence; False when it is none that draws."""
        if kind == "final":
            return self._control_sequence(token["params"], token["between"] + token["final"])
        if kind == "control":
            self._control(token.group())
            return token.group() != "\a"
        link = LINK.match(token.group())
        if link is not None:
            self._style = self._style._replace(link=link[1])
        return link is not None

    def _control(self, char: str) -> None:
        if char == "\n":
            self.x, self.y = 0, min(self.y + 1, self.height - 1)
        elif char == "\r":
            self.x = 0
        elif char == "\b":
            self.x = max(min(self.x, self.width - 1) - 1, 0)

    def _control_sequence(self, params: str, final: str) -> bool:
        """Obey a control sequence; False when it is none that draws."""
        if final == "m":
            self._style = restyled(self._style, params)
        elif final in "ABCDGdHfJKX" and (not params or params.replace(";", "").isdigit()):
            first, _, second = params.partition(";")
            self._move_or_erase(final, int(first or 0), int(second or 0))
        elif params == "?25":
            self.cursor_visible = final == "h"
        elif params == "?2026" and final in "hl":
            self.synchronised = True  # this is sent only to a terminal that knows the mode
        else:
            return False
        return True

    def _move_or_erase(self, final: str, first: int, second: int) -> None:
        step = max(first, 1)
        match final:
            case "H" | "f":
                self._go(max(second, 1) - 1, step - 1)
            case "A":
                self._go(self.x, self.y - step)
            case "B":
                self._go(self.x, self.y + step)
            case "C":
                self._go(self.x + step, self.y)
            case "D":
                self._go(min(self.x, self.width - 1) - step, self.y)  # at the end of a row it is on the last cell
            case "G":
                self._go(step - 1, self.y)
            case "d":
                self._go(self.x, step - 1)
            case "X":
                self._erase(self.y, self.x, self.x + step)
            case "K":
                self._erase(self.y, *self._extent(first))
            case _:
                self._erase_rows(first)

    def _erase_rows(self, which: int) -> None:
        """Erase from the cursor on (0), up to the cursor (1), or everything (2)."""
        for y in [range(self.y + 1, self.height), range(self.y), range(self.height)][min(which, 2)]:
            self._erase(y, 0, self.width)
        if which < 2:
            self._erase(self.y, *self._extent(which))

    def _extent(self, how: int) -> tuple[int, int]:
        """The cells of a row that an erasing sequence means: to the end, from the start, all."""
        return [(self.x, self.width), (0, self.x + 1), (0, self.width)][min(how, 2)]

    def _go(self, x: int, y: int) -> None:
        self.x, self.y = min(max(x, 0), self.width - 1), min(max(y, 0), self.height - 1)

    def _erase(self, y: int, start: int, end: int) -> None:
        cell = blank(Style(background=self._style.background))
        self._put(y, start, [cell] * (min(end, self.width) - start))

    def _write(self, text: str) -> None:
        style, empty = self._style, blank(self._style)
        if text.isascii():
            cells = [Cell(char, style) if char != " " else empty for char in text]
        else:
            cells = self._wide_cells(text)
        start = min(self.x, self.width - 1)
        room = self.width - start
        if len(cells) > room:  # lines do not wrap: what is too much overwrites the last column
            cells = [*cells[: room - 1], cells[-1]]
        self._put(self.y, start, cells)
        self.x = start + len(cells)

    def _wide_cells(self, text: str) -> Row:
        """The cells of a text that is not all ASCII: a wide grapheme has an empty cell after it."""
        style, empty = self._style, blank(self._style)
        cells: Row = []
        for char, width in graphemes(text):
            if not width:
                self._add_to_last(char)
                continue
            cells.append(empty if char == " " else Cell(char, style))
            cells.extend([Cell("", style)] * (width - 1))
        return cells

    def _add_to_last(self, mark: str) -> None:
        """A mark whose letter was written before, in another style or lot: the letter's cell gets it."""
        x, row = min(self.x, self.width) - 1, self.rows[self.y]
        if x > 0 and not row[x].text:
            x -= 1  # the second half of a wide one
        if x >= 0 and not row[x].text.endswith(mark):  # it is there when only the mark was drawn again
            row[x] = row[x]._replace(text=row[x].text + mark)
            self.dirty.add(self.y)

    def _put(self, y: int, x: int, cells: Row) -> None:
        row = self.rows[y]
        row[x : x + len(cells)] = cells
        self.dirty.add(y)
        self._mend(row, x - 1)
        self._mend(row, x + len(cells) - 1)

    @staticmethod
    def _mend(row: Row, left: int) -> None:
        """Where a wide grapheme lost one half between `left` and the cell after it, blank the other half."""
        if left < 0:
            return
        right = left + 1
        cut = right == len(row) or row[right].text
        if _is_narrow(row[left].text):
            if not cut:
                row[right] = blank(row[right].style)
        elif cut:
            row[left] = blank(row[left].style)


@lru_cache(maxsize=512)
def _is_narrow(text: str) -> bool:
    return text.isascii() or sum(width for _, width in graphemes(text)) == 1
