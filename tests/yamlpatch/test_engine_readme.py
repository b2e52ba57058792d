"""The README of the patch engine: its examples are run, and it knows nothing of the program around it."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import wizard.yamlpatch

FOLDER = Path(wizard.yamlpatch.__file__).parent
README = FOLDER / "README.md"
# Words of the program around, and of its papers.
FOREIGN = re.compile(
    r"shippable|\becr\b|docker|integration|\bwizard(?!\.yamlpatch|\.frozen)|\bDESIGN\b|\bDOMAIN\b|\bcommands?\b",
    re.IGNORECASE,
)


def test_the_examples_are_true() -> None:
    result = doctest.testfile(str(README), module_relative=False)
    assert result.attempted >= 20
    assert not result.failed


def test_the_folder_speaks_of_yaml_alone() -> None:
    for file in [README, *FOLDER.rglob("*.py")]:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            assert not FOREIGN.search(line), f"{file.relative_to(FOLDER)}:{number}: {line}"
