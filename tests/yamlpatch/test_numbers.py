"""Items by their number: in paths, and as the place of a new item."""

from __future__ import annotations

import pytest

from tests.yamlpatch import oracle
from wizard.yamlpatch import (
    AppendItem,
    Change,
    EnsureItem,
    Match,
    MoveKey,
    Patch,
    Refusal,
    RemoveKey,
    ReplaceItem,
    SetKey,
    apply_edits,
    plan,
)

TEXT = "# top\na:\n  - x  # one\n  - name: n\n    port: 1\n\n  - [p, q]\nb: [k, l]\n"
NEW = {"name": "m"}
DONE: dict[str, tuple[Change, str, str]] = {
    "a scalar item": (SetKey(("a", 0), "z", "w"), "  - x  # one", "  - z  # one"),
    "a key of an item": (SetKey(("a", 1, "port"), 22, "w"), "port: 1", "port: 22"),
    "a new key of an item": (SetKey(("a", 1, "host"), "h", "w"), "port: 1\n", "port: 1\n    host: h\n"),
    "an item of an item": (SetKey(("a", 2, 1), "r", "w"), "[p, q]", "[p, r]"),
    "an item in flow style": (SetKey(("b", 1), "m", "w"), "[k, l]", "[k, m]"),
    "a list in a list": (SetKey(("a", 2), ["p"], "w"), "[p, q]", "[p]"),
    "the next item": (SetKey(("b", 2), "m", "w"), "[k, l]", "[k, l, m]"),
    "the next item with a key": (SetKey(("a", 3, "name"), "m", "w"), "  - [p, q]\n", "  - [p, q]\n  - name: m\n"),
    "an item gone": (RemoveKey(("a", 0), "w"), "  - x  # one\n", ""),
    "the last item gone": (RemoveKey(("b", 1), "w"), "[k, l]", "[k]"),
    "an item below a number": (AppendItem(("a", 2), "r", "w"), "[p, q]", "[p, q, r]"),
    "a new first item": (AppendItem(("b",), "j", "w", at=0), "[k, l]", "[j, k, l]"),
    "an item between": (AppendItem(("b",), "j", "w", at=1), "[k, l]", "[k, j, l]"),
    "a place behind the end": (AppendItem(("b",), "j", "w", at=9), "[k, l]", "[k, l, j]"),
    "a map first": (EnsureItem(("a",), Match.of(name="m"), NEW, "w", at=0), "  - x", "  - name: m\n  - x"),
    "a replaced item below a number": (ReplaceItem(("a", 2), "p", "r", "w"), "[p, q]", "[r, q]"),
}
REFUSED: dict[str, tuple[Change, str]] = {
    "a number behind the next": (SetKey(("b", 3), "m", "w"), "no-item"),
    "a number in what is absent": (SetKey(("c", 1), "m", "w"), "no-item"),
    "a number in a map": (SetKey(("a", 1, 0), "m", "w"), "wrong-kind"),
    "a key in a list": (SetKey(("a", "x"), "m", "w"), "wrong-kind"),
    "a move to an item": (MoveKey(("b",), ("a", 3), "w"), "wrong-kind"),
}


@pytest.mark.parametrize("name", DONE)
def test_done(name: str) -> None:
    change, old, new = DONE[name]
    patch = plan(TEXT, [change])
    assert isinstance(patch, Patch), patch
    assert patch.text == TEXT.replace(old, new, 1)
    assert apply_edits(patch.text, patch.inverse) == TEXT
    oracle.data(patch.text)
    if not isinstance(change, RemoveKey):
        assert plan(patch.text, [change]) == Patch(patch.text, (), ())


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    change, code = REFUSED[name]
    refusal = plan(TEXT, [change])
    assert isinstance(refusal, Refusal)
    assert refusal.code == code


def test_a_removal_of_what_is_not_there_changes_nothing() -> None:
    for path in (("a", 7), ("b", 0, 0), ("c", 0)):
        assert plan(TEXT, [RemoveKey(path, "w")]) == Patch(TEXT, (), ())


def test_the_first_item_of_what_is_absent() -> None:
    patch = plan("", [SetKey(("a", 0, "b", 0), "c", "w")])
    assert isinstance(patch, Patch)
    assert patch.text == "a:\n  - b:\n      - c\n"


def test_an_alias_by_its_number_is_refused() -> None:
    refusal = plan("x: &x [1]\na:\n  - *x\n", [SetKey(("a", 0, 0), 2, "w")])
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.line) == ("alias", 3)


def test_a_tagged_text_is_no_flag() -> None:
    patch = plan("pull: !!str true\n", [SetKey(("pull",), True, "w")])
    assert isinstance(patch, Patch)
    assert patch.text == "pull: true\n"
    kept = plan("pull: !!str true\n", [SetKey(("pull",), "true", "w")])
    assert isinstance(kept, Patch)
    assert not kept.edits
