"""What the aliases in the data of a whole text stand for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wizard.yamlpatch.parse.tree import AliasData, ListData, MapData, ScalarData


class Root:
    """The data of a whole text (None: there is none), with what its aliases stand for."""

    def __init__(self, data: Any) -> None:
        self.data = data
        self._targets: dict[int, Any] | None = None

    def seen_through(self, item: Any) -> Any:
        """The item, with an alias in its place or in the values of its keys followed, and the pairs that it merges."""
        item = self._target(item)
        if not isinstance(item, MapData):
            return item
        pairs = list(item.pairs)
        for source in self._merged_into(item, set()):
            names = [_text(key) for key, _ in pairs]
            pairs += [pair for pair in source.pairs if _text(pair[0]) not in names]
        return item._replace(pairs=tuple((key, self._target(value)) for key, value in pairs))

    def _merged_into(self, item: Any, seen: set[int]) -> Iterator[Any]:
        """The maps that merge keys bring into a map, the one that counts before another first."""
        seen.add(id(item))
        for source in _sources(item):
            target = self._target(source)
            if isinstance(target, MapData) and id(target) not in seen:
                yield target
                yield from self._merged_into(target, seen)

    def _target(self, node: Any) -> Any:
        """What an alias means: the last node before it with its anchor; the alias itself where there is none."""
        if not isinstance(node, AliasData):
            return node
        if self._targets is None:
            self._targets = _targets(self.data)
        return self._targets.get(id(node), node)


def _targets(data: Any) -> dict[int, Any]:
    """What each alias in the data means, by the alias's identity; nothing for one whose anchor is elsewhere."""
    found: dict[int, Any] = {}
    last: dict[str, Any] = {}
    stack = [data]
    while stack:
        node = stack.pop()
        if isinstance(node, AliasData):
            if node.name in last:
                found[id(node)] = last[node.name]
            continue
        if node.anchor is not None:
            last[node.anchor] = node
        stack += reversed(_children(node))
    return found


def _children(node: Any) -> list[Any]:
    if isinstance(node, ListData):
        return list(node.items)
    if isinstance(node, MapData):
        return [child for pair in node.pairs for child in pair]
    return []


def _text(key: Any) -> str | None:
    return key.text if isinstance(key, ScalarData) else None


def _sources(item: Any) -> list[Any]:
    """The values of the merge keys of a map; each item of one that is a list."""
    values = [value for key, value in item.pairs if _text(key) == "<<" and key.plain]
    return [source for value in values for source in (value.items if isinstance(value, ListData) else (value,))]
