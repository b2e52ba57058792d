"""The usual reasons why a text is no YAML, in words of the one who wrote it, each with its cure.

A parser says where it stopped and what it looked for. What is wrong is often in a line above. Only what can be
seen in the lines themselves is named; where nothing fits, the parser's words are all there is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from wizard.yamlpatch.parse.source import LINE_END

_VALUE = r"[ ]*(?:-[ ]+)*(?:[\w.-]+:[ ]+)?"  # what is before a value: dashes, a key
_KEY = re.compile(r"""([ ]*)((?:-[ ]+)*)("[^"]*"|'[^']*'|[\w.-]+)[ \t]*:(?:[ \t]|$)""")
_ITEM = re.compile(r"([ ]*)-(?:[ \t]|$)")
_BLOCK = re.compile(r"(?:[:-][ \t]+)[|>][-+\d]*[ \t]*(?:#.*)?$")
_CODE = re.compile(r"x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4}")
_QUOTES = re.compile(r"""'(?:[^']|'')*'|"(?:[^"\\]|\\.)*\"""")


MAX_LINE = 2000  # so much of a line is looked at
MAX_FLOW_LINES = 200  # so many lines are searched for the end of a `[`
CLOSING = {"[": "]", "{": "}"}
ABOVE = 3  # so many lines above the one where a parser stopped may be the cause


class Cause(NamedTuple):
    """What is wrong, at which line and column (from 1), and what helps."""

    line: int
    column: int
    reason: str
    remedy: str


class _Place(NamedTuple):
    """The lines of a text and the number (from 0) of the one where the parser stopped."""

    lines: list[str]
    at: int

    @property
    def line(self) -> str:
        return self.lines[self.at][:MAX_LINE]

    def above(self) -> int | None:
        """The number of the line above that is neither blank nor a comment."""
        for number in range(self.at - 1, -1, -1):
            if self.lines[number].strip() and not self.lines[number].lstrip().startswith("#"):
                return number
        return None


def cause_of(text: str, line: int) -> Cause | None:
    """The reason why a parser stopped at `line` (from 1), where one of the usual ones can be seen there."""
    lines = LINE_END.split(text)
    place = _Place(lines, min(line, len(lines)) - 1)
    near = [place]
    while len(near) <= ABOVE and (above := near[-1].above()) is not None:
        near.append(_Place(lines, above))
    for look in _LOOKS:
        for one in near if look in _ALSO_ABOVE else near[:1]:
            if (found := look(one)) is not None:
                return found
    return None


def _tab(place: _Place) -> Cause | None:
    indent = re.match(r"[ \t]*", place.line)
    if indent is None or "\t" not in indent[0]:
        return None
    column = indent[0].index("\t") + 1
    return Cause(place.at + 1, column, "There is a tab in the indentation.", "Put spaces in its place.")


def _no_blank_after_dash(place: _Place) -> Cause | None:
    found = re.match(r"[ ]*(-)[^\s-]", place.line)
    if found is None or not _beside_an_item(place, found.start(1)):
        return None
    return Cause(place.at + 1, found.start(1) + 1, "There is no space after the dash.", "Write `- ` before the item.")


def _beside_an_item(place: _Place, column: int) -> bool:
    """Whether an item or the key of a list is near, so that a dash begins an item."""
    return any(
        ((item := _ITEM.match(line)) is not None and len(item[1]) == column) or line.rstrip().endswith(":")
        for line in place.lines[max(place.at - 3, 0) : place.at + 4]
    )


def _no_blank_after_colon(place: _Place) -> Cause | None:
    found = re.match(r"[ ]*(?:-[ ]+)*([\w.-]+):(?=[^\s:/])", place.line)
    if found is None:
        return None
    reason = f"There is no space after the colon of `{found[1]}`."
    return Cause(place.at + 1, found.end(), reason, f"Write `{found[1]}: ` before the value.")


def _colon_in_text(place: _Place) -> Cause | None:
    """`: ` in a value without quotes, as in `- echo done: ok`, or `key: a: b`."""
    bare = _QUOTES.sub(lambda quoted: "x" * len(quoted[0]), place.line)
    found = re.match(r"[ ]*(?:-[ ]+)*([^\s:#\[{&*!|>][^:#]*):[ \t]+([^\s#|>&*!\[{][^#]*?):(?:[ \t]|$)", bare)
    if found is None:
        return None
    reason = "`: ` in a value without quotes makes a key of what is before it."
    return Cause(place.at + 1, found.end(2) + 1, reason, "Put the whole value in quotes.")


def _key_after_items(place: _Place) -> Cause | None:
    """A list, and in its column, or deeper, a key."""
    key, above = _KEY.match(place.line), place.above()
    if key is None or key[2] or above is None:
        return None
    item = _ITEM.match(place.lines[above])
    if item is None or len(item[1]) > len(key[1]):
        return None
    if len(key[1]) > len(item[1]) and _KEY.match(place.lines[above]):
        return None  # beside the keys of the last item
    name = key[3].strip()
    reason = f"The key `{name}` follows the items of a list: one place holds a list or keys, not both."
    remedy = (
        f"Move `{name}` out to the column of the key that it belongs beside, or put the items below a key of their own."
    )
    return Cause(place.at + 1, len(key[1]) + 1, reason, remedy)


def _item_after_keys(place: _Place) -> Cause | None:
    """Keys, and in their column, or deeper, an item."""
    item, above = _ITEM.match(place.line), place.above()
    key = None if above is None else _KEY.match(place.lines[above])
    if item is None or above is None or key is None or len(item[1]) < len(key[1]) + len(key[2]):
        return None
    if place.lines[above].rstrip().endswith(":"):
        return None
    reason = f"A list item follows the key `{key[3].strip()}`: one place holds keys or a list, not both."
    remedy = "Put the items below a key of their own."
    if key[2]:
        indent = _spaces(len(key[1]))
        remedy = f"Give the item the indent of the item above, {indent}, or put it below a key of its own."
    return Cause(place.at + 1, len(item[1]) + 1, reason, remedy)


def _deeper_than_sibling(place: _Place) -> Cause | None:
    """A key that is indented deeper than the one above, which has a value already."""
    key, number = _KEY.match(place.line), place.above()
    above = None if number is None else _KEY.match(place.lines[number])
    if key is None or above is None or number is None:
        return None
    column = len(above[1]) + len(above[2])
    value = place.lines[number][above.end(3) + 1 :].split(" #")[0].strip()
    if len(key[1]) <= column or not value:
        return None
    name, other = key[3].strip(), above[3].strip()
    reason = f"`{name}` is indented deeper than `{other}` above it, which has a value already."
    return Cause(place.at + 1, len(key[1]) + 1, reason, f"Give it the indent of `{other}`: {_spaces(column)}.")


def _shallower_than_sibling(place: _Place) -> Cause | None:
    """A key or item in a column in which nothing above is."""
    indent = _indent(place.line)
    if not _KEY.match(place.line) and not _ITEM.match(place.line):
        return None
    columns = _columns_above(place, indent)
    if not columns or indent in columns or not columns[-1] < indent < columns[0]:
        return None
    near = " or ".join(str(column) for column in sorted(columns[-2:]))
    reason = f"This line is indented by {_spaces(indent)}, and nothing above has that indent."
    return Cause(place.at + 1, indent + 1, reason, f"Give it the indent of what it belongs beside: {near} spaces.")


def _columns_above(place: _Place, floor: int) -> list[int]:
    """The indents of the lines above that are around this one, the deepest first, down to `floor`."""
    columns: list[int] = []
    for line in reversed(place.lines[: place.at]):
        content = line.lstrip(" ")
        if not content.strip() or content.startswith("#"):
            continue
        column = len(line) - len(content)
        if not columns or column < columns[-1]:
            columns.append(column)
        if column <= floor:
            break
    return columns


def _unfinished(place: _Place) -> Cause | None:
    """A key without its colon."""
    found = re.match(r"([ ]*)([\w.-]+)[ \t]*$", place.line)
    if found is None:
        return None
    reason = f"The line `{found[2]}` is unfinished: a key needs a colon, and an item a dash."
    return Cause(
        place.at + 1, len(found[1]) + 1, reason, f"Write `{found[2]}:` or `- {found[2]}`, or take the line out."
    )


def _text_at_the_margin(place: _Place) -> Cause | None:
    """Words in the first column, which are no key: mostly a comment without its sign."""
    found = re.match(r"[^\W\d_][^#:]*[ \t][^#:]*$", place.line)
    if found is None:
        return None
    reason = "This line is text, and keys are needed here."
    return Cause(place.at + 1, 1, reason, "Put `# ` before it if it is a comment.")


def _comment_in_block(place: _Place) -> Cause | None:
    """A comment to the left of the text block that it is in: the block ends there."""
    indent = _indent(place.line)
    comment = None
    for number in range(place.at - 1, -1, -1):
        line = place.lines[number][:MAX_LINE]
        if _indent(line) >= indent or not line.strip():
            continue
        if line.lstrip().startswith("#"):
            comment = _Place(place.lines, number)
            continue
        if comment is None or not _BLOCK.search(line):
            return None
        reason = f"This comment is to the left of the text block that begins in line {number + 1}, and so ends it."
        return Cause(
            comment.at + 1, _indent(comment.line) + 1, reason, f"Give it the indent of the block: {_spaces(indent)}."
        )
    return None


def _open_quote(place: _Place) -> Cause | None:
    value = re.match(_VALUE, place.line)
    at = value.end() if value else 0
    quote = place.line[at : at + 1]
    if quote not in ("'", '"') or len(place.line) == MAX_LINE or _QUOTES.match(place.line, at):
        return None
    return Cause(
        place.at + 1, at + 1, f"The quote {quote} that opens here is not closed.", "Close it at the end of the value."
    )


def _text_after_quote(place: _Place) -> Cause | None:
    """A value that begins with a quoted part, and goes on behind it."""
    found = re.match(rf"{_VALUE}({_QUOTES.pattern})(?=[ ]*[^\s:,#\]}}])", place.line)
    if found is None:
        return None
    reason = f"The value ends with the quote {found[1][0]} that closes here, and more text follows."
    remedy = "Put the whole value in quotes; in single quotes write an apostrophe twice."
    return Cause(place.at + 1, found.end(1), reason, remedy)


def _text_after_pipe(place: _Place) -> Cause | None:
    """Text on the line of the `|` or `>` that begins a text block."""
    found = re.match(_VALUE + r"([|>])[-+0-9]*[ ]*(?=[^\s#])", place.line)
    if found is None:
        return None
    reason = f"Text follows the `{found[1]}` on its line, and a text block begins in the line below."
    return Cause(
        place.at + 1, found.end() + 1, reason, "Move it to the line below, indented, or quote the whole value."
    )


def _bad_escape(place: _Place) -> Cause | None:
    """A backslash in double quotes that begins no escape of YAML."""
    found = re.match(_VALUE + r"""\"(?:[^"\\]|\\[0abtnvfre "/\\N_LP])*(\\)(.)""", place.line)
    if found is None or _CODE.match(place.line, found.end(1)):
        return None
    reason = f"In double quotes `\\{found[2]}` is read as an escape, and YAML has none that goes on like this."
    return Cause(place.at + 1, found.end(1), reason, "Put the value in single quotes, or write each backslash twice.")


def _open_bracket(place: _Place) -> Cause | None:
    """A `[` or `{` that nothing in the rest of the text closes."""
    value = re.match(_VALUE + r"(?=[\[{])", place.line)
    rest = place.lines[place.at : place.at + MAX_FLOW_LINES + 1]
    if value is None or len(rest) > MAX_FLOW_LINES or any(len(line) >= MAX_LINE for line in rest):
        return None
    bare = re.sub(
        r"(?:^|\s)#.*", "", _QUOTES.sub("", "\n".join([rest[0][value.end() :], *rest[1:]])), flags=re.MULTILINE
    )
    if not _stays_open(re.findall(r"[\[\]{}]", bare)):
        return None
    bracket = place.line[value.end()]
    reason = f"The {bracket} that opens here is not closed."
    return Cause(place.at + 1, value.end() + 1, reason, f"Write {CLOSING[bracket]} after the last item.")


def _stays_open(brackets: list[str]) -> bool:
    """Whether the first one is never closed; not where one is closed by another kind."""
    closing: list[str] = []
    for bracket in brackets:
        if bracket in CLOSING:
            closing.append(CLOSING[bracket])
        elif closing.pop() != bracket or not closing:
            return False
    return bool(closing)


def _reserved(place: _Place) -> Cause | None:
    """A value that begins with a character that YAML keeps for itself."""
    found = re.match(_VALUE + r"([@`%])", place.line)
    if found is None:
        return None
    reason = f"A value without quotes cannot begin with `{found[1]}`."
    return Cause(place.at + 1, found.start(1) + 1, reason, "Put the whole value in quotes.")


def _conflict(place: _Place) -> Cause | None:
    """The marks of a merge that was never finished."""
    if re.match(r"(?:<{7}|={7}|>{7})(?: |$)", place.line) is None:
        return None
    return Cause(place.at + 1, 1, "A merge conflict was left here.", "Keep one of the two sides, and remove the marks.")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _spaces(count: int) -> str:
    return "1 space" if count == 1 else f"{count} spaces"


_Look = Callable[[_Place], Cause | None]
_LOOKS: tuple[_Look, ...] = (
    _conflict,
    _tab,
    _reserved,
    _bad_escape,
    _open_quote,
    _text_after_quote,
    _text_after_pipe,
    _open_bracket,
    _colon_in_text,
    _no_blank_after_dash,
    _no_blank_after_colon,
    _comment_in_block,
    _unfinished,
    _text_at_the_margin,
    _key_after_items,
    _item_after_keys,
    _deeper_than_sibling,
    _shallower_than_sibling,
)
# Of these the lines above may be the cause as well.
_ALSO_ABOVE: tuple[_Look, ...] = (
    _conflict,
    _open_quote,
    _open_bracket,
    _no_blank_after_dash,
    _no_blank_after_colon,
    _unfinished,
    _text_at_the_margin,
)
