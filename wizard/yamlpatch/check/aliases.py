"""What the aliases in the data of a whole text stand for."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.yamlpatch.check.wanted import MapData, Some


class Root:
    """The data of a whole text (None: there is none), with what its aliases stand for."""

    def __init__(self, data: Some) -> None:
        self.data = data
        self._targets: dict[int, Some] | None = None

    def seen_through(self, item: Some) -> Some:
        """The item, with an alias in its place or in the values of its keys followed, and the pairs that it merges."""
        item = self._target(item)
        if item.kind != "map" or not _refers(item):
            return item
        pairs = list(item.pairs)
        for source in self._merged_into(item, set()):
            names = [_text(key) for key, _ in pairs]
            pairs += [pair for pair in source.pairs if _text(pair[0]) not in names]
        return MapData(item.anchor, item.tag, [(key, self._target(value)) for key, value in pairs])

    def _merged_into(self, item: Some, seen: set[int]) -> Iterator[Some]:
        """The maps that merge keys bring into a map, the one that counts before another first."""
        seen.add(id(item))
        for source in _sources(item):
            target = self._target(source)
            if target.kind == "map" and id(target) not in seen:
                yield target
                yield from self._merged_into(target, seen)

    def _target(self, node: Some) -> Some:
        """What an alias means: the last node before it with its anchor; the alias itself where there is none."""
        if node.kind != "alias":
            return node
        if self._targets is None:
            self._targets = _targets(self.data)
        return self._targets.get(id(node), node)


def _targets(data: Some) -> dict[int, Some]:
    """What each alias in the data means, by the alias's identity; nothing for one whose anchor is elsewhere."""
    found: dict[int, Some] = {}
    last: dict[str, Some] = {}
    stack = [data]
    while stack:
        node = stack.pop()
        if node.kind == "alias":
            if node.value in last:
                found[id(node)] = last[node.value]
            continue
        if node.anchor is not None:
            last[node.anchor] = node
        stack += reversed(_children(node))
    return found


def _children(node: Some) -> list[Some]:
    if node.kind == "list":
        return list(node.items)
    if node.kind == "map":
        return [child for pair in node.pairs for child in pair]
    return []


def _refers(item: Some) -> bool:
    """Whether a map may have more than its own pairs say: through an alias or a merge key."""
    return any(value.kind == "alias" or key.value == "<<" for key, value in item.pairs)


def _text(key: Some) -> str | None:
    return key.value if key.kind == "scalar" else None


def _sources(item: Some) -> list[Some]:
    """The values of the merge keys of a map; each item of one that is a list."""
    values = [value for key, value in item.pairs if key.plain and key.value == "<<"]
    return [source for value in values for source in (value.items if value.kind == "list" else (value,))]
