"""What makes no sense is an error that names the change, before anything is read."""

from __future__ import annotations

from typing import Any

import pytest

from wizard.yamlpatch import (
    AppendItem,
    Change,
    ChangeError,
    EnsureItem,
    Match,
    MoveKey,
    Patch,
    RemoveItem,
    RemoveKey,
    ReplaceItem,
    SetKey,
    load,
    plan,
    read,
)

ITEM: Any = {"name": "a"}
NAMED = Match.of(name="a")
DEEP: Any = "x"
for _ in range(60):
    DEEP = [DEEP]
WRONG: dict[str, tuple[Any, str]] = {
    "a float": (SetKey(("a",), 1.5, "w"), "the value is float"),  # type: ignore[arg-type]
    "None": (SetKey(("a",), None, "w"), "the value is None"),  # type: ignore[arg-type]
    "bytes": (SetKey(("a",), b"x", "w"), "the value is bytes"),  # type: ignore[arg-type]
    "a float in a list": (SetKey(("a",), ["b", 1.5], "w"), "item 1 of the value is float"),  # type: ignore[list-item]
    "None in a map": (SetKey(("a",), {"b": None}, "w"), "the value of 'b' is None"),  # type: ignore[dict-item]
    "a number as a key": (SetKey(("a",), {1: "b"}, "w"), "the key 1"),  # type: ignore[dict-item]
    "a value that is too deep": (SetKey(("a",), DEEP, "w"), "deeper than"),
    "a string as a path": (SetKey("a", "b", "w"), "the path is str"),  # type: ignore[arg-type]
    "an empty path": (RemoveKey((), "w"), "the path is empty"),
    "None in a path": (RemoveKey(("a", None), "w"), "None in the path"),  # type: ignore[arg-type]
    "a flag in a path": (RemoveKey(("a", True), "w"), "True in the path"),
    "a number below 0": (RemoveKey(("a", -1), "w"), "-1 in the path is below 0"),
    "a new path that is none": (MoveKey(("a",), "b", "w"), "the new path is str"),  # type: ignore[arg-type]
    "no reason": (SetKey(("a",), "b", None), "the reason is None"),  # type: ignore[arg-type]
    "a match without keys": (RemoveItem(("a",), Match(()), "w"), "match every map"),
    "a match of numbers": (RemoveItem(("a",), Match.of(n=1), "w"), "'n'=1 is none"),  # type: ignore[arg-type]
    "no match": (EnsureItem(("a",), {"name": "a"}, ITEM, "w"), "the match is dict"),  # type: ignore[arg-type]
    "a match in a path": (RemoveKey(("a", Match(())), "w"), "match every map"),
    "a removal of bytes": (RemoveItem(("a",), b"x", "w"), "what is removed is bytes"),  # type: ignore[arg-type]
    "an item without its match": (EnsureItem(("a",), NAMED, {"type": "b"}, "w"), "does not have name: 'a'"),
    "an item unlike its match": (EnsureItem(("a",), NAMED, {"name": "b"}, "w"), "does not have name: 'a'"),
    "an item that is no map": (EnsureItem(("a",), NAMED, "a", "w"), "the item is str"),  # type: ignore[arg-type]
    "a place that is none": (EnsureItem(("a",), NAMED, ITEM, "w", at=-1), "the place -1"),
    "a text of bytes": (AppendItem(("a",), b"x", "w"), "the text is bytes"),  # type: ignore[arg-type]
    "before None of texts": (AppendItem(("a",), "x", "w", before=1), "before which"),  # type: ignore[arg-type]
    "two places": (AppendItem(("a",), "x", "w", before="b", at=1), "two places"),
    "an old text of bytes": (ReplaceItem(("a",), b"x", "y", "w"), "the old text"),  # type: ignore[arg-type]
    "a new text of None": (ReplaceItem(("a",), "x", None, "w"), "the new text"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("name", WRONG)
def test_the_error_names_the_change_and_what_is_wrong(name: str) -> None:
    change, words = WRONG[name]
    with pytest.raises(ChangeError) as caught:
        plan("a: b\n", [change])
    assert str(caught.value).startswith(f"{type(change).__name__} at {change.path!r}: ")
    assert words in str(caught.value)


def test_what_is_no_change() -> None:
    with pytest.raises(ChangeError, match="no change"):
        plan("a: b\n", ["set a"])  # type: ignore[list-item]


def test_two_settings_of_one_key() -> None:
    with pytest.raises(ChangeError, match="two changes set it, to 'x' and 'y'"):
        plan("a: b\n", [SetKey(("a",), "x", "w"), SetKey(("a",), "y", "w")])
    same: list[Change] = [SetKey(("a",), "x", "w"), SetKey(("a",), "x", "w")]
    assert isinstance(plan("a: b\n", same), Patch)


@pytest.mark.parametrize("text", [None, b"a: b\n", 1])
def test_a_text_that_is_none(text: Any) -> None:
    for work in (read, load, lambda one: plan(one, [])):
        with pytest.raises(TypeError, match="must be a str"):
            work(text)


def test_an_item_that_matches_by_its_text() -> None:
    match = Match.of(name="12", on="true")
    result = plan("", [EnsureItem(("a",), match, {"name": 12, "on": True}, "w")])
    assert isinstance(result, Patch)
    assert result.text == 'a:\n  - name: 12\n    "on": true\n'
