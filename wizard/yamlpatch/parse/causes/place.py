"""The lines around the place where a parser stopped, and what is found wrong there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

VALUE = r"[ ]*(?:-[ ]+)*(?:[\w.-]+:[ ]+)?"  # what is before a value: dashes, a key
KEY = re.compile(r"""([ ]*)((?:-[ ]+)*)("[^"]*"|'[^']*'|[\w.-]+)[ \t]*:(?:[ \t]|$)""")
ITEM = re.compile(r"([ ]*)-(?:[ \t]|$)")
BLOCK = re.compile(r"(?:[:-][ \t]+)[|>][-+\d]*[ \t]*(?:#.*)?$")
QUOTES = re.compile(r"""'(?:[^']|'')*'|"(?:[^"\\]|\\.)*\"""")

WHOLE_IN_QUOTES = "Put the whole value in quotes."

MAX_LINE = 2000  # so much of a line is looked at
MAX_LINES = 200  # so many lines are searched for the other end of something
MAX_ABOVE = 2000  # so many lines above are looked at for their indents


class Cause(NamedTuple):
    """What is wrong, at which line and column (from 1), and what helps."""

    line: int
    column: int
    reason: str
    remedy: str


class Place(NamedTuple):
    """The lines of a text, the number (from 0) of one of them, and the column (from 0) where the parser stopped.

    The column is None in the lines above the one where it stopped.
    """

    lines: list[str]
    at: int
    column: int | None = None

    @property
    def line(self) -> str:
        """The line itself."""
        return self.lines[self.at][:MAX_LINE]

    @property
    def is_text(self) -> bool:
        """Whether the line is neither a key nor an item."""
        return not KEY.match(self.line) and not ITEM.match(self.line)

    def above(self) -> int | None:
        """The number of the line above that is neither blank nor a comment."""
        return next((above.at for above in self.all_above()), None)

    def below(self) -> int | None:
        """The number of the line below that is neither blank nor a comment."""
        for number in range(self.at + 1, len(self.lines)):
            if self.lines[number].strip() and not is_comment(self.lines[number]):
                return number
        return None

    def all_above(self, *, with_comments: bool = False) -> Iterator[Place]:
        """The lines above that are neither blank nor a comment, the nearest first."""
        for number in range(self.at - 1, max(self.at - MAX_ABOVE, 0) - 1, -1):
            line = self.lines[number]
            if line.strip() and (with_comments or not is_comment(line)):
                yield self.other(number)

    def holder(self, column: int) -> Place | None:
        """The nearest line above that is neither blank nor a comment, and at most in that column."""
        return next((above for above in self.all_above() if indent_of(above.line) <= column), None)

    def cause(self, column: int, reason: str, remedy: str) -> Cause:
        """What is wrong in this line, at that column (from 0)."""
        return Cause(self.at + 1, column + 1, reason, remedy)

    def unfinished(self, word: str) -> Cause:
        """What is wrong where the line is a word alone, which is neither a key nor an item."""
        reason = f"The line `{word}` is unfinished: a key needs a colon, and an item a dash."
        return self.cause(indent_of(self.line), reason, f"Write `{word}:` or `- {word}`, or take the line out.")

    def other(self, number: int) -> Place:
        """Another line of the same text."""
        return Place(self.lines, number)


def is_comment(line: str) -> bool:
    """Whether a line holds a comment alone."""
    return line.lstrip().startswith("#")


def indent_of(line: str) -> int:
    """The number of spaces before a line."""
    return len(line) - len(line.lstrip(" "))


def key_column(line: str) -> int:
    """The column of the key of a line, behind its dashes; without a key that of its first character."""
    key = KEY.match(line)
    return indent_of(line) if key is None else key.end(2)


def spaces(count: int | str) -> str:
    """A number of spaces in words; of several numbers `2 or 4 spaces`."""
    return "1 space" if str(count) == "1" else f"{count} spaces"


def block_around(lines: list[str], number: int) -> int | None:
    """The number of the line that begins the text block which a line is in; None where it is in none."""
    least = indent_of(lines[number])
    for above in range(number - 1, max(number - MAX_LINES, 0) - 1, -1):
        line = lines[above][:MAX_LINE]
        if not line.strip() or indent_of(line) >= least:
            continue
        if BLOCK.search(line):
            return above if least >= content_indent(lines, above) else None
        least = indent_of(line)
    return None


def content_indent(lines: list[str], opening: int) -> int:
    """The indent of the text block that begins in that line: the one of its first line."""
    return next((indent_of(line) for line in lines[opening + 1 :] if line.strip()), 0)


def has_open_quote(line: str) -> bool:
    """Whether a quote is open at the end of a line that begins outside of quotes."""
    bare = re.sub(r"""\\.|'[^']*'|"(?:\\.|[^"\\])*\"""", "", line)
    return "'" in bare or '"' in bare


def is_in_quotes(place: Place) -> bool:
    """Whether a line is in a text in quotes that begins above it."""
    if not place.is_text:
        return False
    holder = next((above for above in place.all_above() if not above.is_text), None)
    return holder is not None and has_open_quote(holder.line)
