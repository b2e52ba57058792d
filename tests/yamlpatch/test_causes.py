"""Broken YAML: the usual causes are named in the words of the one who wrote it, where they are, with the cure."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.yamlpatch.strategies import damaged
from wizard.yamlpatch import EnsureItem, Match, Refusal, load, plan, read

BROKEN = {
    "a list, then a key": (
        "env:\n  - A=1\n  global:\n    - B=2\n",
        3,
        3,
        "follows the items",
        "`global`",
    ),
    "keys, then an item": ("hub:\n  a: b\n  - c: d\n", 3, 3, "follows the key `a`", "a key of their own"),
    "a key deeper": ("build:\n  cache: true\n   push: x\n", 3, 4, "deeper than `cache`", "2 spaces"),
    "a key deeper in an item": ("hub:\n  - a: x\n      b: y\n", 3, 7, "deeper than `a`", "4 spaces"),
    "a key between two": ("build:\n    ci:\n      - x\n  push: y\n", 4, 3, "by 2 spaces", "0 or 4 spaces"),
    "one space": ("build:\n  ci:\n    - x\n env: y\n", 4, 2, "by 1 space,", "0 or 2 spaces"),
    "a colon in a command": ("ci:\n  - echo done: ok: x\n", 2, 18, "without quotes", "in quotes"),
    "text behind quotes": ('ci:\n  - "docker" push\n', 2, 12, "more text follows", "whole value in quotes"),
    "an apostrophe in single quotes": ("ci:\n  - 'it's done'\n", 2, 8, "more text follows", "apostrophe twice"),
    "text behind a pipe": ("ci:\n  - | make test\n    more\n", 2, 7, "follows the `|`", "the line below"),
    "a backslash in double quotes": ('ci:\n  - "C:\\\\a\\Users"\n', 2, 11, "`\\U`", "single quotes"),
    "a colon in a value": ("a: b: c\n", 1, 5, "without quotes", "in quotes"),
    "a colon behind quotes": ("ci:\n  - curl -H 'X: y' z\n  - echo Status: fine: y\n", 3, 22, "without", "quotes"),
    "no space after a dash": ("ci:\n  - a\n  -b\n  - c\n", 3, 3, "space after the dash", "`- `"),
    "no space after a colon": ("language:python\nenv: a\n", 1, 9, "colon of `language`", "`language: `"),
    "two lines above": ("a: 1\nbefore:make\n\n# note\nb: 1\n", 2, 7, "colon of `before`", "`before: `"),
    "an unfinished line": ("language: python\nbuild\nenv: x\n", 2, 1, "unfinished", "`build:`"),
    "an unfinished last line": ("language: python\nbuild", 2, 1, "unfinished", "`build:`"),
    "a comment without its sign": ("Set the language\nlanguage: x\n", 1, 1, "is text", "`# `"),
    "an item beside the keys of an item": (
        "ci:\n  - a: x\n    - b: y\n",
        3,
        5,
        "follows the key `a`",
        "of the item above, 2 spaces",
    ),
    "a comment that ends a block": (
        "ci:\n  - |\n    if x; then\n #   y\n    fi\n  - z\n",
        4,
        2,
        "that begins in line 2",
        "4 spaces",
    ),
    "a character beyond Unicode": ('a: "\\UFFFFFFFF"\n', 1, 5, "`\\U`", "single quotes"),
    "a tab": ("a:\n\tb: 1\n", 2, 1, "tab", "spaces"),
    "a tab below a map": ("a:\r\n  b: 1\r\n\tc: 1\r\n", 3, 1, "tab", "spaces"),
    "a quote not closed": ("a: 'x\nb: c\n", 1, 4, "not closed", "Close it"),
    "a bracket not closed": ("ci:\n  - [make, test  # [1]\n  - x\n", 2, 5, "The [ that opens", "Write ]"),
    "a last bracket": ("a: [\n", 1, 4, "The [ that opens", "Write ]"),
    "a brace not closed": ("a: {b: [c]\nd: e\n", 1, 4, "The { that opens", "Write }"),
    "a character of YAML's own": ("a: @x\n", 1, 4, "cannot begin with `@`", "in quotes"),
    "a merge conflict": ("a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n", 2, 1, "merge conflict", "two sides"),
}
CHANGE = EnsureItem(("hub",), Match.of(name="x"), {"name": "x"}, "wanted")


@pytest.mark.parametrize("name", BROKEN)
def test_the_cause_is_named_with_its_cure(name: str) -> None:
    text, line, column, reason, remedy = BROKEN[name]
    for refusal in (read(text), load(text), plan(text, [CHANGE])):
        assert isinstance(refusal, Refusal)
        assert (refusal.code, refusal.line, refusal.column) == ("not-yaml", line, column), refusal
        assert reason in refusal.reason
        assert remedy in refusal.remedy


@pytest.mark.parametrize("text", ["x: &\n", "a: {b: [c}\nd: e\n", "a: [b] c]\n", "a: b\n'c\n"])
def test_where_no_cause_is_seen_the_parser_speaks(text: str) -> None:
    refusal = read(text)
    assert isinstance(refusal, Refusal)
    assert refusal.reason.startswith("This is not valid YAML")


@settings(deadline=None)
@given(damaged())
def test_a_cause_is_a_place_in_the_text(text: str) -> None:
    refusal = read(text)
    if isinstance(refusal, Refusal):
        lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert 1 <= refusal.line <= len(lines)
        assert 1 <= refusal.column <= len(lines[refusal.line - 1]) + 1
        assert bool(refusal.remedy) == refusal.reason.startswith("This is not valid YAML. ")
