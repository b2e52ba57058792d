"""The scalars of a list, or the one scalar that is in the list's place."""

from __future__ import annotations

from wizard.yamlpatch.changes import AppendItem, Path, ReplaceItem
from wizard.yamlpatch.edits import block, flow
from wizard.yamlpatch.edits.adding import add_item, make, make_list
from wizard.yamlpatch.edits.block import Candidate, Candidates
from wizard.yamlpatch.edits.removing import remove_child, remove_place
from wizard.yamlpatch.edits.setting import in_old_quotes, set_scalar
from wizard.yamlpatch.edits.splitting import as_block, split_alone, split_items
from wizard.yamlpatch.parse.nodes import Parsed, Tree
from wizard.yamlpatch.parse.spans import end_of
from wizard.yamlpatch.place.locate import (
    Place,
    Refused,
    Step,
    anchored,
    check_not_shared,
    check_removable,
    locate,
    wrong_kind,
)
from wizard.yamlpatch.place.survey import survey
from wizard.yamlpatch.write.rendering import render_flow, render_item


def append(parsed: Parsed, change: AppendItem) -> Candidates | None:
    """The text is added, unless it is there."""
    place = locate(parsed, change.path, adding=True)
    node = place.node
    if place.missing:
        return make(parsed, place, [change.text], change.order)
    if node is None or node.is_empty:
        return make_list(parsed, place, change.text)
    if node.kind == "scalar":
        return _scalar_to_list(parsed, place, change)
    if node.kind != "list":
        raise wrong_kind(node, "list", change.path)
    if change.text in [_text(parsed, item) for item in node.items]:
        return None
    check_not_shared(parsed, place)
    return add_item(parsed, place, change.text, _place_of(node, change))


def _place_of(node: Tree, change: AppendItem) -> int | None:
    """The number that the new item gets; None for the end."""
    for number, item in enumerate(node.items):
        if item.kind == "scalar" and item.value == change.before:
            return number
    return change.at


def _text(parsed: Parsed, item: Tree) -> str | None:
    """The text of a scalar item, also through an alias whose anchor is known."""
    if item.kind == "alias":
        target = anchored(parsed, item.value, item.start)
        return None if target is None else _text(parsed, target)
    return item.value if item.kind == "scalar" else None


def _scalar_to_list(parsed: Parsed, place: Place, change: AppendItem) -> Candidates | None:
    node = place.node
    if node is None or not place.steps or place.steps[-1].parent.kind == "list":
        raise Refused(0 if node is None else node.start, "wrong-kind", "A list is needed here; this is a single value.")
    if node.value == change.text:
        return None
    check_not_shared(parsed, place)
    step = place.steps[-1]
    layout = survey(parsed, place.parent.collections)
    first = change.at == 0 or node.value == change.before
    if step.parent.flow:
        old, new = parsed.source.text[node.start : node.end], render_flow(change.text, layout)
        return flow.set_value(parsed, step, f"[{new}, {old}]" if first else f"[{old}, {new}]")
    return block.listed(parsed, step, render_item(change.text, layout), layout, first=first)


def replace(parsed: Parsed, change: ReplaceItem) -> Candidates | None:
    """Every item that reads the old text reads the new one, or becomes several."""
    place = locate(parsed, change.path, adding=False)
    node = _filled(place)
    if node is None or change.old == change.new:
        return None
    if node.kind == "scalar":
        return _replace_alone(parsed, place, change) if node.value == change.old else None
    if not (found := _items(node, change.old)):
        return None
    check_not_shared(parsed, place)
    for at in found:
        check_removable(parsed, node.items[at])
    if isinstance(change.new, tuple):
        return split_items(parsed, place, found, change.new)
    return _replace_items(parsed, place, [node.items[at] for at in found], change.new)


def _replace_alone(parsed: Parsed, place: Place, change: ReplaceItem) -> Candidates:
    check_not_shared(parsed, place)
    if not isinstance(change.new, tuple):
        return set_scalar(parsed, place, change.new)
    check_removable(parsed, place.existing)
    return split_alone(parsed, place, change.new)


def _replace_items(parsed: Parsed, place: Place, items: list[Tree], new: str) -> Candidates:
    if len(items) == 1:
        yield from as_block(parsed, place, items[0], new)
    source = parsed.source
    yield [(item.start, end_of(source, item), in_old_quotes(parsed, place, item, new)) for item in items]


def remove(parsed: Parsed, path: Path, text: str) -> Candidates | None:
    """Every item that reads the text goes; with the last item the list."""
    place = locate(parsed, path, adding=False)
    node = _filled(place)
    if node is None:
        return None
    if node.kind == "scalar":
        return remove_place(parsed, place) if node.value == text else None
    found = _items(node, text)
    return _remove_items(parsed, place, node, found) if found else None


def _filled(place: Place) -> Tree | None:
    """The node that the whole path leads to, unless it is empty."""
    if not place.found or not place.steps or place.existing.is_empty:
        return None
    return place.existing


def _remove_items(parsed: Parsed, place: Place, node: Tree, found: list[int]) -> Candidates:
    """The items with these numbers go."""
    steps = [[*place.steps, Step(node, at)] for at in found]
    if len(found) == len(node.items):
        return remove_place(parsed, Place(place.root, tuple(steps[0])) if len(found) == 1 else place)
    check_not_shared(parsed, place)
    for at in found:
        check_removable(parsed, node.items[at])
    if len(found) == 1:
        return remove_child(parsed, steps[0], len(place.steps))
    return remove_each(parsed, steps, node, found)


def remove_each(parsed: Parsed, steps: list[list[Step]], node: Tree, found: list[int]) -> Candidates:
    """The children of `node` with these numbers go, not all of them; `steps` lead to each."""
    source = parsed.source
    each = sorted(splice for path in steps for splice in next(remove_child(parsed, path, len(path) - 1)))
    if node.flow:
        yield each
        # Side by side at the end of a flow list their commas would be taken twice.
        yield flow.remove_runs(node, found)
        return
    spans: Candidate = []
    for start, end, _ in each:
        first, reached, _ = spans.pop() if spans and start <= spans[-1][1] else (start, end, "")
        spans.append((first, max(end, reached), ""))
    first, end, _ = spans[-1]
    if end == len(source.text) and source.ends_open:
        spans[-1] = (source.end_before(first), end, "")
    yield spans


def _items(node: Tree, text: str) -> list[int]:
    """The numbers of the scalar items that read `text`."""
    return [at for at, item in enumerate(node.items) if item.kind == "scalar" and item.value == text]
