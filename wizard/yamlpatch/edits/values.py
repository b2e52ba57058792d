"""Whether a value is there already, and values below the missing end of a path. The check compares on its own."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.yamlpatch.changes import Match, Path, Value
from wizard.yamlpatch.parse.nodes import Tree
from wizard.yamlpatch.parse.plain_scalars import boolean, keeps_text


def same(node: Tree, value: Value) -> bool:
    """Whether the node says `value` already: the order of keys and the quotes do not matter."""
    if node.kind == "scalar":
        return _same_scalar(node, value)
    if node.kind == "list":
        return _same_items(node, value)
    if node.kind != "map" or not isinstance(value, Mapping):
        return False
    found = {key.value: below for key, below in node.pairs if key.kind == "scalar"}
    if not len(node.pairs) == len(value) == len(found):
        return False
    return all(name in found and same(found[name], wanted) for name, wanted in value.items())


def _same_items(node: Tree, value: Value) -> bool:
    if isinstance(value, (str, bool, int, Mapping)) or len(node.items) != len(value):
        return False
    return all(same(item, wanted) for item, wanted in zip(node.items, value, strict=True))


def _same_scalar(node: Tree, value: Value) -> bool:
    if node.tag is not None and not node.is_tagged_text:
        return False
    is_text = node.style != "" or node.tag is not None
    if isinstance(value, str):
        return node.value == value and (is_text or keeps_text(value))
    return not is_text and _same_plain(node.value, value)


def _same_plain(text: str, value: Value) -> bool:
    """Whether an unquoted scalar is this flag or number."""
    if isinstance(value, bool):
        return boolean(text) == ("true" if value else "false")
    return isinstance(value, int) and text == str(value)


def nest(path: Path, value: Value) -> Value:
    """`value` below the keys of `path`; a `Match` becomes a list of one map with its values."""
    for part in reversed(path):
        if isinstance(part, Match):
            inner = value if isinstance(value, Mapping) else {}
            value = [{**dict(part.keys), **inner}]
        elif isinstance(part, int):
            value = [value]
        else:
            value = {part: value}
    return value
