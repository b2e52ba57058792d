"""NEL, LS and PS are characters like any other, as in YAML 1.2: in comments, values and keys."""

from __future__ import annotations

import pytest

from wizard.yamlpatch import AppendItem, Patch, Refusal, SetKey, apply_edits, load, plan, read

BREAKS = {"NEL": "\x85", "LS": "\u2028", "PS": "\u2029"}
CHANGES = (SetKey(("b",), 5, "why"), AppendItem(("n", "m"), "z", "why"))
TEXTS = {
    "a comment behind a value": ("a: 1 # x%y\nb: 2\n", {"a": 1, "b": 2}),
    "a comment of its own": ("# x%y: z\n# %\na: 1\nb: 2\n", {"a": 1, "b": 2}),
    "a comment in a list": ("a:\n  - x # y%b: 3\n  - %\nb: 2\n", {"a": ["x", "%"], "b": 2}),
    "a plain value": ("a: x%y\nb: 2\n", {"a": "x%y", "b": 2}),
    "quotes": ("a: ['x%', \"%  y\"]\nb: 2\n", {"a": ["x%", "%  y"], "b": 2}),
    "a block that ends with it": ("a: |\n  x\n  y%\nb: 2\n", {"a": "x\ny%\n", "b": 2}),
    "a key": ("%a: 1\nb: 2\n", {"%a": 1, "b": 2}),
    "a value of it alone": ("a:\n  - %\nb: 2", {"a": ["%"], "b": 2}),
}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("character", BREAKS.values(), ids=BREAKS)
def test_it_is_a_character(name: str, character: str) -> None:
    text, data = TEXTS[name]
    text = text.replace("%", character)
    expected = load(text.replace(character, "X"))
    assert load(text) == eval(repr(data).replace("%", character.encode("unicode_escape").decode()))
    assert not isinstance(expected, Refusal)
    patch = plan(text, CHANGES)
    assert isinstance(patch, Patch), patch
    assert patch.text.replace(character, "X") == plan(text.replace(character, "X"), CHANGES).text  # type: ignore[union-attr]
    assert apply_edits(patch.text, patch.inverse) == text


def test_all_of_them_beside_characters_of_private_use() -> None:
    text = "\ufeffa: \ue000\x85\u2028\ue001\u2029 # \x85\nb: &\u2028x 1\nc: *\u2028x\n"
    document = read(text)
    assert not isinstance(document, Refusal)
    root = document.root
    assert root is not None
    assert root.pairs[0][1].value == "\ue000\x85\u2028\ue001\u2029"
    assert (root.pairs[1][1].anchor, root.pairs[2][1].value) == ("\u2028x", "\u2028x")


def test_a_value_that_ends_with_another_white_character_keeps_it() -> None:
    patch = plan("a:\n  - |\n    x\xa0\n", [AppendItem(("a",), "w", "why")])
    assert isinstance(patch, Patch)
    assert patch.text == "a:\n  - |\n    x\xa0\n  - w\n"


def test_tagged_text_is_a_string() -> None:
    assert load("a: !!str true\nb: !!str 5\nc: ! ~\n") == {"a": "true", "b": "5", "c": "~"}
    patch = plan("a: !!str true\n", [SetKey(("a",), True, "why")])
    assert isinstance(patch, Patch)
    assert patch.text == "a: true\n"
