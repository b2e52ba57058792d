"""`--dry-run >FILE` is a patch: `git apply` and `patch -p1` make of the old file what a write makes of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PUSH = ("--integration=x", "--scenario=push", "--image=a/b", "--only=master")
ROOT = Path(__file__).parents[2]

OLD = {
    "absent": None,
    "empty": b"",
    "plain": b"language: python\n\nbuild:\n  ci:\n    - make\n",
    "without an end": b"language: python\nbuild:\n  ci:\n    - make",
    "crlf": b"language: python\r\nbuild:\r\n  ci:\r\n    - make\r\n",
    "bom, crlf, without an end": b"\xef\xbb\xbflanguage: python\r\nbuild:\r\n  ci:\r\n    - make",
    "other letters": "name: caf\u00e9 \u2615 \U0001f600\nbuild:\n  push: 'docker push old'\n".encode(),
}


def program(cwd: Path, *words: str) -> bytes:
    return subprocess.run(
        [sys.executable, "-m", "wizard", *words], cwd=cwd, capture_output=True, check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ).stdout  # fmt: skip


@pytest.mark.parametrize("case", OLD)
def test_the_patch_makes_the_bytes_of_the_write(project: Path, tmp_path: Path, case: str) -> None:
    name = "caf\u00e9 ci.yml" if case == "other letters" else "shippable.yml"
    file, old = project / name, OLD[case]

    def reset() -> None:
        file.unlink(missing_ok=True)
        if old is not None:
            file.write_bytes(old)

    reset()
    patch = program(project, "apply", *PUSH, f"--file={name}", "--dry-run")
    assert (file.read_bytes() if file.exists() else None) == old
    program(project, "apply", *PUSH, f"--file={name}")
    written = file.read_bytes()
    for tool in (["git", "apply", "--whitespace=nowarn"], ["patch", "--binary", "-p1", "-s"]):
        reset()
        subprocess.run(tool, cwd=project, input=patch, check=True)
        assert file.read_bytes() == written
        assert set(project.iterdir()) == {project / ".git", file}


def test_the_patch_of_an_undo_and_of_a_removal(project: Path) -> None:
    file = project / "shippable.yml"
    program(project, "apply", *PUSH)
    written = file.read_bytes()
    for words in (["undo", "--dry-run"], ["remove", "--integration=x", "--build", "--dry-run"]):
        patch = program(project, *words)
        assert file.read_bytes() == written
        subprocess.run(["git", "apply"], cwd=project, input=patch, check=True)
        assert not file.exists() or not file.read_bytes().strip()
        file.write_bytes(written)
