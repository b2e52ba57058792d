"""One scalar that becomes several items, or a block that keeps its lines."""

from __future__ import annotations

import pytest

from wizard.yamlpatch import ChangeError, Patch, Refusal, ReplaceItem, SetKey, apply_edits, plan

TWO = ("make -j a", "test b")
ONE = " ".join(TWO)
LINES = "make -j a\ntest b\n"


def replaced(text: str, old: str, new: str | tuple[str, ...]) -> str:
    change = ReplaceItem(("a", "b"), old, new, "why")
    patch = plan(text, [change])
    assert isinstance(patch, Patch), patch
    assert apply_edits(patch.text, patch.inverse) == text
    again = plan(patch.text, [change])
    assert isinstance(again, Patch)
    assert not again.changes_something
    return patch.text


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("a:\n  b:\n    make -j a \n    test b # c\n", "a:\n  b:\n    - make -j a \n    - test b # c\n"),
        ("a:\n  b: make\n   -j a\n   test\n   b\n", "a:\n  b:\n    - make\n      -j a\n    - test\n      b\n"),
        ("a:\n  b: make -j\n    a test\n    b\n", "a:\n  b:\n    - make -j a\n    - test b\n"),
        ("a:\n  b: 'make -j a\n    test b' # c\n", "a:\n  b:\n    - make -j a\n    - test b # c\n"),
        ("a:\n  b: make -j a test b\n", "a:\n  b:\n    - make -j a\n    - test b\n"),
        ("a:\n  b: {}\n".replace("{}", ONE), "a:\n  b:\n    - make -j a\n    - test b\n"),
        (
            "a:\n  b:\n  - x\n  - make -j a\n    test b # c\n  - y\n",
            "a:\n  b:\n  - x\n  - make -j a\n  - test b # c\n  - y\n",
        ),
        ("a:\n  b:\n  - >-\n    make -j a\n    test b\n  - y\n", "a:\n  b:\n  - make -j a\n  - test b\n  - y\n"),
        ("a:\n  b: [x, make -j a\n    test b]\n", "a:\n  b: [x, make -j a, test b]\n"),
        ("a: {b: make -j a\n    test b}\n", "a: {b: [make -j a, test b]}\n"),
        ("a:\n  b:\n  - &x make -j a\n    test b\n", "a:\n  b:\n  - make -j a\n  - test b\n"),
    ],
)
def test_items_of_lines(text: str, after: str) -> None:
    assert replaced(text, ONE, TWO) == after


def test_a_blank_line_and_a_dash_that_is_too_deep() -> None:
    text = "a:\n  b:\n  - make -j a\n\n    - test b\n"
    assert replaced(text, "make -j a\n- test b", TWO) == "a:\n  b:\n  - make -j a\n\n  - test b\n"


@pytest.mark.parametrize(
    ("text", "old", "after"),
    [
        ("a:\n  b:\n  - make -j a\n    test b # c\n", ONE, "a:\n  b:\n  - | # c\n    make -j a\n    test b\n"),
        ("a:\n  b: > #\n    make -j a\n    test b\n#d\n", ONE + "\n", "a:\n  b: | #\n    make -j a\n    test b\n#d\n"),
        ("a:\n  b: > # c\n    make\n    -j a test b\n", f"{ONE}\n", "a:\n  b: | # c\n    make -j a\n    test b\n"),
        ("a:\n  b: # c\n    make -j a\n    test b\n", ONE, "a:\n  b: # c\n    |\n    make -j a\n    test b\n"),
        ("a: {b: make -j a test b}\n", ONE, 'a: {b: "make -j a\\ntest b\\n"}\n'),
        ("a:\n  b: make -j a test b", ONE, 'a:\n  b: "make -j a\\ntest b\\n"'),
    ],
)
def test_a_block_of_lines(text: str, old: str, after: str) -> None:
    assert replaced(text, old, LINES) == after


def test_text_with_odd_characters_is_no_block() -> None:
    assert replaced("a:\n  b: x\n", "x", "p\x07\nq\n") == 'a:\n  b: "p\\x07\\nq\\n"\n'


def test_a_value_that_is_set_becomes_a_block_too() -> None:
    patch = plan("a:\n  b: x # c\n", [SetKey(("a", "b"), LINES, "why")])
    assert isinstance(patch, Patch)
    assert patch.text == "a:\n  b: | # c\n    make -j a\n    test b\n"


def test_what_is_refused() -> None:
    shared = plan("a:\n  b: &x make -j a test b\nc: *x\n", [ReplaceItem(("a", "b"), ONE, TWO, "why")])
    assert isinstance(shared, Refusal)
    assert shared.code == "shared-anchor"
    assert shared.snippet == "a:\n  b:\n    - make -j a\n    - test b\n"
    nested = plan("a:\n- make -j a test b\n", [ReplaceItem(("a", 0), ONE, TWO, "why")])
    assert isinstance(nested, Refusal)
    assert nested.code == "wrong-kind"


@pytest.mark.parametrize("new", [("x",), (), ("x", 1), ("old", "x")])
def test_texts_that_make_no_sense(new: tuple[str, ...]) -> None:
    with pytest.raises(ChangeError):
        plan("a: old\n", [ReplaceItem(("a",), "old", new, "why")])
