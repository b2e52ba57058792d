"""What is wrong with texts of several lines: text blocks, here-documents, and texts without `|`."""

from __future__ import annotations

import re

from wizard.yamlpatch.parse.causes.place import (
    BLOCK,
    ITEM,
    KEY,
    MAX_LINES,
    VALUE,
    Cause,
    Place,
    block_around,
    content_indent,
    has_open_quote,
    indent_of,
    is_comment,
    key_column,
    spaces,
)

_DOCUMENT = re.compile(r"<<-?[ ]*(['\"]?)([A-Za-z_]\w*)\1")


def here_document(place: Place) -> Cause | None:
    """A here-document of the shell whose lines are to the left of the text block, or in a value without one."""
    for number in range(place.at, max(place.at - MAX_LINES, -1), -1):
        found = _DOCUMENT.search(place.other(number).line)
        if found is None or is_comment(place.lines[number]):
            continue
        end = _end_of_document(place, number, found[2])
        if end is not None:
            return _of_document(place.other(number), end, found[2])
    return None


def _end_of_document(place: Place, number: int, word: str) -> int | None:
    """The line that ends a here-document, where the parser stopped in it or right behind."""
    for end in range(number + 1, min(number + MAX_LINES, len(place.lines))):
        if place.lines[end].strip() == word:
            return end if place.at <= end + 2 else None
    return None


def _of_document(start: Place, end: int, word: str) -> Cause | None:
    opening = block_around(start.lines, start.at)
    if opening is None:
        is_quoted = re.match(VALUE + "['\"|>]", start.line) is not None
        if is_quoted or start.is_text:
            return None
        reason = f"The here-document up to `{word}` is in a value without `|`, and YAML reads its lines otherwise."
        column = key_column(start.line) if KEY.match(start.line) else indent_of(start.line)
        remedy = "Write `|` in place of the text, and below it, indented, all its lines."
        return start.cause(column, reason, remedy)
    indent = content_indent(start.lines, opening)
    for number in range(start.at + 1, end + 1):
        line = start.lines[number]
        if line.strip() and indent_of(line) < indent:
            return _left(start.other(number), opening, indent, f"The here-document up to `{word}`")
    return None


def _left(place: Place, opening: int, indent: int, what: str) -> Cause:
    reason = f"{what} is to the left of the text block that begins in line {opening + 1}, and so ends it."
    remedy = f"Give it the indent of the block: {spaces(indent)}."
    return place.cause(indent_of(place.line), reason, remedy)


def lines_left_of_block(place: Place) -> Cause | None:
    """A comment or other text to the left of the text block that it is in: the block ends there, and goes on here."""
    indent = indent_of(place.line)
    left = [above for above in place.all_above(with_comments=True) if indent_of(above.line) < indent]
    first: Place | None = None
    for above in left:
        if not _may_be_of_block(above, place):
            is_its = BLOCK.search(above.line) is not None and content_indent(place.lines, above.at) == indent
            return _left(first, above.at, indent, _this(first)) if first is not None and is_its else None
        first = above
    return None


def _may_be_of_block(line: Place, later: Place) -> bool:
    """Whether a line to the left of a block may be meant as a part of it, as `later` is."""
    return is_comment(line.line) or (line.is_text and later.is_text and not BLOCK.search(line.line))


def _this(place: Place) -> str:
    return "This comment" if is_comment(place.line) else "This line"


def text_left_of_block(place: Place) -> Cause | None:
    """A line of text right below a text block, to its left."""
    above = next(place.all_above(with_comments=True), None)
    if above is None or not place.is_text or _begins_something(place):
        return None
    opening = block_around(place.lines, above.at)
    if opening is None:
        return None
    indent = content_indent(place.lines, opening)
    return _left(place, opening, indent, "This line") if indent_of(place.line) < indent else None


def _begins_something(place: Place) -> bool:
    """Whether a line of one word, which may lack its colon, has an item or a key below it."""
    number = place.below()
    if number is None or re.fullmatch(r"[ ]*[\w.-]+[ ]*", place.line) is None:
        return False
    below = place.other(number)
    return not below.is_text and (indent_of(below.line) > indent_of(place.line) or ITEM.match(below.line) is not None)


def text_after_pipe(place: Place) -> Cause | None:
    """Text on the line of the `|` or `>` that begins a text block."""
    found = re.match(VALUE + r"([|>])[-+0-9]*[ ]*(?=[^\s#])", place.line)
    if found is None:
        return None
    reason = f"Text follows the `{found[1]}` on its line, and a text block begins in the line below."
    return place.cause(found.end(), reason, "Move it to the line below, indented, or quote the whole value.")


def text_beside_its_key(place: Place) -> Cause | None:
    """The lines of a text block that are not deeper than its key."""
    number = place.above()
    while number is not None and not BLOCK.search(place.lines[number]):
        if place.at - number > 3 or not place.other(number).is_text:
            return None
        number = place.other(number).above()
    if number is None or not place.is_text:
        return None
    opening = place.other(number)
    column, below = key_column(opening.line), opening.below()
    if below is None or indent_of(place.lines[below]) > column:
        return None
    reason = f"The lines of the text that begins in line {number + 1} are not deeper than column {column + 1}."
    first = opening.other(below)
    return first.cause(indent_of(first.line), reason, f"Indent each of them by more than {spaces(column)}.")


def quote_goes_on_left(place: Place) -> Cause | None:
    """A text with an open quote that goes on in lines to the left of its item or key."""
    number: int | None = place.at
    while number is not None and place.at - number <= 20 and place.other(number).is_text:
        number = place.other(number).above()
    if number is None or number == place.at:
        return None
    start = place.other(number)
    below = start.below()
    if below is None or indent_of(start.lines[below]) > indent_of(start.line) or not has_open_quote(start.line):
        return None
    reason = f"The text goes on in line {below + 1}, to the left of what it belongs to."
    column = re.match(VALUE, start.line)
    remedy = "Write `|` in place of the text, and below it all its lines, indented."
    return start.cause(column.end() if column else 0, reason, remedy)


def comment_in_text(place: Place) -> Cause | None:
    """A text over several lines with a comment between them: there the text ends."""
    number = place.above()
    comment = _comment_between(place, number) if number is not None and place.is_text else None
    if number is None or comment is None:
        return None
    holder = next((above for above in place.all_above() if not above.is_text), None)
    if holder is None or indent_of(holder.line) >= indent_of(place.line):
        return None
    reason = f"The text that begins in line {_first_of_text(holder) + 1} ends with this comment, and goes on below it."
    remedy = "If each line is an item, put `- ` before it. If they are one text, take the comment out."
    return comment.cause(indent_of(comment.line), reason, remedy)


def _first_of_text(holder: Place) -> int:
    """The first line of the text that a key or an item holds."""
    below = holder.below()
    return below if below is not None and holder.line.rstrip().endswith(":") else holder.at


def _comment_between(place: Place, above: int) -> Place | None:
    for number in range(above + 1, place.at):
        if is_comment(place.lines[number]) and block_around(place.lines, number) is None:
            return place.other(number)
    return None


def text_before_items(place: Place) -> Cause | None:
    """A line without dash, or without the colon of a key, that the items below it become the text of."""
    start = _before_items(place)
    if start is None or not start.is_text or block_around(start.lines, start.at) is not None:
        return None
    below, indent = start.below(), indent_of(start.line)
    holder = start.holder(indent)
    if below is None or not ITEM.match(place.lines[below]) or (holder is not None and holder.is_text):
        return None
    words = start.line.strip()
    if re.fullmatch(r"[A-Za-z_][\w.-]*", words) is not None:
        return start.unfinished(words)
    reason = "This line has no dash, and the items below it are read as a part of its text."
    return start.cause(indent, reason, f"Write `- {words}`.")


def _before_items(place: Place) -> Place | None:
    """The line above the items that are above a line, or that it is one of."""
    columns = [indent_of(place.line)] if ITEM.match(place.line) else []
    for above in place.all_above():
        if ITEM.match(above.line):
            columns.append(indent_of(above.line))
        elif not columns:
            return None
        elif indent_of(above.line) <= min(columns):
            return above
    return None


def colon_in_lines(place: Place) -> Cause | None:
    """`: ` in a text of several lines without quotes."""
    number = place.above()
    if number is None or not place.is_text or not place.other(number).is_text or place.column is None:
        return None
    if re.match(r":(?:[ \t]|$)", place.line[place.column :]) is None:
        return None
    reason = "`: ` in a text of several lines without quotes makes a key of what is before it."
    remedy = "If each line is an item, put `- ` before it, and quotes around this one. If not, begin the text with `|`."
    return place.cause(place.column, reason, remedy)
