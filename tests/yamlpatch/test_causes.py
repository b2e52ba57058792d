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
    "a key deeper": ("build:\n  cache: true\n   push: x\n", 3, 4, "deeper than `cache`", "2 or 3 spaces"),
    "a key deeper in an item": ("hub:\n  - a: x\n      b: y\n", 3, 7, "deeper than `a`", "4 or 6 spaces"),
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
        "same indent, 2 or 4 spaces",
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
    "no-break spaces": ("a:\n\u00a0 only:\n\u00a0 \u00a0 - x\n\u00a0 \u00a0 - y\n", 4, 1, "U+00A0", "Put a space"),
    "a no-break space lines above": ("ci:\n  -\u00a0make\n  - x\n  - a: b\n", 2, 4, "U+00A0", "Put a space"),
    "a byte order mark within": ("a: b\n\ufeffc: d\ne\n", 2, 1, "U+FEFF", "Put a space"),
    "a bracket too many": ("a: [master, dev]]\nb: x\n", 1, 17, "one ] more", "Take it out"),
    "a brace too many": ("a: {b: c}}\nd: e\n", 1, 10, "one } more", "Take it out"),
    "a value that is a closing bracket": ("a: ]\n", 1, 4, "cannot begin with `]`", "in quotes"),
    "a bracket too many in lines": ("a: [\n  b,\n  c\n]]\nd: e\n", 4, 2, "one ] more", "Take it out"),
    "a brace that closes nothing": ("a: b\n}\n", 2, 1, "closes nothing", "Take it out"),
    "a wrong bracket": ("a: {b: [c}\nd: e\n", 1, 10, "The [ before this is closed by a }", "Write ]"),
    "a wrong bracket behind text": ("a: [b, c}\nd: e\n", 1, 9, "closed by a }", "Write ]"),
    "no comma": ('a: ["b" "c"]\nd: e\n', 1, 9, 'none before `"c"`', "Write the comma"),
    "no comma before a wrong bracket": ('a: ["b" "c"}\n', 1, 9, 'none before `"c"`', "Write the comma"),
    "no comma in JSON": ('{\n  "a": "x"\n  "b": "y"\n}\n', 3, 3, 'none before `"b"`', "Write the comma"),
    "no comma in a map": ("a: {b: 1 c: 2}\n", 1, 10, "none before `c`", "Write the comma"),
    "no comma in the lines of a map": ("a: {\n  b: 1\n  c: 2\n}\n", 3, 3, "none before `c`", "Write the comma"),
    "a test of the shell": ('ci:\n  - [ "$A" ] && make\n', 2, 15, "more text follows", "in quotes"),
    "a template": ("a: {{ x }}: y\n", 1, 4, "cannot begin with `{{`", "in quotes"),
    "a template with text": ("ci:\n  - {{ x }} y\n", 2, 5, "cannot begin with `{{`", "in quotes"),
    "a statement of a template": ("a: b\n{% if x %}\nc: d\n", 2, 1, "cannot begin with `{%`", "in quotes"),
    "a here-document to the left": (
        "ci:\n  - |\n    cat <<EOF > x\nfoo: bar\nbaz\n    EOF\n  - make\n",
        4,
        1,
        "here-document up to `EOF` is to the left of the text block that begins in line 2",
        "4 spaces",
    ),
    "the end of a here-document to the left": (
        "b:\n  ci:\n    - |\n      cat <<'X'\n      a\n  X\n    - make\n",
        6,
        3,
        "here-document up to `X`",
        "6 spaces",
    ),
    "a here-document without a block": (
        "ci:\n  - cat <<EOF > x\nfoo\nEOF\n  - make\n",
        2,
        3,
        "without `|`",
        "Write `|` in place of the text",
    ),
    "a text beside its key": (
        "a:\n  - script: |\n    pushd x\n    ./deploy a\n  - b\n",
        3,
        5,
        "begins in line 2 are not deeper than column 5",
        "more than 4 spaces",
    ),
    "a text block that text ends": (
        "a: |\n    if x\n  then\n    y\nb: c\n",
        3,
        3,
        "This line is to the left",
        "4 spaces",
    ),
    "a text block that a word ends": ("a: |\n  x\nasdf\nb: c\n", 3, 1, "This line is to the left", "2 spaces"),
    "a key without colon behind a block": ("a:\n  - |\n    x\nb\n  - c\n", 4, 1, "`b` is unfinished", "`b:`"),
    "a text block whose first line is a comment": (
        "a:\n  - |\n      # b\n    c d\n      e\n  - f\n",
        4,
        5,
        "This line is to the left",
        "6 spaces",
    ),
    "a line of equals signs": ("a: b\n=======\nc: d\n", 2, 1, "line of signs", "`# ` before it"),
    "an item where keys are": ("b:\n  ci:\n    - a\n- c\n", 4, 1, "in the column of keys", "4 spaces"),
    "an item where keys are, by its key": (
        "jobs:\n  - name: a\n    steps:\n      - IN: b\n- name: c\n",
        5,
        1,
        "in the column of keys",
        "2 spaces",
    ),
    "an item to the left by one": ("ci:\n  - a\n - b\n", 3, 2, "by 1 space,", "2 spaces, or give line 2"),
    "a key to the left by one": ("hub:\n  - a: x\n   b: y\n", 3, 4, "by 3 spaces", "4 spaces"),
    "a key in the column of its item": ("hub:\n  - a: x\n  b: y\n", 3, 3, "follows the items", "`a`, 4 spaces"),
    "a key after a list of maps": (
        "a:\n  - b:\n      c: 1\n  d: 2\n",
        4,
        3,
        "follows the items",
        "Give it the indent of `b`",
    ),
    "an item below a text": ("ci:\n  - a\n    - b: c\n", 3, 5, "deeper than the one in line 2", "2 or 4 spaces"),
    "an item between dash and key": ("a:\n  - b: c\n   - d: e\n", 3, 4, "follows the key `b`", "2 or 3 spaces"),
    "lines without dashes": (
        "ci:\n  # a\n  git clone x\n  # b\n  docker build .\n",
        4,
        3,
        "begins in line 3 ends with this comment",
        "put `- ` before it",
    ),
    "a comment in the text of an item": (
        "ci:\n  - build -t x .\n    # a\n    push x\n  - y\n",
        3,
        5,
        "begins in line 2 ends with this comment",
        "take the comment out",
    ),
    "a colon in lines without dashes": ("ci:\n  make\n  build x: y\n", 3, 10, "several lines", "put `- ` before it"),
    "a line without dash": ("ci:\n  a b\n  - c\n  # d\n  - e\n", 2, 3, "has no dash", "`- a b`"),
    "a line without dash among items": ("ci:\n  - a\n  b c\n  - d\n", 3, 3, "has no dash", "`- `"),
    "a key without colon far above": (
        "a: 1\nci\n  - b\n  - c\n  - d\n  - e\n\nf: 2\n",
        2,
        1,
        "`ci` is unfinished",
        "`ci:`",
    ),
    "a key without colon, keys below": ("a:\n  b\n    c: d\n", 2, 3, "`b` is unfinished", "`b:`"),
    "text where a value has keys after it": (
        "b:\n  c d\n  e: f\n",
        3,
        3,
        "follows the text in line 2",
        "`# ` before line 2",
    ),
    "a quote that goes on to the left": (
        "ci:\n  - echo '<x>\n<y>\n<z>\n</x>'\n  - b\n",
        2,
        5,
        "goes on in line 3, to the left",
        "`|` in place",
    ),
    "a quote that opens far above": (
        'hub:\n  - a: "b\n    c: d\n    e:\n      - f\n      - g\n      - h\n',
        2,
        8,
        "not closed",
        "Close it",
    ),
    "two keys in a line": ("jdk: x before:\n  - y\n", 1, 14, "without quotes", "`before` is a key of its own"),
    "text behind a key that has items": (
        "a: 1\nb:Clea\n  - c\nd: 1\n",
        2,
        2,
        "Text follows the colon of `b`",
        "Take `Clea` out",
    ),
    "an item in the line of its key": ("a: b\nc: - d\n", 2, 4, "in the line of its key `c`", "a line of its own"),
    "an equals sign": ("language = python\nenv: x\n", 1, 9, "`=` behind `language`", "`language: `"),
    "an equals sign in a map": ("env:\n  A=1\n  B: 2\n", 2, 4, "`=` behind `A`", "`A: `"),
    "a pattern": ("only:\n  - *\n", 2, 5, "cannot begin with `*`", "in quotes"),
    "a pattern with text": ("ci:\n  - *foo bar\n", 2, 5, "cannot begin with `*`", "in quotes"),
    "a fence": ("```yaml\na: b\n```\n", 1, 1, "code fence of Markdown", "Take the line out"),
    "a line of signs": ("----\na: b\n", 1, 1, "line of signs", "`# ` before it"),
    "a first key that is indented": (" a: 1\nb: 2\n", 1, 2, "first key is indented by 1 space", "first column"),
    "a mistake after tabs that are read": (
        "a:\n  - b\n\t\nc: d\nasdf\n",
        5,
        1,
        "`asdf` is unfinished",
        "take the line out",
    ),
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


@pytest.mark.parametrize(
    "text",
    [
        "a: !<\n",
        "a:\n  - !<x\n",
        "a:\n  -\n    - !<x\n",
        "a:\n  !<x\n",
        "!<x\n",
        "a: {[b] : c : d}\n",
        "a: [b, , c]\n",
        "a: {b: c, [d] : e}}x\n",
        "a: b\n-x\n",
        "ci:\n  - cat <<EOF\n  - !<x\n",
        'ci:\n  - "cat <<EOF\n    EOF"\n  - !<x\n',
        "ci:\n  - |\n    cat <<EOF\n    EOF\n  - !<x\n",
        "ci:\n  - b\n\n# c\n!<x\n",
        "a: [b]\nc: !<\n",
        'a: "b\n\n  c: "d" !<\n',
        "b  uild:\n  ci:\n- x\n",
        "a:\n  - b:EOF\n c\n    d: e\n",
        "a:\n \n\nb:#\n",
        "a:\n \n b\n- c\n\nd:\n",
        "a: [: b : c]\n",
        'a:\n  - "cat <<EOF\n  b\nEOF\n  - !<\n',
        "a:\n  cat <<EOF\n  b\nEOF\n- c\n",
        "a:\n  - b\n  -c: d\n  e\n",
    ],
)
def test_an_unusual_mistake_is_left_to_the_parser_or_named(text: str) -> None:
    refusal = read(text)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "not-yaml"
    assert (refusal.remedy == "") is refusal.reason.startswith("This is not valid YAML: ")


def test_brackets_that_begin_too_far_above_are_not_called_a_value() -> None:
    refusal = read("a: [\n" + "  b,\n" * 300 + "]]\nc: d\n")
    assert isinstance(refusal, Refusal)
    assert (refusal.line, refusal.remedy) == (302, "")


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


@pytest.mark.parametrize(
    ("text", "line", "cause"),
    [
        ("a:\n  - |\n    foo:bar\n    x\n b: y\n", 5, "by 1 space"),
        ("a:\n  b\n  c\n  d\ne: f\n g: h\n", 6, "deeper than `e`"),
        ("a:\n  -2.7\n  -3.4\n b: c\n", 4, "by 1 space"),
        ('a:\n  - b: "c\nd"\n  e: f\n', 4, "not valid YAML"),
        ("a:\n  - 80:80\n b: c\n", 3, "by 1 space"),
        ("a:\n  - b\n    c=1\n  - d: 1\n    - e\n", 5, "follows the key `d`"),
    ],
)
def test_a_line_that_is_right_is_not_the_cause(text: str, line: int, cause: str) -> None:
    refusal = read(text)
    assert isinstance(refusal, Refusal)
    assert (refusal.line, cause in refusal.reason) == (line, True), refusal
