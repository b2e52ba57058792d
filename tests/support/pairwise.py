"""Few combinations of many factors in which every pair of values of two factors occurs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product

Row = dict[str, str]


def everything(factors: Mapping[str, Sequence[str]]) -> Iterator[Row]:
    """All combinations."""
    for values in product(*factors.values()):
        yield dict(zip(factors, values, strict=True))


def pairwise(factors: Mapping[str, Sequence[str]]) -> list[Row]:
    """Combinations that hold every pair, each time the one with most pairs that are still missing; always the same."""
    rows = list(everything(factors))
    missing = {pair for row in rows for pair in pairs(row)}
    chosen = []
    while missing:
        best = max(rows, key=lambda row: len(missing & pairs(row)))
        missing -= pairs(best)
        chosen.append(best)
    return chosen


def pairs(row: Row) -> set[tuple[tuple[str, str], ...]]:
    """The pairs of values in a combination."""
    return set(combinations(row.items(), 2))
