"""Walking a path through the tree, and the reasons to refuse that are met on the way."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from wizard.yamlpatch.changes import Match, Path
from wizard.yamlpatch.parse.tree import Parsed, Tree

KINDS = {"map": "a map", "list": "a list", "scalar": "a single value", "alias": "an alias"}


class Refused(Exception):
    """What is at offset `at` cannot be changed safely."""

    def __init__(self, at: int, code: str, reason: str) -> None:
        super().__init__(reason)
        self.at = at
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Step:
    """The child number `index` of the map or list `parent`."""

    parent: Tree
    index: int

    @property
    def node(self) -> Tree:
        return self.parent.pairs[self.index][1] if self.parent.kind == "map" else self.parent.items[self.index]

    @property
    def name(self) -> str:
        """The key, as text; empty for an item."""
        return self.parent.pairs[self.index][0].value if self.parent.kind == "map" else ""

    @property
    def size(self) -> int:
        return len(self.parent.pairs) if self.parent.kind == "map" else len(self.parent.items)


@dataclass(frozen=True, slots=True)
class Place:
    """How far a path leads: the steps that exist, and the parts of the path that do not."""

    root: Tree | None
    steps: tuple[Step, ...] = ()
    missing: Path = ()

    @property
    def node(self) -> Tree | None:
        """The last node that exists."""
        return self.steps[-1].node if self.steps else self.root

    @property
    def existing(self) -> Tree:
        """The last node; to be asked only where one exists."""
        if (node := self.node) is None:
            raise LookupError("the text holds no data")
        return node

    @property
    def found(self) -> bool:
        return not self.missing and self.node is not None

    @property
    def parent(self) -> Place:
        """The place one step up."""
        return Place(self.root, self.steps[:-1])

    @property
    def collections(self) -> list[Tree]:
        """The maps and lists from the root to the node."""
        trees = [*([self.root] if self.root is not None else []), *(step.node for step in self.steps)]
        return [tree for tree in trees if tree.kind in ("map", "list")]


def locate(parsed: Parsed, path: Path, *, adding: bool) -> Place:
    """Where `path` leads. Raises `Refused` where something on it makes a change unsafe.

    `adding`: what is missing would be made; then a map or list of the wrong kind is refused too, and the number of an
    item that could not be the next one.
    """
    steps: list[Step] = []
    node = parsed.root
    while node is not None and len(steps) < len(path):
        index = None if node.is_empty else _found_in(parsed, node, path, len(steps), adding=adding)
        if index is None:
            break
        steps.append(Step(node, index))
        node = steps[-1].node
    place = Place(parsed.root, tuple(steps), path[len(steps) :])
    if adding:
        _check_numbers(place, path)
    return place


def _found_in(parsed: Parsed, node: Tree, path: Path, at: int, *, adding: bool) -> int | None:
    """The number of the child that the part `at` of the path names, where the node is of the kind that has one."""
    part = path[at]
    wanted = "map" if isinstance(part, str) else "list"
    if node.kind == wanted:
        index = _child(parsed, node, part)
        if index is not None and node.kind == "list" and (adding or at < len(path) - 1):
            _check_no_alias(node.items[index])
        return index
    if adding or node.kind == "alias":
        raise wrong_kind(node, wanted, path[:at])
    return None


def _check_numbers(place: Place, path: Path) -> None:
    """Raise `Refused` where the path has the number of an item that is neither there nor the next one."""
    node = place.node
    following = len(node.items) if node is not None and node.kind == "list" else 0
    for part in place.missing:
        if isinstance(part, int) and part != following:
            at = 0 if node is None else node.start
            raise Refused(at, "no-item", f"{words_of(path)}: the list has {following} items, so none gets this number.")
        following = 0


def words_of(path: Path) -> str:
    """A path in words: `servers.[0].name`; the values of a `Match` are left out."""
    return ".".join(_in_words(part) for part in path)


def _in_words(part: str | int | Match) -> str:
    if isinstance(part, str):
        return part
    return "[…]" if isinstance(part, Match) else f"[{part}]"


def _child(parsed: Parsed, node: Tree, part: str | int | Match) -> int | None:
    """The number of the pair or item that `part` names."""
    if isinstance(part, str):
        return _key(parsed, node, part)
    return _numbered(node, part) if isinstance(part, int) else _item(parsed, node, part)


def _numbered(node: Tree, number: int) -> int | None:
    return number if number < len(node.items) else None


def _check_no_alias(item: Tree) -> None:
    """Raise `Refused` for an alias: it can go, and nothing in it can change."""
    if item.kind == "alias":
        reason = (
            f"The item is the alias *{item.value}: what it means is shared. Write it out here in place of the alias, "
            "and a change touches this item alone."
        )
        raise Refused(item.start, "alias", reason)


def wrong_kind(node: Tree, wanted: str, path: Path) -> Refused:
    """What is at `path` is not of the kind that is needed."""
    name = words_of(path) or "The file's top level"
    if node.kind == "alias":
        reason = f"{name} is the alias *{node.value}: what it means is shared or defined elsewhere."
        return Refused(node.start, "alias", reason)
    return Refused(node.start, "wrong-kind", f"{name} is {KINDS[node.kind]}; {KINDS[wanted]} is needed here.")


def check_not_shared(parsed: Parsed, place: Place) -> None:
    """Raise `Refused` where something that would change has an anchor that is used elsewhere."""
    for tree in [*([place.root] if place.root else []), *(step.node for step in place.steps)]:
        if tree.anchor is not None and any(_aliases(parsed, tree.anchor)):
            raise _shared(tree)


def check_removable(parsed: Parsed, tree: Tree) -> None:
    """Raise `Refused` where `tree` defines an anchor that is used outside of it."""
    inside = {id(below) for below in walk(tree)}
    for below in walk(tree):
        if below.anchor is not None and any(id(alias) not in inside for alias in _aliases(parsed, below.anchor)):
            raise _shared(below)


def _shared(tree: Tree) -> Refused:
    return Refused(
        tree.start,
        "shared-anchor",
        f"This has the anchor &{tree.anchor}, and *{tree.anchor} uses it elsewhere: a change here would change both. "
        f"Write the value out where *{tree.anchor} is, and take &{tree.anchor} out.",
    )


def children(node: Tree) -> list[Tree]:
    """The keys and values of a map, the items of a list."""
    if node.kind == "map":
        return [child for pair in node.pairs for child in pair]
    return list(node.items)


def walk(tree: Tree | None) -> Iterator[Tree]:
    """The tree and all below it, keys included, in the order of the text."""
    stack = [tree] if tree is not None else []
    while stack:
        node = stack.pop()
        yield node
        stack += reversed(children(node))


def _aliases(parsed: Parsed, anchor: str) -> Iterator[Tree]:
    if f"*{anchor}" in parsed.source.text:
        yield from (tree for tree in walk(parsed.root) if tree.kind == "alias" and tree.value == anchor)


def _key(parsed: Parsed, node: Tree, name: str) -> int | None:
    found = [at for at, (key, _) in enumerate(node.pairs) if key.kind == "scalar" and key.value == name]
    if len(found) > 1:
        raise Refused(
            node.pairs[found[1]][0].start,
            "duplicate-key",
            f"The key {name} is there twice in this map: which one counts is not certain.",
        )
    if not found:
        check_not_merged(parsed, node, name)
    return found[0] if found else None


def check_not_merged(parsed: Parsed, node: Tree, name: str) -> None:
    """Raise `Refused` where a merge key of the map supplies the key `name`, or may do so."""
    if (merged := _from_merge(parsed, node, name)) is not None:
        raise _refused_merge(merged, name)


def _refused_merge(merged: _Merged, name: str) -> Refused:
    reason = f"{name} {merged.how} this merge key. Write {name} out in this map, beside the merge key."
    return Refused(merged.key.start, "merge-key", reason)


def _merges(node: Tree) -> list[tuple[Tree, Tree]]:
    """The merge keys of a map with each source."""
    found = [(key, value) for key, value in node.pairs if key.plain and key.value == "<<"]
    return [(key, source) for key, value in found for source in (value.items if value.kind == "list" else [value])]


def anchored(parsed: Parsed, name: str, before: int) -> Tree | None:
    """The last node with the anchor `name` that ends before the offset `before`."""
    known = parsed.anchors.get(name, ())
    ended = bisect.bisect_right(known, before, key=lambda tree: tree.end)
    last: Tree | None = None
    for tree in reversed(known[:ended]):
        # Where one is inside of another, the inner one ends first and begins last.
        if last is not None and tree.start < last.start:
            break
        last = tree
    return last


class _Merged(NamedTuple):
    """What a merge key supplies: the key, how it does that in words, and the value (None: that is not certain)."""

    key: Tree
    how: str
    value: Tree | None = None


def _from_merge(parsed: Parsed, node: Tree, name: str, seen: set[int] | None = None) -> _Merged | None:
    """What a merge key of the map supplies as `name`, or may supply. What was `seen` has nothing."""
    seen = set() if seen is None else seen
    seen.add(id(node))
    merges = _merges(node)
    for key, source in merges:
        found = _supplied(parsed, key, source, name, seen)
        if found is not None:
            # Of two merge keys in one map it is not certain which one counts.
            return found if merges[-1][0] is merges[0][0] else found._replace(value=None)
    return None


def _supplied(parsed: Parsed, key: Tree, source: Tree, name: str, seen: set[int]) -> _Merged | None:
    """What is merged from one source as `name`, or may be; None where surely nothing is."""
    target = source
    if source.kind == "alias":
        known = anchored(parsed, source.value, source.start)
        if known is None:
            return _Merged(key, f"may come from *{source.value}, whose anchor is not in this file, through")
        target = known
    if target.kind != "map":
        return _Merged(key, "may come through")
    if id(target) in seen:
        return None
    if values := target.values(name):
        return _Merged(key, "comes through", values[0][1] if len(values) == 1 else None)
    below = _from_merge(parsed, target, name, seen)
    return None if below is None else below._replace(key=key)


def _item(parsed: Parsed, node: Tree, match: Match) -> int | None:
    """The first item that matches; raises `Refused` where that is not certain."""
    return next((at for at, item in enumerate(node.items) if matches(parsed, item, match)), None)


def matches(parsed: Parsed, item: Tree, match: Match) -> bool:
    """Whether the item is a map with these values, also through an alias or merge key whose anchor is known.

    Raises `Refused` where the values may come from a merge key with an unknown anchor or stand twice.
    """
    if item.kind == "alias":
        target = anchored(parsed, item.value, item.start)
        return target is not None and matches(parsed, target, match)
    if item.kind != "map":
        return False
    unsure: Refused | None = None
    for name, text in match.keys:
        try:
            if not _says(parsed, item, name, text):
                return False
        except Refused as refused:
            unsure = refused
    if unsure is not None:
        raise unsure
    return True


def _says(parsed: Parsed, item: Tree, name: str, text: str) -> bool:
    """Whether the key `name` of a map has the value `text`; raises `Refused` where that is not certain."""
    values = item.values(name)
    if len(values) > 1:
        if not any(value.kind == "scalar" and value.value == text for _, value in values):
            return False
        raise Refused(values[1][0].start, "duplicate-key", f"The key {name} is there twice in this item.")
    value = values[0][1] if values else _merged_value(parsed, item, name)
    if value is None:
        return False
    target = anchored(parsed, value.value, value.start) if value.kind == "alias" else value
    if target is None:
        raise Refused(value.start, "alias", f"{name} is an alias whose anchor is not here.")
    return target.kind == "scalar" and target.value == text


def _merged_value(parsed: Parsed, item: Tree, name: str) -> Tree | None:
    """What a merge key supplies as `name`, None for nothing; raises `Refused` where that is not certain."""
    merged = _from_merge(parsed, item, name)
    if merged is not None and merged.value is None:
        raise _refused_merge(merged, name)
    return None if merged is None else merged.value
