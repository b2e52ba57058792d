"""How the neighbours are written -> the layout of new lines. Near neighbours count before far ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice

from wizard.yamlpatch.parse.nodes import Parsed, Scalar, Tree
from wizard.yamlpatch.parse.source import Source
from wizard.yamlpatch.place.geometry import column_of
from wizard.yamlpatch.write.layout import Layout
from wizard.yamlpatch.write.scalars import Quote, is_plain

ENOUGH = 200  # so many samples tell how a large file is written
FAR = 2000  # so many nodes are looked at for them
ITEMS = 20  # so many items of one list


def survey(parsed: Parsed, chain: list[Tree], missing: int = 1) -> Layout:
    """The layout for new lines in the last collection of `chain`, which begins with the root.

    `missing` keys are to be made there, one below the other.
    """
    return _Surveyed(parsed, chain, missing)


class _Surveyed(Layout):
    """The layout of the neighbours; each part of it is looked for when the new lines need it."""

    def __init__(self, parsed: Parsed, chain: list[Tree], missing: int) -> None:
        super().__init__(parsed.source)
        self._parsed = parsed
        self._text = parsed.source
        self._chain = chain
        self._root, self._here = chain[0], chain[-1]
        self._depth = len(chain) + missing - 2
        self._near = _Near(parsed, chain)

    @cached_property
    def indent(self) -> int:
        indent = self._near.first(lambda samples: _majority(samples.indents))
        if indent is None:
            return _own_indent(self._text, self._chain) or (self._steps or 2)
        return indent

    @cached_property
    def _steps(self) -> int | None:
        return self._near.first(lambda samples: _dash_step(samples, self._text, self._root, self._depth))

    @property
    def dash(self) -> int:
        return self.indent if self._steps is None else self._steps

    @cached_property
    def gap(self) -> int:
        return self._near.first(lambda samples: _majority(samples.gaps)) or 1

    @cached_property
    def _nodes(self) -> Sequence[Tree]:
        """The first nodes of the whole text."""
        return _first_nodes(self._parsed, self._root, FAR)

    @cached_property
    def _pairs(self) -> Sequence[tuple[Tree, Tree]]:
        """The pairs of the map here, or of all the maps of the list."""
        if self._here.kind != "list":
            return self._here.pairs
        return [pair for item in self._here.items for pair in item.pairs]

    @cached_property
    def prefer(self) -> Quote:
        styles = [node.style for node in self._nodes]
        return "'" if styles.count("'") > styles.count('"') else '"'

    @cached_property
    def key_quote(self) -> Quote:
        quote = _common((key for key, _ in self._pairs), least=2)
        if quote is None:
            quote = _common((key for node in self._nodes for key, _ in node.pairs), least=2)
        return quote or ""

    @cached_property
    def value_quote(self) -> Quote:
        quote = _common(value for _, value in self._pairs)
        return self._usual_quote if quote is None else quote

    @cached_property
    def item_quote(self) -> Quote:
        below = _first_nodes(self._parsed, self._here, ENOUGH)
        quote = _common(item for node in below for item in node.items)
        return self._usual_quote if quote is None else quote

    @cached_property
    def _usual_quote(self) -> Quote:
        """The quotes of values and items anywhere; those of keys where nothing tells."""
        quote = _common(islice(_values(self._nodes), ENOUGH), least=3)
        return self.key_quote if quote is None else quote

    @cached_property
    def by_key(self) -> Mapping[str, Quote]:
        return _quotes_by_key(self._pairs) if self._here.kind == "list" else {}


def _first_nodes(parsed: Parsed, tree: Tree, most: int) -> Sequence[Tree]:
    """The collection and what is below it, in the order of the text, up to so many."""
    return parsed.nodes[tree.first : min(tree.behind, tree.first + most)]


class _Samples:
    """What is seen in one walk: the steps from a map to the maps and lists in it, and the blanks after dashes."""

    def __init__(self, source: Source, nodes: Sequence[Tree]) -> None:
        self.indents: list[int] = []
        self.steps: list[int] = []
        self.gaps: list[int] = []
        for node in nodes:
            if isinstance(node, Scalar) or node.flow:
                continue
            if node.items and len(self.gaps) < ENOUGH:
                self.gaps += _gaps(source, node)
            elif node.pairs:
                self._look_at_map(source, node)

    def _look_at_map(self, source: Source, node: Tree) -> None:
        for kind, step in _steps(source, node):
            samples = self.indents if kind == "map" else self.steps
            if len(samples) < ENOUGH:
                samples.append(step)


def _steps(source: Source, node: Tree) -> Iterator[tuple[str, int]]:
    """How far the block maps and lists that are values of a block map are from its keys."""
    column = -1
    for _, value in node.pairs:
        # Scalars first: most are.
        if isinstance(value, Scalar) or value.flow or not (value.pairs or value.items):
            continue
        if column < 0:
            column = column_of(source, node)
        yield value.kind, column_of(source, value) - column


def _gaps(source: Source, node: Tree) -> Iterator[int]:
    """How many blanks are between the dashes of a block list and the items behind them on the same line."""
    text = source.text
    for item in node.items[:ITEMS]:
        at = item.start
        while at and text[at - 1] == " ":
            at -= 1
        if at < item.start and text[at - 1] == "-":
            yield item.start - at


class _Near:
    """What is seen in each collection of a chain, which begins with the root; each is walked once, if at all."""

    def __init__(self, parsed: Parsed, chain: list[Tree]) -> None:
        self._parsed = parsed
        self._chain = chain
        self._known: list[_Samples] = []

    def first(self, answer: Callable[[_Samples], int | None]) -> int | None:
        """What the innermost collection answers that knows."""
        for at, tree in enumerate(reversed(self._chain)):
            if at == len(self._known):
                self._known.append(_Samples(self._parsed.source, _first_nodes(self._parsed, tree, FAR)))
            if (found := answer(self._known[at])) is not None:
                return found
        return None


def _majority(samples: Sequence[int]) -> int | None:
    """The most frequent one; of several the one that comes first."""
    return max(dict.fromkeys(samples), key=samples.count) if samples else None


def _own_indent(source: Source, chain: list[Tree]) -> int | None:
    """How far the innermost map is from the one around it."""
    maps = [tree for tree in chain if tree.pairs and not tree.flow]
    if len(maps) < 2:
        return None
    return max(column_of(source, maps[-1]) - column_of(source, maps[-2]), 0) or None


def _dash_step(samples: _Samples, source: Source, root: Tree, depth: int) -> int | None:
    """How far dashes are from their key; on a tie as those whose keys are as deep as the new one."""
    steps = samples.steps
    most = _majority(steps)
    if most is None or not any(steps.count(step) == steps.count(most) for step in set(steps) - {most}):
        return most
    alike = _majority(_dashes_at(source, root, depth))
    return most if alike is None else alike


def _dashes_at(source: Source, root: Tree, depth: int) -> list[int]:
    """The steps of the lists whose keys are `depth` maps below the root's."""
    level = [root]
    for _ in range(depth):
        level = [value for node in level for _, value in node.pairs]
    maps = [node for node in level if not node.flow]
    return [step for node in maps for kind, step in _steps(source, node) if kind == "list"][:ENOUGH]


def _quotes_by_key(pairs: Sequence[tuple[Tree, Tree]]) -> dict[str, Quote]:
    """The quote that the values of a key have in the maps of a list."""
    values: dict[str, list[Tree]] = {}
    for key, value in pairs:
        if key.kind == "scalar":
            values.setdefault(key.value, []).append(value)
    quotes = {name: _common(found) for name, found in values.items()}
    return {name: quote for name, quote in quotes.items() if quote is not None}


def _values(nodes: Iterable[Tree]) -> Iterator[Tree]:
    """The values of maps and the items of lists."""
    for node in nodes:
        for _, value in node.pairs:
            yield value
        yield from node.items


def _common(nodes: Iterable[Tree], least: int = 1) -> Quote | None:
    """The quotes of all strings that need none: "" when one has none or they differ, None where fewer than `least`."""
    seen = 0
    quote: Quote | None = None
    for node in nodes:
        if node.kind != "scalar" or node.is_block_scalar or "\n" in node.value or not is_plain(node.value):
            continue
        seen += 1
        own: Quote = node.style  # type: ignore[assignment]
        quote = own if quote in (None, own) else ""
        if not quote and seen >= least:
            # Whatever comes, they are not all alike: most files need a look at a few nodes.
            return quote
    return quote if seen >= least else None
