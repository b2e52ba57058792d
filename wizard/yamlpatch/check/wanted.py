"""Wanted values against what is in a text, as data. The editors have a comparison of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wizard.yamlpatch.changes import Value
from wizard.yamlpatch.parse.plain_scalars import is_text, keeps_text
from wizard.yamlpatch.parse.tree import Data, ListData, MapData, ScalarData

TEXT_TAGS = (None, "!", "tag:yaml.org,2002:str")
BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


class Wanted:
    """Equal to the data of any scalar that is read as `value`, quoted or not."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, value: str | bool | int) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ScalarData) or other.anchor is not None or other.tag is not None:
            return False
        if not isinstance(self.value, str):
            return other.plain and other.text == plain_text(self.value)
        return other.text == self.value and (not other.plain or is_text(other.text))


def plain_text(value: bool | int) -> str:
    """How a flag or a number is written."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def wanted_data(value: Value) -> Any:
    """The data that `value` must be read as, whatever its style."""
    if isinstance(value, (str, bool, int)):
        return Wanted(value)
    if isinstance(value, Mapping):
        pairs = tuple((Wanted(key), wanted_data(below)) for key, below in value.items())
        return MapData("map", None, None, pairs)
    return ListData("list", None, None, tuple(wanted_data(item) for item in value))


def holds(data: Data, value: Value) -> bool:
    """Whether `data` says `value` already: the order of keys and the quotes do not matter."""
    if isinstance(data, ScalarData):
        return _scalar_holds(data, value)
    if isinstance(data, ListData):
        return is_list(value) and _list_holds(data, value)
    if isinstance(data, MapData) and isinstance(value, Mapping):
        return _map_holds(data, value)
    return False


def is_list(value: Value) -> bool:
    return not isinstance(value, (str, bool, int, Mapping))


def _list_holds(data: ListData, value: Any) -> bool:
    wanted: Sequence[Value] = value
    if len(data.items) != len(wanted):
        return False
    return all(holds(item, below) for item, below in zip(data.items, wanted, strict=True))


def _map_holds(data: MapData, value: Mapping[str, Value]) -> bool:
    if len(data.pairs) != len(value):
        return False
    seen: set[str] = set()
    for key, below in data.pairs:
        if not isinstance(key, ScalarData) or key.text in seen or key.text not in value:
            return False
        seen.add(key.text)
        if not holds(below, value[key.text]):
            return False
    return True


def _scalar_holds(data: ScalarData, value: Value) -> bool:
    if data.tag not in TEXT_TAGS:
        return False
    quoted = not data.plain or data.tag is not None
    if isinstance(value, str):
        return data.text == value and (quoted or keeps_text(value))
    if quoted:
        return False
    if isinstance(value, bool):
        return BOOLEANS.get(data.text) is value
    return isinstance(value, int) and data.text == str(value)
