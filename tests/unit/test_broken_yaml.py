"""Broken YAML in the owner's words: `check` and `apply` name the cause and its cure."""

from __future__ import annotations

import pytest

from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.model.errors import RefusedError
from wizard.core.plan import check_readable
from wizard.core.rules import findings

TEXT = "env:\n  - A=1\n  global:\n    - B=2\n"


def test_check_and_apply_say_the_same() -> None:
    file = view("shippable.yml", TEXT)
    assert file.refusal is not None
    (finding,) = findings(Project(root="/nowhere", file=file))
    with pytest.raises(RefusedError) as caught:
        check_readable(file)
    for words in (finding.message, str(caught.value)):
        assert "The key `global` follows the items of a list" in words
    for remedy in (finding.remedy, caught.value.remedy):
        assert "Move `global` out" in str(remedy)
    assert (finding.line, finding.column) == (caught.value.line, caught.value.column) == (3, 3)
