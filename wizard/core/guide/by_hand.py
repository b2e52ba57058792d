"""The lines to add by hand where a file cannot be patched: each below the place of the file that it goes into."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from textwrap import dedent
from typing import NamedTuple

from wizard.core.ci_file.layout import HUB
from wizard.core.ci_file.shippable_file import ShippableFile
from wizard.yamlpatch.changes import AppendItem, Change, EnsureItem, Match, Path, ReplaceItem, SetKey
from wizard.yamlpatch.parse.document import Node


class _Way(NamedTuple):
    """How far a path leads in the file: the last node that is there, the path to it, its line, and what is missing."""

    node: Node
    done: Path
    line: int
    rest: Path


def by_hand(file: ShippableFile, changes: Sequence[Change]) -> str:
    """What the changes add, as YAML; a comment above each part says where it goes, where that place exists.

    The parts come in the order of the places in the file. Empty where the file has no map to add to. What a change
    takes out is not in it.
    """
    root = file.root
    if root is None or root.kind != "map":
        return ""
    groups: dict[tuple[int, str], list[Change]] = {}
    for change in changes:
        for part in _additions(root, change):
            way = _way(root, part.path)
            groups.setdefault((way.line, _heading(root, way, part)), []).append(replace(part, path=way.rest))
    return "".join(_shown(heading, groups[line, heading]) for line, heading in sorted(groups))


def _additions(root: Node, change: Change) -> Iterator[SetKey | AppendItem | EnsureItem]:
    """What a change adds; of an item that is there, the keys that it lacks."""
    if isinstance(change, ReplaceItem):
        lines = (change.new,) if isinstance(change.new, str) else change.new
        for line in lines:
            yield AppendItem(change.path, line, change.why)
    elif isinstance(change, (SetKey, AppendItem)):
        yield change
    elif isinstance(change, EnsureItem):
        yield from _missing_of(root, change)


def _missing_of(root: Node, change: EnsureItem) -> Iterator[SetKey | EnsureItem]:
    way = _way(root, (*change.path, change.match))
    if way.rest:
        yield change
        return
    there = _values(root, way.node)
    for key, value in change.value.items():
        if key not in there:
            yield SetKey((*change.path, change.match, key), value, change.why)


def _way(root: Node, path: Path) -> _Way:
    """How far the path leads. Of a key that is there the value is to change, so the way ends above it."""
    way = _Way(root, (), root.line, path)
    while way.rest:
        part = way.rest[0]
        child = _child(root, way.node, part)
        is_value = len(way.rest) == 1 and isinstance(part, str) and (child is None or child.kind in ("scalar", "alias"))
        if child is None or child.is_empty or is_value:
            break
        key = way.node.key(part) if isinstance(part, str) else None
        way = _Way(child, (*way.done, part), (key or child).line, way.rest[1:])
    return way


def _child(root: Node, node: Node, part: str | int | Match) -> Node | None:
    if isinstance(part, str):
        return node.get(part)
    if isinstance(part, int):
        return node.items[part] if part < len(node.items) else None
    return next((item for item in node.items if _matches(root, item, part)), None)


def _matches(root: Node, item: Node, match: Match) -> bool:
    values = _values(root, item)
    return all(any(node.value == text for node in values.get(key, ())) for key, text in match.keys)


def _values(root: Node, item: Node) -> dict[str, list[Node]]:
    """The values of a map by their keys: its own, and those that a merge key brings."""
    found: dict[str, list[Node]] = {}
    for source in _with_merged(root, item):
        own: dict[str, list[Node]] = {}
        for key, value in source.pairs:
            own.setdefault(key.value, []).append(value)
        found = {**own, **found}
    return found


def _with_merged(root: Node, item: Node) -> list[Node]:
    """A map and the maps that its merge keys name, the nearest first, each once."""
    found = [item]
    for source in found:
        found += [node for node in _maps_called(root, _merge_names(source)) if node not in found]
    return found


def _maps_called(root: Node, anchors: list[str]) -> list[Node]:
    return [node for node in root.walk() if node.anchor in anchors and node.kind == "map"] if anchors else []


def _merge_names(node: Node) -> list[str]:
    """The anchors that the merge keys of a map name."""
    values = [value for key, value in node.pairs if key.value == "<<"]
    aliases = [alias for value in values for alias in (value.items or (value,))]
    return [alias.value for alias in aliases]


def _heading(root: Node, way: _Way, change: Change) -> str:
    """The words that say where a part goes; empty for a new key of the file itself."""
    if not way.done:
        return ""
    return _place_of(way, change) + _merged_value(root, way)


def _merged_value(root: Node, way: _Way) -> str:
    """What a key would hide that a merge key brings; it holds a list or map that the new lines do not repeat."""
    name = way.rest[0] if way.rest else ""
    if not isinstance(name, str) or way.node.get(name) is not None:
        return ""
    merged = _values(root, way.node).get(name, [])
    lines = [node.line for node in merged if node.kind != "scalar" and not node.is_empty]
    return f", with what a merge key brings from {name} in line {lines[0]}" if lines else ""


def _place_of(way: _Way, change: Change) -> str:
    words = ".".join(part for part in way.done if isinstance(part, str))
    if way.done[:-1] == HUB:
        return f"in the entry of line {way.line}"
    if way.node.kind == "list" or (isinstance(change, (AppendItem, EnsureItem)) and not way.rest):
        return f"in the list {words} (line {way.line})"
    return f"in {words} (line {way.line})"


def _shown(heading: str, parts: Sequence[Change]) -> str:
    """The parts as YAML below their heading; items of a list without the key that holds the list."""
    from wizard.yamlpatch import Patch, plan

    under = [replace(part, path=("here", *part.path)) for part in parts] if heading else parts
    made = plan("", under)
    text = made.text if isinstance(made, Patch) else ""
    below = text.partition("\n")[2]
    return f"# {heading}:\n{dedent(below)}" if heading else text
