"""Wanted values against what stands in a text, as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wizard.yamlpatch.changes import Match, Path, Value
from wizard.yamlpatch.parse.plain_scalars import boolean, is_text, keeps_text
from wizard.yamlpatch.parse.tree import Data


def same(data: Data, value: Value) -> bool:
    """Whether `data` says `value` already: the order of keys and the quotes do not matter."""
    if data[0] == "scalar":
        return _same_scalar(data, value)
    if data[0] == "list":
        items = data[3]
        return (
            not isinstance(value, (str, bool, int, Mapping))
            and len(items) == len(value)
            and all(same(item, wanted) for item, wanted in zip(items, value, strict=True))
        )
    if data[0] == "map" and isinstance(value, Mapping):
        found = {key[4]: below for key, below in data[3] if key[0] == "scalar"}
        return len(data[3]) == len(value) == len(found) and all(
            name in found and same(found[name], wanted) for name, wanted in value.items()
        )
    return False


def _same_scalar(data: Data, value: Value) -> bool:
    _, _, tag, plain, text = data
    if tag is not None and tag not in ("!", "tag:yaml.org,2002:str"):
        return False
    if isinstance(value, bool):
        return bool(plain) and boolean(text) == ("true" if value else "false")
    if isinstance(value, int):
        return bool(plain) and text == str(value)
    if not isinstance(value, str):
        return False
    return bool(text == value) and (not plain or tag is not None or keeps_text(text))


class Wanted:
    """Equal to the data of any scalar that is read as `value`, quoted or not."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, value: str | bool | int) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, tuple) or other[:3] != ("scalar", None, None):
            return False
        _, _, _, plain, text = other
        if isinstance(self.value, bool):
            return bool(plain and text == ("true" if self.value else "false"))
        if isinstance(self.value, int):
            return bool(plain and text == str(self.value))
        return bool(text == self.value and (not plain or is_text(text)))

    def __repr__(self) -> str:
        return f"Wanted({self.value!r})"


def wanted_data(value: Value) -> Any:
    """The data that `value` must be read as, whatever its style."""
    if isinstance(value, (str, bool, int)):
        return Wanted(value)
    if isinstance(value, Mapping):
        return ("map", None, None, tuple((Wanted(key), wanted_data(below)) for key, below in value.items()))
    return ("list", None, None, tuple(wanted_data(item) for item in value))


def nest(path: Path, value: Value) -> Value:
    """`value` below the keys of `path`; a `Match` becomes a list of one map with its values."""
    for at in range(len(path) - 1, -1, -1):
        part = path[at]
        if isinstance(part, Match):
            inner = value if isinstance(value, Mapping) else {}
            value = [{**dict(part.keys), **inner}]
        else:
            value = {part: value}
    return value
