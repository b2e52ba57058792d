"""The real wizard in a terminal: a repository of its own, and the keys of somebody who uses it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from harness import ENTER, Terminal, environment

WIZARD = [sys.executable, "-m", "wizard"]
NEXT = "\x0e"  # ctrl+n
CI_FILE = "language: none\nbuild:\n  ci:\n    - make test\n"


def repository(folder: Path, *branches: str, text: str = CI_FILE) -> Path:
    """A git repository with a CI file, a remote and these branches beside `master`."""
    root = folder / "shop"
    root.mkdir()
    (root / "shippable.yml").write_text(text, encoding="utf-8")
    git(root, "init", "-q", "-b", "master")
    git(root, "remote", "add", "origin", "git@github.com:acme/shop.git")
    git(root, "add", ".")
    git(root, "-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-qm", "begin")
    for branch in branches:
        git(root, "branch", branch)
    return root


def git(root: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=root, check=True, capture_output=True)


def wizard(root: Path, argv: Sequence[str] = WIZARD, **env: str | None) -> Terminal:
    """The wizard, started in the repository, with its welcome complete."""
    terminal = Terminal(argv, cwd=root, env=environment(**env))
    terminal.wait_for("Welcome", "[ Go on ]", timeout=30)
    return terminal


def paste(terminal: Terminal, text: str) -> None:
    """As a terminal does it that knows bracketed paste."""
    terminal.send(f"\x1b[200~{text}\x1b[201~")


def to_step(terminal: Terminal, number: int, keys: str = NEXT) -> None:
    """Press the keys, and wait for the step to be shown."""
    terminal.send(keys)
    terminal.wait_for(f"Step {number} of 6", timeout=30)
    terminal.settle(0.1)


def give_keys(terminal: Terminal, key_id: str, secret: str) -> None:
    """Paste both on the account step."""
    terminal.tab_to("aws_access_key_id")
    paste(terminal, f"export AWS_ACCESS_KEY_ID={key_id}\nexport AWS_SECRET_ACCESS_KEY={secret}\n")
    terminal.wait_for(key_id)


def kept_answers(home: Path) -> dict[str, Any]:
    """What would be resumed, as it stands on the disk."""
    (path,) = (home / "state" / "ecr-wizard" / "resume").iterdir()
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["data"]
    return data


__all__ = [
    "CI_FILE",
    "ENTER",
    "NEXT",
    "WIZARD",
    "give_keys",
    "kept_answers",
    "paste",
    "repository",
    "to_step",
    "wizard",
]
