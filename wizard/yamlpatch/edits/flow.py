"""Edits in flow style: `[a, b]` and `{a: b}`, on one line or several."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wizard.yamlpatch.edits.block import Candidates
from wizard.yamlpatch.parse.nodes import Parsed, Tree
from wizard.yamlpatch.parse.source import Source
from wizard.yamlpatch.place.geometry import behind_properties, bracket, holds_comment
from wizard.yamlpatch.place.locate import Step

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*)*")


def _span(parent: Tree, index: int) -> tuple[int, int]:
    if parent.kind == "map":
        key, value = parent.pairs[index]
        return key.start, max(key.end, value.end)
    return parent.items[index].start, parent.items[index].end


def _size(parent: Tree) -> int:
    return len(parent.pairs) if parent.kind == "map" else len(parent.items)


def insert_child(parsed: Parsed, parent: Tree, index: int, text: str) -> Candidates:
    """`text` becomes the child number `index` of a flow map or list."""
    size = _size(parent)
    if size == 0:
        yield from _only_child(parsed, parent, text)
    elif index < size:
        yield from _child_before(parsed, parent, index, text)
    else:
        yield from _last_child(parsed, parent, size, text)


def _only_child(parsed: Parsed, parent: Tree, text: str) -> Candidates:
    close = parent.end - 1
    start = close if holds_comment(parsed.source, parent) else bracket(parsed.source, parent) + 1
    yield [(start, close, text)]


def _child_before(parsed: Parsed, parent: Tree, index: int, text: str) -> Candidates:
    source = parsed.source
    start, _ = _span(parent, index)
    if _alone(source, start):
        line = source.line_start(start)
        yield [(start, start, f"{text},{source.eol}{source.text[line:start]}")]
    yield [(start, start, f"{text}, ")]


def _last_child(parsed: Parsed, parent: Tree, size: int, text: str) -> Candidates:
    source = parsed.source
    start, end = _span(parent, size - 1)
    comma = _comma(source, end, parent.end)
    if _alone(source, start) and source.line_start(start) > parent.start:
        yield from _on_own_line(source, parent, start, end, comma, text)
    if comma is None:
        yield [(end, end, f", {text}")]
    else:
        yield [(comma + 1, comma + 1, f" {text},")]


def _on_own_line(source: Source, parent: Tree, start: int, end: int, comma: int | None, text: str) -> Candidates:
    """A last child on a line of its own, as the one before it, which ends at `end`, has one."""
    new = source.eol + source.text[source.line_start(start) : start] + text
    line_end = source.line_end(end if comma is None else comma)
    closes_below = line_end < parent.end
    if comma is not None:
        if closes_below:
            yield [(line_end, line_end, new + ",")]
    elif closes_below:
        yield [(end, end, ","), (line_end, line_end, new)]
    else:
        yield [(end, end, "," + new)]


def _alone(source: Source, start: int) -> bool:
    return not source.text[source.line_start(start) : start].strip(" \t")


def _comma(source: Source, end: int, limit: int) -> int | None:
    """The comma after a child, before `limit`."""
    at = _behind_space(source, end)
    return at if at < limit and source.text[at] == "," else None


def _behind_space(source: Source, at: int) -> int:
    """The offset of what follows `at` behind blanks, line ends and comments."""
    found = _SPACE.match(source.text, at)
    return found.end() if found else at


def remove_child(parsed: Parsed, step: Step) -> Candidates:
    """The child of a flow collection is taken out with one comma."""
    source, parent, index = parsed.source, step.parent, step.index
    start, end = _span(parent, index)
    comma = _comma(source, end, parent.end)
    yield from _whole_line(parsed, step)
    if step.size == 1:
        yield [(start, end if comma is None else comma + 1, "")]
    if index < step.size - 1:
        following, _ = _span(parent, index + 1)
        yield [(start, following, "")]
    if index > 0:
        yield from _behind_another(parsed, step, comma)


def _behind_another(parsed: Parsed, step: Step, comma: int | None) -> Candidates:
    """A child that is not the first goes with the comma before it, or the one behind it."""
    source, parent = parsed.source, step.parent
    start, end = _span(parent, step.index)
    previous = _span(parent, step.index - 1)[1]
    before = _comma(source, previous, start)
    has_comment = "#" in source.text[previous:start]  # it speaks of the child above
    if has_comment and comma is not None:
        yield [(start, comma + 1, "")]
    elif has_comment and before is not None:
        yield [(before, before + 1, ""), (start, end, "")]
    elif comma is not None and before is not None:
        yield [(before + 1, comma + 1, "")]
    yield [(previous, end, "")]


def remove_runs(parent: Tree, indices: Sequence[int]) -> list[tuple[int, int, str]]:
    """The splices that take these children out, not all of them, those side by side at once."""
    gone = set(indices)
    splices = []
    for first in sorted(at for at in gone if at - 1 not in gone):
        last = next(at for at in range(first, _size(parent)) if at + 1 not in gone)
        if last + 1 < _size(parent):
            splices.append((_span(parent, first)[0], _span(parent, last + 1)[0], ""))
        else:
            splices.append((_span(parent, first - 1)[1], _span(parent, last)[1], ""))
    return splices


def _whole_line(parsed: Parsed, step: Step) -> Candidates:
    """The child goes with its line, where nothing else is there."""
    source, parent, index = parsed.source, step.parent, step.index
    start, end = _span(parent, index)
    if not _alone(source, start):
        return
    comma = _comma(source, end, parent.end)
    line_end = source.line_end(end if comma is None else comma)
    if line_end >= parent.end - 1 or source.text[end:line_end].split("#")[0].strip(" \t,"):
        return
    whole = (source.line_start(start), source.next_line(line_end), "")
    if comma is not None or step.size == 1:
        yield [whole]
    else:  # the last one, which needs no comma: the one before it goes
        before = _behind_space(source, _span(parent, index - 1)[1])
        yield [(before, before + 1, ""), whole]


def set_value(parsed: Parsed, step: Step, text: str, *, keeps_properties: bool = False) -> Candidates:
    """The value of a key of a flow map, or an item of a flow list, becomes `text`.

    `keeps_properties`: its anchor and tag stay.
    """
    source, value = parsed.source, step.node
    begin = behind_properties(source, value) if keeps_properties else value.start
    if begin > value.start:
        yield [(begin, value.end, f" {text}")]
    elif value.start == value.end:
        colon = source.text[value.start - 1] == ":"
        blank = source.text[value.start : value.start + 1] == " "
        yield [(value.start, value.end + (1 if blank else 0), (" " if colon else ": ") + text)]
    else:
        yield [(value.start, value.end, text)]
