"""Setting the value of a key that is there: a scalar in its quotes, a list item by item."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from wizard.yamlpatch.changes import Match, SetKey, Value
from wizard.yamlpatch.edits import block, flow
from wizard.yamlpatch.edits.adding import fill, make
from wizard.yamlpatch.edits.block import Candidate, Candidates
from wizard.yamlpatch.edits.removing import remove_child
from wizard.yamlpatch.edits.splitting import as_block
from wizard.yamlpatch.edits.values import same
from wizard.yamlpatch.parse.nodes import Parsed, Tree
from wizard.yamlpatch.parse.spans import end_of
from wizard.yamlpatch.place.geometry import column_of
from wizard.yamlpatch.place.locate import Place, Step, check_not_shared, check_removable, locate, wrong_kind
from wizard.yamlpatch.place.survey import survey
from wizard.yamlpatch.write.layout import Layout
from wizard.yamlpatch.write.rendering import render_flow, render_item, render_list
from wizard.yamlpatch.write.scalars import Quote, write_scalar


def set_key(parsed: Parsed, change: SetKey) -> Candidates | None:
    """The key gets its value. A map that is there and not empty is set key by key, by the engine."""
    place = locate(parsed, change.path, adding=True)
    if place.missing:
        done = _has_new_name(parsed, change)
        return None if done else make(parsed, place, change.value, change.order)
    node = place.existing
    if same(node, change.value):
        return None
    check_not_shared(parsed, place)
    if place.steps and (node.is_empty or _is_empty_collection(node, change.value)):
        return fill(parsed, place, change.value)
    wanted = _kind_of(change.value)
    if node.kind != wanted and (wanted, node.kind) != ("list", "scalar"):
        raise wrong_kind(node, wanted, change.path)
    return _set_value(parsed, place, change.value)


def _set_value(parsed: Parsed, place: Place, value: Value) -> Candidates:
    """What is there gets another value of its kind; a scalar may become a list."""
    if isinstance(value, (str, bool, int)):
        return set_scalar(parsed, place, value)
    check_removable(parsed, place.existing)
    if isinstance(value, Mapping):
        return _set_empty_map(parsed, place.steps[-1])
    return _set_list(parsed, place, value)


def _kind_of(value: Value) -> str:
    if isinstance(value, Mapping):
        return "map"
    return "scalar" if isinstance(value, (str, bool, int)) else "list"


def _is_empty_collection(node: Tree, value: Value) -> bool:
    """Whether the node is `{}` or `[]`, of the kind of `value`."""
    if isinstance(value, Mapping):
        return node.kind == "map" and not node.pairs
    return node.kind == "list" and not node.items and not isinstance(value, (str, bool, int))


def _has_new_name(parsed: Parsed, change: SetKey) -> bool:
    """Whether an item is there whose name, as a key of its `Match`, is the wanted one."""
    if len(change.path) < 2 or not isinstance(change.value, str):
        return False
    *parents, item, name = change.path
    if not isinstance(item, Match) or not isinstance(name, str) or (match := item.renamed(name, change.value)) is None:
        return False
    return locate(parsed, (*parents, match), adding=True).found


def set_scalar(parsed: Parsed, place: Place, value: str | bool | int) -> Candidates:
    """A scalar reads `value`, in the quotes that it has."""
    step = place.steps[-1]
    check_removable(parsed, step.node)
    text = in_old_quotes(parsed, place, step.node, value)
    if step.parent.flow:
        return flow.set_value(parsed, step, text)
    as_lines = as_block(parsed, place, step.node, value)
    if step.parent.kind == "map" and step.node.is_block_scalar:
        return chain(as_lines, block.replace_value(parsed, step, [text], None))
    return chain(as_lines, [[(step.node.start, end_of(parsed.source, step.node), text)]])


def in_old_quotes(parsed: Parsed, place: Place, old: Tree, value: str | bool | int) -> str:
    """How `value` is written in the place of the scalar `old`."""
    quote: Quote = ""
    if isinstance(value, str) and old.style in ("'", '"'):
        quote = "'" if old.style == "'" else '"'
    layout = survey(parsed, place.collections)
    return write_scalar(value, quote, prefer=layout.prefer, flow=place.collections[-1].flow)


def _set_empty_map(parsed: Parsed, step: Step) -> Candidates:
    if step.parent.flow or step.node.flow:
        return flow.set_value(parsed, step, "{}", keeps_properties=True)
    return block.replace_value(parsed, step, ["{}"], None, keeps_properties=True)


def _set_list(parsed: Parsed, place: Place, value: Sequence[Value]) -> Candidates:
    step = place.steps[-1]
    node = step.node
    layout = survey(parsed, place.parent.collections)
    stays = node.kind == "list"
    if step.parent.flow or node.flow:
        return flow.set_value(parsed, step, render_flow(value, layout), keeps_properties=stays)
    if not value:
        return block.replace_value(parsed, step, ["[]"], None, keeps_properties=stays)
    columns = layout.dash
    if node.kind == "list":
        columns = column_of(parsed.source, node) - column_of(parsed.source, step.parent)
    lines = render_list(value, layout)
    whole = block.replace_value(parsed, step, lines, columns, keeps_properties=stays)
    if node.kind != "list" or any(item.kind != "scalar" or item.is_block_scalar for item in node.items):
        return whole
    return chain(_set_items(parsed, place, value), whole)


def _set_items(parsed: Parsed, place: Place, value: Sequence[Value]) -> Candidates:
    """The items of a block list of scalars become the wanted ones, line by line."""
    node, layout = place.steps[-1].node, survey(parsed, place.collections)
    splices: Candidate = []
    for items, wanted in _differences(node.items, value):
        part = _set_part(parsed, place, layout, items, wanted)
        if part is None:
            return
        splices += part
    yield sorted(splices, key=lambda splice: splice[:2])


def _differences(items: Sequence[Tree], value: Sequence[Value]) -> Iterator[tuple[range, Sequence[Value]]]:
    """Neighbouring items, by their numbers, and what comes in their place."""
    # What is no plain text on either side equals nothing on the other.
    old = [item.value if same(item, item.value) else f"\0{item.value}" for item in items]
    new = [text if isinstance(text, str) else f"\0{text!r}" for text in value]
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield range(i1, i2), value[j1:j2]


def _set_part(parsed: Parsed, place: Place, layout: Layout, items: range, wanted: Sequence[Value]) -> Candidate | None:
    """Neighbouring items become the wanted ones; None where one of those that take their places is no scalar."""
    node = place.steps[-1].node
    paired = min(len(items), len(wanted))
    splices: Candidate = []
    for at, value in zip(items, wanted[:paired], strict=False):
        if not isinstance(value, (str, bool, int)):
            return None
        item = node.items[at]
        splices.append((item.start, item.end, in_old_quotes(parsed, place, item, value)))
    for at in items[paired:]:
        splices += next(remove_child(parsed, [Step(node, at)], 0))
    lines = [line for value in wanted[paired:] for line in render_item(value, layout)]
    if lines:
        splices += next(block.insert_child(parsed, node, items.stop, lines, is_root=False))
    return splices
