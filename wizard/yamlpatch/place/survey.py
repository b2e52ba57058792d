"""How the neighbours are written -> the layout of new lines. Near neighbours count before far ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from wizard.yamlpatch.parse.source import Source
from wizard.yamlpatch.parse.tree import Parsed, Tree
from wizard.yamlpatch.place.geometry import column_of, dash
from wizard.yamlpatch.write.layout import Layout
from wizard.yamlpatch.write.scalars import Quote, is_plain

ENOUGH = 200  # so many samples tell how a large file is written
FAR = 2000  # so many nodes are looked at for them


def survey(parsed: Parsed, chain: list[Tree], missing: int = 1) -> Layout:
    """The layout for new lines in the last collection of `chain`, which begins with the root.

    `missing` keys are to be made there, one below the other.
    """
    source, near = parsed.source, _Near(chain)
    indent = _first(_majority(_map_indents(source, nodes)) for nodes in near.each())
    steps = _dash_step(source, near, len(chain) + missing - 2)
    gap = _first(_majority(_gaps(source, nodes)) for nodes in near.each())
    if indent is None:
        indent = _own_indent(source, chain) or (steps or 2)
    if steps is None:
        steps = indent
    layout = Layout(indent, steps, gap or 1, literals=source.takes_literals)
    return _with_quotes(layout, near)


class _Near:
    """The nodes of each collection of a chain, which begins with the root; each is walked once, if at all."""

    def __init__(self, chain: list[Tree]) -> None:
        self.root, self.here = chain[0], chain[-1]
        self._chain = chain
        self._known: list[list[Tree]] = []

    def each(self) -> Iterator[list[Tree]]:
        """The first nodes of each collection, those of the innermost first."""
        for at, tree in enumerate(reversed(self._chain)):
            if at == len(self._known):
                self._known.append(_first_nodes(tree, FAR))
            yield self._known[at]

    def all(self) -> list[Tree]:
        """The first nodes of the whole text."""
        *_, nodes = self.each()
        return nodes


def _first_nodes(tree: Tree, most: int) -> list[Tree]:
    """The tree and what is below it, in the order of the text, up to so many."""
    found: list[Tree] = []
    stack = [tree]
    while stack and len(found) < most:
        node = stack.pop()
        found.append(node)
        for key, value in reversed(node.pairs):
            stack += (value, key)
        stack += node.items[::-1]
    return found


def _own_indent(source: Source, chain: list[Tree]) -> int | None:
    """How far the innermost map is from the one around it."""
    maps = [tree for tree in chain if tree.kind == "map" and not tree.flow and tree.pairs]
    if len(maps) < 2:
        return None
    return max(column_of(source, maps[-1]) - column_of(source, maps[-2]), 0) or None


def _dash_step(source: Source, near: _Near, depth: int) -> int | None:
    """How far dashes are from their key; on a tie as those whose keys are as deep as the new one."""
    for nodes in near.each():
        counts = Counter(islice(_dashes(source, nodes), ENOUGH)).most_common(2)
        if len(counts) == 2 and counts[0][1] == counts[1][1]:
            alike = _majority(_dashes_at(source, near.root, depth))
            return counts[0][0] if alike is None else alike
        if counts:
            return counts[0][0]
    return None


def _dashes_at(source: Source, root: Tree, depth: int) -> Iterator[int]:
    """The steps of the lists whose keys are `depth` maps below the root's."""
    level = [root]
    for _ in range(depth):
        level = [value for node in level for _, value in node.pairs]
    for node in level:
        yield from _own_dashes(source, node)


def _first(found: Iterable[int | None]) -> int | None:
    return next((value for value in found if value is not None), None)


def _majority(samples: Iterable[int]) -> int | None:
    counts = Counter(islice(samples, ENOUGH))
    return counts.most_common(1)[0][0] if counts else None


def _map_indents(source: Source, nodes: list[Tree]) -> Iterator[int]:
    for node in nodes:
        if node.kind != "map" or node.flow:
            continue
        for _, value in node.pairs:
            if value.kind == "map" and not value.flow and value.pairs:
                yield column_of(source, value) - column_of(source, node)


def _dashes(source: Source, nodes: list[Tree]) -> Iterator[int]:
    for node in nodes:
        yield from _own_dashes(source, node)


def _own_dashes(source: Source, node: Tree) -> Iterator[int]:
    """The steps of the lists that are values of a block map."""
    if node.kind != "map" or node.flow:
        return
    for _, value in node.pairs:
        if value.kind == "list" and not value.flow and value.items:
            yield column_of(source, value) - column_of(source, node)


def _gaps(source: Source, nodes: list[Tree]) -> Iterator[int]:
    for node in nodes:
        if node.kind != "list" or node.flow:
            continue
        for index in range(min(len(node.items), 20)):
            if (blanks := _blanks_after_dash(source, node, index)) > 0:
                yield blanks


def _blanks_after_dash(source: Source, parent: Tree, index: int) -> int:
    """How many blanks are between a dash and its item on the same line; 0 where there is something else."""
    at, start = dash(source, parent, index), parent.items[index].start
    if start <= at or source.line_start(start) != source.line_start(at):
        return 0
    between = source.text[at + 1 : start]
    return 0 if between.strip(" ") else len(between)


def _with_quotes(layout: Layout, near: _Near) -> Layout:
    """The layout with the quotes that are usual here: near the change first, then anywhere in the file."""
    here, nodes = near.here, near.all()
    everywhere = _common(islice(_values(nodes), ENOUGH), least=3)
    pairs = _pairs_of(here)
    every_key = (key for node in nodes for key, _ in node.pairs)
    key_quote = _known(_common((key for key, _ in pairs), least=2), _common(every_key, least=2))
    return replace(
        layout,
        prefer=_preferred(nodes),
        value_quote=_known(_common(value for _, value in pairs), everywhere, key_quote),
        item_quote=_known(_common(_items_below(here)), everywhere, key_quote),
        key_quote=key_quote,
        by_key=_quotes_by_key(pairs) if here.kind == "list" else {},
    )


def _preferred(nodes: list[Tree]) -> Quote:
    """The quote that the file has more of; double ones where it has none."""
    styles = Counter(node.style for node in nodes)
    return "'" if styles["'"] > styles['"'] else '"'


def _pairs_of(here: Tree) -> list[tuple[Tree, Tree]]:
    """The pairs of a map, or of all the maps of a list."""
    maps = here.items if here.kind == "list" else [here]
    return [pair for tree in maps if tree.kind == "map" for pair in tree.pairs]


def _items_below(here: Tree) -> Iterator[Tree]:
    for tree in _first_nodes(here, ENOUGH):
        if tree.kind == "list":
            yield from tree.items


def _quotes_by_key(pairs: list[tuple[Tree, Tree]]) -> dict[str, Quote]:
    """The quote that the values of a key have in the maps of a list."""
    quotes: dict[str, Quote] = {}
    for name in {key.value for key, _ in pairs if key.kind == "scalar"}:
        quote = _common(value for key, value in pairs if key.value == name)
        if quote is not None:
            quotes[name] = quote
    return quotes


def _values(nodes: Iterable[Tree]) -> Iterator[Tree]:
    """The values of maps and the items of lists."""
    for node in nodes:
        yield from (value for _, value in node.pairs)
        yield from node.items


def _known(*quotes: Quote | None) -> Quote:
    return next((quote for quote in quotes if quote is not None), "")


def _common(nodes: Iterable[Tree], least: int = 1) -> Quote | None:
    """The quotes of all strings that need none: "" when one has none, None when nothing tells."""
    found = Counter(
        node.style
        for node in nodes
        if node.kind == "scalar" and not node.is_block_scalar and "\n" not in node.value and is_plain(node.value)
    )
    if found.total() < least:
        return None
    if set(found) == {"'"}:
        return "'"
    return '"' if set(found) == {'"'} else ""
