"""Paths that begin with the number of an item: the top level of the text is a list, or becomes one."""

from __future__ import annotations

import pytest

from wizard.yamlpatch import AppendItem, Change, EnsureItem, Match, Patch, RemoveKey, SetKey, load, plan

WHY = "the test asks for it"
MATCH = Match.of(n="q")
CASES: list[tuple[str, Change, object]] = [
    ("", SetKey((0, "a"), 1, WHY), [{"a": 1}]),
    ("# none\n", AppendItem((0,), "x", WHY), [["x"]]),
    ("---\n", EnsureItem((0,), MATCH, {"n": "q"}, WHY), [[{"n": "q"}]]),
    ("[]\n", SetKey((0,), ["x"], WHY), [["x"]]),
    ("[ # none\n]\n", SetKey((0,), "x", WHY), ["x"]),
    ("[x]\n", SetKey((1,), "z", WHY), ["x", "z"]),
    ("[x]\n", AppendItem((MATCH, "b"), "z", WHY), ["x", {"n": "q", "b": ["z"]}]),
    ("[x]\n", RemoveKey((0,), WHY), []),
    ("&r [x]\n", RemoveKey((0,), WHY), []),
    ("- x\n", RemoveKey((0,), WHY), None),
]


@pytest.mark.parametrize(("text", "change", "data"), CASES)
def test_a_list_at_the_top_level(text: str, change: Change, data: object) -> None:
    patch = plan(text, [change])
    assert isinstance(patch, Patch), patch
    assert load(patch.text) == data
    assert patch.text.count("#") == text.count("#")


def test_a_change_that_does_not_fit_a_list_is_refused_with_what_to_write_by_hand() -> None:
    refused = plan("a: 1\n", [SetKey((0, "b"), 1, WHY)])
    assert not isinstance(refused, Patch)
    assert (refused.code, refused.snippet) == ("wrong-kind", "- b: 1\n")
