"""What the data must be after a change, worked out on the old data alone.

The second half of the check: this module knows nothing of positions, lines and styles, and shares no code with the
modules that edit the text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from wizard.yamlpatch.changes import (
    AppendCommand,
    Change,
    EnsureItem,
    Match,
    MoveKey,
    Path,
    RemoveCommand,
    RemoveItem,
    ReplaceCommand,
    SetKey,
    Value,
)
from wizard.yamlpatch.check.values import Wanted, same, wanted_data
from wizard.yamlpatch.parse.tree import Data

GONE: Any = ("gone",)
Update = Callable[[Any], Any]  # the old data, or GONE where there is none, to the new


def expected(data: Data | None, change: Change) -> Data | None:
    """The data after `change`; None for a text without data."""
    root = GONE if is_nothing(data) else data
    after = _changed(root, change)
    return None if after is GONE else after


def is_nothing(data: Data | None) -> bool:
    """No data at all: an empty text, only comments, `---`, or a root map without keys."""
    return data is None or (data[0] == "scalar" and _empty(data)) or (data[0] == "map" and not data[3])


class _Root:
    """The data of a whole text, with what its aliases stand for."""

    def __init__(self, data: Any) -> None:
        self.data = data
        self._targets: dict[int, Any] | None = None

    def target(self, alias: Any) -> Any:
        """What an alias stands for: the last node before it with its anchor; the alias itself where there is none."""
        if self._targets is None:
            self._targets = _targets(self.data)
        return self._targets.get(id(alias), alias)


class _Job(NamedTuple):
    """What is done to the data of `root`: `update` at the end of a path, a new key in its place in `order`."""

    root: _Root
    update: Update
    order: tuple[str, ...] = ()


def _changed(root: Any, change: Change) -> Any:
    whole = _Root(root)
    if isinstance(change, MoveKey):
        moved = _get(whole, change.path)
        if moved is GONE:
            return root
        without = _at(_Job(whole, lambda _: GONE), root, change.path)
        return _at(_Job(whole, lambda _: moved, change.order), without, change.to)
    if isinstance(change, SetKey) and _renamed_already(whole, change.path, change.value):
        return root
    order = change.order if isinstance(change, (SetKey, AppendCommand)) else ()
    return _at(_Job(whole, lambda old: _updated(whole, old, change), order), root, change.path)


def _updated(root: _Root, old: Any, change: Change) -> Any:
    """What stands at the path of the change afterwards."""
    match change:
        case EnsureItem():
            return _with_item(root, old, change)
        case SetKey():
            return _with_value(old, change.value)
        case RemoveItem():
            return _without_item(root, old, change.match)
        case AppendCommand():
            return _with_command(root, old, change)
        case ReplaceCommand():
            return _replaced(old, change.old, change.new)
        case RemoveCommand():
            return _without_command(old, change.command)
        case _:
            return GONE


def _renamed_already(root: _Root, path: Path, value: Value) -> bool:
    if len(path) < 2 or not isinstance(path[-2], Match) or _get(root, path[:-1]) is not GONE:
        return False
    name, named = path[-1], dict(path[-2].keys)
    if name not in named or not isinstance(value, str):
        return False
    return _get(root, (*path[:-2], Match(tuple({**named, name: value}.items())))) is not GONE


def _empty(data: Any) -> bool:
    return bool(data[0] == "scalar" and data[3] and data[4] in ("", "~", "null", "Null", "NULL") and data[2] is None)


def _get(root: _Root, path: Path) -> Any:
    data = root.data
    for part in path:
        if data is GONE or data[0] != ("list" if isinstance(part, Match) else "map"):
            return GONE
        if isinstance(part, Match):
            index = _index(root, data, part)
            data = GONE if index is None else data[3][index]
        else:
            data = next((value for key, value in data[3] if key[0] == "scalar" and key[4] == part), GONE)
    return data


def _index(root: _Root, data: Any, match: Match) -> int | None:
    """The number of the first item that matches."""
    return next((i for i, item in enumerate(data[3]) if _matches(_seen_through(root, item), match)), None)


def _at(job: _Job, data: Any, path: Path, depth: int = 0) -> Any:
    """`data` with what stands at `path` updated; parents come and go with it."""
    if not path:
        return job.update(data)
    part, rest = path[0], path[1:]
    if data is GONE or _empty(data):
        after = _at(job, GONE, rest, depth + 1)
        if after is GONE:
            return data
        anchor = None if data is GONE else data[1]
        if isinstance(part, Match):
            return ("list", anchor, None, (_with_match(after, part),))
        return ("map", anchor, None, ((Wanted(part), after),))
    if data[0] != ("list" if isinstance(part, Match) else "map"):
        return data
    if isinstance(part, Match):
        return _at_item(job, data, part, rest, depth)
    pairs = data[3]
    index = next((i for i, (key, _) in enumerate(pairs) if key[0] == "scalar" and key[4] == part), None)
    if index is not None:
        after = _at(job, pairs[index][1], rest, depth + 1)
        changed = () if after is GONE else ((pairs[index][0], after),)
        pairs = (*pairs[:index], *changed, *pairs[index + 1 :])
        return (*data[:3], pairs) if pairs else GONE
    after = _at(job, GONE, rest, depth + 1)
    if after is GONE:
        return data
    index = len(pairs) if depth == 0 else _slot(pairs, part, () if rest else job.order)
    return (*data[:3], (*pairs[:index], (Wanted(part), after), *pairs[index:]))


def _at_item(job: _Job, data: Any, match: Match, rest: Path, depth: int) -> Any:
    items = data[3]
    index = _index(job.root, data, match)
    if index is None:
        after = _at(job, GONE, rest, depth + 1)
        return data if after is GONE else (*data[:3], (*items, _with_match(after, match)))
    after = _at(job, items[index], rest, depth + 1)
    items = (*items[:index], *(() if after is GONE else (after,)), *items[index + 1 :])
    return (*data[:3], items) if items else GONE


def _with_match(item: Any, match: Match) -> Any:
    there = {_key_text(key): (key, value) for key, value in item[3]}
    named = tuple(there.pop(name, (Wanted(name), Wanted(text))) for name, text in match.keys)
    return (*item[:3], (*named, *there.values()))


def _slot(pairs: Sequence[Any], name: str, order: tuple[str, ...]) -> int:
    """Where a new key goes: beside the one that is nearest to it in `order`, else to the end."""
    names = [_key_text(key) for key, _ in pairs]
    at = order.index(name) if name in order else -1
    for distance in range(1, len(order) if at >= 0 else 0):
        if at >= distance and order[at - distance] in names:
            return names.index(order[at - distance]) + 1
        if at + distance < len(order) and order[at + distance] in names:
            return names.index(order[at + distance])
    return len(names)


def _key_text(key: Any) -> str | None:
    """The text of a key, one of the file's or a new one."""
    if isinstance(key, Wanted):
        return str(key.value)
    return key[4] if key[0] == "scalar" else None


def _matches(item: Any, match: Match) -> bool:
    if item[0] != "map":
        return False
    texts = [(key[4], value[4]) for key, value in item[3] if key[0] == value[0] == "scalar"]
    return all(pair in texts for pair in match.keys)


def _targets(data: Any) -> dict[int, Any]:
    """What each alias in the data stands for, by the alias's identity; nothing for one whose anchor is elsewhere."""
    found: dict[int, Any] = {}
    last: dict[str, Any] = {}
    stack = [data]
    while stack:
        node = stack.pop()
        if node[0] == "alias":
            if node[1] in last:
                found[id(node)] = last[node[1]]
            continue
        if node[0] in ("scalar", "list", "map") and node[1] is not None:
            last[node[1]] = node
        if node[0] == "list":
            stack += reversed(node[3])
        elif node[0] == "map":
            stack += [child for pair in reversed(node[3]) for child in reversed(pair)]
    return found


def _seen_through(root: _Root, item: Any) -> Any:
    """The item, with an alias in its place or in the values of its keys followed to what it stands for."""
    if item[0] == "alias":
        item = root.target(item)
    if item[0] != "map":
        return item
    return (*item[:3], tuple((key, root.target(below) if below[0] == "alias" else below) for key, below in item[3]))


def _with_item(root: _Root, old: Any, change: EnsureItem) -> Any:
    if old is GONE or _empty(old):
        return ("list", None if old is GONE else old[1], None, (wanted_data(change.value),))
    if any(_matches(_seen_through(root, item), change.match) for item in old[3]):
        return old
    return (*old[:3], (*old[3], wanted_data(change.value)))


def _without_item(root: _Root, old: Any, match: Match) -> Any:
    index = _index(root, old, match) if old is not GONE and old[0] == "list" else None
    if index is None:
        return old
    items = old[3][:index] + old[3][index + 1 :]
    return (*old[:3], items) if items else GONE


def _with_value(old: Any, value: Value) -> Any:
    """The wanted value; parts of a map or list that say the wanted already stay as they are."""
    if old is GONE or isinstance(old, Wanted):
        return wanted_data(value)
    if same(old, value):
        return old
    if isinstance(value, Mapping) and old[0] == "map":
        pairs = list(old[3])
        for name, below in value.items():
            at = next((i for i, (key, _) in enumerate(pairs) if _key_text(key) == name), None)
            if at is None:
                pairs.insert(_slot(pairs, name, tuple(value)), (Wanted(name), wanted_data(below)))
            else:
                pairs[at] = (pairs[at][0], _with_value(pairs[at][1], below))
        return (*old[:3], tuple(pair for pair in pairs if _key_text(pair[0]) in value))
    if old[0] == "list" and not isinstance(value, (str, bool, int, Mapping)):
        return (*old[:3], tuple(wanted_data(item) for item in value))
    wanted = wanted_data(value)
    return wanted if isinstance(wanted, Wanted) or not _empty(old) else (wanted[0], old[1], *wanted[2:])


def _with_command(root: _Root, old: Any, change: AppendCommand) -> Any:
    new = Wanted(change.command)
    if old is GONE or _empty(old):
        return ("list", None if old is GONE else old[1], None, (new,))
    if old[0] == "scalar":
        if old[4] == change.command:
            return old
        both = (new, old) if old[4] == change.before else (old, new)
        return ("list", None, None, both)
    seen = [_seen_through(root, item) for item in old[3]]
    if change.command in [item[4] for item in seen if item[0] == "scalar"]:
        return old
    texts = [item[4] if item[0] == "scalar" else None for item in old[3]]
    at = texts.index(change.before) if change.before is not None and change.before in texts else len(texts)
    return (*old[:3], (*old[3][:at], new, *old[3][at:]))


def _replaced(old: Any, before: str, after: str) -> Any:
    if old is GONE:
        return old
    if old[0] == "scalar":
        return Wanted(after) if old[4] == before and not _empty(old) else old
    if old[0] != "list":
        return old
    return (*old[:3], tuple(Wanted(after) if item[0] == "scalar" and item[4] == before else item for item in old[3]))


def _without_command(old: Any, command: str) -> Any:
    if old is GONE:
        return old
    if old[0] == "scalar":
        return GONE if old[4] == command and not _empty(old) else old
    if old[0] != "list":
        return old
    items = tuple(item for item in old[3] if item[0] != "scalar" or item[4] != command)
    if len(items) == len(old[3]):
        return old
    return (*old[:3], items) if items else GONE
