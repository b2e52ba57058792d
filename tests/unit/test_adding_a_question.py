"""`docs/adding-a-question.md`, walked on a copy of the program: with every part, and with each part left out."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "adding-a-question.md"
PART = re.compile(
    r"[Ii]n\s+`(?P<file>[\w/.]+)`, (?P<where>after|before) `(?P<anchor>[^`]+)`:\n\n```\n(?P<code>.*?)```",
    re.DOTALL,
)
WALK = """
import sys
from tests.plain.person import services, talk
from pathlib import Path
import pytest
from wizard.cli import run

root = Path(sys.argv[1])
(root / "a").mkdir(); (root / "b").mkdir(); (root / "c").mkdir()
common = ["--integration=ecr", "--scenario=pull", "--image=acme/ci", "--aws-cli"]
assert run(["apply", str(root / "a"), *common, "--language=python", f"--save-answers={root / 'answers.yml'}"]) == 0
assert run(["apply", str(root / "b"), f"--answers={root / 'answers.yml'}"]) == 0
said = talk(
    pytest.MonkeyPatch(), services(), root / "c", ("Subscription integration", "ecr"), ("1.3 Keys", "None now"),
    ("Scenario", "1"), ("Image:", "acme/ci"), ("AWS CLI", "yes"), ("Language", "python"), ("Branches [", "1"),
    ("Write", "y"),
).said
written = {door: (root / door / "shippable.yml").read_text() for door in "abc"}
assert "language: python" in written["a"], written
assert set(written.values()) == {written["a"]}, (written, said)
"""


class Part(NamedTuple):
    """One of the steps of the page: code that goes before or after an anchor of a file."""

    file: str
    where: str
    anchor: str
    code: str


def parts() -> list[Part]:
    found = [Part(*match.groups()) for match in PART.finditer(PAGE.read_text(encoding="utf-8"))]
    assert len(found) == 4
    return found


def made(folder: Path, wanted: list[Part]) -> Path:
    """A copy of the program and of the tests that are needed, with these parts in it."""
    for name in ("wizard", "tests/plain", "tests/unit"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "tests" / "conftest.py", folder / "tests")
    for part in wanted:
        path = folder / part.file
        text = path.read_text(encoding="utf-8")
        assert text.count(part.anchor) == 1, part
        line_end = text.index("\n", text.index(part.anchor)) + 1
        at = text.index(part.anchor) if part.where == "before" else line_end
        path.write_text(text[:at] + part.code + text[at:], encoding="utf-8")
    return folder


def ran(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "PYTHONPATH": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    return subprocess.run(
        [sys.executable, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def house_tests(folder: Path) -> subprocess.CompletedProcess[str]:
    words = ("-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "tests/unit/test_questions.py")
    return ran(folder, *words)


def test_the_question_comes_through_every_door(tmp_path: Path) -> None:
    folder = made(tmp_path / "house", parts())
    (tmp_path / "shops").mkdir()
    table = ran(folder, "-m", "wizard.cli.make_flags")  # as `make flags` does
    assert table.returncode == 0, table.stderr
    (folder / "wizard" / "cli" / "flags_table.py").write_text(table.stdout, encoding="utf-8")
    walked = ran(folder, "-c", WALK, str(tmp_path / "shops"))
    assert walked.returncode == 0, walked.stdout + walked.stderr
    done = house_tests(folder)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("left_out", range(4), ids=["field", "declaration", "effect", "example"])
def test_a_part_that_is_left_out_fails_a_test(left_out: int, tmp_path: Path) -> None:
    wanted = [part for number, part in enumerate(parts()) if number != left_out]
    done = house_tests(made(tmp_path / "house", wanted))
    assert done.returncode != 0, done.stdout
