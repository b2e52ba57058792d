"""Forms that are rare in real files, and changes that are rare: what comes out, or why nothing does."""

from __future__ import annotations

import sys

import pytest

from wizard.yamlpatch import (
    AppendItem,
    Change,
    Document,
    EnsureItem,
    Match,
    MoveKey,
    Patch,
    Refusal,
    RemoveItem,
    RemoveKey,
    ReplaceItem,
    SetKey,
    plan,
    read,
)
from wizard.yamlpatch.edits.dispatch import candidates
from wizard.yamlpatch.parse import events
from wizard.yamlpatch.parse.tree import parse
from wizard.yamlpatch.place.locate import locate

WHY = "the test asks for it"
MATCH = Match.of(n="q")
MS = Match.of(m="s")

# More lists than are looked at; the first ones decide.
MANY_LISTS = "".join(f"k{at}:\n - x\n" for at in range(210)) + "z:\n    - x\n"

MADE: list[tuple[str, Change, str]] = [
    ("a: [\n  x,\n  y\n]\n", AppendItem(("a",), "z", WHY, before="x"), "a: [\n  z,\n  x,\n  y\n]\n"),
    ("a: [\n  x,]\n", AppendItem(("a",), "z", WHY), "a: [\n  x, z,]\n"),
    ("{a: 1}\n", SetKey(("a",), {"b": 1}, WHY), "wrong-kind"),
    ("a: {x: 1}\n", SetKey(("a",), {}, WHY), "a: {}\n"),
    ("a: # c\n  - x\n", SetKey(("a",), [], WHY), "a: # c\n  []\n"),
    ("a:\n  - x\n  - y\n", SetKey(("a",), ["x", {"k": "v"}], WHY), "a:\n  - x\n  - k: v\n"),
    ("a:\n  - x\n  - y\n", SetKey(("a",), ["x"], WHY), "a:\n  - x\n"),
    ("a:\n  - x\n", SetKey(("a",), ["x", 1, True], WHY), "a:\n  - x\n  - 1\n  - true\n"),
    ("a:\n  - x\n", SetKey(("a",), ["z", "x"], WHY), "a:\n  - z\n  - x\n"),
    ("a: {b: 1}\n", SetKey(("a",), {"b": 1}, WHY), "a: {b: 1}\n"),
    ("a: {b}\n", SetKey(("a", "b"), "x", WHY), "a: {b: x}\n"),
    ("a: [x z, y]\n", ReplaceItem(("a",), "x z", ("x", "z"), WHY), "a: [x, z, y]\n"),
    ("{a: x z}\n", ReplaceItem(("a",), "x z", ("x", "z"), WHY), "{a: [x, z]}\n"),
    ("a:\n  # of x\n\n  - x\n  # kept\n", RemoveItem(("a",), "x", WHY), "  # of x\n  # kept\n"),
    ("x: &x {c: 1}\na:\n  <<: [*x, *x]\n", SetKey(("a", "b"), 2, WHY), "x: &x {c: 1}\na:\n  <<: [*x, *x]\n  b: 2\n"),
    ("a:\n  - n: r\n    n: s\n", SetKey(("a", MATCH, "b"), 1, WHY), 'a:\n  - n: r\n    n: s\n  - "n": q\n    b: 1\n'),
    (
        "a:\n  -   # c\n    n: q\n  -\n    # d\n    n: r\n",
        RemoveItem(("a",), Match.of(n="r"), WHY),
        "a:\n  -   # c\n    n: q\n",
    ),
    ("", SetKey(("a",), ["p\nq\n"], WHY), "a:\n  - |\n    p\n    q\n"),
    ("a:\n  -\n", SetKey(("a", 0, "b"), 1, WHY), "wrong-kind"),
    ("? a\n:\nb: 1\n", AppendItem(("a",), "x", WHY), "wrong-kind"),
    ("a:\n  ? [x]\n  : 1\n", SetKey(("a",), {"b": 1}, WHY), "wrong-kind"),
    ("a:\n  - y\n", AppendItem(("a", 0), "x", WHY), "wrong-kind"),
    ("{a: 1}\n", MoveKey(("a",), ("b",), WHY), "wrong-kind"),
    ("- a: 1\n  b: 2\n", MoveKey((0, "a"), (0, "c"), WHY), "wrong-kind"),
    ("a:\n  <<: x\n", SetKey(("a", "b"), 1, WHY), "merge-key"),
    ("y: &y {b: 1}\nx: &x\n  <<: *y\na:\n  <<: *x\n", SetKey(("a", "b"), 2, WHY), "merge-key"),
    ("x: &a\n  y: &a {b: 1}\nw:\n  <<: *a\n", SetKey(("w", "b"), 1, WHY), "merge-key"),
    ("a:\n  - n: *x\n", SetKey(("a", MATCH, "b"), 1, WHY), "alias"),
    ("a:\n  - n: q\n", SetKey(("a", MATCH, "b"), {"c": 1}, WHY), "a:\n  - n: q\n    b:\n        c: 1\n"),
    ("a:\n  - ? [k]\n    : v\n", EnsureItem(("a",), MS, {"m": "s"}, WHY), "a:\n  - ? [k]\n    : v\n  - m: s\n"),
    (MANY_LISTS, AppendItem(("b",), "x", WHY), MANY_LISTS + "b:\n - x\n"),
]


@pytest.mark.parametrize(("text", "change", "wanted"), MADE, ids=[repr(item[0])[:80] for item in MADE])
def test_what_comes_of_an_unusual_form(text: str, change: Change, wanted: str) -> None:
    result = plan(text, [change])
    assert wanted == (result.text if isinstance(result, Patch) else result.code)


@pytest.mark.parametrize(("text", "change", "wanted"), MADE, ids=[repr(item[0])[:80] for item in MADE])
def test_every_candidate_for_an_unusual_form_is_in_the_text(text: str, change: Change, wanted: str) -> None:
    if isinstance(change, MoveKey) or not isinstance(plan(text, [change]), Patch):
        return
    for candidate in candidates(parse(text), change) or ():
        assert all(0 <= start <= end <= len(text) for start, end, _ in candidate), wanted


def test_a_move_is_no_single_edit() -> None:
    with pytest.raises(TypeError):
        candidates(parse("a: 1\n"), MoveKey(("a",), ("b",), WHY))


def test_without_libyaml_every_reading_is_that_of_the_pure_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml.cyaml", None)
    monkeypatch.delitem(sys.modules, "wizard.yamlpatch.parse.libyaml", raising=False)
    found = events.readings.__wrapped__()
    assert {reading.events for reading in found} == {events.pure_events}
    text = "a:\t1\n- \tb # c\n"
    assert [reading.copied(text) for reading in found] == [text, "a:\t1\n-  b # c\n", "a: 1\n-  b # c\n"]


@pytest.mark.parametrize("text", ['a: "\\UFFFFFFFF"\n', 'a: "\\U00110000"\n'])
def test_a_text_that_the_pure_parser_falls_over_is_no_yaml(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(read(text), Refusal)
    monkeypatch.setitem(sys.modules, "yaml.cyaml", None)
    monkeypatch.delitem(sys.modules, "wizard.yamlpatch.parse.libyaml", raising=False)
    monkeypatch.setattr("wizard.yamlpatch.parse.tree.readings", events.readings.__wrapped__)
    found = read(text)
    assert isinstance(found, Refusal)
    assert found.code == "not-yaml"


def test_a_place_in_a_text_without_data_has_no_node() -> None:
    place = locate(parse("# none\n"), ("a",), adding=True)
    with pytest.raises(LookupError, match="no data"):
        _ = place.existing


def test_the_only_section_goes_with_the_blank_line_below_a_comment() -> None:
    made = plan("# about\n\na: b\n", [RemoveKey(("a",), "w")])
    assert isinstance(made, Patch)
    assert made.text == "# about\n"


def test_a_text_of_lines_at_an_open_end_is_no_block() -> None:
    made = plan("a: b", [SetKey(("c",), "x\ny\n", "w")])
    assert isinstance(made, Patch)
    assert made.text == 'a: b\n\nc: "x\\ny\\n"'


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[" + "a, " * 200_001 + "]\n", "too-many-nodes"),
        ("[" * 500 + "]" * 500 + " #" + "-" * 250_000 + "\n", "too-deep"),
    ],
    ids=["nodes", "depth"],
)
def test_a_text_with_very_many_signs_is_gone_through_before_there_is_a_tree(text: str, code: str) -> None:
    refusal = read(text)
    assert isinstance(refusal, Refusal)
    assert refusal.code == code


def test_very_many_signs_in_a_comment_stop_nothing() -> None:
    document = read("a: &b [c]\nd: [*b, e]\n# " + "-" * 250_000 + "\n")
    assert isinstance(document, Document)
    assert document.root is not None
    assert [item.value for item in document.root.get("d").items] == ["b", "e"]  # type: ignore[union-attr]


def test_a_change_that_is_refused_in_an_emptied_text_has_a_place_too() -> None:
    refusal = plan("a: b\n", [RemoveKey(("a",), "w"), SetKey((1,), "x", "w")])
    assert isinstance(refusal, Refusal)
    assert (refusal.line, refusal.code) == (1, "no-item")
