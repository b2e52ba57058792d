"""One scalar that runs over several lines becomes several items, or a block that keeps its lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from wizard.yamlpatch.changes import Value
from wizard.yamlpatch.edits import block, flow
from wizard.yamlpatch.edits.block import Candidate, Candidates
from wizard.yamlpatch.parse.nodes import Parsed, Tree
from wizard.yamlpatch.parse.source import BLANK, LINE_END, Source
from wizard.yamlpatch.parse.spans import chomping, end_of
from wizard.yamlpatch.place.geometry import column_of, indent_of, stands_alone
from wizard.yamlpatch.place.locate import Place, Refused, Step
from wizard.yamlpatch.place.survey import survey
from wizard.yamlpatch.write.layout import Layout
from wizard.yamlpatch.write.rendering import fits_block, literal, render_flow, render_list

Texts = tuple[str, ...]


class _Form(NamedTuple):
    """How new items are written: the column of their dashes, and the dash with the blanks behind it."""

    column: int
    marker: str
    eol: str
    layout: Layout

    @property
    def before(self) -> str:
        """What begins the line of an item."""
        return self.eol + " " * self.column + self.marker

    def rendered(self, texts: Texts) -> str:
        """The items, without the dash of the first one."""
        lines = block.shift(render_list(list(texts), self.layout), self.column)
        return self.eol.join(lines)[self.column + len(self.marker) :]


def split_items(parsed: Parsed, place: Place, found: Sequence[int], texts: Texts) -> Candidates:
    """Each of the items `found` of a list becomes several."""
    source, node = parsed.source, place.existing
    layout = survey(parsed, place.collections)
    items = [node.items[at] for at in found]
    if node.flow:
        new = ", ".join(render_flow(text, layout) for text in texts)
        yield [(item.start, item.end, new) for item in items]
        return
    form = _Form(column_of(source, node), "-" + " " * layout.gap, source.eol, layout)
    by_lines: Candidate = []
    for item in items:
        if (kept := _by_lines(source, item, texts, form)) is not None:
            by_lines.append((item.start, end_of(source, item), kept))
    if len(by_lines) == len(items):
        yield by_lines
    yield [(item.start, end_of(source, item), form.rendered(texts)) for item in items]


def split_alone(parsed: Parsed, place: Place, texts: Texts) -> Candidates:
    """The one scalar in the place of a list becomes a list of several."""
    source, step = parsed.source, place.steps[-1]
    node = step.node
    layout = survey(parsed, place.parent.collections)
    if step.parent.kind == "list":
        raise Refused(node.start, "wrong-kind", "A list is needed here; this is a single value.")
    if step.parent.flow:
        items: list[Value] = list(texts)
        yield from flow.set_value(parsed, step, render_flow(items, layout))
        return
    yield from _listed(source, step, texts, layout)


def _listed(source: Source, step: Step, texts: Texts, layout: Layout) -> Candidates:
    node = step.node
    start, end = node.start, end_of(source, node)
    below_key = stands_alone(source, start)
    column = source.column(start) if below_key else column_of(source, step.parent) + layout.dash
    form = _Form(column, "-" + " " * layout.gap, source.eol, layout)
    head = form.marker
    if not below_key:
        start = len(source.text[:start].rstrip(" \t"))
        head = form.before
    kept = _by_lines(source, node, texts, form)
    if kept is not None:
        yield [(start, end, head + kept)]
    yield [(start, end, head + form.rendered(texts))]


def _by_lines(source: Source, node: Tree, texts: Texts, form: _Form) -> str | None:
    """The lines of a plain scalar, those with a dash before them with which the texts begin; None where none does."""
    raw = source.text[node.start : end_of(source, node)]
    parts = re.split(f"({LINE_END.pattern})", raw)
    starts = _starts(parts[::2], texts)
    if node.style or starts is None:
        return None
    for number in range(2, len(parts), 2):
        line = parts[number].lstrip(" \t")
        if number // 2 in starts:
            parts[number] = " " * form.column + form.marker + re.sub(r"-[ \t]+", "", line, count=1) * bool(line)
        elif line and indent_of(parts[number]) <= form.column:
            parts[number] = " " * (form.column + len(form.marker)) + line
    return "".join(parts)


def _starts(lines: Sequence[str], texts: Texts) -> set[int] | None:
    """The numbers of the lines with which the texts begin, those after the first; None where they begin elsewhere."""
    left = [text.split() for text in reversed(texts)]
    starts: set[int] = set()
    for number, line in enumerate(lines):
        words = line.split()
        if words and not left[-1]:
            left.pop()
            starts.add(number)
            words = words[words[0] == "-" :]
        if not left or left[-1][: len(words)] != words:
            return None
        left[-1] = left[-1][len(words) :]
    return starts if left == [[]] else None


def as_block(parsed: Parsed, place: Place, node: Tree, value: Value) -> Candidates:
    """A scalar in block style becomes a literal block of several lines: by its header alone, or written again."""
    parent = place.collections[-1]
    if not isinstance(value, str) or "\n" not in value or parent.flow:
        return
    source = parsed.source
    if node.style == ">":
        at, _ = chomping(source, node)
        yield [(at - 1, at, "|")]
    layout = survey(parsed, place.collections)
    if not fits_block(value):
        return
    column = column_of(source, parent)
    header, *lines = literal(value, column + (1 + layout.gap if parent.kind == "list" else layout.indent))
    start, end = node.start, end_of(source, node)
    comment = source.text[end : source.line_end(end)] or _comment_of_header(source, node)
    behind_key = len(source.text[:start].rstrip(BLANK))
    if parent.kind == "map" and source.text[behind_key - 1] == ":":
        start, header = behind_key, f" {header}"
    yield [(start, source.line_end(end), source.eol.join([header + comment.rstrip(BLANK), *lines]))]


def _comment_of_header(source: Source, node: Tree) -> str:
    """The comment behind the `>` or `|` of a block scalar, with the blanks before it."""
    if not node.is_block_scalar:
        return ""
    at, indicators = chomping(source, node)
    return source.text[at + len(indicators) : source.line_end(at)]
