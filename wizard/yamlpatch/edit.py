"""A change and a tree -> the candidates of edits that make it, or nothing where it is made already."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence

from wizard.yamlpatch import block, flow
from wizard.yamlpatch.block import Candidate
from wizard.yamlpatch.changes import (
    AppendCommand,
    Change,
    EnsureItem,
    Match,
    Path,
    RemoveCommand,
    RemoveItem,
    RemoveKey,
    ReplaceCommand,
    SetKey,
    Value,
)
from wizard.yamlpatch.geometry import chomping, column_of, end_of, is_comment, stands_alone
from wizard.yamlpatch.locate import (
    KINDS,
    Place,
    Refused,
    Step,
    anchored,
    check_not_shared,
    check_removable,
    locate,
    matches,
)
from wizard.yamlpatch.parse import Parsed, Tree
from wizard.yamlpatch.render import render_flow, render_flow_pair, render_item, render_list, render_map, render_pair
from wizard.yamlpatch.scalars import Quote, is_plain, write_scalar
from wizard.yamlpatch.style import Layout
from wizard.yamlpatch.survey import survey
from wizard.yamlpatch.values import nest, same

Candidates = Iterator[Candidate]


def candidates(parsed: Parsed, change: Change) -> Candidates | None:
    """The edits that make `change`, the most beautiful first; None when there is nothing to do.

    Raises `Refused`. `MoveKey` and maps set key by key are no single edit: see `steps`.
    """
    match change:
        case EnsureItem():
            return _ensure_item(parsed, change)
        case SetKey():
            return _set_key(parsed, change)
        case RemoveKey():
            return _remove(parsed, locate(parsed, change.path, adding=False))
        case RemoveItem():
            return _remove(parsed, locate(parsed, (*change.path, change.match), adding=False))
        case AppendCommand():
            return _append(parsed, change)
        case ReplaceCommand():
            return _replace(parsed, change)
        case RemoveCommand():
            return _remove_command(parsed, change)
        case _:
            raise TypeError(change)


# --- adding -----------------------------------------------------------------------------------------------------


def _chain(place: Place) -> list[Tree]:
    root = [place.root] if place.root is not None else []
    return [tree for tree in [*root, *(step.node for step in place.steps)] if tree.kind in ("map", "list")]


def _make(parsed: Parsed, place: Place, value: Value, order: tuple[str, ...] = ()) -> Candidates:
    """The missing end of a path is made, with `value` at its end."""
    check_not_shared(parsed, place)
    node = place.node
    if isinstance(place.missing[0], Match) and node is not None and not node.is_empty:
        item = nest(place.missing, value)
        assert isinstance(item, list)
        return _add_item(parsed, place, item[0])
    if node is None or (not place.steps and node.is_empty):
        content = nest(place.missing, value)
        assert isinstance(content, Mapping)
        return block.insert_root(parsed, render_map(content, Layout()))
    if node.is_empty:
        return _fill(parsed, place, nest(place.missing, value))
    name = place.missing[0]
    assert isinstance(name, str)
    below = nest(place.missing[1:], value)
    layout = survey(parsed, _chain(place))
    index = _slot(node, name, order if len(place.missing) == 1 else ()) if place.steps else len(node.pairs)
    if node.flow and not node.pairs and _block_parent(place):
        return _fill(parsed, place, {name: below})
    if node.flow:
        return flow.insert_child(parsed, node, index, render_flow_pair(name, below, layout))
    return block.insert_child(
        parsed, node, index, render_pair(name, below, layout), is_root=not place.steps
    )


def _block_parent(place: Place) -> bool:
    """Whether the last node is the value of a key in a block map."""
    return bool(place.steps) and place.steps[-1].parent.kind == "map" and not place.steps[-1].parent.flow


def _slot(node: Tree, name: str, order: tuple[str, ...]) -> int:
    """The number that a new key gets in the map (see `SetKey`)."""
    names = [key.value if key.kind == "scalar" else "" for key, _ in node.pairs]
    if name in order:
        before, behind = order[: order.index(name)], order[order.index(name) + 1 :]
        if earlier := [at for at, there in enumerate(names) if there in before]:
            return earlier[-1] + 1
        if later := [at for at, there in enumerate(names) if there in behind]:
            return later[0]
    return len(names)


def _fill(parsed: Parsed, place: Place, value: Value) -> Candidates:
    """An empty value, or an empty flow collection, is filled in place."""
    step = place.steps[-1]
    node = step.node
    chain = _chain(Place(place.root, place.steps[:-1]))
    layout = survey(parsed, chain)
    if node.tag is not None:
        raise Refused(node.start, "wrong-kind", "The empty value here has a tag that says what it is.")
    if step.parent.flow:
        return flow.set_value(parsed, step, render_flow(value, layout))
    if step.parent.kind == "list":
        raise Refused(node.start, "wrong-kind", "An empty list item stands where a map is needed.")
    if isinstance(value, Mapping):
        lines, columns = render_map(value, layout), layout.indent
    elif isinstance(value, (str, bool, int)):
        return block.replace_value(parsed, step, _inline(step, value, layout), None)
    else:
        lines, columns = render_list(value, layout), layout.dash
    if node.flow:
        return block.replace_value(parsed, step, lines, columns)
    return block.fill_pair(parsed, step, lines, columns)


def _inline(step: Step, value: Value, layout: Layout) -> list[str]:
    key = step.key
    assert isinstance(value, (str, bool, int))
    quote = layout.quote_of(key.value) if key is not None else layout.item_quote
    return [write_scalar(value, quote, prefer=layout.prefer, flow=step.parent.flow)]


def _ensure_item(parsed: Parsed, change: EnsureItem) -> Candidates | None:
    place = locate(parsed, change.path, adding=True)
    node = place.node
    if place.missing or node is None or node.is_empty:
        return _make_list(parsed, place, change.value)
    _need(node, "list", change.path)
    if any(matches(parsed, item, change.match) for item in node.items):
        return None
    check_not_shared(parsed, place)
    return _add_item(parsed, place, change.value)


def _make_list(parsed: Parsed, place: Place, item: Value) -> Candidates:
    if place.missing:
        return _make(parsed, place, [item])
    check_not_shared(parsed, place)
    if not place.steps:
        raise Refused(0, "wrong-kind", "The path of a list cannot be empty.")
    return _fill(parsed, place, [item])


def _add_item(parsed: Parsed, place: Place, item: Value, index: int | None = None) -> Candidates:
    node = place.node
    assert node is not None
    layout = survey(parsed, _chain(place))
    if node.flow and not node.items and _block_parent(place):
        return _fill(parsed, place, [item])
    size = len(node.items)
    at = size if index is None else index
    if node.flow:
        return flow.insert_child(parsed, node, at, render_flow(item, layout))
    if at < size:
        return block.insert_before(parsed, node, at, render_item(item, layout))
    return block.insert_child(parsed, node, at, render_item(item, layout), is_root=False)


def _need(node: Tree, kind: str, path: Path) -> None:
    if node.kind == kind:
        return
    name = ".".join(part if isinstance(part, str) else "[…]" for part in path)
    if node.kind == "alias":
        raise Refused(node.start, "alias", f"{name} is the alias *{node.value}: what it stands for is shared.")
    raise Refused(node.start, "wrong-kind", f"{name} is {KINDS[node.kind]}; {KINDS[kind]} is needed here.")


# --- setting ----------------------------------------------------------------------------------------------------


def _set_key(parsed: Parsed, change: SetKey) -> Candidates | None:
    place = locate(parsed, change.path, adding=True)
    node = place.node
    if place.missing:
        return _make(parsed, place, change.value, change.order)
    assert node is not None
    if same(node.data, change.value):
        return None
    check_not_shared(parsed, place)
    if node.is_empty and place.steps:
        return _fill(parsed, place, change.value)
    if node.kind == "alias":
        _need(node, "scalar", change.path)
    if isinstance(change.value, (str, bool, int)):
        _need(node, "scalar", change.path)
        return _set_scalar(parsed, place, change.value)
    if isinstance(change.value, Mapping):
        _need(node, "map", change.path)
        raise AssertionError("maps are set key by key")
    if node.kind == "map":
        _need(node, "list", change.path)
    check_removable(parsed, node)
    return _set_list(parsed, place, change.value)


def _set_scalar(parsed: Parsed, place: Place, value: str | bool | int) -> Candidates:
    step = place.steps[-1]
    check_removable(parsed, step.node)
    layout = survey(parsed, _chain(place))
    text = write_scalar(value, _kept_quote(step.node, value), prefer=layout.prefer, flow=step.parent.flow)
    if step.parent.flow:
        return flow.set_value(parsed, step, text)
    if step.parent.kind == "map" and step.node.is_block_scalar:
        return block.replace_value(parsed, step, [text], None)
    return iter([[(step.node.start, end_of(parsed.source, step.node), text)]])


def _kept_quote(node: Tree, value: str | bool | int) -> Quote:
    """The quotes of the old value, for a string."""
    if not isinstance(value, str):
        return ""
    if node.style == "'":
        return "'"
    return '"' if node.style == '"' else ""


def _set_list(parsed: Parsed, place: Place, value: Sequence[Value]) -> Candidates:
    step = place.steps[-1]
    node = step.node
    layout = survey(parsed, _chain(Place(place.root, place.steps[:-1])))
    if step.parent.flow or node.flow:
        return flow.set_value(parsed, step, render_flow(value, layout))
    lines = render_list(value, layout)
    columns = layout.dash
    if node.kind == "list":
        columns = column_of(parsed.source, node) - column_of(parsed.source, step.parent)
    whole = block.replace_value(parsed, step, lines, columns)
    if node.kind != "list" or any(item.kind != "scalar" or item.is_block_scalar for item in node.items):
        return whole
    return _then(_set_items(parsed, place, value), whole)


def _then(*sources: Candidates) -> Candidates:
    for source in sources:
        yield from source


def _set_items(parsed: Parsed, place: Place, value: Sequence[Value]) -> Candidates:
    """The items of a block list of scalars become the wanted ones, line by line."""
    source, node = parsed.source, place.node
    assert node is not None
    layout = survey(parsed, _chain(place))
    column = column_of(source, node)
    old = [item.value if same(item.data, item.value) else f"\0{item.value}" for item in node.items]
    new = [text if isinstance(text, str) else f"\0{text!r}" for text in value]
    splices: Candidate = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        paired = min(i2 - i1, j2 - j1)
        for i, j in zip(range(i1, i1 + paired), range(j1, j1 + paired), strict=True):
            item, wanted = node.items[i], value[j]
            if not isinstance(wanted, (str, bool, int)):
                return
            text = write_scalar(wanted, _kept_quote(item, wanted), prefer=layout.prefer)
            splices.append((item.start, item.end, text))
        for i in range(i1 + paired, i2):
            removal = next(iter(_remove_step(parsed, [Step(node, i)], 0)), [])
            splices += removal
        lines = [line for j in range(j1 + paired, j2) for line in render_item(value[j], layout)]
        if lines and i1 + paired < len(node.items) and i2 < len(node.items):
            splices += next(block.insert_before(parsed, node, i2, lines))
        elif lines:
            splices += next(block.insert_child(parsed, node, len(node.items), lines, is_root=False))
    _ = column
    yield sorted(splices, key=lambda splice: splice[:2])


# --- commands ---------------------------------------------------------------------------------------------------


def _append(parsed: Parsed, change: AppendCommand) -> Candidates | None:
    place = locate(parsed, change.path, adding=True)
    node = place.node
    if place.missing:
        return _make(parsed, place, [change.command], change.order)
    assert node is not None
    if node.is_empty:
        return _make_list(parsed, place, change.command)
    if node.kind == "scalar":
        return _scalar_to_list(parsed, place, change)
    _need(node, "list", change.path)
    texts = [_text(parsed, item) for item in node.items]
    if change.command in texts:
        return None
    check_not_shared(parsed, place)
    own = [item.value if item.kind == "scalar" else None for item in node.items]
    at = own.index(change.before) if change.before is not None and change.before in own else None
    return _add_item(parsed, place, change.command, at)


def _text(parsed: Parsed, item: Tree) -> str | None:
    """The text of a scalar item, also through an alias whose anchor is known."""
    if item.kind == "alias":
        target = anchored(parsed, item.value, item.start)
        return None if target is None else _text(parsed, target)
    return item.value if item.kind == "scalar" else None


def _scalar_to_list(parsed: Parsed, place: Place, change: AppendCommand) -> Candidates | None:
    node = place.node
    assert node is not None
    if node.value == change.command:
        return None
    check_not_shared(parsed, place)
    step = place.steps[-1]
    layout = survey(parsed, _chain(Place(place.root, place.steps[:-1])))
    first = change.before is not None and node.value == change.before
    if step.parent.flow:
        raw = parsed.source.text[node.start : node.end]
        new = render_flow(change.command, layout)
        return flow.set_value(parsed, step, f"[{new}, {raw}]" if first else f"[{raw}, {new}]")
    if step.parent.kind == "list":
        raise Refused(node.start, "wrong-kind", "A list is needed here, and this is a single value.")
    lines = render_item(change.command, layout)
    return block.listed(parsed, step, lines, layout.dash, layout.gap, first=first)


def _replace(parsed: Parsed, change: ReplaceCommand) -> Candidates | None:
    place = locate(parsed, change.path, adding=False)
    node = place.node
    if not place.found or node is None or node.is_empty or change.old == change.new:
        return None
    if node.kind == "scalar":
        if node.value != change.old:
            return None
        check_not_shared(parsed, place)
        return _set_scalar(parsed, place, change.new)
    found = [item for item in node.items if item.kind == "scalar" and item.value == change.old]
    if not found:
        return None
    check_not_shared(parsed, place)
    layout = survey(parsed, _chain(place))
    splices: Candidate = []
    for item in found:
        check_removable(parsed, item)
        text = write_scalar(change.new, _kept_quote(item, change.new), prefer=layout.prefer, flow=node.flow)
        splices.append((item.start, end_of(parsed.source, item), text))
    return iter([splices])


# --- removing ---------------------------------------------------------------------------------------------------


def _remove(parsed: Parsed, place: Place) -> Candidates | None:
    if not place.found or not place.steps:
        return None
    check_not_shared(parsed, Place(place.root, place.steps[:-1]))
    check_removable(parsed, place.steps[-1].node)
    steps = list(place.steps)
    return _remove_step(parsed, steps, _top(steps))


def _top(steps: list[Step]) -> int:
    """The outermost step that holds nothing but what is removed."""
    level = len(steps) - 1
    while level > 0 and steps[level].size == 1:
        level -= 1
    return level


def _remove_step(parsed: Parsed, steps: list[Step], level: int) -> Candidates:
    step = steps[level]
    if step.parent.flow:
        return flow.remove_child(parsed, step)
    return block.remove_child(parsed, steps, level, is_root=step.parent is parsed.root)


def _remove_command(parsed: Parsed, change: RemoveCommand) -> Candidates | None:
    place = locate(parsed, change.path, adding=False)
    node = place.node
    if not place.found or node is None or not place.steps or node.is_empty:
        return None
    if node.kind == "scalar":
        return _remove(parsed, place) if node.value == change.command else None
    found = [at for at, item in enumerate(node.items) if item.kind == "scalar" and item.value == change.command]
    if not found:
        return None
    check_not_shared(parsed, place)
    if len(found) == len(node.items):
        steps = [*place.steps, Step(node, 0)]
        if len(found) == 1:
            return _remove(parsed, Place(place.root, tuple(steps)))
        return _remove(parsed, place)
    for at in found:
        check_removable(parsed, node.items[at])
    if len(found) == 1:
        return _remove_step(parsed, [*place.steps, Step(node, found[0])], len(place.steps))
    return _each(parsed, place, node, found)


def _each(parsed: Parsed, place: Place, node: Tree, found: list[int]) -> Candidates:
    splices: Candidate = []
    for at in found:
        splices += next(iter(_remove_step(parsed, [*place.steps, Step(node, at)], len(place.steps))))
    yield sorted(splices, key=lambda splice: splice[:2])


_ = (chomping, is_comment, stands_alone, is_plain)
