"""Whatever is typed at the prompts: no crash, no escape sequence, no file but the one that was confirmed."""

from __future__ import annotations

import io
import os
import random
import sys
from pathlib import Path

import pytest

from tests.cli.integrations import commit, repository
from tests.plain.person import services
from wizard.plain.walk import run_plain
from wizard.services.shippable.simulated import SimulatedShippable

SEEDS = range(500 if os.environ.get("ECR_WIZARD_NIGHTLY") == "1" else 12)
KEY_ID, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
LINES = (
    "",
    "",
    "",
    "",
    "",
    "",
    "1",
    "2",
    "3",
    "1",
    "2",
    "y",
    "n",
    "y",
    "n",
    "<",
    "?",
    "/",
    "/x",
    "#1",
    "#0",
    "-",
    " ",
    "\x1b]52;c;eA==\x07",
    "\u202e",
    "[/red]",
    "'",
    '"',
    "a b",
    "a:b",
    "a/b",
    "$X/${Y}",
    "é\u0301",
    "\udce9",
    "\x00",
    "us-west-2",
    "none",
    "../../etc/passwd",
    "*",
    "release/*",
    "A=b",
    "=",
    "x" * 300,
    "{}",
    "&a",
    "!!int 3",
    "# c",
    "- a",
    "null",
    "0x10",
    "1e3",
    "~",
    "AKIA",
    KEY_ID,
    SECRET,
    f"{KEY_ID} {SECRET}",
    "99999999",
    f"export AWS_ACCESS_KEY_ID={KEY_ID}",
)
FILES = (
    None,
    "",
    "language: python\n",
    "integrations:\n  hub:\n    - integrationName: ecr\n      type: ecr\nbuild:\n  push: docker push a/b\n",
    "pre_ci_boot:\n  image_name: a/b\nintegrations: {hub: [{integrationName: '\x1f'.x, type: ecr}]}\n",
    "build:\n  ci: [\n",
    "\ufeffscript: make\r\nbuild: \r\n",
)


class Anybody(io.StringIO):
    """A stdin with seventy lines, most of them nonsense, and then nobody."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        chosen = random.Random(seed)
        self.lines = [chosen.choice(LINES) + "\n" for _ in range(70)]

    def readline(self, _size: int = -1, /) -> str:
        return self.lines.pop(0) if self.lines else ""


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_is_typed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, seed: int) -> None:
    root = repository(tmp_path / "shop")
    (root / "Dockerfile").write_text("FROM 123456789012.dkr.ecr.us-west-2.amazonaws.com/base/node:8\n")
    text = FILES[seed % len(FILES)]
    if text is not None:
        (root / "shippable.yml").write_text(text, newline="")
    commit(root, "dev", "release/1")
    heard = io.StringIO()
    around = services(SimulatedShippable() if seed % 2 else None)
    monkeypatch.setattr(sys, "stdin", Anybody(seed))
    monkeypatch.setattr(sys, "stderr", heard)
    for _ in range(2):
        assert run_plain(around, root) in (0, 130)
    assert not set(heard.getvalue()) & {"\x1b", "\x07", "\x00", "\u202e"}
    assert SECRET not in heard.getvalue()
