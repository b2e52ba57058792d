"""Whether a value is there already, and values below the missing end of a path. The check compares on its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from wizard.yamlpatch.changes import Match, Path, Value
from wizard.yamlpatch.parse.tree import Tree

# What YAML 1.1 reads as something else than a string, as its usual parsers do.
_NUMBER = re.compile(
    r"""
    [-+]? (?: 0b[01_]+ | 0[0-7_]+ | 0 | [1-9][0-9_]* | 0x[0-9a-fA-F_]+ )
    | [-+]? [1-9][0-9_]* (?: :[0-5]?[0-9] )+
    | [-+]? [0-9][0-9_]* \. [0-9_]* (?: [eE][-+][0-9]+ )?
    | \. [0-9][0-9_]* (?: [eE][-+][0-9]+ )?
    | [-+]? [0-9][0-9_]* (?: :[0-5]?[0-9] )+ \. [0-9_]*
    | [-+]? \.(?: inf | Inf | INF ) | \.(?: nan | NaN | NAN )
    """,
    re.VERBOSE,
)
_NO_TEXT = re.compile(
    r"""
    ~ | null | Null | NULL | | = | << | [yY]es | YES | [nN]o | NO | [tT]rue | TRUE | [fF]alse | FALSE
    | [oO]n | ON | [oO]ff | OFF
    | [0-9]{4}-[0-9]{2}-[0-9]{2}
    | [0-9]{4}-[0-9][0-9]?-[0-9][0-9]? (?: [Tt] | [\ \t]+ ) [0-9][0-9]? :[0-9]{2}:[0-9]{2} (?: \.[0-9]* )?
      (?: [\ \t]* (?: Z | [-+][0-9][0-9]? (?: :[0-9]{2} )? ) )?
    """,
    re.VERBOSE,
)

_FLAGS = ("true", "True", "TRUE", "false", "False", "FALSE")


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
        return node.value == value and (is_text or reads_as_text(value))
    return not is_text and _same_plain(node, value)


def _same_plain(node: Tree, value: Value) -> bool:
    """Whether an unquoted scalar is this flag or number."""
    if isinstance(value, bool):
        return node.value.lower() == str(value).lower() and node.value in _FLAGS
    return isinstance(value, int) and node.value == str(value)


@lru_cache(maxsize=2048)
def reads_as_text(text: str) -> bool:
    """Whether a plain scalar stays this text when it is read: a string, or a number in its shortest form."""
    if _NUMBER.fullmatch(text):
        return any(_shortest(text, kind) for kind in (int, float))
    return _NO_TEXT.fullmatch(text) is None


def _shortest(text: str, kind: type[int] | type[float]) -> bool:
    try:
        return str(kind(text)) == text
    except ValueError:
        return False


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
