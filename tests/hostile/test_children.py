"""No command and no screen starts a program but git, and git gets no secret."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli.integrations import EXPORTS
from tests.terminal.harness import Terminal
from wizard.cli import COMMANDS

ROOT = Path(__file__).parents[2]
AUDITED = [sys.executable, str(ROOT / "tests" / "hostile" / "audited.py")]
CANARY = "wJalrCANARYCANARYCANARYCANARYCANARYCANAR"
SECRETS = {
    "AWS_ACCESS_KEY_ID": "AKIACANARYCANARY1234",
    "AWS_SECRET_ACCESS_KEY": CANARY,
    "SHIPPABLE_API_TOKEN": CANARY,
    "SOMEBODYS_PASSWORD": CANARY,
    "GIT_ASKPASS": f"/bin/{CANARY}",
    "GIT_CONFIG_COUNT": "1",
    "GIT_CONFIG_KEY_0": "http.extraHeader",
    "GIT_CONFIG_VALUE_0": f"Authorization: {CANARY}",
}
# No one listens there: AWS and Shippable are asked, and do not answer.
NOBODY = "http://127.0.0.1:1"
FILE = "integrations:\n  hub:\n    - integrationName: ours\n      type: ecr\n"
IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/app"


@dataclass(frozen=True)
class Row:
    """A command line, and what it reads."""

    words: tuple[str, ...]
    stdin: str = ""


ROWS = {
    "apply": [Row(("apply", "--integration=ours", "--scenario=pull", f"--image={IMAGE}"))],
    "remove": [Row(("remove", "--integration=ours"))],
    "check": [Row(("check",)), Row(("check", "--fix"))],
    "undo": [Row(("undo",))],
    "account": [
        Row(("account", "list")),
        Row(("account", "add", "a", "--keys-from-stdin", "--no-check", "--store=keyring"), EXPORTS),
        Row(("account", "add", "a", "--keys-from-stdin", "--store=none"), EXPORTS),
        Row(("account", "add", "a", "--profile=other", "--store=none")),
        Row(("account", "remove", "a")),
    ],
    "subscription": [
        Row(("subscription", "list")),
        Row(("subscription", "add", "ours", "--account=a")),
        Row(("subscription", "rename", "ours", "theirs")),
        Row(("subscription", "remove", "ours")),
    ],
    "policy": [Row(("policy", "--scenario=pull", IMAGE))],
    "rule": [Row(("rule",)), Row(("rule", "ecr-without-entry"))],
    "doctor": [Row(("doctor",)), Row(("doctor", "--json"))],
    "completion": [Row(("completion", "bash")), Row(("completion", "zsh")), Row(("completion", "fish"))],
    "help": [Row(("help", "account", "add"))],
    "clean": [Row(("clean",)), Row(("clean", "--yes"))],
    "demo": [Row(("demo", "--plain"), "\n" * 40)],
    "wizard": [Row(("--plain",), "\n" * 40), Row(("--plain",), f"\n1\n{EXPORTS}\n\n\n\n")],
}


@pytest.fixture
def project(tmp_path: Path, own_home: Path) -> Path:
    """A project with a CI file on a branch, and a home whose AWS profiles name programs."""
    root = tmp_path / "shop"
    subprocess.run(["git", "init", "-q", "-b", "master", str(root)], check=True)
    (root / "shippable.yml").write_text(FILE)
    git = ["git", "-C", str(root), "-c", "user.name=t", "-c", "user.email=t@example.com"]
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "one"], check=True)
    subprocess.run([*git, "remote", "add", "origin", "git@github.com:acme/shop.git"], check=True)
    planted = tmp_path / "planted"
    planted.write_text("#!/bin/sh\nexit 1\n")
    planted.chmod(0o755)
    (own_home / ".aws").mkdir()
    (own_home / ".aws" / "config").write_text(
        f"[default]\ncredential_process = {planted}\n[profile other]\ncredential_process = {planted}\n"
    )
    return root


def environment(**more: str) -> dict[str, str]:
    own = {"PYTHONPATH": str(ROOT), "AWS_ENDPOINT_URL": NOBODY, "SHIPPABLE_API_URL": NOBODY, "AWS_PROFILE": "default"}
    return os.environ | own | SECRETS | more


def recorded(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def expect_only_git(notes: list[dict[str, Any]]) -> None:
    """Every child is git, started as one process, without a secret in its words or its environment."""
    for note in notes:
        if note["kind"] != "child":
            continue
        assert note["event"] == "subprocess.Popen", note
        assert Path(note["words"][0]).name == "git", note["words"]
        assert "CANARY" not in json.dumps(note)


def test_every_command_has_a_row() -> None:
    assert set(ROWS) == {*COMMANDS, "wizard"}


@pytest.mark.parametrize("row", [row for rows in ROWS.values() for row in rows], ids=lambda row: " ".join(row.words))
def test_no_command_starts_anything_but_git(row: Row, project: Path, tmp_path: Path) -> None:
    record = tmp_path / "record"
    done = subprocess.run(
        [*AUDITED, str(record), *row.words],
        cwd=project, env=environment(), input=row.stdin, text=True, capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode != 2, done.stderr  # a row that is no command line shows nothing
    assert "met a bug" not in done.stderr
    expect_only_git(recorded(record))


def test_the_import_of_keyring_is_watched(project: Path, tmp_path: Path) -> None:
    """The rows above reach the keyring, so they show that its import starts nothing."""
    record = tmp_path / "record"
    words = ROWS["account"][1].words
    bus = environment(DBUS_SESSION_BUS_ADDRESS=f"unix:path={tmp_path}/gone")
    subprocess.run([*AUDITED, str(record), *words], cwd=project, env=bus, input=EXPORTS, text=True, check=False,
                   capture_output=True, timeout=120)  # fmt: skip
    notes = recorded(record)
    assert {"kind": "import", "name": "keyring.backend"} in notes
    expect_only_git(notes)


@pytest.mark.parametrize("words", [(), ("demo",)], ids=["wizard", "demo"])
def test_the_screens_start_nothing_but_git(words: tuple[str, ...], project: Path, tmp_path: Path) -> None:
    record = tmp_path / "record"
    more = {"TERM": "xterm-256color", "DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/gone"}
    with Terminal([*AUDITED, str(record), *words], cwd=project, env=environment(**more)) as screen:
        screen.wait_for("Welcome", "[ Go on ]", timeout=60)
        if not words:
            screen.wait_for(lambda _: {"kind": "import", "name": "keyring.backend"} in recorded(record), timeout=60)
        screen.send("\x0e")
        screen.wait_for("Step 1", timeout=60)
    expect_only_git(recorded(record))


def test_the_kernel_sees_no_other_program(project: Path, tmp_path: Path) -> None:
    """What libraries start without Python does not pass the audit hook; strace sees it."""
    trace = tmp_path / "trace"
    words = ROWS["account"][1].words
    subprocess.run(
        ["strace", "-f", "-v", "-s", "100000", "-e", "trace=execve,execveat", "-o", str(trace),
         sys.executable, "-m", "wizard", *words],
        cwd=project, env=environment(), input=EXPORTS, text=True, check=False, capture_output=True, timeout=120,
    )  # fmt: skip
    first, *children = re.findall(r'execve(?:at)?\((?:\w+, )?"([^"]*)".*', trace.read_text())
    assert first == sys.executable
    assert {Path(name).name for name in children} <= {"git"}
    for line in trace.read_text().splitlines():
        assert first in line or "CANARY" not in line
