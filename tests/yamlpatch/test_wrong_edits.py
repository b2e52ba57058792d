"""The check of a patch catches an edit that is wrong, whoever made it: nothing of it gets out."""

from __future__ import annotations

import pytest

from wizard.yamlpatch import EnsureItem, Match, MoveKey, Patch, Refusal, SetKey, apply_edits, engine, plan
from wizard.yamlpatch.edits.block import Candidates
from wizard.yamlpatch.result import Edit

TEXT = "a: &x !t one\nb: two\nc: *x\nintegrations:\n  hub:\n    - integrationName: dh\n      type: docker\n"
ITEM = "    - integrationName: ecr\n      type: ecr\n"
CHANGE = EnsureItem(
    ("integrations", "hub"), Match.of(integrationName="ecr"), {"integrationName": "ecr", "type": "ecr"}, "wanted"
)
END = len(TEXT)
WRONG = {
    "another value": [(TEXT.index("two"), TEXT.index("two") + 3, "too"), (END, END, ITEM)],
    "a value in quotes that was none": [(TEXT.index("two"), TEXT.index("two") + 3, '"2"'), (END, END, ITEM)],
    "an anchor lost": [(TEXT.index("&x "), TEXT.index("&x ") + 3, ""), (END, END, ITEM)],
    "another alias": [(TEXT.index("*x"), TEXT.index("*x") + 2, "*y"), (END, END, ITEM)],
    "a tag lost": [(TEXT.index("!t "), TEXT.index("!t ") + 3, ""), (END, END, ITEM)],
    "other keys in another order": [(0, TEXT.index("c:"), "b: two\na: &x !t one\n"), (END, END, ITEM)],
    "a key too many": [(END, END, ITEM + "      region: x\n")],
    "the keys of the item in another order": [(END, END, "    - type: ecr\n      integrationName: ecr\n")],
    "the wrong place": [(TEXT.index("    -"), TEXT.index("    -"), ITEM)],
    "twice": [(END, END, ITEM + ITEM)],
    "not at all": [],
    "no YAML": [(END, END, ITEM + "\t- x: [\n")],
    "two documents": [(END, END, ITEM + "---\n")],
    "overlapping": [(0, END, TEXT + ITEM), (END - 1, END, "")],
}
RIGHT = [(END, END, ITEM)]


def offering(monkeypatch: pytest.MonkeyPatch, *found: list[tuple[int, int, str]]) -> None:
    """The engine is offered these edits for a text that lacks the item."""
    real = engine.candidates

    def candidates(parsed: engine.Parsed, change: engine.Change) -> Candidates | None:
        return iter(found) if parsed.source.text == TEXT else real(parsed, change)

    monkeypatch.setattr(engine, "candidates", candidates)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_edit_is_thrown_away(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    offering(monkeypatch, WRONG[name])
    result = plan(TEXT, [CHANGE])
    assert isinstance(result, Refusal)
    assert result.code == "internal"


def test_the_first_right_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    offering(monkeypatch, *WRONG.values(), RIGHT)
    result = plan(TEXT, [CHANGE])
    assert isinstance(result, Patch)
    assert result.text == TEXT + ITEM
    assert result.edits == (Edit(END, END, ITEM, "wanted"),)


def test_an_edit_that_has_no_way_back_is_thrown_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.Pieces, "inverse", lambda *_: ())
    result = plan(TEXT, [CHANGE])
    assert isinstance(result, Refusal)
    assert result.code == "internal"


def test_a_change_that_would_be_made_again_is_thrown_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "candidates", lambda parsed, _: iter([[(len(parsed.source.text),) * 2 + ("# x\n",)]]))
    monkeypatch.setattr(engine, "expected", lambda data, _: data)
    result = plan(TEXT, [CHANGE])
    assert isinstance(result, Refusal)
    assert result.code == "internal"


def test_a_map_of_which_a_key_is_forgotten_is_thrown_away(monkeypatch: pytest.MonkeyPatch) -> None:
    real = engine._parts
    monkeypatch.setattr(engine, "_parts", lambda parsed, change: list(real(parsed, change))[:-1])
    result = plan("a:\n  b: 1\n  c: 2\n", [SetKey(("a",), {"b": "x", "c": "y"}, "wanted")])
    assert isinstance(result, Refusal)
    assert result.code == "internal"


def test_a_move_that_cannot_be_put_in_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "put_in", lambda _rest, _change, _cut: iter(()))
    result = plan("x:\n  y: 1\nb: 2\n", [MoveKey(("x", "y"), ("b2", "y"), "wanted")])
    assert isinstance(result, Refusal)
    assert (result.code, result.line) == ("wrong-kind", 2)
    assert "cannot be moved by lines" in result.reason


def test_a_text_that_would_become_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wizard.yamlpatch.parse.tree.MAX_BYTES", 40)
    result = plan("a: 1\n", [SetKey(("b",), "x" * 60, "wanted")])
    assert isinstance(result, Refusal)
    assert result.code == "too-large"
    assert "would be too large" in result.reason


def test_changes_that_are_refused_the_second_time_are_thrown_away(monkeypatch: pytest.MonkeyPatch) -> None:
    real, made = engine.candidates, []

    def once(parsed: engine.Parsed, change: engine.Change) -> Candidates | None:
        made.append(change)
        if len(made) > 1:
            raise engine.Refused(0, "alias", "not again")
        return real(parsed, change)

    monkeypatch.setattr(engine, "candidates", once)
    result = plan(TEXT, [CHANGE])
    assert isinstance(result, Refusal)
    assert result.code == "internal"


def test_no_change_is_no_edit() -> None:
    result = plan(TEXT, [])
    assert isinstance(result, Patch)
    assert not result.changes_something
    assert apply_edits(TEXT, result.edits) == result.text == TEXT
