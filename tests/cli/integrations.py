"""Running `account` and `subscription` in this process, against a Shippable of the tests' own."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.services.shippable_server import TOKEN, ShippableServer
from wizard.cli import run

KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
EXPORTS = f"export AWS_ACCESS_KEY_ID={KEY_ID}\nexport AWS_SECRET_ACCESS_KEY={SECRET}\n"


@dataclass(frozen=True)
class Answer:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Its JSON."""
        return json.loads(self.out)


Command = Callable[..., Answer]


def command(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """`ecr-wizard` with these arguments; `stdin` is what it reads."""

    def call(*arguments: str, stdin: str | bytes = b"") -> Answer:
        content = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))
        capfd.readouterr()
        try:
            code = run(arguments)
        except SystemExit as ended:
            code = int(ended.code or 0)
        out, err = capfd.readouterr()
        return Answer(code, out, err)

    return call


def use(server: ShippableServer, monkeypatch: pytest.MonkeyPatch, token: str = TOKEN) -> None:
    """The commands ask this server from now on."""
    monkeypatch.setenv("SHIPPABLE_API_URL", server.address)
    monkeypatch.setenv("SHIPPABLE_API_TOKEN", token)


def repository(folder: Path, organisation: str = "acme") -> Path:
    """A repository of that organisation, on the branch master."""
    folder.mkdir()
    git(folder, "init", "-q", "-b", "master")
    git(folder, "remote", "add", "origin", f"git@github.com:{organisation}/{folder.name}.git")
    return folder


def commit(root: Path, *branches: str) -> None:
    """Commit everything, and let these branches be at the same commit."""
    git(root, "add", "-A")
    git(root, "-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "change")
    for branch in branches:
        git(root, "branch", "-f", branch)


def git(root: Path, *words: str) -> None:
    """Run git in the repository."""
    subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True)
