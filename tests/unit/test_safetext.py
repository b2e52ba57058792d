"""Nothing foreign reaches a terminal as a control sequence, and what was neutralised can be seen."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.core.text.safetext import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("Grüße 日本語 é", "Grüße 日本語 é"),
        ("\x1b[2J", "\\x1b[2J"),
        ("\x9b2J", "\\x9b2J"),
        ("a\u202eb", "a\\u202eb"),
        ("a\u200bb", "a\\u200bb"),
        ("a\nb", "a\\x0ab"),
        ("a\tb", "a\\tb"),
        ("bad \udcff byte", "bad \\xff byte"),
        ("\U000e0001", "\\U000e0001"),
        ("fix-\U0001f44d\U0001f3fd", "fix-\U0001f44d\\U0001f3fd"),
        ("a" + "\u0301" * 5, "a\u0301\u0301\\u0301\\u0301\\u0301"),
    ],
)
def test_what_it_becomes(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_lines_and_limit() -> None:
    assert visible("a\nb", lines=True) == "a\nb"
    assert visible("abcdefghij", limit=7) == "ab...ij"
    assert len(visible("x" * 1000, limit=40)) == 40


@given(st.text(st.characters()))
def test_only_visible_characters_are_left(text: str) -> None:
    shown = visible(text)
    assert not {unicodedata.category(char) for char in shown} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    shown.encode()
