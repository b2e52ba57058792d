"""The hand-written cases in `cases/`: the exact text after the change, or the refusal with its position."""

from __future__ import annotations

import pytest

from tests.yamlpatch.casefile import Case, read_cases
from wizard.yamlpatch import MoveKey, Patch, Refusal, RemoveKey, apply_edits, plan

CASES = list(read_cases())


@pytest.mark.parametrize("case", [case for case in CASES if case.after is not None], ids=lambda case: case.name)
def test_patched(case: Case) -> None:
    patch = plan(case.before, case.changes)
    assert isinstance(patch, Patch), patch
    assert patch.text == case.after
    assert apply_edits(case.before, patch.edits) == case.after
    assert apply_edits(patch.text, patch.inverse) == case.before
    assert patch.changes_something == (case.after != case.before)
    again = plan(patch.text, case.changes)
    assert isinstance(again, Patch), again
    # Of several equal items the first goes: a second time it is the next one's turn.
    assert bool(again.edits) == ("several equal items" in case.name)


@pytest.mark.parametrize("case", [case for case in CASES if case.after is None], ids=lambda case: case.name)
def test_refused(case: Case) -> None:
    refusal = plan(case.before, case.changes)
    assert isinstance(refusal, Refusal), refusal
    assert (refusal.code, refusal.line, refusal.column) == (case.code, *case.position)
    assert refusal.reason.endswith(".")
    # The snippet is what the changes add to an empty file.
    adding = [change for change in case.changes if not isinstance(change, (RemoveKey, MoveKey))]
    alone = plan("", adding)
    assert isinstance(alone, Patch)
    assert refusal.snippet == alone.text


def test_there_are_many() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 200
