"""The hooks, run by pre-commit itself from a clone of this repository."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_check import FINE, MENDED, WRONG
from tests.cli.test_package import ROOT, tracked

PRE_COMMIT = (sys.executable, "-m", "pre_commit")


def git(root: Path, *words: str) -> str:
    names = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    return subprocess.run(["git", "-C", str(root), *names, *words], check=True, capture_output=True, text=True).stdout


@pytest.fixture
def clone(tmp_path: Path) -> str:
    """The address of a bare clone that holds this work tree."""
    copy = tmp_path / "copy"
    for name in tracked():
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / name).read_bytes())
    git(tmp_path, "init", "-q", "-b", "main", str(copy))
    git(copy, "add", "-A", "-f")
    git(copy, "commit", "-q", "-m", "x")
    git(copy, "tag", "v1")
    bare = tmp_path / "ecr-wizard.git"
    git(tmp_path, "clone", "-q", "--bare", str(copy), str(bare))
    return f"file://{bare}"


@pytest.mark.nightly
def test_the_hooks_check_and_mend(tmp_path: Path, clone: str) -> None:
    root = tmp_path / "shop"
    git(tmp_path, "init", "-q", "-b", "master", str(root))

    def run(hook: str, text: str) -> subprocess.CompletedProcess[str]:
        hooks = f"repos:\n- repo: {clone}\n  rev: v1\n  hooks:\n  - id: {hook}\n"
        (root / ".pre-commit-config.yaml").write_text(hooks)
        (root / "service").mkdir(exist_ok=True)
        (root / "service" / "shippable.yml").write_text(text)
        (root / "other.yml").write_text(text)
        git(root, "add", "-A")
        home = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "cache")}
        return subprocess.run(
            [*PRE_COMMIT, "run"], cwd=root, env=home, capture_output=True, text=True, check=False, timeout=280
        )

    done = run("ecr-wizard-check", WRONG)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "service/shippable.yml:6:7: error:" in done.stdout
    assert "other.yml" not in done.stdout
    assert run("ecr-wizard-check", FINE).returncode == 0
    done = run("ecr-wizard-fix", WRONG)
    assert "files were modified by this hook" in done.stdout
    assert (root / "service" / "shippable.yml").read_text() == MENDED
