"""Every candidate of an edit, also those that are not needed because one before them passes the check."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

import pytest

from tests.yamlpatch.casefile import Case, read_cases
from wizard.yamlpatch import MoveKey, SetKey
from wizard.yamlpatch.check.expect import expected, says
from wizard.yamlpatch.edits.dispatch import candidates
from wizard.yamlpatch.parse.tree import ParseError, parse
from wizard.yamlpatch.result import Edit, apply_edits


def is_made_at_once(case: Case) -> bool:
    """Whether the case has one change, which the engine makes in one step."""
    change = case.changes[0]
    is_in_parts = isinstance(change, SetKey) and isinstance(change.value, Mapping) and change.value
    return len(case.changes) == 1 and not isinstance(change, MoveKey) and not is_in_parts


CASES = [case for case in read_cases() if case.after not in (None, case.before) and is_made_at_once(case)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_candidates_are_in_the_text_and_one_of_them_makes_the_change(case: Case) -> None:
    change = case.changes[0]
    parsed = parse(case.before)
    wanted, made = expected(parsed.root, change), False
    for candidate in candidates(parsed, change) or ():
        for start, end, _ in candidate:
            assert 0 <= start <= end <= len(case.before)
        with suppress(ParseError):
            after = apply_edits(case.before, [Edit(*splice, "") for splice in sorted(candidate)])
            made = made or says(parse(after).root, wanted)
    assert made
