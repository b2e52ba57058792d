"""The style of new lines where the neighbours disagree."""

from __future__ import annotations

from wizard.yamlpatch import AppendItem, Change, Patch, SetKey, plan


def patched(text: str, change: Change) -> str:
    patch = plan(text, [change])
    assert isinstance(patch, Patch), patch
    return patch.text


def test_on_a_tie_a_list_follows_those_as_deep() -> None:
    text = "a:\n- x\nb:\n- y\nc:\n  d:\n    - z\n  e:\n    - z\n"
    assert patched(text, AppendItem(("s", "m"), "q", "why")).endswith("s:\n  m:\n    - q\n")
    assert patched(text, AppendItem(("s",), "q", "why")).endswith("s:\n- q\n")


def test_on_a_tie_without_one_as_deep_the_first_list_decides() -> None:
    text = "a:\n- x\nb:\n  - y\n"
    assert patched(text, AppendItem(("n", "m", "o"), "q", "why")).endswith("    o:\n    - q\n")


def test_a_blank_line_before_a_deeper_comment_separates() -> None:
    text = "a:\n  b: 1\n\n  # about c\nc: 2\n"
    assert patched(text, SetKey(("d",), "x", "why")) == text + "\nd: x\n"


def test_on_a_tie_the_nearest_gap_decides_between_sections() -> None:
    assert patched("a: 1\nb: 2\n\nc: 3\n", SetKey(("d",), "x", "why")).endswith("c: 3\n\nd: x\n")
    assert patched("a: 1\n\nb: 2\nc: 3\n", SetKey(("d",), "x", "why")).endswith("c: 3\nd: x\n")
