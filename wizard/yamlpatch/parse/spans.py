"""Where a node ends: past its last leaf, whatever the parsers say of block collections and block scalars."""

from __future__ import annotations

import re

from wizard.yamlpatch.parse.nodes import Tree
from wizard.yamlpatch.parse.source import BLANK, Source


def last_leaf(tree: Tree) -> Tree:
    """The last scalar, alias or flow collection in a block collection."""
    while not tree.flow and (tree.items or tree.pairs):
        tree = tree.items[-1] if tree.items else tree.pairs[-1][1]
    return tree


def end_of(source: Source, tree: Tree, *, full: bool = False) -> int:
    """The end of the text of `tree`: past its last leaf, not past the comments and blank lines below.

    The blank lines at the end of a block scalar are text with `|+`, and with `full` wherever they are.
    """
    leaf = last_leaf(tree)
    if not leaf.is_block_scalar:
        return leaf.end
    end = leaf.end
    if full or keeps_lines(source, leaf):
        return source.end_before(end) if end > leaf.start else end
    return leaf.start + len(source.text[leaf.start : end].rstrip(BLANK))


def chomping(source: Source, scalar: Tree) -> tuple[int, str]:
    """Where the header of a block scalar holds its `|` or `>`, and the indicators behind it."""
    found = re.compile(r"(?:[&!]\S*[ \t]+)*[|>]([-+0-9]*)").match(source.text, scalar.start)
    return (found.start(1), found[1]) if found else (scalar.start, "")


def keeps_lines(source: Source, scalar: Tree) -> bool:
    return "+" in chomping(source, scalar)[1]
