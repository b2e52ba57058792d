"""`--dry-run >FILE` is a patch: `git apply` and `patch -p1` make of the old file what a write makes of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Run

PUSH = ("--integration=x", "--scenario=push", "--image=a/b", "--only=master")

OLD = {
    "absent": None,
    "empty": b"",
    "plain": b"language: python\n\nbuild:\n  ci:\n    - make\n",
    "without an end": b"language: python\nbuild:\n  ci:\n    - make",
    "crlf": b"language: python\r\nbuild:\r\n  ci:\r\n    - make\r\n",
    "bom, crlf, without an end": b"\xef\xbb\xbflanguage: python\r\nbuild:\r\n  ci:\r\n    - make",
    "other letters": "name: caf\u00e9 \u2615 \U0001f600\nbuild:\n  push: 'docker push old'\n".encode(),
}


TOOLS = [("git", "apply", "--whitespace=nowarn"), ("patch", "--binary", "-p1", "-s")]


@pytest.mark.parametrize("words", TOOLS, ids=["git apply", "patch"])
@pytest.mark.parametrize("case", OLD)
def test_the_patch_makes_the_bytes_of_the_write(ecr: Run, project: Path, case: str, words: tuple[str, ...]) -> None:
    name = "caf\u00e9 ci.yml" if case == "other letters" else "shippable.yml"
    file, old = project / name, OLD[case]

    def reset() -> None:
        file.unlink(missing_ok=True)
        if old is not None:
            file.write_bytes(old)

    reset()
    patch = ecr("apply", *PUSH, f"--file={name}", "--dry-run").stdout
    assert (file.read_bytes() if file.exists() else None) == old
    ecr("apply", *PUSH, f"--file={name}")
    written = file.read_bytes()
    reset()
    subprocess.run(words, cwd=project, input=patch.encode(), check=True)
    assert file.read_bytes() == written
    assert set(project.iterdir()) == {project / ".git", file}


@pytest.mark.parametrize("words", TOOLS, ids=["git apply", "patch"])
@pytest.mark.parametrize("here", ["a folder above", "a repository above", "in a repository"])
def test_one_patch_of_several_repositories_says_which_is_which(
    ecr: Run, project: Path, tmp_path: Path, here: str, words: tuple[str, ...]
) -> None:
    """It applies where one stood when it was made, be that a plain folder, a repository, or the root of one of them."""
    folders = [project / "service-a", project / "service b"]
    for folder in folders:
        folder.mkdir()
        subprocess.run(["git", "init", "-q", str(folder)], check=True)
        (folder / "shippable.yml").write_bytes(b"name: " + folder.name.encode() + b"\nlanguage: python")
    start = {"a folder above": project, "a repository above": project, "in a repository": folders[0]}[here]
    if here == "a folder above":
        subprocess.run(["rm", "-r", str(project / ".git")], check=True)
    paths = ["."] if here == "in a repository" else ["service-a", "service b"]
    done = subprocess.run(
        [sys.executable, "-m", "wizard", "apply", *paths, *PUSH, "--dry-run"],
        cwd=start,
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    heads = [line for line in done.stdout.decode().splitlines() if line.startswith("# ")]
    assert heads == ([] if paths == ["."] else ["# service-a/shippable.yml", "# service b/shippable.yml"])
    subprocess.run(words, cwd=start, input=done.stdout, check=True)
    changed = folders[: len(paths)]
    by_patch = [(folder / "shippable.yml").read_bytes() for folder in changed]
    assert all(b"integrationName: x" in text for text in by_patch)
    for folder in changed:
        (folder / "shippable.yml").write_bytes(b"name: " + folder.name.encode() + b"\nlanguage: python")
    ecr("apply", *map(str, changed), *PUSH)
    assert [(folder / "shippable.yml").read_bytes() for folder in changed] == by_patch


@pytest.mark.parametrize("words", TOOLS, ids=["git apply", "patch"])
@pytest.mark.parametrize("command", [["undo"], ["remove", "--integration=x", "--build"]], ids=["undo", "remove"])
def test_the_patch_of_an_undo_and_of_a_removal(
    ecr: Run, project: Path, command: list[str], words: tuple[str, ...]
) -> None:
    file = project / "shippable.yml"
    ecr("apply", *PUSH)
    written = file.read_bytes()
    patch = ecr(*command, "--dry-run").stdout
    assert file.read_bytes() == written
    subprocess.run(words, cwd=project, input=patch.encode(), check=True)
    assert not file.exists()
