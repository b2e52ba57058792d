"""Walking a path through the tree, and the reasons to refuse that stand on the way (DESIGN, section 4, P6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from wizard.yamlpatch.changes import Match, Path
from wizard.yamlpatch.parse import Parsed, Tree

KINDS = {"map": "a map", "list": "a list", "scalar": "a single value", "alias": "an alias"}


class Refused(Exception):
    """What stands at offset `at` cannot be changed safely."""

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
    def key(self) -> Tree | None:
        return self.parent.pairs[self.index][0] if self.parent.kind == "map" else None

    @property
    def size(self) -> int:
        return len(self.parent.pairs) if self.parent.kind == "map" else len(self.parent.items)


@dataclass(frozen=True, slots=True)
class Place:
    """How far a path leads: the steps that exist, and the parts of the path that do not."""

    root: Tree | None
    steps: tuple[Step, ...] = ()
    missing: Path = ()
    trees: tuple[Tree, ...] = field(default=())

    @property
    def node(self) -> Tree | None:
        """The last node that exists."""
        return self.steps[-1].node if self.steps else self.root

    @property
    def found(self) -> bool:
        return not self.missing and self.node is not None


def locate(parsed: Parsed, path: Path, *, adding: bool) -> Place:
    """Where `path` leads. Raises `Refused` where something on it makes a change unsafe.

    `adding`: what is missing would be made; then a map or list of the wrong kind is refused too.
    """
    node = parsed.root
    steps: list[Step] = []
    for at, part in enumerate(path):
        if node is None or node.is_empty:
            return Place(parsed.root, tuple(steps), path[at:])
        name = _name(path[:at])
        if node.kind == "alias":
            raise Refused(
                node.start, "alias",
                f"{name} is the alias *{node.value}: what it stands for is shared or defined elsewhere.",
            )  # fmt: skip
        wanted = "list" if isinstance(part, Match) else "map"
        if node.kind != wanted:
            if not adding:
                return Place(parsed.root, tuple(steps), path[at:])
            raise Refused(node.start, "wrong-kind", f"{name} is {KINDS[node.kind]}; {KINDS[wanted]} is needed here.")
        index = _item(parsed, node, part) if isinstance(part, Match) else _key(parsed, node, part)
        if index is None:
            return Place(parsed.root, tuple(steps), path[at:])
        steps.append(Step(node, index))
        node = steps[-1].node
    return Place(parsed.root, tuple(steps))


def check_not_shared(parsed: Parsed, place: Place) -> None:
    """Raise `Refused` where something that would change has an anchor that is used elsewhere."""
    trees = [*([place.root] if place.root else []), *(step.node for step in place.steps)]
    for tree in trees:
        if tree.anchor is not None and _alias_of(parsed, tree.anchor) is not None:
            raise _shared(tree)


def check_removable(parsed: Parsed, tree: Tree) -> None:
    """Raise `Refused` where `tree` defines an anchor that is used outside of it."""
    for below in walk(tree):
        if below.anchor is None:
            continue
        used = [alias for alias in walk(parsed.root) if alias.kind == "alias" and alias.value == below.anchor]
        inside = {id(alias) for alias in walk(tree)}
        if any(id(alias) not in inside for alias in used):
            raise _shared(below)


def _shared(tree: Tree) -> Refused:
    return Refused(
        tree.start, "shared-anchor",
        f"This has the anchor &{tree.anchor}, and *{tree.anchor} uses it elsewhere: a change here would change both.",
    )  # fmt: skip


def walk(tree: Tree | None) -> Iterator[Tree]:
    """The tree and all below it, keys included, in the order of the text."""
    stack = [tree] if tree is not None else []
    while stack:
        node = stack.pop()
        yield node
        if node.kind == "map":
            stack += [child for pair in reversed(node.pairs) for child in reversed(pair)]
        elif node.kind == "list":
            stack += reversed(node.items)


def _name(path: Path) -> str:
    return ".".join(part if isinstance(part, str) else "[…]" for part in path) or "The file's top level"


def _alias_of(parsed: Parsed, anchor: str) -> Tree | None:
    if f"*{anchor}" not in parsed.source.text:
        return None
    return next((tree for tree in walk(parsed.root) if tree.kind == "alias" and tree.value == anchor), None)


def _key(parsed: Parsed, node: Tree, name: str) -> int | None:
    found = [at for at, (key, _) in enumerate(node.pairs) if key.kind == "scalar" and key.value == name]
    if len(found) > 1:
        raise Refused(
            node.pairs[found[1]][0].start, "duplicate-key",
            f"The key {name} stands twice in this map: which one counts is not certain.",
        )  # fmt: skip
    if not found:
        supplied = _from_merge(parsed, node, name, node.start)
        if supplied:
            raise Refused(supplied[0].start, "merge-key", f"{name} {supplied[1]} this merge key.")
    return found[0] if found else None


def _merges(node: Tree) -> list[tuple[Tree, Tree]]:
    """The merge keys of a map with each source."""
    found = [(key, value) for key, value in node.pairs if key.plain and key.value == "<<"]
    return [(key, source) for key, value in found for source in (value.items if value.kind == "list" else [value])]


def anchored(parsed: Parsed, name: str, before: int) -> Tree | None:
    """The last node with the anchor `name` that begins before the offset `before`."""
    if not re.search(rf"&{re.escape(name)}", parsed.source.text):
        return None
    found = None
    for tree in walk(parsed.root):
        if tree.anchor == name and tree.start < before:
            found = tree
    return found


def _from_merge(parsed: Parsed, node: Tree, name: str, _at: int) -> tuple[Tree, str] | None:
    """The merge key that supplies `name`, or may do so, and which of the two."""
    for key, source in _merges(node):
        target: Tree | None = source
        if source.kind == "alias":
            target = anchored(parsed, source.value, source.start)
            if target is None:
                return key, f"may come from *{source.value}, whose anchor is not in this file, through"
        if target is None or target.kind != "map":
            return key, "may come through"
        if target.values(name):
            return key, "comes through"
        if (below := _from_merge(parsed, target, name, target.start)) is not None:
            return key, below[1]
    return None


def _item(parsed: Parsed, node: Tree, match: Match) -> int | None:
    """The first item that matches; raises `Refused` where that cannot be told or the item is shared."""
    for at, item in enumerate(node.items):
        if matches(parsed, item, match):
            if item.kind == "alias":
                raise Refused(item.start, "alias", f"The item is the alias *{item.value}: it is shared.")
            return at
    return None


def matches(parsed: Parsed, item: Tree, match: Match) -> bool:
    """Whether the item is a map with these values, also through an alias or merge key whose anchor is known.

    Raises `Refused` where the values may come from a merge key with an unknown anchor or stand twice.
    """
    if item.kind == "alias":
        target = anchored(parsed, item.value, item.start)
        return target is not None and matches(parsed, target, match)
    if item.kind != "map":
        return False
    unknown: Refused | None = None
    for name, text in match.keys:
        values = item.values(name)
        if len(values) > 1:
            unknown = Refused(values[1][0].start, "duplicate-key", f"The key {name} stands twice in this item.")
            if not any(value.kind == "scalar" and value.value == text for _, value in values):
                return False
        elif values:
            value: Tree | None = values[0][1]
            if value is not None and value.kind == "alias":
                value = anchored(parsed, value.value, value.start)
                if value is None:
                    unknown = Refused(values[0][1].start, "alias", f"{name} is an alias whose anchor is not here.")
                    continue
            if value is None or value.kind != "scalar" or value.value != text:
                return False
        else:
            supplied = _from_merge(parsed, item, name, item.start)
            if supplied is None:
                return False
            unknown = Refused(supplied[0].start, "merge-key", f"{name} {supplied[1]} this merge key.")
    if unknown is not None:
        raise unknown
    return True
