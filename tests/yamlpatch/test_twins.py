"""Keys that are more than once in a map: which of them say the same, and taking those out."""

from __future__ import annotations

import pytest

from wizard.yamlpatch import Document, Patch, Path, Refusal, RemoveTwins, apply_edits, plan, read

# A text, the path of the key, the text afterwards.
GONE: dict[str, tuple[str, Path, str]] = {
    "side by side": ("a: 1\na: 1\nb: 2\n", ("a",), "a: 1\nb: 2\n"),
    "apart": ("a: 1\nb: 2\na: 1\n", ("a",), "a: 1\nb: 2\n"),
    "more than two": ("a: x\na: x\na: x", ("a",), "a: x"),
    "other quotes": ("s:\n  - t\ns:\n  - 't'\n", ("s",), "s:\n  - t\n"),
    "one that differs stays": ("s: [t]\n# c\ns: [u]\ns: [t]", ("s",), "s: [t]\n# c\ns: [u]"),
    "flow": ("a: {x: 1, y: 2, x: 1, z: 0, x: 1}\n", ("a", "x"), "a: {x: 1, y: 2, z: 0}\n"),
    "nothing but twins in a flow": ("a: {x: 1, x: 1, x: 1}\n", ("a", "x"), "a: {x: 1}\n"),
    "in an item": (
        "l:\n  - p: |\n      x\n    p: |\n      x\n    q: 3\n",
        ("l", 0, "p"),
        "l:\n  - p: |\n      x\n    q: 3\n",
    ),
    "a blank line between": ("a: 1\r\n\r\na: 1\r\n", ("a",), "a: 1\r\n"),
    "an alias": ("x: &x 1\na: *x\na: *x\n", ("a",), "x: &x 1\na: *x\n"),
    "deeper down": ("a: {b: [1, {c: d}]}\na: {'b': [1, {c: \"d\"}]}\n", ("a",), "a: {b: [1, {c: d}]}\n"),
    "empty": ("a:\na:\nb: 1\n", ("a",), "a:\nb: 1\n"),
}
# A text in which nothing is repeated at the path.
KEPT: dict[str, tuple[str, Path]] = {
    "another type": ("a: 1\na: '1'\n", ("a",)),
    "another order": ("a: [1, 2]\na: [2, 1]\n", ("a",)),
    "one key": ("a: 1\nb: 1\n", ("a",)),
    "not there": ("a: 1\n", ("b", "c")),
    "no map": ("a: [1, 1]\n", ("a", "x")),
    "an item": ("a: [1, 1]\n", ("a", 0)),
    "a complex key": ("? [a]\n: 1\n? [a]\n: 1\n", ("a",)),
    "no data": ("", ("a",)),
}


def duplicates(text: str) -> list[tuple[Path, bool]]:
    document = read(text)
    assert isinstance(document, Document)
    return [(found.path, found.repeats) for found in document.duplicates]


@pytest.mark.parametrize("name", GONE)
def test_keys_that_say_the_same_go(name: str) -> None:
    before, path, after = GONE[name]
    assert (path, True) in duplicates(before)
    patch = plan(before, [RemoveTwins(path, "twice")])
    assert isinstance(patch, Patch), patch
    assert patch.text == after
    assert apply_edits(patch.text, patch.inverse) == before
    assert plan(after, [RemoveTwins(path, "twice")]) == Patch(after, (), ())
    assert (path, True) not in duplicates(after)


@pytest.mark.parametrize("name", KEPT)
def test_keys_that_say_something_of_their_own_stay(name: str) -> None:
    text, path = KEPT[name]
    assert all(not repeats for _, repeats in duplicates(text))
    assert plan(text, [RemoveTwins(path, "twice")]) == Patch(text, (), ())


def test_a_twin_whose_anchor_is_used_is_refused() -> None:
    refusal = plan("b: &x 1\nb: &x 1\nc: *x\n", [RemoveTwins(("b",), "twice")])
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.line) == ("shared-anchor", 2)


def test_a_twin_in_a_map_that_is_shared_is_refused() -> None:
    refusal = plan("b: &x {k: 1, k: 1}\nc: *x\n", [RemoveTwins(("b", "k"), "twice")])
    assert isinstance(refusal, Refusal)
    assert refusal.code == "shared-anchor"


def test_a_twin_below_twins_is_refused_until_these_are_gone() -> None:
    text = "a:\n  b: 1\n  b: 1\na:\n  b: 1\n  b: 1\n"
    inner, outer = RemoveTwins(("a", "b"), "twice"), RemoveTwins(("a",), "twice")
    refusal = plan(text, [inner])
    assert isinstance(refusal, Refusal)
    assert refusal.code == "duplicate-key"
    patch = plan(text, [outer, inner])
    assert isinstance(patch, Patch)
    assert patch.text == "a:\n  b: 1\n"
