"""A YAML text -> the events of a parser, and the words of what it cannot read.

libyaml is an order of magnitude faster than a parser in Python. Its marks have been compared with those of
ruamel.yaml's pure parser on real files: they are equal, after a BOM too when that is cut off first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Events = Callable[[], Any]
"""Gives the next event, None after the last one; raises `NotRead`."""


class NotRead(Exception):
    """The parser's words, and the offset of the character where it stopped (None: it did not tell)."""

    def __init__(self, problem: str, index: int | None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.index = index


def c_events(text: str) -> Events:
    """The events of libyaml for a text without a BOM."""
    import yaml
    from yaml.cyaml import CParser  # type: ignore[attr-defined]
    from yaml.reader import ReaderError

    try:
        parser = CParser(text)
    except UnicodeEncodeError as error:
        raise NotRead(_forbidden(text[error.start]), error.start) from None

    def following() -> Any:
        try:
            return parser.get_event()
        except yaml.MarkedYAMLError as error:
            raise _marked(error) from None
        except ReaderError as error:
            at = len(text.encode()[: error.position].decode(errors="ignore"))
            raise NotRead(_forbidden(text[at : at + 1]), at) from None

    return following


def pure_events(text: str) -> Events:
    """The events of ruamel.yaml's parser in Python."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    events = iter(YAML(typ="safe", pure=True).parse(text))

    def following() -> Any:
        try:
            return next(events, None)
        except MarkedYAMLError as error:
            raise _marked(error) from None
        except YAMLError as error:
            raise NotRead(str(error), None) from None
        except (ValueError, IndexError, AssertionError, AttributeError, TypeError, KeyError) as error:
            # The pure parser falls over some malformed texts instead of reporting them.
            raise NotRead(f"cannot be parsed ({error})", None) from None

    return following


def without_stray_tabs(text: str) -> str:
    """A copy with the same offsets where tabs at line ends, before comments and after a dash are blanks."""

    def blanks(found: re.Match[str]) -> str:
        return found[0].replace("\t", " ")

    return re.sub(r"[ \t]*\t[ \t]*(?=#|\r|\n|\Z)|(?:\A|(?<=[\r\n]))[ ]*-[ \t]*\t[ \t]*", blanks, text)


def _marked(error: Any) -> NotRead:
    mark = error.problem_mark or error.context_mark
    words = ", ".join(part for part in (error.context, error.problem) if part)
    return NotRead(words or "cannot be parsed", mark.index if mark else None)


def _forbidden(character: str) -> str:
    return f"the character U+{ord(character or chr(0xFFFD)):04X} is not allowed"
