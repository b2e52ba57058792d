"""What the data must be after a change, worked out on the old data alone.

The second half of the check: this module knows nothing of positions, lines and styles, and shares no code with the
modules that edit the text. `None` means that there is no data.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import NamedTuple

from wizard.yamlpatch.changes import (
    AppendItem,
    Change,
    EnsureItem,
    Match,
    MoveKey,
    Path,
    RemoveItem,
    RemoveKey,
    RemoveTwins,
    ReplaceItem,
    SetKey,
    Value,
)
from wizard.yamlpatch.check.aliases import Root
from wizard.yamlpatch.check.wanted import ListData, MapData, Some, Wanted, equal, holds, is_list, wanted_data
from wizard.yamlpatch.parse.document import EMPTY_TEXTS
from wizard.yamlpatch.parse.meaning import meaning

Part = str | int | Match
Pairs = Sequence[tuple[Some, Some]]
# What is at a place, None where there is nothing -> what has to be there.
Update = Callable[[Some], Some]


class _Job(NamedTuple):
    """What is done to the data of `root`: `update` at the end of a path, a new key in its place in `order`."""

    root: Root
    update: Update
    order: tuple[str, ...] = ()


def expected(data: Some, change: Change) -> Some:
    """What a text must say after `change`, given the root of what it says before; None for no data."""
    before = None if is_nothing(data) else data
    root = Root(before)
    if isinstance(change, MoveKey):
        return _moved(root, change)
    if isinstance(change, SetKey) and _renamed_already(root, change):
        return before
    order = change.order if isinstance(change, (SetKey, AppendItem)) else ()
    job = _Job(root, lambda old: _updated(root, old, change), order)
    return _at(job, before, change.path[:-1] if isinstance(change, RemoveTwins) else change.path)


def says(data: Some, wanted: Some) -> bool:
    """Whether the text whose root is `data` says what is wanted, and nothing else."""
    if is_nothing(data) or is_nothing(wanted):
        return is_nothing(data) and is_nothing(wanted)
    return equal(data, wanted)


def is_nothing(data: Some) -> bool:
    """No data at all: an empty text, only comments, `---`, or a map or list at the root that holds nothing."""
    if data is None or is_empty(data):
        return True
    return (data.kind == "map" and not data.pairs) or (data.kind == "list" and not data.items)


def is_empty(data: Some) -> bool:
    """Nothing there, or a scalar that means nothing."""
    if data is None:
        return True
    if data.kind != "scalar" or isinstance(data, Wanted):
        return False
    return bool(data.plain and data.value in EMPTY_TEXTS and data.tag is None)


def repeats(data: Some, change: Change) -> bool:
    """Whether the change, made again, takes the next one: the first of several equal items, an item by its number."""
    if not isinstance(change, (RemoveItem, RemoveKey)):
        return False
    once = expected(data, change)
    twice = expected(once, change)
    return not says(once, twice)


def _moved(root: Root, change: MoveKey) -> Some:
    moved = _get(root, change.path)
    if moved is None:
        return root.data
    without = _at(_Job(root, lambda _: None), root.data, change.path)
    return _at(_Job(root, lambda _: moved, change.order), without, change.to)


def _updated(root: Root, old: Some, change: Change) -> Some:
    """What is at the path of the change afterwards."""
    match change:
        case EnsureItem():
            return _with_item(root, old, change)
        case SetKey():
            return _with_value(old, change.value)
        case RemoveItem():
            return _without_item(root, old, change.match)
        case RemoveTwins():
            return _without_twins(old, change.path[-1])
        case AppendItem():
            return _with_text(root, old, change)
        case ReplaceItem():
            return _replaced(old, change)
        case _:
            return None


def _renamed_already(root: Root, change: SetKey) -> bool:
    """Whether the key of the item's own match has the new value already, so that the old match finds nothing."""
    path, value = change.path, change.value
    if len(path) < 2 or not isinstance(path[-2], Match) or not isinstance(value, str):
        return False
    name, named = path[-1], dict(path[-2].keys)
    if name not in named or _get(root, path[:-1]) is not None:
        return False
    renamed = Match(tuple((key, value if key == name else text) for key, text in named.items()))
    return _get(root, (*path[:-2], renamed)) is not None


# --- along a path --------------------------------------------------------------------------------------------------


def _get(root: Root, path: Path) -> Some:
    data: Some = root.data
    for part in path:
        data = _child(root, data, part)
        if data is None:
            return None
    return data


def _child(root: Root, data: Some, part: Part) -> Some:
    index = _find(root, data, part)
    if index is None:
        return None
    return _child_at(data, index)


def _child_at(data: Some, index: int) -> Some:
    return data.pairs[index][1] if data.kind == "map" else data.items[index]


def _find(root: Root, data: Some, part: Part) -> int | None:
    """The number of the pair or item that `part` names; None where there is none."""
    if isinstance(part, str):
        return _key_index(data.pairs, part) if _kind(data) == "map" else None
    if _kind(data) != "list":
        return None
    if isinstance(part, int):
        return part if part < len(data.items) else None
    for index, item in enumerate(data.items):
        if _matches(root.seen_through(item), part):
            return index
    return None


def _kind(data: Some) -> str:
    return "" if data is None else str(data.kind)


def _key_index(pairs: Pairs, name: str) -> int | None:
    for index, (key, _) in enumerate(pairs):
        if key.value == name and key.kind == "scalar":
            return index
    return None


def _at(job: _Job, data: Some, path: Path, depth: int = 0) -> Some:
    """`data` with what is at `path` updated; parents come and go with it."""
    if not path:
        return job.update(data)
    part, rest = path[0], path[1:]
    index = _find(job.root, data, part)
    if index is not None:
        after = _at(job, _child_at(data, index), rest, depth + 1)
        return _with_child(data, index, after)
    if not is_empty(data) and data.kind != ("map" if isinstance(part, str) else "list"):
        return data
    after = _at(job, None, rest, depth + 1)
    # A new key of the root, or one whose own value had to be made, goes to the end.
    return data if after is None else _grown(data, part, after, () if rest or depth == 0 else job.order)


def _grown(data: Some, part: str | int | Match, after: Some, order: tuple[str, ...]) -> Some:
    """`data` with a new child for `part` of a path."""
    if isinstance(part, str):
        return _with_key(data, part, after, order)
    new = _with_match(after, part) if isinstance(part, Match) else after
    return _inserted(data, new, None) if _kind(data) == "list" else _list_of(data, new)


def _with_key(data: Some, name: str, value: Some, order: tuple[str, ...]) -> MapData:
    """The map, or one in the place of nothing, with a new key."""
    pair = (Wanted(name), value)
    if _kind(data) != "map":
        return MapData(None if data is None else data.anchor, None, (pair,))
    slot = _slot(data.pairs, name, order)
    return MapData(data.anchor, data.tag, (*data.pairs[:slot], pair, *data.pairs[slot:]))


def _with_child(data: Some, index: int, after: Some) -> Some:
    """The map or list with another value at `index`; without it where that is None, and gone when nothing is left."""
    if data.kind == "map":
        changed = () if after is None else ((data.pairs[index][0], after),)
        pairs = (*data.pairs[:index], *changed, *data.pairs[index + 1 :])
        return MapData(data.anchor, data.tag, pairs) if pairs else None
    items = (*data.items[:index], *(() if after is None else (after,)), *data.items[index + 1 :])
    return ListData(data.anchor, data.tag, items) if items else None


def _with_match(item: Some, match: Match) -> MapData:
    there = {_key_text(key): (key, value) for key, value in item.pairs}
    named = tuple(there.pop(name, (Wanted(name), Wanted(text))) for name, text in match.keys)
    return MapData(item.anchor, item.tag, (*named, *there.values()))


def _slot(pairs: Pairs, name: str, order: tuple[str, ...]) -> int:
    """Where a new key goes: beside the one that is nearest to it in `order`, else to the end."""
    names = [_key_text(key) for key, _ in pairs]
    if name not in order:
        return len(names)
    ahead, behind = _neighbours(order, name, names)
    rank = order.index(name)
    if ahead is not None and (behind is None or rank - order.index(ahead) <= order.index(behind) - rank):
        return names.index(ahead) + 1
    return len(names) if behind is None else names.index(behind)


def _neighbours(order: tuple[str, ...], name: str, names: Sequence[str | None]) -> tuple[str | None, str | None]:
    """The nearest names before and behind `name` in the order that are there."""
    rank = order.index(name)
    ahead = next((one for one in reversed(order[:rank]) if one in names), None)
    behind = next((one for one in order[rank + 1 :] if one in names), None)
    return ahead, behind


def _key_text(key: Some) -> str | None:
    """The text of a key, one of the file's or a new one."""
    return key.value if key.kind == "scalar" else None


def _matches(item: Some, match: Match) -> bool:
    if item.kind != "map":
        return False
    texts = [(_key_text(key), value.value) for key, value in item.pairs if value.kind == "scalar"]
    return all(pair in texts for pair in match.keys)


# --- at its end ----------------------------------------------------------------------------------------------------


def _list_of(old: Some, item: Some) -> ListData:
    """A list of one item in the place of nothing, or of an empty value, whose anchor stays."""
    return ListData(None if old is None else old.anchor, None, (item,))


def _inserted(old: Some, item: Some, at: int | None) -> ListData:
    place = len(old.items) if at is None else at
    return ListData(old.anchor, old.tag, (*old.items[:place], item, *old.items[place:]))


def _with_item(root: Root, old: Some, change: EnsureItem) -> Some:
    if is_empty(old):
        return _list_of(old, wanted_data(change.value))
    for item in old.items:
        if _matches(root.seen_through(item), change.match):
            return old
    return _inserted(old, wanted_data(change.value), change.at)


def _without_item(root: Root, old: Some, match: Match | str) -> Some:
    if isinstance(match, str):
        return _without_text(old, match)
    index = _find(root, old, match)
    return old if index is None else _with_child(old, index, None)


def _without_twins(old: Some, name: Part) -> Some:
    """The map without the keys called `name` that say the same as one before them."""
    if _kind(old) != "map":
        return old
    said: set[Hashable] = set()
    pairs: list[tuple[Some, Some]] = []
    for pair in old.pairs:
        means = meaning(pair[1]) if _key_text(pair[0]) == name else None
        if means is None or means not in said:
            pairs.append(pair)
        said.add(means)
    return MapData(old.anchor, old.tag, pairs)


def _without_text(old: Some, text: str) -> Some:
    if _reads(old, text):
        return None
    if _kind(old) != "list":
        return old
    items = [item for item in old.items if not _is_text(item, text)]
    if len(items) == len(old.items):
        return old
    return ListData(old.anchor, old.tag, items) if items else None


def _with_value(old: Some, value: Value) -> Some:
    """The wanted value; parts of a map or list that say the wanted already stay as they are."""
    wanted = wanted_data(value)
    if old is None or isinstance(old, Wanted):
        return wanted
    if holds(old, value):
        return old
    if isinstance(value, Mapping) and old.kind == "map":
        return _with_pairs(old, value)
    if is_list(value) and old.kind == "list":
        return ListData(old.anchor, old.tag, wanted.items)
    if isinstance(wanted, Wanted) or not is_empty(old):
        return wanted
    return wanted._replace(anchor=old.anchor)


def _with_pairs(old: Some, value: Mapping[str, Value]) -> MapData:
    pairs = list(old.pairs)
    for name, below in value.items():
        at = _key_index(pairs, name)
        if at is None:
            pairs.insert(_slot(pairs, name, tuple(value)), (Wanted(name), wanted_data(below)))
        else:
            pairs[at] = (pairs[at][0], _with_value(pairs[at][1], below))
    return MapData(old.anchor, old.tag, [pair for pair in pairs if _key_text(pair[0]) in value])


def _with_text(root: Root, old: Some, change: AppendItem) -> Some:
    new = Wanted(change.text)
    if is_empty(old):
        return _list_of(old, new)
    if old.kind == "scalar":
        return _beside_scalar(old, new, change)
    if any(_is_text(root.seen_through(item), change.text) for item in old.items):
        return old
    texts = [item.value if item.kind == "scalar" else None for item in old.items]
    if change.before is not None and change.before in texts:
        return _inserted(old, new, texts.index(change.before))
    return _inserted(old, new, change.at)


def _beside_scalar(old: Some, new: Wanted, change: AppendItem) -> Some:
    """A list of the scalar in the list's place and the new text."""
    if old.value == change.text:
        return old
    first = old.value == change.before or change.at == 0
    return ListData(None, None, (new, old) if first else (old, new))


def _replaced(old: Some, change: ReplaceItem) -> Some:
    texts = change.new if isinstance(change.new, tuple) else (change.new,)
    new = tuple(Wanted(text) for text in texts)
    if _reads(old, change.old):
        return new[0] if len(new) == 1 else ListData(None, None, new)
    if _kind(old) != "list":
        return old
    items: list[Some] = []
    for item in old.items:
        items += new if _is_text(item, change.old) else (item,)
    return ListData(old.anchor, old.tag, items)


def _is_text(item: Some, text: str) -> bool:
    return _kind(item) == "scalar" and bool(item.value == text)


def _reads(data: Some, text: str) -> bool:
    """Whether a scalar in the place of a list reads `text`."""
    return _is_text(data, text) and not is_empty(data)
