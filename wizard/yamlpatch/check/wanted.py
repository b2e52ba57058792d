"""What a text must say against what it says. The editors have a comparison of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from wizard.yamlpatch.changes import Value
from wizard.yamlpatch.parse.nodes import Scalar
from wizard.yamlpatch.parse.plain_scalars import is_text, keeps_text

TEXT_TAGS = (None, "!", "tag:yaml.org,2002:str")
BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


Some = Any
"""What a node of a text says, or what one has to say: its kind, anchor, tag and content, no position and no style.

A node of a text is taken as it is. What is new, or holds something new, is a `Wanted`, `ListData` or `MapData`.
"""


class ListData(NamedTuple):
    """A list that is new, or has other items than before."""

    anchor: str | None
    tag: str | None
    items: Sequence[Some]

    @property
    def kind(self) -> str:
        return "list"


class MapData(NamedTuple):
    """A map that is new, or has other pairs than before."""

    anchor: str | None
    tag: str | None
    pairs: Sequence[tuple[Some, Some]]

    @property
    def kind(self) -> str:
        return "map"


class Wanted(NamedTuple):
    """Any scalar that is read as `value`, quoted or not."""

    value: str | bool | int

    @property
    def kind(self) -> str:
        return "scalar"

    def is_read_from(self, found: Some) -> bool:
        """Whether a node is such a scalar."""
        if found.kind != "scalar" or found.anchor is not None or found.tag is not None:
            return False
        if not isinstance(self.value, str):
            return bool(found.plain and found.value == plain_text(self.value))
        return bool(found.value == self.value and (not found.plain or is_text(found.value)))


def equal(found: Some, wanted: Some) -> bool:
    """Whether a node says what is wanted there."""
    # Two scalars first, by their class: nearly all comparisons are of two, and this is the fastest way to see it.
    if isinstance(found, Scalar) and isinstance(wanted, Scalar):
        return _equal_scalars(found, wanted)
    if found is wanted:
        return True
    if isinstance(wanted, Wanted):
        return wanted.is_read_from(found)
    if found.kind != wanted.kind or found.anchor != wanted.anchor or found.tag != wanted.tag:
        return False
    if found.kind == "map":
        return _equal_pairs(found.pairs, wanted.pairs)
    if found.kind == "list":
        return _equal_items(found.items, wanted.items)
    return bool(found.value == wanted.value)


def _equal_scalars(one: Scalar, two: Scalar) -> bool:
    return one.value == two.value and one.plain == two.plain and one.anchor == two.anchor and one.tag == two.tag


def _equal_pairs(found: Sequence[tuple[Some, Some]], wanted: Sequence[tuple[Some, Some]]) -> bool:
    if len(found) != len(wanted):
        return False
    for pair, wanted_pair in zip(found, wanted, strict=True):
        # A pair of the same text is the same object.
        if pair is not wanted_pair and not (equal(pair[0], wanted_pair[0]) and equal(pair[1], wanted_pair[1])):
            return False
    return True


def _equal_items(found: Sequence[Some], wanted: Sequence[Some]) -> bool:
    return len(found) == len(wanted) and all(map(equal, found, wanted))


def plain_text(value: bool | int) -> str:
    """How a flag or a number is written."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def wanted_data(value: Value) -> Some:
    """What a node must say to be read as `value`."""
    if isinstance(value, (str, bool, int)):
        return Wanted(value)
    if isinstance(value, Mapping):
        pairs = tuple((Wanted(key), wanted_data(below)) for key, below in value.items())
        return MapData(None, None, pairs)
    return ListData(None, None, tuple(wanted_data(item) for item in value))


def holds(data: Some, value: Value) -> bool:
    """Whether `data` says `value` already: the order of keys and the quotes do not matter."""
    if data.kind == "scalar":
        return _scalar_holds(data, value)
    if data.kind == "list":
        return is_list(value) and _list_holds(data, value)
    if data.kind == "map" and isinstance(value, Mapping):
        return _map_holds(data, value)
    return False


def is_list(value: Value) -> bool:
    return not isinstance(value, (str, bool, int, Mapping))


def _list_holds(data: Some, value: Any) -> bool:
    wanted: Sequence[Value] = value
    if len(data.items) != len(wanted):
        return False
    return all(holds(item, below) for item, below in zip(data.items, wanted, strict=True))


def _map_holds(data: Some, value: Mapping[str, Value]) -> bool:
    if len(data.pairs) != len(value):
        return False
    seen: set[str] = set()
    for key, below in data.pairs:
        if key.kind != "scalar" or key.value in seen or key.value not in value:
            return False
        seen.add(key.value)
        if not holds(below, value[key.value]):
            return False
    return True


def _scalar_holds(data: Some, value: Value) -> bool:
    if data.tag not in TEXT_TAGS:
        return False
    text: str = data.value
    quoted = not data.plain or data.tag is not None
    if isinstance(value, str):
        return text == value and (quoted or keeps_text(value))
    if quoted:
        return False
    if isinstance(value, bool):
        return BOOLEANS.get(text) is value
    return isinstance(value, int) and text == str(value)
