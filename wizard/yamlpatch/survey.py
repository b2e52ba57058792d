"""How the neighbours are written -> the layout of new lines. Near neighbours count before far ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from wizard.yamlpatch.geometry import column_of, dash
from wizard.yamlpatch.locate import walk
from wizard.yamlpatch.parse import Parsed, Tree
from wizard.yamlpatch.scalars import Quote, is_plain
from wizard.yamlpatch.source import Source
from wizard.yamlpatch.style import Layout

ENOUGH = 400  # so many nodes tell how a large file is written


def survey(parsed: Parsed, chain: list[Tree]) -> Layout:
    """The layout for new lines in the last collection of `chain`, which begins with the root."""
    source = parsed.source
    indent = _first(_majority(_map_indents(source, tree)) for tree in _near(chain, source, "map"))
    steps = _first(_majority(_dashes(source, tree)) for tree in reversed(chain))
    gap = _first(_majority(_gaps(source, tree)) for tree in reversed(chain))
    if indent is None:
        indent = _own_indent(source, chain) or (steps if steps else 2)
    if steps is None:
        steps = indent
    layout = Layout(indent, steps, gap or 1)
    return _with_quotes(layout, chain)


def _near(chain: list[Tree], _source: Source, _kind: str) -> Iterator[Tree]:
    yield from reversed(chain)


def _own_indent(source: Source, chain: list[Tree]) -> int | None:
    """How far the innermost map stands from the one around it."""
    maps = [tree for tree in chain if tree.kind == "map" and not tree.flow and tree.pairs]
    if len(maps) < 2:
        return None
    return max(column_of(source, maps[-1]) - column_of(source, maps[-2]), 0) or None


def _first(found: Iterable[int | None]) -> int | None:
    return next((value for value in found if value is not None), None)


def _majority(samples: Iterable[int]) -> int | None:
    counts = Counter(islice(samples, ENOUGH))
    return counts.most_common(1)[0][0] if counts else None


def _map_indents(source: Source, tree: Tree) -> Iterator[int]:
    for node in islice(walk(tree), ENOUGH * 10):
        if node.kind != "map" or node.flow:
            continue
        for _, value in node.pairs:
            if value.kind == "map" and not value.flow and value.pairs:
                yield column_of(source, value) - column_of(source, node)


def _dashes(source: Source, tree: Tree) -> Iterator[int]:
    for node in islice(walk(tree), ENOUGH * 10):
        if node.kind != "map" or node.flow:
            continue
        for _, value in node.pairs:
            if value.kind == "list" and not value.flow and value.items:
                yield column_of(source, value) - column_of(source, node)


def _gaps(source: Source, tree: Tree) -> Iterator[int]:
    for node in islice(walk(tree), ENOUGH * 10):
        if node.kind != "list" or node.flow:
            continue
        for index, item in enumerate(node.items[:20]):
            at = dash(source, node, index)
            if item.start > at and source.line_start(item.start) == source.line_start(at):
                between = source.text[at + 1 : item.start]
                if between and not between.strip(" "):
                    yield len(between)


def _with_quotes(layout: Layout, chain: list[Tree]) -> Layout:
    here = chain[-1] if chain else None
    scalars = [node for node in islice(walk(chain[0]), ENOUGH * 10) if node.kind == "scalar"] if chain else []
    styles = Counter(node.style for node in scalars if node.style in ("'", '"'))
    layout = replace(layout, prefer="'" if styles["'"] > styles['"'] else '"')
    if here is None:
        return layout
    everywhere = _common(_leaves(islice(walk(chain[0]), ENOUGH * 10)), least=3)
    maps = here.items if here.kind == "list" else [here]
    pairs = [pair for tree in maps if tree.kind == "map" for pair in tree.pairs]
    near_items = [item for tree in islice(walk(here), ENOUGH) if tree.kind == "list" for item in tree.items]
    names = {key.value for key, _ in pairs if key.kind == "scalar"}
    values = _common([value for _, value in pairs])
    return replace(
        layout,
        value_quote=everywhere if values is None else values,
        item_quote=(everywhere if (items := _common(near_items)) is None else items) or "",
        key_quote=_common([key for key, _ in (pairs or chain[0].pairs)], least=2) or "",
        by_key={
            name: quote
            for name in names
            if here.kind == "list" and (quote := _common([v for k, v in pairs if k.value == name])) is not None
        },
    ) if values is not None or everywhere is not None else replace(
        layout,
        item_quote=_common(near_items) or "",
        key_quote=_common([key for key, _ in (pairs or chain[0].pairs)], least=2) or "",
    )


def _leaves(nodes: Iterable[Tree]) -> list[Tree]:
    found: list[Tree] = []
    for node in nodes:
        found += [value for _, value in node.pairs]
        found += node.items
    return found


def _common(nodes: Iterable[Tree], least: int = 1) -> Quote | None:
    """The quotes of all strings that need none: "" when one has none, None when nothing tells."""
    found: set[str] = set()
    count = 0
    for node in nodes:
        if node.kind != "scalar" or node.is_block_scalar or "\n" in node.value:
            continue
        if not node.style and not is_plain(node.value):
            continue
        if node.style and not is_plain(node.value):
            continue
        found.add(node.style)
        count += 1
    if count < least:
        return None
    if found == {'"'}:
        return '"'
    return "'" if found == {"'"} else ""
