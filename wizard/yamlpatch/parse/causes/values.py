"""What is wrong with a key or a value itself: quotes, colons, characters that YAML keeps for itself."""

from __future__ import annotations

import re

from wizard.yamlpatch.parse.causes.place import (
    ITEM,
    KEY,
    MAX_LINE,
    MAX_LINES,
    QUOTES,
    VALUE,
    WHOLE_IN_QUOTES,
    Cause,
    Place,
    block_around,
    indent_of,
    key_column,
)

_CODE = re.compile(r"x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4}")
_NO_BLANK_AFTER_DASH = "There is no space after the dash."
_COMMENT_OR_VALUE = "Put `# ` before it if it is a comment, or indent it deeper than the key that it belongs to."


def conflict(place: Place) -> Cause | None:
    """The marks of a merge that was never finished."""
    mark = re.match(r"(?:<{7}|={7}|>{7})(?: |$)", place.line)
    if mark is None or (mark[0][0] == "=" and not _has_sides(place.lines)):
        return None
    return place.cause(0, "A merge conflict was left here.", "Keep one of the two sides, and remove the marks.")


def _has_sides(lines: list[str]) -> bool:
    return any(line.startswith(("<<<<<<<", ">>>>>>>")) for line in lines)


def fence(place: Place) -> Cause | None:
    """A code fence of Markdown."""
    if re.match(r"[ ]*(?:```|~~~)[ ]*\w*[ ]*$", place.line) is None:
        return None
    return place.cause(indent_of(place.line), "A code fence of Markdown was left here.", "Take the line out.")


def decoration(place: Place) -> Cause | None:
    """A line of signs alone, which divides parts of the file for people."""
    if re.match(r"[ ]*(?:-{4,}|={3,}|~{3,}|_{3,}|\+{3,})[ ]*$", place.line) is None:
        return None
    reason = "This line of signs is neither a key nor an item."
    return place.cause(indent_of(place.line), reason, "Put `# ` before it, or take it out.")


def no_blank_after_dash(place: Place) -> Cause | None:
    """A dash with the item right behind it."""
    found = re.match(r"[ ]*(-)[^\s-]", place.line)
    if found is None or not _beside_an_item(place, found.start(1)):
        return None
    return place.cause(found.start(1), _NO_BLANK_AFTER_DASH, "Write `- ` before the item.")


def _beside_an_item(place: Place, column: int) -> bool:
    """Whether an item or the key of a list is near, so that a dash begins an item."""
    return any(
        ((item := ITEM.match(line)) is not None and len(item[1]) == column) or line.rstrip().endswith(":")
        for line in place.lines[max(place.at - 3, 0) : place.at + 4]
    )


def no_blank_after_colon(place: Place) -> Cause | None:
    """A colon with the value right behind it, or with a stray text before what belongs below the key."""
    found = re.match(r"[ ]*(?:-[ ]+)*([A-Za-z_][\w.-]*):(?=[^\s:/])", place.line)
    if found is None or _may_be_text(place, found.start(1)):
        return None
    value = place.line[found.end() :].strip()
    if _has_something_below(place, found.start(1)):
        reason = f"Text follows the colon of `{found[1]}`, and what belongs to it is below."
        return place.cause(found.end() - 1, reason, f"Take `{value}` out.")
    reason = f"There is no space after the colon of `{found[1]}`."
    return place.cause(found.end() - 1, reason, f"Write `{found[1]}: ` before the value.")


def _may_be_text(place: Place, column: int) -> bool:
    """Whether a line above the one where the parser stopped is an item that is a text, and no key."""
    if place.column is not None or ITEM.match(place.line) is None:
        return False
    return not _has_key_in(place, place.below(), column)


def _has_something_below(place: Place, column: int) -> bool:
    """Whether the next line is an item or a key below that column."""
    number = place.below()
    below = place.other(number) if number is not None else None
    if below is None or below.is_text:
        return False
    is_item = ITEM.match(below.line) is not None
    return indent_of(below.line) > column or (is_item and indent_of(below.line) == column)


def item_behind_key(place: Place) -> Cause | None:
    """An item in the line of the key that its list belongs to: `env: - A=1`."""
    found = re.match(r"[ ]*(?:-[ ]+)*([\w.-]+):[ \t]+(?=-[ \t]+\S)", place.line)
    if found is None:
        return None
    reason = f"A list item is in the line of its key `{found[1]}`."
    return place.cause(found.end(), reason, "Write each item on a line of its own below the key.")


def colon_in_text(place: Place) -> Cause | None:
    """`: ` in a value without quotes, as in `- echo done: ok`, or `key: a: b`."""
    bare = QUOTES.sub(lambda quoted: "x" * len(quoted[0]), place.line)
    found = re.match(r"[ ]*(?:-[ ]+)*([^\s:#\[{&*!|>][^:#]*):[ \t]+([^\s#|>&*!\[{][^#]*?):(?:[ \t]|$)", bare)
    if found is None:
        return None
    reason = "`: ` in a value without quotes makes a key of what is before it."
    return place.cause(found.end(2), reason, _whole_or_two_lines(found[1], found[2]))


def _whole_or_two_lines(key: str, text: str) -> str:
    second = re.search(r"[ \t]([A-Za-z_][\w-]*)$", text)
    if second is None or re.fullmatch(r"[\w.-]+", key) is None:
        return WHOLE_IN_QUOTES
    return f"{WHOLE_IN_QUOTES} If `{second[1]}` is a key of its own, write it on the next line."


def equals(place: Place) -> Cause | None:
    """`name = value` where keys are."""
    found = re.match(r"([ ]*)([A-Za-z_][\w.-]*)[ ]*=[ ]*(?![ =])", place.line)
    if found is None or not _is_beside_keys(place, len(found[1])):
        return None
    reason = f"There is `=` behind `{found[2]}`, where keys are, and a key has a colon."
    return place.cause(found.end(2), reason, f"Write `{found[2]}: ` before the value.")


def _is_beside_keys(place: Place, column: int) -> bool:
    """Whether the line is among keys in the same column, and no part of a text that begins above it."""
    above, below = place.above(), place.below()
    if above is not None and not place.lines[above].rstrip().endswith(":"):
        return _has_key_in(place, above, column)
    return _has_key_in(place, below, column)


def _has_key_in(place: Place, number: int | None, column: int) -> bool:
    key = KEY.match(place.lines[number]) if number is not None else None
    return key is not None and key.end(2) == column


def unfinished(place: Place) -> Cause | None:
    """A key without its colon."""
    found = re.match(r"[ ]*([\w.-]*\w[\w.-]*)[ \t]*$", place.line)
    if found is None or not any(is_key(place) for is_key in (_is_where_keys_are, _is_before_keys, _has_keys_deeper)):
        return None
    return place.unfinished(found[1])


def _is_where_keys_are(place: Place) -> bool:
    """Whether a line is in the column of keys."""
    indent = indent_of(place.line)
    holder = place.holder(indent)
    if holder is None:
        return indent == 0
    return KEY.match(holder.line) is not None and key_column(holder.line) == indent


def _is_before_keys(place: Place) -> bool:
    """Whether a line is right below a key, and above others in its own column."""
    indent = indent_of(place.line)
    holder = place.holder(indent)
    is_value = holder is not None and KEY.match(holder.line) is not None and key_column(holder.line) < indent
    return is_value and _has_key_in(place, place.below(), indent)


def _has_keys_deeper(place: Place) -> bool:
    """Whether a line right below a key has keys of its own, though it is none."""
    above, below = place.above(), place.below()
    if above is None or below is None or not place.lines[above].rstrip().endswith(":"):
        return False
    indent, line = indent_of(place.line), place.lines[below]
    if ITEM.match(line):
        return KEY.match(line) is not None and indent_of(line) >= indent
    return KEY.match(line) is not None and indent_of(line) > indent


def text_among_keys(place: Place) -> Cause | None:
    """Words where keys are: mostly a comment without its sign."""
    words = place.line.strip()
    if re.search(r"[^\w.-]", words) is None or words[0] in "#[]{}":
        return None
    if not place.is_text or not _is_where_keys_are(place):
        return None
    reason = "This line is text, and keys are needed here."
    return place.cause(indent_of(place.line), reason, _COMMENT_OR_VALUE)


def text_among_items(place: Place) -> Cause | None:
    """Words in the column of items: an item without its dash."""
    indent = indent_of(place.line)
    holder = place.holder(indent)
    if not place.is_text or not place.line.strip() or place.line.strip()[0] in "#[]{}":
        return None
    if holder is None or ITEM.match(holder.line) is None or indent_of(holder.line) != indent:
        return None
    if place.line.strip()[0] == "-":
        return place.cause(indent, _NO_BLANK_AFTER_DASH, "Write `- ` before the item.")
    reason = "This line has no dash, and is in the column of items."
    return place.cause(indent, reason, "Write `- ` before it. If it goes on with the item above, indent it deeper.")


def open_quote(place: Place) -> Cause | None:
    """A value in quotes that nothing closes."""
    value = re.match(VALUE, place.line)
    at = value.end() if value else 0
    quote = place.line[at : at + 1]
    if quote not in ("'", '"') or len(place.line) == MAX_LINE or QUOTES.match(place.line, at):
        return None
    if _is_closed_below(place, quote):
        return None
    return place.cause(at, f"The quote {quote} that opens here is not closed.", "Close it at the end of the value.")


def open_quote_above(place: Place) -> Cause | None:
    """A quote that opens in a line above, where nothing closes it but, in this line, what opens another."""
    for above in range(place.at - 1, max(place.at - MAX_LINES, 0) - 1, -1):
        found = open_quote(place.other(above)) if block_around(place.lines, above) is None else None
        if found is not None:
            return found if _is_never_closed(place, found) else None
    return None


def _is_never_closed(place: Place, found: Cause) -> bool:
    """Whether no line up to this place has the quote, and this one has it, or nothing after it."""
    quote = place.lines[found.line - 1][found.column - 1]
    if any(quote in line for line in place.lines[found.line : place.at]):
        return False
    return quote in place.line[: place.column] or not any(quote in line for line in place.lines[place.at :])


def _is_closed_below(place: Place, quote: str) -> bool:
    """Whether one of the lines of text right below closes the quote."""
    for number in range(place.at + 1, min(place.at + MAX_LINES, len(place.lines))):
        below = place.other(number)
        if not below.is_text:
            return False
        if quote in below.line:
            return True
    return False


def text_after_quote(place: Place) -> Cause | None:
    """A value that begins with a quoted part, and goes on behind it."""
    found = re.match(rf"{VALUE}({QUOTES.pattern})(?=[ ]*[^\s:,#\]}}])", place.line)
    if found is None:
        return None
    reason = f"The value ends with the quote {found[1][0]} that closes here, and more text follows."
    remedy = f"{WHOLE_IN_QUOTES[:-1]}; in single quotes write an apostrophe twice."
    return place.cause(found.end(1) - 1, reason, remedy)


def bad_escape(place: Place) -> Cause | None:
    """A backslash in double quotes that begins no escape of YAML."""
    found = re.match(VALUE + r"""\"(?:[^"\\]|\\[0abtnvfre "/\\N_LP])*(\\)(.)""", place.line)
    if found is None or _CODE.match(place.line, found.end(1)):
        return None
    reason = f"In double quotes `\\{found[2]}` is read as an escape, and YAML has none that goes on like this."
    return place.cause(found.start(1), reason, "Put the value in single quotes, or write each backslash twice.")


def reserved(place: Place) -> Cause | None:
    """A value that begins with a character that YAML keeps for itself."""
    found = re.match(VALUE + r"([@`%,\]}]|\*(?![\w-]+[ ]*(?:#|$))|&(?![\w-]))", place.line)
    if found is None or block_around(place.lines, place.at) is not None:
        return None
    if found[1] in ("]", "}") and found.start(1) == indent_of(place.line):
        return None  # of brackets that begin far above
    reason = f"A value without quotes cannot begin with `{found[1]}`."
    return place.cause(found.start(1), reason, WHOLE_IN_QUOTES)
