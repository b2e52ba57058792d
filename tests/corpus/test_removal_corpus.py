"""Every scenario on real files, and the entry taken out again with no record of what came with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import CORPUS, NO_CORPUS
from tests.support.taking_out import APPLIED, NAME, applied, check_nothing_else_went, check_taking_out, comments
from wizard.core.ci_file.shippable_file import view
from wizard.core.model.errors import RefusedError
from wizard.core.plan import patch_plan
from wizard.core.scenarios.lost import lost_references
from wizard.core.scenarios.remove_entry import changes_to_remove

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=NO_CORPUS)
REAL = sorted((CORPUS / "real").glob("*.yml"))
# Of the entry alone and of what is named by its registry nothing is left, but of files that use ECR by themselves.
EXACT = ("entry", "pull", "push", "push-tag", "post_ci")


def walk(path: Path, scenario: str) -> bool:
    """Apply the scenario, take it out and check that; whether the old bytes came back."""
    text = path.read_bytes().decode()
    after = applied(text, APPLIED[scenario]).after or ""
    return check_taking_out(text, after, NAME) == text


@pytest.mark.parametrize("scenario", APPLIED)
def test_taking_out_what_was_just_applied_to_a_sample_of_files(scenario: str) -> None:
    _walk_all(REAL[:: len(REAL) // 12], scenario)


@pytest.mark.nightly
@pytest.mark.parametrize("scenario", APPLIED)
def test_taking_out_what_was_just_applied_to_every_file(scenario: str) -> None:
    _walk_all(REAL, scenario)


def _walk_all(paths: list[Path], scenario: str) -> None:
    exact = written = 0
    for path in paths:
        try:
            exact += walk(path, scenario)
        except RefusedError as error:
            _refused(error)
            continue
        written += 1
    assert written > len(paths) * 3 // 4
    if scenario in EXACT:
        assert exact >= written * 3 // 4


def _refused(error: RefusedError) -> None:
    """A file may be refused for what it holds, never for a fault of the engine."""
    if error.code == "internal":
        raise error


def test_an_entry_of_a_real_file_takes_nothing_of_its_owner_along() -> None:
    taken_out = 0
    for path in REAL:
        text = path.read_bytes().decode()
        file = view("shippable.yml", text)
        for name in {entry.name for entry in file.ecr_entries}:
            try:
                after = patch_plan(file, changes_to_remove(file, name, with_build=True)).after
            except RefusedError as error:
                _refused(error)
                continue
            left = view("shippable.yml", after)
            check_nothing_else_went(file, left, name)
            assert lost_references(file, after) == (), path.name
            assert comments(after) == comments(text), path.name
            taken_out += 1
    assert taken_out > 10
