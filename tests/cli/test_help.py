"""Help: an example, variables and exit codes for every command, the same by `help COMMAND`; versions for a report."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from wizard import __version__
from wizard.cli import COMMANDS
from wizard.cli.commands.help import actions_of
from wizard.cli.help_text import EXAMPLES

CALLED = [
    *((command,) for command in COMMANDS),
    *((command, action) for command in COMMANDS for action in actions_of(command)),
]
FILE = "language: python\nbuild:\n  ci:\n    - docker build -t app:latest .\n"


def test_no_command_is_without_an_example() -> None:
    assert {" ".join(words) for words in CALLED} | {""} == set(EXAMPLES)


@pytest.mark.parametrize("words", CALLED, ids=" ".join)
def test_help_of_a_command(ecr: Run, words: tuple[str, ...]) -> None:
    done = ecr("help", *words)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ecr(*words, "--help").stdout
    assert f"example:\n  {EXAMPLES[' '.join(words)]}\n" in done.stdout
    assert "exit codes:\n  0 " in done.stdout


def test_help_without_a_command_is_that_of_the_program(ecr: Run) -> None:
    done = ecr("help")
    assert done.stdout == ecr("--help").stdout
    assert "SHIPPABLE_API_URL" in done.stdout
    assert all(f"\n  {command} " in done.stdout for command in COMMANDS)


@pytest.mark.parametrize("words", [("nothing",), ("account", "nothing"), ("check", "list"), ("account", "add", "x")])
def test_what_is_no_command_has_no_help(ecr: Run, words: tuple[str, ...]) -> None:
    done = ecr("help", *words)
    assert done.returncode == 2
    assert "no such command" in done.stderr


@pytest.mark.parametrize("called", [name for name in EXAMPLES if name not in ("", "demo", "completion")])
def test_the_examples_are_command_lines_that_are_understood(ecr: Run, project: Path, called: str) -> None:
    (project / "shippable.yml").write_text(FILE)
    for name in ("service-a", "service-b"):
        (project / name).mkdir()
    words = shlex.split(EXAMPLES[called])
    assert words[0] == "ecr-wizard"
    assert "Try `ecr-wizard" not in ecr(*words[1:]).stderr  # what every parser says of wrong usage


def test_versions_for_a_report(ecr: Run, own_home: Path) -> None:
    assert ecr("--version").stdout == f"ecr-wizard {__version__}\n"
    done = ecr("--version", "-v")
    assert done.stdout.startswith(f"ecr-wizard {__version__}\nPython 3.")
    for name in ("git version", "textual ", "boto3 ", "ruamel.yaml ", "TERM="):
        assert f"\n{name}" in done.stdout
    assert str(own_home) not in done.stdout
