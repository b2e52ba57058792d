"""What is wrong with the brackets of lists and maps that are written in a row."""

from __future__ import annotations

import re
from typing import NamedTuple

from wizard.yamlpatch.parse.causes.place import (
    MAX_LINE,
    MAX_LINES,
    QUOTES,
    VALUE,
    WHOLE_IN_QUOTES,
    Cause,
    Place,
    block_around,
)

_MAX_TEXT = 20_000  # so many characters are searched for the other end of a bracket
CLOSING = {"[": "]", "{": "}"}
_OPENS = re.compile(VALUE + r"(?=[\[{])")
_TOKEN = re.compile(
    rf"""(?P<skipped>(?<![^\s\[{{,:])(?:{QUOTES.pattern})|(?:(?<=\s)|^)\#[^\n]*)|(?P<sign>[\[\]{{}}])""",
    re.DOTALL | re.MULTILINE,
)
_TEMPLATE = re.compile(VALUE + r"(\{\{|\{%)")


class _Brackets(NamedTuple):
    """The text from a bracket on, and how the brackets in it go on, by offsets in it.

    `wrong` is where one is closed by another kind, `end` is behind the one that closes the first; None where there is
    none. `opener` is the bracket that `wrong` should close.
    """

    text: str
    wrong: int | None
    end: int | None
    opener: str


def template(place: Place) -> Cause | None:
    """A value that begins with the sign of a template."""
    found = _TEMPLATE.match(place.line)
    if found is None or place.column is None:
        return None
    reason = f"A value without quotes cannot begin with `{found[1]}`: YAML takes it for brackets of its own."
    remedy = "Put the whole value in quotes, or fill the template in."
    return place.cause(found.start(1), reason, remedy)


def brackets(place: Place) -> Cause | None:
    """Brackets that the parser stopped at, or in which it did."""
    start = _opening(place)
    if start is None:
        return _of_stray(place)
    found = _read(place, start)
    at = _offset(place, start)
    if found.wrong is not None:
        return _of_wrong(place, found, at)
    if found.end is None:
        return None  # `open_bracket` tells of it
    return _behind(place, found, at) if found.end <= at else _without_comma(place, found.text[:at])


def _of_stray(place: Place) -> Cause | None:
    """A line that begins with a closing bracket, where none is open."""
    found = re.match(r"[ ]*([\]}])", place.line)
    if found is None or place.column != found.start(1):
        return None
    return place.cause(place.column, f"This {found[1]} closes nothing: no bracket is open here.", "Take it out.")


def _opening(place: Place) -> tuple[int, int] | None:
    """Where the brackets begin that the place is in or right behind: the outermost, by line and column."""
    best: tuple[int, int] | None = None
    for number in range(place.at, max(place.at - MAX_LINES, 0) - 1, -1):
        value = _OPENS.match(place.lines[number][:MAX_LINE])
        if value is None or block_around(place.lines, number) is not None:
            continue
        start = number, value.end()
        found, at = _read(place, start), _offset(place, start)
        if at > 0 and (found.end is None or not found.text[found.end : at].count("\n")):
            best = start
    return best


def _offset(place: Place, start: tuple[int, int]) -> int:
    number, column = start
    if number == place.at:
        return (place.column or 0) - column
    between = place.lines[number : place.at]
    return sum(len(line) + 1 for line in between) - column + (place.column or 0)


def _read(place: Place, start: tuple[int, int]) -> _Brackets:
    number, column = start
    text = "\n".join(place.lines[number : place.at + MAX_LINES])[column : column + _MAX_TEXT]
    open_: list[str] = []
    for token in _TOKEN.finditer(text):
        sign = token["sign"]
        if sign is None:
            continue
        if sign in CLOSING:
            open_.append(sign)
            continue
        opener = open_.pop()
        if CLOSING[opener] != sign:
            return _Brackets(text, token.start(), None, opener)
        if not open_:
            return _Brackets(text, None, token.end(), "")
    return _Brackets(text, None, None, "")


def _of_wrong(place: Place, found: _Brackets, at: int) -> Cause | None:
    if found.wrong != at:
        return _without_comma(place, found.text[:at]) if at < (found.wrong or 0) else None
    sign, opener = found.text[at], found.opener
    reason = f"The {opener} before this is closed by a {sign}."
    return place.cause(place.column or 0, reason, f"Write {CLOSING[opener]} in its place, or before it.")


def _behind(place: Place, found: _Brackets, at: int) -> Cause | None:
    """What follows the last bracket in its line."""
    rest = found.text[found.end : at + 1]
    if rest.strip() in ("]", "}"):
        reason = f"There is one {rest.strip()} more than brackets that are open."
        return place.cause(place.column or 0, reason, "Take it out.")
    first, last = found.text[0], CLOSING[found.text[0]]
    reason = f"YAML reads what is between {first} and {last} as data, and more text follows."
    return place.cause(place.column or 0, reason, WHOLE_IN_QUOTES)


def _without_comma(place: Place, before: str) -> Cause | None:
    """Two values in brackets without a comma between them; `before` is the text up to where the parser stopped."""
    column = place.column or 0
    if place.line[column : column + 1] == ":":
        name = re.search(r"[^\s,\[\]{}]+[ ]*$", before)
        if name is None:
            return None
        before = before[: name.start()]
        column -= len(name[0])
    if before.rstrip()[-1:] in ("", ",", "[", "{", ":") or column < 0:
        return None
    word = re.match(rf"{QUOTES.pattern}|[^\s,\[\]{{}}:]+|.", place.line[column:])
    named = f" before `{word[0]}`" if word is not None else ""
    reason = f"In brackets a comma is between the values, and there is none{named}."
    remedy = "Write the comma. If the brackets are no list or map but a part of a text, put the whole value in quotes."
    return place.cause(column, reason, remedy)


def open_bracket(place: Place) -> Cause | None:
    """A `[` or `{` that nothing in the rest of the text closes."""
    value = _OPENS.match(place.line)
    rest = place.lines[place.at : place.at + MAX_LINES + 1]
    if value is None or len(rest) > MAX_LINES or any(len(line) >= MAX_LINE for line in rest):
        return None
    found = _read(place, (place.at, value.end()))
    if found.end is not None or found.wrong is not None:
        return None
    bracket = place.line[value.end()]
    reason = f"The {bracket} that opens here is not closed."
    return place.cause(value.end(), reason, f"Write {CLOSING[bracket]} after the last item.")
