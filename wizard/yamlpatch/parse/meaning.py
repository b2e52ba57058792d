"""What data says, whatever its quotes: how two values of one key are compared."""

from __future__ import annotations

from collections.abc import Hashable

from wizard.yamlpatch.parse.nodes import Tree
from wizard.yamlpatch.parse.plain_scalars import is_text


def meaning(node: Tree) -> Hashable:
    """What the node says, with every text as if it had quotes; equal for two that every reader takes for the same."""
    if node.kind == "scalar":
        return node.anchor, node.tag, node.plain and not is_text(node.value), node.value
    if node.kind == "alias":
        return "alias", node.value
    if node.kind == "list":
        return "list", node.anchor, node.tag, tuple([meaning(item) for item in node.items])
    pairs = [(meaning(key), meaning(value)) for key, value in node.pairs]
    return "map", node.anchor, node.tag, tuple(pairs)
