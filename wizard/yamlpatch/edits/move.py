"""A key is moved: its lines and comments are cut out and put in elsewhere, with a new indentation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wizard.yamlpatch.changes import MoveKey
from wizard.yamlpatch.edits import block
from wizard.yamlpatch.edits.adding import slot
from wizard.yamlpatch.edits.block import Candidate, Candidates, Splice
from wizard.yamlpatch.edits.removing import outermost, remove_child
from wizard.yamlpatch.parse.nodes import Parsed
from wizard.yamlpatch.parse.source import BLANK, LINE_END, Source
from wizard.yamlpatch.place.geometry import above, after, child_start, stands_alone
from wizard.yamlpatch.place.locate import Place, Refused, check_not_shared, locate
from wizard.yamlpatch.place.survey import survey
from wizard.yamlpatch.write.layout import Layout
from wizard.yamlpatch.write.scalars import write_string


@dataclass(frozen=True, slots=True)
class Cut:
    """The lines of a key and the comments above it (in column 0), the edits that take them out, the file's layout.

    The key itself takes the first `key_length` characters of the lines.
    """

    comments: list[str]
    lines: list[str]
    key_length: int
    removal: Candidates
    layout: Layout

    def named(self, name: str) -> list[str]:
        """The lines with the key `name`, in the old one's place when they differ."""
        head = self.lines[0]
        key = head[: self.key_length]
        return [(key if name == key.strip("'\"") else write_string(name)) + head[len(key) :], *self.lines[1:]]


def move_out(parsed: Parsed, place: Place) -> Cut:
    """The lines of the key at `place`; raises `Refused` where they are no lines of their own."""
    source = parsed.source
    check_not_shared(parsed, place.parent)
    step = place.steps[-1]
    if step.parent.flow or step.parent.kind != "map":
        raise Refused(step.node.start, "wrong-kind", "A key in flow style cannot be moved.")
    start = child_start(source, step.parent, step.index)
    if not stands_alone(source, start):
        raise Refused(start, "wrong-kind", "The key is on the line of another one and cannot be moved.")
    column = source.column(start)
    begin = above(source, start)
    end = after(source, step.node, column, own=False)
    comments = _lines(source.text[begin : source.line_start(start)], column)
    lines = _lines(source.text[source.line_start(start) : end], column)
    steps = list(place.steps)
    key = step.parent.pairs[step.index][0]
    removal = _with_comments(source, remove_child(parsed, steps, outermost(steps)), begin, source.line_start(start))
    return Cut(comments, lines, key.end - key.start, removal, survey(parsed, place.parent.collections))


def _with_comments(source: Source, removal: Candidates, begin: int, start: int) -> Candidates:
    """The removal of the key's lines, and of the comments above them from `begin` on."""
    return (_from_comments(source, splices, begin, start) for splices in removal)


def _from_comments(source: Source, splices: Sequence[Splice], begin: int, start: int) -> Candidate:
    (first, end, _), *others = splices
    at = min(first, begin)
    previous = source.previous_line(at)
    if begin < start and previous >= 0 and not source.line_of(previous).strip(BLANK) and _blank_or_end(source, end):
        at = previous
    return [(at, end, ""), *others]


def _blank_or_end(source: Source, at: int) -> bool:
    return at >= len(source.text) or not source.line_of(at).strip(BLANK)


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
    names = _names_to(place)
    if node is None or (node.is_empty and not place.steps):
        return block.insert_root(parsed, _nested(cut, names, cut.layout))
    layout = survey(parsed, place.collections or place.parent.collections)
    lines = _nested(cut, names, layout)
    if node.is_empty:
        return block.fill_pair(parsed, place.steps[-1], lines, layout.indent)
    order = change.order if len(names) == 1 else ()
    index = slot(node, names[0], order) if place.steps else len(node.pairs)
    return block.insert_child(parsed, node, index, lines, is_root=not place.steps)


def _names_to(place: Place) -> list[str]:
    """The keys that are missing; raises `Refused` where a key cannot be moved to."""
    node = place.node
    names = [part for part in place.missing if isinstance(part, str)]
    if len(names) < len(place.missing) or (node is not None and node.flow):
        raise Refused(node.start if node else 0, "wrong-kind", "The key cannot be moved to this place.")
    return names


def _nested(cut: Cut, names: list[str], layout: Layout) -> list[str]:
    """The cut lines under the last of the names, which is below the others."""
    lines = [*cut.comments, *cut.named(names[-1])]
    for name in reversed(names[:-1]):
        lines = [write_string(name) + ":", *block.shift(lines, layout.indent)]
    return lines
