"""Branches at the prompts: numbers and names are never taken for each other, and garbage makes no branch."""

from __future__ import annotations

import io
import sys

import pytest

from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import ShippableFile
from wizard.core.interview.questions import BY_KEY
from wizard.core.model.answers import Branches
from wizard.plain.branches import ask_branches
from wizard.plain.console import Console


def answered(monkeypatch: pytest.MonkeyPatch, branches: tuple[str, ...], *lines: str) -> tuple[Branches, str]:
    """Only some branches, then these lines; the answer and what was said."""
    said = io.StringIO()
    project = Project(root="/p", file=ShippableFile("shippable.yml", None), branches=branches)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdin", io.StringIO("2\n" + "\n".join(lines) + "\n"))
        patch.setattr(sys, "stderr", said)
        result = ask_branches(Console(), "5.1 Branches", BY_KEY["branches"], Branches(), project)
    return result, said.getvalue()


def test_a_number_that_is_a_branch_too_is_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    branches = ("master", "dev", "2")
    result, said = answered(monkeypatch, branches, "2", "#2 #3")
    assert result == Branches("only", ("dev", "2"))
    assert "2 is the number of dev and the name of a branch. #2 takes dev, #3 takes the branch 2." in said


def test_numbers_names_and_patterns_that_match_need_no_question(monkeypatch: pytest.MonkeyPatch) -> None:
    result, said = answered(monkeypatch, ("master", "dev", "release/1.0"), "1 dev release/* v1.*")
    assert result == Branches("only", ("master", "dev", "release/*", "v1.*"))
    assert "Not a branch" not in said


@pytest.mark.parametrize("typed", ["mastre", "hotfix/*", "99", "qwertz"])
def test_what_is_no_branch_is_taken_only_after_a_question(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    result, said = answered(monkeypatch, ("master", "dev"), typed, "n", "dev")
    assert result == Branches("only", ("dev",))
    assert f"Not a branch of this repository (2 checked): {typed}" in said
    assert answered(monkeypatch, ("master", "dev"), typed, "y")[0] == Branches("only", (typed,))


@pytest.mark.parametrize("garbage", ["!!!", "@", "#7", "a/.b", "x.lock/y", "b" * 300, ","])
def test_garbage_makes_no_branch(monkeypatch: pytest.MonkeyPatch, garbage: str) -> None:
    result, _ = answered(monkeypatch, ("master", "dev"), garbage, "dev")
    assert result == Branches("only", ("dev",))


def test_a_long_list_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    branches = tuple(f"feature/{number}" for number in range(1, 41))
    result, said = answered(monkeypatch, branches, "/ture/33", "#33")
    assert "#33 feature/33" in said
    assert result == Branches("only", ("feature/33",))
