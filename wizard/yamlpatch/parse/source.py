"""A text as lines: where they begin and end, whatever their line ends are."""

from __future__ import annotations

import re

BOM = "\ufeff"
BLANK = " \t\r\n"  # all that is white to YAML
LINE_END = re.compile(r"\r\n|\r|\n")
_BLANKS = re.compile(r"(?:\A|[\r\n])[ \t]+[\r\n]")


class Source:
    """A text and its lines. All positions are offsets of characters.

    `eol` ends new lines: the first line end of the text, else the one given.
    """

    __slots__ = ("_has_cr", "_has_lf", "eol", "text")

    def __init__(self, text: str, eol: str = "\n") -> None:
        self.text = text
        self._has_cr = "\r" in text
        self._has_lf = "\n" in text
        first = LINE_END.search(text)
        self.eol = first[0] if first else eol

    def line_start(self, at: int) -> int:
        """The beginning of the line that holds `at`, after a BOM."""
        start = self.text.rfind("\n", 0, at) + 1 if self._has_lf else 0
        if self._has_cr:
            start = max(start, self.text.rfind("\r", start, at) + 1)
        return 1 if start == 0 and self.text.startswith(BOM) and at > 0 else start

    def line_end(self, at: int) -> int:
        """The end of the text of the line that holds `at`, before its line end."""
        end = self.text.find("\n", at) if self._has_lf else -1
        end = len(self.text) if end < 0 else end
        if self._has_cr:
            found = self.text.find("\r", at, end)
            end = end if found < 0 else found
        return end

    def next_line(self, at: int) -> int:
        """The beginning of the line after the one that holds `at`, or the end of the text."""
        end = self.line_end(at)
        if end == len(self.text):
            return end
        return end + (2 if self.text.startswith("\r\n", end) else 1)

    def previous_line(self, start: int) -> int:
        """The beginning of the line before the one that begins at `start`; -1 when there is none."""
        end = self.end_before(start)
        return self.line_start(end) if end < start else -1

    def end_before(self, start: int) -> int:
        """The end of the text of the line before the one that begins at `start`; `start` when there is none."""
        if self.text.endswith("\r\n", 0, start):
            return start - 2
        return start - 1 if start and self.text[start - 1] in "\r\n" else start

    def column(self, at: int) -> int:
        """The column of `at`, from 0; a BOM takes none."""
        return at - self.line_start(at)

    def line_of(self, at: int) -> str:
        """The text of the line that holds `at`."""
        return self.text[self.line_start(at) : self.line_end(at)]

    def position(self, at: int) -> tuple[int, int]:
        """Line and column of `at`, both from 1."""
        before = self.text[:at]
        return len(LINE_END.findall(before)) + 1, self.column(at) + 1

    @property
    def ends_open(self) -> bool:
        """Whether the last line has text but no line end."""
        return self.text not in ("", BOM) and self.text[-1] not in "\r\n"

    @property
    def takes_literals(self) -> bool:
        """Whether a literal block keeps its value wherever it is put: not before blanks alone or at an open end."""
        if self.ends_open:
            return False
        has_tails = any(tail in self.text for tail in (" \n", " \r", "\t\n", "\t\r"))  # quick, and often enough
        return not has_tails or _BLANKS.search(self.text) is None
