"""Lines broken between words at the width of the terminal, which by itself breaks them in the middle of one."""

from __future__ import annotations

import os
import re
import sys
import textwrap
from collections.abc import Iterator

LEAST = 20  # columns; a narrower terminal breaks its lines itself
# What a line begins with: blanks, and the number or sign of a list. What follows the break is indented by it.
_LEAD = re.compile(r"\s*(?:#?[0-9]+\) |#[0-9]+ |[-+!] )?")


def columns() -> int | None:
    """The columns of the terminal that lines are written to; None where it is none."""
    if not sys.stderr.isatty():
        return None
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or None
    except OSError:
        return None


def wrapped(text: str, width: int | None) -> list[str]:
    """The text as lines of at most `width` columns, as far as its words allow; no width: as they are.

    >>> wrapped("  1) a few words in a list", 20)
    ["  1) a few words in", "     a list"]
    """
    lines = text.split("\n")
    if width is None or width < LEAST:
        return lines
    return [piece for line in lines for piece in _pieces(line, width)]


def _pieces(line: str, width: int) -> Iterator[str]:
    if len(line) <= width:
        yield line
        return
    lead = _LEAD.match(line)
    indent = " " * len(lead[0] if lead else "")
    pieces = textwrap.wrap(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False, drop_whitespace=True
    )
    yield from pieces[:-1]
    blanks = line[len(line.rstrip()) :]  # a prompt ends with one
    yield pieces[-1] + blanks if pieces else line
