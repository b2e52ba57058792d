"""Edits in block style: lines put in and taken out. Each function gives candidates, the most beautiful first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wizard.yamlpatch.parse.nodes import Parsed, Tree
from wizard.yamlpatch.parse.source import BLANK, BOM, LINE_END, Source
from wizard.yamlpatch.parse.spans import chomping, end_of, last_leaf
from wizard.yamlpatch.place.geometry import (
    above,
    after,
    behind_properties,
    bracket,
    child_start,
    column_of,
    indent_of,
    is_comment,
    is_wide,
    separates,
    stands_alone,
)
from wizard.yamlpatch.place.locate import Step
from wizard.yamlpatch.write.layout import Layout

Splice = tuple[int, int, str]
"""Characters from, to (excluded), and what is there instead."""
Candidate = list[Splice]
Candidates = Iterator[Candidate]
"""The edits that might do, the most beautiful first."""


def shift(lines: list[str], columns: int) -> list[str]:
    """The lines moved to the right; blank ones stay empty."""
    return [" " * columns + line if line else line for line in lines]


def put_lines(source: Source, at: int, lines: list[str]) -> Splice:
    """Whole lines at the beginning of a line, or after the last line of the text."""
    eol = _eol_at(source, at)
    if at == len(source.text) and source.ends_open:
        return at, at, eol + eol.join(lines)
    return at, at, "".join(line + eol for line in lines)


def _eol_at(source: Source, at: int) -> str:
    before = source.text[source.end_before(at) : at]
    return before if before in ("\n", "\r", "\r\n") else source.eol


def insert_child(parsed: Parsed, parent: Tree, index: int, lines: list[str], *, is_root: bool) -> Candidates:
    """`lines` (in column 0) become the child number `index` of a block map or list."""
    source = parsed.source
    lines = shift(lines, column_of(source, parent))
    children = _children(parent)
    if index == 0 and children:
        yield _before(source, parent, 0, lines)
        return
    gap = separates(source, parent, wide=len(lines) > 1, default=is_root)
    previous, is_last = children[index - 1], index == len(children)
    for full in (False, True):
        at = _place_behind(parsed, parent, previous, is_root=is_root, is_last=is_last, full=full)
        lead = [""] if gap and not _blank_before(source, at) else []
        yield from _placed(source, previous, at, lead + lines)
        if not last_leaf(previous).is_block_scalar:
            return
    # A scalar that keeps the blank lines behind it takes no further one.
    yield [put_lines(source, at, lines)]


def _children(parent: Tree) -> Sequence[Tree]:
    """The items of a list, the values of a map."""
    return [value for _, value in parent.pairs] if parent.kind == "map" else parent.items


def _place_behind(parsed: Parsed, parent: Tree, previous: Tree, *, is_root: bool, is_last: bool, full: bool) -> int:
    """Where a child behind `previous` begins."""
    if is_root and is_last:
        return _document_end(parsed, previous, full=full)
    column = column_of(parsed.source, parent)
    return after(parsed.source, previous, column, own=is_last, full=full)


def _placed(source: Source, previous: Tree, at: int, lines: list[str]) -> Candidates:
    """The lines at `at`, behind `previous`; at the end of an open file also with the value before them kept."""
    edit = put_lines(source, at, lines)
    if at == len(source.text) and source.ends_open and (chomp := _keep_value(source, previous)):
        yield [chomp, edit]
    yield [edit]


def _before(source: Source, parent: Tree, index: int, lines: list[str]) -> Candidate:
    start = child_start(source, parent, index)
    tail = [""] if separates(source, parent, wide=len(lines) > 1) else []
    if stands_alone(source, start):
        return [put_lines(source, above(source, start), lines + tail)]
    eol = source.eol
    column = column_of(source, parent)
    text = eol.join([*lines, *tail]).lstrip(" ") + eol + " " * column
    return [(start, start, text)]


def _blank_before(source: Source, at: int) -> bool:
    previous = source.previous_line(at) if at == source.line_start(at) else source.line_start(at)
    return previous >= 0 and not source.line_of(previous).strip(BLANK) and at > 0


def _keep_value(source: Source, previous: Tree) -> Splice | None:
    """A block scalar at the end of an open text has no final line end: its header must say so."""
    leaf = last_leaf(previous)
    if not leaf.is_block_scalar or leaf.value.endswith("\n") or not leaf.value:
        return None
    at, indicators = chomping(source, leaf)
    if "-" in indicators:
        return None
    return at, at + len(indicators), indicators.replace("+", "") + "-"


def _document_end(parsed: Parsed, last: Tree | None, *, full: bool = False) -> int:
    """The beginning of the line after the last line with text, before `...`."""
    source = parsed.source
    end = parsed.document_end
    floor = 0 if last is None else end_of(source, last, full=full)
    stripped = len(source.text[:end].rstrip(" \t\r\n"))
    at = max(stripped, floor)
    if at == 0 or source.text[:at] == BOM:
        return 1 if source.text.startswith(BOM) else 0
    return min(source.next_line(at), end) if at < end else end


def insert_root(parsed: Parsed, lines: list[str]) -> Candidates:
    """`lines` become the root of a text without data: empty, only comments, only `---`, or `{}` or `null`."""
    source, root = parsed.source, parsed.root
    if source.text in ("", BOM):
        yield [(len(source.text), len(source.text), "".join(line + source.eol for line in lines))]
        return
    at = _document_end(parsed, None)
    if root is None or root.end == root.start:
        above_it = source.line_of(max(source.end_before(at), 0))
        yield [put_lines(source, at, [""] * is_comment(above_it) + lines)]
        return
    if stands_alone(source, root.start) and not source.text[root.end : source.line_end(root.end)].strip(BLANK):
        own = shift(lines, source.column(root.start))
        yield [(root.start, source.line_end(root.end), source.eol.join(own).lstrip(" "))]
    blanks = len(source.text[: root.start]) - len(source.text[: root.start].rstrip(" \t"))
    yield [(root.start - blanks, root.end, ""), put_lines(source, at, lines)]


def fill_pair(parsed: Parsed, step: Step, lines: list[str], columns: int) -> Candidates:
    """The empty value of a key in a block map becomes `lines`, indented by `columns` from the key."""
    source, value = parsed.source, step.node
    column = column_of(source, step.parent)
    splices: Candidate = []
    if value.value or value.flow:  # `null` or `~`, `[]` or `{}`; an anchor before it stays
        start = value.end - len(value.value)
        if value.flow:
            start = bracket(source, value)
        splices.append((len(source.text[:start].rstrip(BLANK)), value.end, ""))
    at = source.next_line(value.end)
    while at < len(source.text) and is_comment(line := source.line_of(at)) and indent_of(line) > column:
        at = source.next_line(at)
    yield [*splices, put_lines(source, at, shift(lines, column + columns))]


def replace_value(
    parsed: Parsed, step: Step, lines: list[str], columns: int | None, *, keeps_properties: bool = False
) -> Candidates:
    """The value of a key in a block map becomes `lines` below the key, or behind the colon when `columns` is None.

    `keeps_properties`: its anchor and tag stay.
    """
    source, value = parsed.source, step.node
    begin = behind_properties(source, value) if keeps_properties else value.start
    start = begin if begin > value.start else len(source.text[:begin].rstrip(BLANK))
    text = " " + lines[0]
    if columns is not None:
        text = "".join(source.eol + line for line in shift(lines, column_of(source, step.parent) + columns))
    elif begin == value.start and source.text[start - 1] != ":":
        start, text = begin, lines[0]
    if begin == value.end:
        yield [(start, _end_of_empty(source, start), text)]
        return
    for full in _ways(value):
        yield [(start, end_of(source, value, full=full), text)]


def _ways(tree: Tree) -> tuple[bool, ...]:
    """Whether a tree ends with its text, or with the blank lines below, which a block scalar may hold."""
    return (False, True) if last_leaf(tree).is_block_scalar else (False,)


def _end_of_empty(source: Source, start: int) -> int:
    """Where a value that is not there ends: the blanks behind its key go, a comment stays."""
    end = source.line_end(start)
    return start if source.text[start:end].strip(BLANK) else end


def remove_child(parsed: Parsed, steps: list[Step], level: int, *, is_root: bool) -> Candidates:
    """The child `steps[level]` is taken out, with all that it holds; `steps[-1]` is what was asked to go.

    Comments between the two that speak of neither stay, where that leaves valid YAML.
    """
    source, step = parsed.source, steps[level]
    start = child_start(source, step.parent, step.index)
    inner = steps[-1]
    last = inner.node
    column = source.column(child_start(source, inner.parent, inner.index))
    if not stands_alone(source, start):
        yield from _remove_inline(source, step, start)
        return
    kept = _comments_between(source, start, child_start(source, inner.parent, inner.index))
    begin = source.line_start(start)
    for full in _ways(last):
        end = after(source, last, column, own=False, full=full)
        # The last one is for a scalar above that would keep the blank lines below.
        wished = _with_separator(source, step, begin, end, is_root=is_root)
        for span in (wished, (begin, end), (begin, _past_blank_lines(source, end))):
            yield from _span_out(source, span, kept)
    if is_root and step.size == 1:
        # A text without data needs no `...` at its end.
        yield [(begin, source.next_line(parsed.document_end), "")]


def _past_blank_lines(source: Source, at: int) -> int:
    while at < len(source.text) and not source.line_of(at).strip(BLANK):
        at = source.next_line(at)
    return at


def _span_out(source: Source, span: tuple[int, int], kept: list[tuple[int, int]]) -> Candidates:
    """The lines of the span go, those that are kept do not."""
    begin, end = span
    if kept:
        yield [(one, two, "") for one, two in _minus(span, kept)]
    if end == len(source.text) and source.ends_open and source.text[: source.end_before(begin)].strip(BOM):
        yield [(source.end_before(begin), end, "")]
    yield [(begin, end, "")]


def _with_separator(source: Source, step: Step, begin: int, end: int, *, is_root: bool) -> tuple[int, int]:
    """The span with the blank line that adding would have put in."""
    previous = source.previous_line(begin) if begin > 0 else -1
    blank_above = previous >= 0 and not source.line_of(previous).strip(BLANK)
    if step.index == 0 and step.size > 1:
        takes_below = _takes_blank_below(source, step, begin, end, blank_above=blank_above)
        return (begin, source.next_line(end)) if takes_below else (begin, end)
    if not blank_above:
        return begin, end
    takes = _takes_blank_above if step.index > 0 else _stands_below_comment
    return (previous if takes(source, step, previous, end, is_root=is_root) else begin), end


def _stands_below_comment(source: Source, _step: Step, previous: int, _end: int, *, is_root: bool) -> bool:
    """Whether the only child of the root is set off from a comment by the blank line at `previous`."""
    return is_root and is_comment(source.line_of(max(source.previous_line(previous), 0)))


def _takes_blank_above(source: Source, step: Step, _previous: int, end: int, *, is_root: bool) -> bool:
    """Whether a child that is not the first goes with the blank line above it."""
    wide = is_wide(source, step.parent, step.index)
    if separates(source, step.parent, wide=wide, without=step.index, default=is_root):
        return True
    is_last = step.index == step.size - 1
    return is_root and is_last and not source.text[end:].strip(BLANK)


def _takes_blank_below(source: Source, step: Step, begin: int, end: int, *, blank_above: bool) -> bool:
    """Whether the first of several children goes with the blank line below it."""
    if end >= len(source.text) or source.line_of(end).strip(BLANK):
        return False
    is_first = not source.text[:begin].strip(BOM + "-\r\n")  # behind nothing but `---`
    if is_first or blank_above:
        return True
    return separates(source, step.parent, wide=is_wide(source, step.parent, 0), without=0)


def _comments_between(source: Source, start: int, end: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at = source.next_line(start)
    while at < end:
        following = source.next_line(at)
        if is_comment(source.line_of(at)):
            found.append((at, following))
        at = following
    return found


def _minus(span: tuple[int, int], kept: list[tuple[int, int]]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    at = span[0]
    for start, end in kept:
        if start > at:
            spans.append((at, start))
        at = end
    return [*spans, (at, span[1])]


def _remove_inline(source: Source, step: Step, start: int) -> Candidates:
    """The first child of a collection that begins behind a dash or on the line of `---`: the next moves up."""
    child = step.node
    for full in _ways(child):
        at = source.next_line(end_of(source, child, full=full))
        rest = source.text[at:]
        yield [(start, at + len(rest) - len(rest.lstrip(" \t\r\n")), "")]
        if step.size > 1:
            yield [(start, child_start(source, step.parent, 1), "")]


def listed(parsed: Parsed, step: Step, lines: list[str], layout: Layout, *, first: bool) -> Candidates:
    """The scalar value of a key becomes a list of it and a new item, whose `lines` begin in column 0.

    `first`: the new item comes first.
    """
    source, value = parsed.source, step.node
    key_column = column_of(source, step.parent)
    start, end = value.start, end_of(source, value)
    raw = source.text[start:end]
    below_key = stands_alone(source, start)
    column = source.column(start) if below_key else key_column + layout.dash
    new = shift(lines, column)
    marker = "-" + " " * layout.gap
    head = marker
    if not below_key:
        start = len(source.text[:start].rstrip(" \t"))
        head = source.eol + " " * column + marker
    if first:
        ahead = source.eol.join(new)
        head = (ahead.lstrip(" ") if below_key else source.eol + ahead) + source.eol + " " * column + marker
    at = after(source, value, key_column, own=False)
    kept = _kept_open(source, value, raw) if at == len(source.text) else None
    aligned = max(column + len(marker) - _least_indent(raw), 0)
    # How far the value's further lines must move to the right depends on what they are.
    for move in (aligned, 0, len(marker), column - key_column, column - key_column + len(marker)):
        whole = (start, end, head + _reindent(raw, move))
        if first:
            yield [whole]
            continue
        if kept is not None:
            yield [(start, end, head + _reindent(kept, move)), put_lines(source, at, new)]
        yield [whole, put_lines(source, at, new)]


def _least_indent(raw: str) -> int:
    """The indentation of the lines behind the first, where it is least; 0 where there are none."""
    return min((indent_of(line) for line in LINE_END.split(raw)[1:] if line.strip(BLANK)), default=0)


def _kept_open(source: Source, value: Tree, raw: str) -> str | None:
    """A block scalar at the open end of the text with the mark under which it reads the same with a line behind it."""
    chomp = _keep_value(source, value) if source.ends_open else None
    if chomp is None:
        return None
    inside = chomp[0] - value.start
    return raw[:inside] + chomp[2] + raw[inside + chomp[1] - chomp[0] :]


def _reindent(raw: str, columns: int) -> str:
    """The lines after the first, moved to the right."""
    if not columns:
        return raw
    parts = re.split(f"({LINE_END.pattern})", raw)
    for at in range(2, len(parts), 2):
        if parts[at].strip(BLANK):
            parts[at] = " " * columns + parts[at]
    return "".join(parts)
