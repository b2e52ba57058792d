"""What a parser gives: events, or the words of what it cannot read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Events = Iterator[Any]
"""The events of a text, one after the other; getting one raises `NotRead`."""


class NotRead(Exception):
    """The parser's words, and the offset of the character where it stopped (None: it did not tell)."""

    def __init__(self, problem: str, index: int | None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.index = index


def marked(error: Any) -> NotRead:
    """What a parser says with a mark."""
    mark = error.problem_mark or error.context_mark
    words = ", ".join(part for part in (error.context, error.problem) if part)
    return NotRead(words or "cannot be parsed", mark.index if mark else None)


def forbidden(character: str) -> str:
    """The words for a character that YAML does not allow."""
    return f"the character U+{ord(character or chr(0xFFFD)):04X} is not allowed"
