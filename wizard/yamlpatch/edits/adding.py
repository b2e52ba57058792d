"""Adding: what is missing of a path is made, what is empty is filled, a list gets one more item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from wizard.yamlpatch.changes import EnsureItem, Value
from wizard.yamlpatch.edits import block, flow
from wizard.yamlpatch.edits.block import Candidates
from wizard.yamlpatch.edits.values import nest
from wizard.yamlpatch.parse.nodes import Parsed, Tree
from wizard.yamlpatch.place.geometry import holds_comment, key_start
from wizard.yamlpatch.place.locate import Place, Refused, check_not_shared, locate, matches, wrong_kind
from wizard.yamlpatch.place.survey import survey
from wizard.yamlpatch.write.layout import Layout
from wizard.yamlpatch.write.rendering import (
    render_flow,
    render_flow_pair,
    render_item,
    render_list,
    render_map,
    render_pair,
)
from wizard.yamlpatch.write.scalars import write_scalar


def ensure_item(parsed: Parsed, change: EnsureItem) -> Candidates | None:
    """The item is added, unless one matches."""
    place = locate(parsed, change.path, adding=True)
    node = place.node
    if place.missing or node is None or node.is_empty:
        return make_list(parsed, place, change.value)
    if node.kind != "list":
        raise wrong_kind(node, "list", change.path)
    if any(matches(parsed, item, change.match) for item in node.items):
        return None
    check_not_shared(parsed, place)
    return add_item(parsed, place, change.value, change.at)


def make(parsed: Parsed, place: Place, value: Value, order: tuple[str, ...] = ()) -> Candidates:
    """The missing end of a path is made, with `value` at its end."""
    check_not_shared(parsed, place)
    node = place.node
    whole = nest(place.missing, value)
    if node is None or _is_new_root(parsed, place, node):
        layout = Layout(parsed.source)
        lines = (
            render_map(whole, layout)
            if isinstance(whole, Mapping)
            else render_list(cast(Sequence[Value], whole), layout)
        )
        return block.insert_root(parsed, lines)
    if node.is_empty:
        return fill(parsed, place, whole)
    if not isinstance(whole, Mapping):
        return add_item(parsed, place, whole[0])  # type: ignore[index]
    if node.flow and not node.pairs and _is_empty_value(parsed, place):
        return fill(parsed, place, whole)
    return _make_pair(parsed, place, node, whole, order if len(place.missing) == 1 else ())


def _is_new_root(parsed: Parsed, place: Place, node: Tree) -> bool:
    """Whether the whole document is empty, but for comments around an empty root."""
    if place.steps or node.is_empty:
        return not place.steps
    if not node.flow or node.pairs or node.items:
        return False
    if node.anchor is not None or node.tag is not None:
        raise Refused(node.start, "wrong-kind", "The file's top level is empty, and has an anchor or a tag.")
    return not holds_comment(parsed.source, node)


def _make_pair(
    parsed: Parsed, place: Place, node: Tree, whole: Mapping[str, Value], order: tuple[str, ...]
) -> Candidates:
    """The one pair of `whole` becomes a pair of the map."""
    ((name, below),) = whole.items()
    layout = survey(parsed, place.collections, len(place.missing))
    index = slot(node, name, order) if place.steps else len(node.pairs)
    if node.flow:
        return flow.insert_child(parsed, node, index, render_flow_pair(name, below, layout))
    return block.insert_child(parsed, node, index, render_pair(name, below, layout), is_root=not place.steps)


def make_list(parsed: Parsed, place: Place, item: Value) -> Candidates:
    """A list of one item is made where the path ends, or fills the empty value there."""
    if place.missing:
        return make(parsed, place, [item])
    check_not_shared(parsed, place)
    return fill(parsed, place, [item])


def add_item(parsed: Parsed, place: Place, item: Value, index: int | None = None) -> Candidates:
    """The list at `place` gets `item`, at its end or before the item number `index`."""
    node = place.existing
    if node.flow and not node.items and _is_empty_value(parsed, place):
        return fill(parsed, place, [item])
    layout = survey(parsed, place.collections)
    at = len(node.items) if index is None else min(index, len(node.items))
    if node.flow:
        return flow.insert_child(parsed, node, at, render_flow(item, layout))
    lines = render_item(item, layout)
    if isinstance(item, Mapping) and _holds_flow_maps(node):
        lines = ["-" + " " * layout.gap + render_flow(item, layout)]
    return block.insert_child(parsed, node, at, lines, is_root=False)


def _holds_flow_maps(node: Tree) -> bool:
    """Whether all the items of a block list are flow maps, so that a new one is written as one too."""
    return bool(node.items) and all(there.flow and there.pairs for there in node.items)


def fill(parsed: Parsed, place: Place, value: Value) -> Candidates:
    """An empty value, or an empty flow collection, becomes `value` in its place."""
    step = place.steps[-1]
    node = step.node
    layout = survey(parsed, place.parent.collections)
    if step.parent.flow:
        return flow.set_value(parsed, step, render_flow(value, layout), keeps_properties=True)
    if step.parent.kind == "list":
        raise Refused(node.start, "wrong-kind", "An empty list item is where a map is needed.")
    start = key_start(parsed.source, step.parent, step.index)
    if parsed.source.text[start] == "?":
        raise Refused(start, "wrong-kind", "The empty value here belongs to a key that is written with a `?`.")
    if isinstance(value, (str, bool, int)):
        text = write_scalar(value, layout.quote_of(step.name), prefer=layout.prefer)
        return block.replace_value(parsed, step, [text], None)
    if not value:
        return block.replace_value(parsed, step, [render_flow(value, layout)], None, keeps_properties=True)
    if isinstance(value, Mapping):
        lines, columns = render_map(value, layout), layout.indent
    else:
        lines, columns = render_list(value, layout), layout.dash
    return block.fill_pair(parsed, step, lines, columns)


def slot(node: Tree, name: str, order: tuple[str, ...]) -> int:
    """The number that a new key gets in the map (see `SetKey`)."""
    names = [key.value if key.kind == "scalar" else "" for key, _ in node.pairs]
    if name not in order:
        return len(names)
    rank = order.index(name)
    distances = [
        (abs(order.index(there) - rank), order.index(there) > rank, at)
        for at, there in enumerate(names)
        if there in order
    ]
    if not distances:
        return len(names)
    _, behind, at = min(distances)
    return at if behind else at + 1


def _is_empty_value(parsed: Parsed, place: Place) -> bool:
    """Whether the empty flow collection is the value of a key in a block map, without a comment in it."""
    if not place.steps or place.steps[-1].parent.kind != "map" or place.steps[-1].parent.flow:
        return False
    return not holds_comment(parsed.source, place.existing)
