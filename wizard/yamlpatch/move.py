"""A key is moved: its lines and comments are cut out and put in elsewhere, indented anew."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.yamlpatch import block
from wizard.yamlpatch.adding import slot
from wizard.yamlpatch.block import Candidates
from wizard.yamlpatch.changes import MoveKey
from wizard.yamlpatch.geometry import above, after, child_start, stands_alone
from wizard.yamlpatch.locate import Place, Refused, check_not_shared, locate
from wizard.yamlpatch.parse import Parsed
from wizard.yamlpatch.removing import outermost, remove_child
from wizard.yamlpatch.render import render_pair
from wizard.yamlpatch.source import LINE_END
from wizard.yamlpatch.style import Layout
from wizard.yamlpatch.survey import survey


@dataclass(frozen=True, slots=True)
class Cut:
    """The lines of a key (in column 0, the comments above it first), and the edits that take it out."""

    comments: list[str]
    lines: list[str]
    removal: Candidates


def move_out(parsed: Parsed, place: Place) -> Cut:
    """The lines of the key at `place`; raises `Refused` where they are no lines of their own."""
    source = parsed.source
    check_not_shared(parsed, place.parent)
    step = place.steps[-1]
    if step.parent.flow or step.parent.kind != "map":
        raise Refused(step.node.start, "wrong-kind", "A key in flow style cannot be moved.")
    start = child_start(source, step.parent, step.index)
    if not stands_alone(source, start):
        raise Refused(start, "wrong-kind", "The key stands on the line of another one and cannot be moved.")
    column = source.column(start)
    begin = above(source, start)
    end = after(source, step.node, column, own=False)
    comments = _lines(source.text[begin : source.line_start(start)], column)
    lines = _lines(source.text[source.line_start(start) : end], column)
    steps = list(place.steps)
    removal = remove_child(parsed, steps, outermost(steps))
    return Cut(comments, lines, _with_comments(removal, begin, source.line_start(start)))


def _with_comments(removal: Candidates, begin: int, start: int) -> Candidates:
    for splices in removal:
        if begin < start and splices and splices[0][0] == start:
            yield [(begin, splices[0][1], splices[0][2]), *splices[1:]]
        else:
            yield splices


def _lines(text: str, column: int) -> list[str]:
    lines = LINE_END.split(text)
    if lines and not lines[-1]:
        lines.pop()
    return [line[column:] if not line[:column].strip(" ") else line.lstrip(" ") for line in lines]


def put_in(parsed: Parsed, change: MoveKey, cut: Cut) -> Candidates:
    """The cut lines at `change.to`; its parents are made when absent."""
    place = locate(parsed, change.to, adding=True)
    check_not_shared(parsed, place)
    node = place.node
    name = change.to[-1]
    old_name = change.path[-1]
    lines = list(cut.lines)
    if name != old_name:
        lines[0] = lines[0].replace(str(old_name), str(name), 1)
    lines = [*cut.comments, *lines]
    missing = [part for part in place.missing if isinstance(part, str)]
    if len(missing) != len(place.missing) or (node is not None and node.flow):
        raise Refused(node.start if node else 0, "wrong-kind", "The key cannot be moved to this place.")
    layout = survey(parsed, place.collections) if node is not None and node.kind == "map" else Layout()
    if node is not None and node.is_empty and place.steps:
        layout = survey(parsed, place.parent.collections)
    for parent in reversed(missing[(0 if node is None or node.is_empty else 1) : -1]):
        lines = [render_pair(parent, {}, layout)[0].removesuffix(" {}"), *block.shift(lines, layout.indent)]
    if node is not None and not node.is_empty and len(missing) > 1:
        lines = [f"{missing[0]}:", *block.shift(lines, layout.indent)]
    if node is None or (node.is_empty and not place.steps):
        return block.insert_root(parsed, lines)
    if node.is_empty:
        return block.fill_pair(parsed, place.steps[-1], lines, layout.indent)
    order = change.order if len(missing) == 1 else ()
    index = slot(node, missing[0], order) if place.steps else len(node.pairs)
    return block.insert_child(parsed, node, index, lines, is_root=not place.steps)
