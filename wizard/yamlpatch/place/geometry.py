"""Where nodes stand in lines and columns, and which comments belong to them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.yamlpatch.parse.nodes import Tree
from wizard.yamlpatch.parse.source import BLANK, Source
from wizard.yamlpatch.parse.spans import end_of

_COMMENTED_OUT = re.compile(r"([ \t]*#+[ \t]*)(?:(-[ \t])|[\w.-]+[ \t]*:)")
_BLANK_LINE = re.compile(r"(?:\A|\n|\r(?!\n))[ \t]*(?:\r|\n)")
_BEFORE_DASH = re.compile(r"(?:[&!]\S*|[ \t\r\n]|#[^\r\n]*)*-")
_PROPERTIES = re.compile(r"(?:\s*(?:!<[^>]*>|[&!][^\s\[\]{},]*))+")
_BEFORE_BRACKET = re.compile(r"(?:!<[^>]*>|[&!][^\s\[\]{},]*|\s|#[^\r\n]*)*")


def key_start(source: Source, parent: Tree, index: int) -> int:
    """Where a pair of a block map begins: at its key, or at the `?` before it."""
    start = parent.pairs[index][0].start
    line = source.line_start(start)
    before = source.text[line:start].rstrip(BLANK)
    return line + len(before) - 1 if before.endswith("?") else start


def dash(source: Source, parent: Tree, index: int) -> int:
    """Where an item of a block list begins: at its dash."""
    if index == 0:
        found = _BEFORE_DASH.match(source.text, parent.start)
        return found.end() - 1 if found else parent.start
    start = parent.items[index].start
    line = source.line_start(start)
    at = line + source.column(dash(source, parent, 0))
    if at < start and source.text[at] == "-" and not source.text[line:at].strip(BLANK):
        return at
    at = source.next_line(end_of(source, parent.items[index - 1]))
    while at < start:
        text = source.line_of(at)
        if text.lstrip(" \t").startswith("-"):
            return at + len(text) - len(text.lstrip(" \t"))
        at = source.next_line(at)
    return start


def child_start(source: Source, parent: Tree, index: int) -> int:
    """Where a pair or an item of a block collection begins."""
    return key_start(source, parent, index) if parent.kind == "map" else dash(source, parent, index)


def column_of(source: Source, parent: Tree) -> int:
    """The column of the keys or dashes of a block collection."""
    if parent.anchor is None and parent.tag is None:
        # Nothing is before the first key or dash: the quick way to the same.
        return source.column(parent.start)
    return source.column(child_start(source, parent, 0))


def bracket(source: Source, node: Tree) -> int:
    """Where a flow collection opens, behind its anchor and tag."""
    found = _BEFORE_BRACKET.match(source.text, node.start)
    return found.end() if found else node.start


def behind_properties(source: Source, node: Tree) -> int:
    """Where the anchor and tag of a node end; where the node begins when it has none."""
    if node.anchor is None and node.tag is None:
        return node.start
    found = _PROPERTIES.match(source.text, node.start)
    return found.end() if found else node.start


def holds_comment(source: Source, node: Tree) -> bool:
    """Whether a comment is in an empty flow collection."""
    return "#" in source.text[bracket(source, node) : node.end]


def is_comment(line: str) -> bool:
    return line.lstrip(" \t").startswith("#")


def indent_of(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def after(source: Source, tree: Tree, column: int, *, own: bool, full: bool = False) -> int:
    """The beginning of the line where something new can follow the pair or item that `tree` ends.

    Comments below that are indented deeper than `column` belong to it, and with `own` those in the column too,
    down to the first blank line.
    """
    at = last = source.next_line(end_of(source, tree, full=full))
    blank_seen = False
    follower = _follower(source, at) if own else -1
    for line_start, line in _lines_from(source, at):
        if not line.strip(BLANK):
            blank_seen = True
            continue
        if not is_comment(line):
            break
        is_own = own and not blank_seen and _belongs(line, column, follower)
        if indent_of(line) <= column and not is_own:
            break
        last = source.next_line(line_start)
    return last


def _lines_from(source: Source, at: int) -> Iterator[tuple[int, str]]:
    """Each line from `at` on, with the place where it begins."""
    while at < len(source.text):
        yield at, source.line_of(at)
        at = source.next_line(at)


def _belongs(line: str, column: int, follower: int) -> bool:
    """Whether a comment that is not indented deeper than `column` speaks of what is above it.

    An item or a key that is commented out does, with the mark in its column or at the beginning of the line.
    """
    commented_out = _COMMENTED_OUT.match(line)
    is_item = commented_out is not None and commented_out[2] is not None
    if indent_of(line) == column:
        return is_item or (follower != column and column != 0)
    return commented_out is not None and len(commented_out[1]) >= column + (not is_item)


def _follower(source: Source, at: int) -> int:
    """The column of the first line from `at` on that is neither blank nor a comment; -1 at the end."""
    for _, line in _lines_from(source, at):
        if line.strip(BLANK) and not is_comment(line):
            return indent_of(line)
    return -1


def above(source: Source, start: int) -> int:
    """The beginning of the comment lines that stand right above the line of `start`, in its column."""
    at = source.line_start(start)
    column = start - at
    while (previous := source.previous_line(at)) >= 0:
        line = source.line_of(previous)
        if not is_comment(line) or indent_of(line) != column or previous == at:
            break
        at = previous
    return at


def stands_alone(source: Source, start: int) -> bool:
    """Whether only blanks stand before `start` on its line."""
    return not source.text[source.line_start(start) : start].strip(" ")


def gap_after(source: Source, parent: Tree, index: int) -> bool:
    """Whether a blank line is between a pair or item, with its comments, and the next one."""
    child = parent.pairs[index][1] if parent.kind == "map" else parent.items[index]
    following = child_start(source, parent, index + 1)
    start, end = source.next_line(end_of(source, child)), source.line_start(following)
    return start < end and _BLANK_LINE.search(source.text[start:end]) is not None


def is_wide(source: Source, parent: Tree, index: int) -> bool:
    """Whether a pair or item takes several lines."""
    child = parent.pairs[index][1] if parent.kind == "map" else parent.items[index]
    return end_of(source, child) > source.line_end(child_start(source, parent, index))


def separates(source: Source, parent: Tree, *, wide: bool, without: int = -1, default: bool = False) -> bool:
    """Whether the pairs or items of a block collection are separated by blank lines, most of them.

    `wide`: those of several lines, where they tell. `without`: the answer for the collection without this child.
    `default` where nothing tells, and whether the nearest gap decides where as many have one as have none.
    """
    places = _gaps(parent, without)
    wide_ones = [at for at in places if is_wide(source, parent, at + 1)] if wide else []
    most = _most(source, parent, wide_ones)
    most = _most(source, parent, places) if most is None else most
    if most is not None:
        return most
    return default and (not places or gap_after(source, parent, places[-1]))


def _most(source: Source, parent: Tree, places: list[int]) -> bool | None:
    """Whether most of the places have a gap; None where as many have one as have none."""
    gaps = sum(gap_after(source, parent, at) for at in places)
    return None if gaps * 2 == len(places) else gaps * 2 > len(places)


def _gaps(parent: Tree, without: int) -> list[int]:
    """The children with one behind them, the last 200 of them; of the gaps around `without` only the one behind it."""
    size = len(parent.pairs) if parent.kind == "map" else len(parent.items)
    # The blank lines behind a child that goes stand between its neighbours then.
    gone = 0 if without == 0 else without - 1
    return [at for at in range(max(size - 200, 0), size - 1) if at != gone or without < 0]
