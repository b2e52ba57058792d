"""What is wrong with the columns that keys and items are in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wizard.yamlpatch.parse.causes.place import (
    BLOCK,
    ITEM,
    KEY,
    MAX_LINES,
    Cause,
    Place,
    block_around,
    indent_of,
    is_comment,
    key_column,
    spaces,
)

# Blanks that YAML takes for letters, and a byte order mark that is not at the beginning.
_ODD = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff"
_ODD_BLANK = re.compile(rf"(?:[ ]*(?:-[ ]+)*(?:-|[\w.-]+:)?[ ]*)([{_ODD}])")


def tab(place: Place) -> Cause | None:
    """A tab before a key or an item."""
    indent = re.match(r"[ \t]*", place.line)
    if indent is not None and "\t" in indent[0]:
        return place.cause(indent[0].index("\t"), "There is a tab in the indentation.", "Put spaces in its place.")
    return None


def odd_blank(place: Place) -> Cause | None:
    """A no-break space, or another that only looks like a blank, where YAML needs one, here or in a line above."""
    for number in range(place.at, max(place.at - MAX_LINES, -1), -1):
        above = place.other(number)
        found = _ODD_BLANK.match(above.line)
        if found is None or block_around(place.lines, number) is not None:
            continue
        reason = f"A blank is here that YAML does not take for one (U+{ord(found[1]):04X}): a no-break space or such."
        return above.cause(found.start(1), reason, "Put a space in its place.")
    return None


def first_line_indented(place: Place) -> Cause | None:
    """A key in the first column, where the first key is indented."""
    numbers = (number for number, line in enumerate(place.lines[: place.at]) if line.strip() and not is_comment(line))
    first = next((number for number in numbers if not place.lines[number].startswith("---")), None)
    if first is None or not 0 == indent_of(place.line) < indent_of(place.lines[first]) or not KEY.match(place.line):
        return None
    column = indent_of(place.lines[first])
    reason = f"The first key is indented by {spaces(column)}, and a key below it is not."
    return place.other(first).cause(column, reason, "Begin all keys of the file in the first column.")


def key_after_items(place: Place) -> Cause | None:
    """A list, and in its column, or deeper, a key."""
    key = KEY.match(place.line)
    if key is None or key[2]:
        return None
    line = _item_before(place, len(key[1]))
    if line is None:
        return None
    first = KEY.match(line)
    if len(key[1]) > indent_of(line) and first:
        return None  # beside the keys of the last item
    name = key[3].strip()
    reason = f"The key `{name}` follows the items of a list: one place holds a list or keys, not both."
    remedy = (
        f"Move `{name}` out to the column of the key that it belongs beside, or put the items below a key of their own."
    )
    if first is not None:
        of_item = f"Give it the indent of `{first[3].strip()}`, {spaces(first.end(2))}, if it belongs to that item."
        remedy = f"{of_item} Else move it out to the column of the key that it belongs beside."
    return place.cause(len(key[1]), reason, remedy)


def key_after_text(place: Place) -> Cause | None:
    """A key in the column of the text above it, which is the value of another key."""
    key, above = KEY.match(place.line), place.above()
    if key is None or above is None or not place.other(above).is_text or indent_of(place.lines[above]) != len(key[1]):
        return None
    name = key[3].strip()
    reason = f"The key `{name}` follows the text in line {above + 1}: one place holds a text or keys, not both."
    remedy = (
        f"Put `# ` before line {above + 1} if it is a comment, or indent it deeper if it is a value. "
        f"Else move `{name}` out to the column of the key that it belongs beside."
    )
    return place.cause(len(key[1]), reason, remedy)


def _item_before(place: Place, column: int) -> str | None:
    """The item right above that is at most in that column, or the last one above that is in it."""
    above = place.above()
    if above is None:
        return None
    if ITEM.match(place.lines[above]):
        return place.lines[above] if indent_of(place.lines[above]) <= column else _last_around(place, column)
    return _last_around(place, column)


def _last_around(place: Place, column: int) -> str | None:
    line = list(_around(place, column))[-1]
    return line if ITEM.match(line) and indent_of(line) == column else None


def item_after_keys(place: Place) -> Cause | None:
    """Keys, and in their column, or deeper, an item."""
    item, above = ITEM.match(place.line), place.above()
    key = None if above is None else KEY.match(place.lines[above])
    if item is None or above is None or key is None or len(item[1]) <= len(key[1]) - (not key[2]):
        return None
    if len(item[1]) >= key.end(2) and place.lines[above].rstrip().endswith(":"):
        return None
    name = key[3].strip()
    reason = f"A list item follows the key `{name}`: one place holds keys or a list, not both."
    remedy = f"Put the items below a key of their own, or take the value of `{name}` out if they belong below it."
    if key[2]:
        both = spaces(f"{len(key[1])} or {len(item[1])}")
        remedy = f"Give this item and the one above the same indent, {both}, or put it below a key of its own."
    return place.cause(len(item[1]), reason, remedy)


def item_below_text(place: Place) -> Cause | None:
    """An item that is deeper than one above it, which is a text."""
    item = ITEM.match(place.line)
    holder = place.holder(len(item[1]) - 1) if item is not None else None
    other = ITEM.match(holder.line) if holder is not None else None
    if item is None or holder is None or other is None or KEY.match(holder.line):
        return None
    if not holder.line[other.end() :].strip() or BLOCK.search(holder.line):
        return None
    reason = f"This item is indented deeper than the one in line {holder.at + 1}, and so is a part of its text."
    both = spaces(f"{len(other[1])} or {len(item[1])}")
    return place.cause(len(item[1]), reason, f"Give both the same indent: {both}.")


def item_in_column_of_keys(place: Place) -> Cause | None:
    """An item where keys are, and not the items that it belongs beside."""
    item = ITEM.match(place.line)
    if item is None:
        return None
    around = list(_around(place, 0))
    column = len(item[1])
    if not any(indent_of(line) == column and _is_key(line) for line in around):
        return None
    near = _nearest({indent_of(line) for line in _items_alike(place, around)}, column)
    if not near:
        return None
    reason = "This item is in the column of keys, and not in that of the items above."
    return place.cause(column, reason, f"Give it the indent of the items that it belongs beside: {near}.")


def deeper_than_sibling(place: Place) -> Cause | None:
    """A key that is indented deeper than the one above, which has a value already."""
    key, number = KEY.match(place.line), place.above()
    above = None if number is None else KEY.match(place.lines[number])
    if key is None or above is None or number is None:
        return None
    column = above.end(2)
    value = place.lines[number][above.end(3) + 1 :].split(" #")[0].strip()
    if len(key[1]) <= column or not value:
        return None
    name, other = key[3].strip(), above[3].strip()
    reason = f"`{name}` is indented deeper than `{other}` above it, which has a value already."
    remedy = (
        f"Give both the same indent, {spaces(f'{column} or {len(key[1])}')}. "
        f"If `{name}` belongs below `{other}`, take the value of `{other}` out."
    )
    return place.cause(len(key[1]), reason, remedy)


def shallower_than_sibling(place: Place) -> Cause | None:
    """A key or item in a column in which nothing above is."""
    indent = indent_of(place.line)
    if place.is_text:
        return None
    around = list(_around(place, indent))
    columns = {indent_of(line) for line in around}
    if _is_key(place.line):
        columns |= {key_column(line) for line in around}
    if not columns or indent in columns or not min(columns) < indent < max(columns):
        return None
    reason = f"This line is indented by {spaces(indent)}, and nothing above has that indent."
    remedy = f"Give it the indent of what it belongs beside, {_nearest(_columns_alike(place, around), indent)}"
    first = _first_to_the_right(place, indent)
    other = f", or give line {first + 1} the indent of this one" if first != place.at else ""
    return place.cause(indent, reason, f"{remedy}{other}.")


def _is_key(line: str) -> bool:
    return KEY.match(line) is not None and ITEM.match(line) is None


def _first_to_the_right(place: Place, indent: int) -> int:
    """The first of the lines right above that are deeper than this one."""
    found = place.at
    for above in place.all_above():
        if indent_of(above.line) < indent:
            break
        found = above.at
    return found


def _columns_alike(place: Place, around: list[str]) -> set[int]:
    """The columns around that hold items, for an item, and those that hold keys, for a key."""
    if ITEM.match(place.line):
        return {indent_of(line) for line in _items_alike(place, around) or around}
    return {key_column(line) for line in around if KEY.match(line)} or {indent_of(line) for line in around}


def _items_alike(place: Place, around: list[str]) -> list[str]:
    """The items around; where some have the same first key, those."""
    items = [line for line in around if ITEM.match(line)]
    first = KEY.match(place.line)
    if first is None:
        return items
    return [line for line in items if (key := KEY.match(line)) is not None and key[3] == first[3]] or items


def _around(place: Place, floor: int) -> Iterator[str]:
    """The lines above that are around this one, the deepest first, down to the first one at most at `floor`."""
    least: int | None = None
    for above in place.all_above():
        if least is None or indent_of(above.line) < least:
            least = indent_of(above.line)
            yield above.line
        if least <= floor:
            return


def _nearest(columns: Iterable[int], column: int) -> str:
    """The next of the columns on either side, in words; empty where there is none."""
    before = [other for other in columns if other < column]
    after = [other for other in columns if other > column]
    near = [*([max(before)] if before else []), *([min(after)] if after else [])]
    return spaces(" or ".join(map(str, near))) if near else ""
