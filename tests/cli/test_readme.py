"""The README: its command lines do what it says in a sample repository, and its links lead somewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from wizard.cli import COMMANDS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


FIRST, *EXAMPLES = [block for block in blocks("sh") if re.search(r"\becr-wizard (?!demo)[a-z]", block)]
FILE = blocks("yaml")[0]
(BY_PATH,) = (block for block in blocks("text") if block.startswith("path,"))
# Exit codes other than 0.
CODES = {"apply --check": 3}


def sample(root: Path) -> None:
    """A repository with the README's file, on master."""
    root.mkdir(exist_ok=True)
    (root / "shippable.yml").write_text(FILE)
    (root / "Dockerfile").write_text("FROM python:3\n")
    git = ("git", "-C", str(root), "-c", "user.name=x", "-c", "user.email=x@example.org")
    for words in (("init", "-q", "-b", "master"), ("add", "-A"), ("commit", "-q", "-m", "x")):
        subprocess.run([*git, *words], check=True)


def run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A line as the user's shell runs it."""
    person = {f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**os.environ, **person, "PATH": f"{BIN}:{os.environ['PATH']}"}
    return subprocess.run(
        ["bash", "-c", line],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_first_five_minutes(tmp_path: Path) -> None:
    sample(tmp_path / "shop")
    shown, write, check, undo = (run(line, tmp_path / "shop") for line in FIRST.splitlines())
    assert [done.returncode for done in (shown, write, check, undo)] == [0, 0, 0, 0]
    assert shown.stdout == blocks("diff")[0]
    assert "nothing found" in check.stderr
    assert check.stdout == ""
    assert (tmp_path / "shop" / "shippable.yml").read_text() == FILE


@pytest.mark.parametrize("line", [line for block in EXAMPLES for line in block.splitlines()])
def test_every_other_command_line(tmp_path: Path, line: str) -> None:
    sample(tmp_path / "shop")
    for name in ("service-a", "service-b"):
        sample(tmp_path / "shop" / name)
    (tmp_path / "shop" / "repositories.txt").write_text("service-a\nservice-b\n")
    (tmp_path / "shop" / "repositories.csv").write_text(BY_PATH)
    (tmp_path / "shop" / "ecr.yml").write_text(
        "version: 1\nintegration: ecr-integration\nscenario: push\nimage: app\ntag: latest\n"
    )
    done = run(line, tmp_path / "shop")
    expected = next((code for words, code in CODES.items() if words in line), 0)
    assert done.returncode == expected, done.stderr
    assert "met a bug" not in done.stderr


def test_there_are_command_lines_to_run() -> None:
    assert len(FIRST.splitlines()) == 4
    assert EXAMPLES


def test_every_command_is_in_the_table_and_no_other(ecr: Run) -> None:
    listed = set(re.findall(r"^\| `ecr-wizard ([a-z]+)", README, re.MULTILINE))
    assert listed == set(COMMANDS)


def test_the_commands_that_the_text_names_exist() -> None:
    named = set(re.findall(r"`ecr-wizard ([a-z]+)", README))
    assert named <= set(COMMANDS)


def test_links_lead_to_files() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    missing = [link for link in links if "://" not in link and not (ROOT / link).exists()]
    assert not missing
