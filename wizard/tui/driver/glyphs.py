"""Filters for terminals that lack something: ASCII where the locale is not UTF-8, few blocks on the Linux console,
reverse video where no colours are wanted. And one for all: no text reaches a terminal as a control sequence.
"""

# ruff: noqa: RUF001 (look-alikes are the point here)
from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.filter import LineFilter

from wizard.terminal.cells import graphemes

if TYPE_CHECKING:
    from textual.color import Color

    from wizard.terminal.capabilities import Terminal

BLACK = 0
CONTROLS = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# What makes one sign of several: joiner and non-joiner of emoji and of scripts, and the tags of flags.
JOINERS = frozenset("\u200c\u200d") | frozenset(map(chr, range(0xE0020, 0xE0080)))
CONSOLE = str.maketrans("▁▂▃▅▆▇▔▊▎▏▍▌▐▕━┃⭘●○◉✓✔✗✘…↳⋮", "─▄▄▄▄█─│││││││─│o•o•√√xx.└:")
ASCII = {
    **dict.fromkeys("─━═▁▂▔▃╌╍┄┅┈┉⎯", "-"),
    **dict.fromkeys("│┃║▊▎▏▍▌▐▕╎╏┆┇┊┋", "|"),
    **dict.fromkeys("┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬╭╮╯╰┏┓┗┛┣┫┳┻╋", "+"),
    **dict.fromkeys("█▓▒░▄▅▆▇▀", "#"),
    **dict.fromkeys("●•◉■▪✓✔", "*"),
    **dict.fromkeys("○◯⭘□▫", "o"),
    **dict.fromkeys("✗✘×", "x"),
    **dict.fromkeys("▶►▸→❯›»↳", ">"),
    **dict.fromkeys("◀◄◂←❮‹«", "<"),
    **dict.fromkeys("▲▴↑", "^"),
    **dict.fromkeys("▼▾↓", "v"),
    **dict.fromkeys("‘’", "'"),
    **dict.fromkeys("“”", '"'),
    **dict.fromkeys("–—‐‑", "-"),
    "⋮": ":",
    "\u00a0": " ",
    "…": ".",
}


class NoControls(LineFilter):
    """The last line of defence: text that a widget shows holds no control characters and turns nothing round.

    Foreign text is made visible long before (`core.safetext`); this is for what is typed, pasted and edited.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments without what has no width anyway."""
        del background
        return [
            segment
            if segment.control or segment.text.isprintable()
            else Segment(without_controls(segment.text), segment.style)
            for segment in segments
        ]


@lru_cache(maxsize=1024)
def without_controls(text: str) -> str:
    """`text`, as wide as before, without control and format characters; what makes one sign of several stays."""
    return "".join(
        " " * cell_len(char) if unicodedata.category(char) in CONTROLS and char not in JOINERS else char
        for char in text
    )


class PlainGlyphs(LineFilter):
    """A filter of Textual that changes what the terminal cannot show; every cell keeps its place."""

    def __init__(self, terminal: Terminal) -> None:
        super().__init__(enabled=terminal.ascii_only or terminal.console)
        self._convert = to_ascii if terminal.ascii_only else for_console

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with other glyphs of the same width."""
        del background
        return [
            segment if segment.text.isascii() else Segment(self._convert(segment.text), segment.style, segment.control)
            for segment in segments
        ]


class NoColours(LineFilter):
    """A filter that takes all colours out; what stood out by its background is in reverse video."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments without colours."""
        del background
        return [
            Segment(text, None if style is None else without_colours(style), control)
            for text, style, control in segments
        ]


@lru_cache(maxsize=1024)
def without_colours(style: Style) -> Style:
    """The attributes of `style`, and reverse video in place of a background of its own (of the ANSI theme)."""
    back = style.color if style.reverse else style.bgcolor
    stands_out = bool(style.reverse) if back is None or back.is_default else back.number != BLACK
    return style + Style(color="default", bgcolor="default", reverse=stands_out)


@lru_cache(maxsize=1024)
def for_console(text: str) -> str:
    """`text` with the glyphs that the Linux console's fonts have in place of those they lack."""
    return text.translate(CONSOLE)


@lru_cache(maxsize=1024)
def to_ascii(text: str) -> str:
    """`text` in ASCII, as wide as before: a letter without its accents, else `?`."""
    return "".join(_one(char, width) for char, width in graphemes(text) if width)


def _one(char: str, width: int) -> str:
    base = unicodedata.normalize("NFKD", char)[:1]
    plain = char if char.isascii() else ASCII.get(char) or (base if base.isascii() and base.isprintable() else "?")
    return plain + " " * (width - 1)
