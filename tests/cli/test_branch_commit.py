"""`apply --branch NAME --commit`: a commit made aside, with nothing else touched; the recipe over bare remotes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]
FILE = "build:\n  ci:\n    - make\n"
FLAGS = ("--integration=ecr", "--branch=ecr", "--commit")
NAMES = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@x", "GIT_COMMITTER_NAME": "C", "GIT_COMMITTER_EMAIL": "c@x"}


def git(root: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(root), *words], check=True, capture_output=True, text=True, env={**os.environ, **NAMES}
    )
    return done.stdout


@pytest.fixture
def shop(project: Path) -> Path:
    """A repository whose every hook would fail, that signs with a program that is not there."""
    (project / "shippable.yml").write_text(FILE)
    (project / "staged.txt").write_text("1")
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "one")
    ran = project.parent / "ran"
    for name in ("pre-commit", "commit-msg", "post-commit", "reference-transaction", "post-index-change"):
        hook = project / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\necho {name} >>'{ran}'\nexit 1\n")
        hook.chmod(0o755)
    for key, value in (
        ("commit.gpgSign", "true"),
        ("gpg.program", "/nowhere"),
        ("user.name", "U"),
        ("user.email", "u@x"),
    ):
        git(project, "config", key, value)
    return project


def state(root: Path) -> tuple[bytes, str, str]:
    index = (root / ".git" / "index").read_bytes()
    return index, (root / "shippable.yml").read_text(), (root / ".git" / "HEAD").read_text()


def test_a_commit_is_made_aside(ecr: Run, shop: Path) -> None:
    (shop / "staged.txt").write_text("2")
    git(shop, "-c", "core.hooksPath=/dev/null", "add", "staged.txt")
    (shop / "untracked").write_text("x")
    before = state(shop)
    done = ecr("apply", *FLAGS, "-m", "ci: log in to ECR", **NAMES)
    assert done.returncode == 0, done.stderr
    assert state(shop) == before
    assert not (shop.parent / "ran").exists()
    assert git(shop, "log", "-1", "--format=%an %ae %cn %s|%G?|%P", "ecr").strip() == (
        f"A a@x C ci: log in to ECR|N|{git(shop, 'rev-parse', 'HEAD').strip()}"
    )
    assert git(shop, "diff", "--name-only", "HEAD", "ecr").split() == ["shippable.yml"]
    assert "integrationName: ecr" in git(shop, "show", "ecr:shippable.yml")
    assert "not signed; no hook ran" in done.stderr
    assert "Push it: git push origin ecr" in done.stderr
    assert "undo" not in done.stderr
    assert done.stdout.startswith("# shippable.yml\n\n`shippable.yml` is changed for the Amazon ECR integration `ecr`:")
    assert "ecr-wizard apply . --integration=ecr" in done.stdout
    assert git(shop, "fsck", "--strict") == ""


def test_a_second_run_has_nothing_to_do(ecr: Run, shop: Path) -> None:
    assert ecr("apply", *FLAGS, "-q").returncode == 0
    tip = git(shop, "rev-parse", "ecr")
    done = ecr("apply", *FLAGS, "--json")
    (result,) = json.loads(done.stdout)["results"]
    assert (done.returncode, result["status"], result["commit"]) == (0, "unchanged", None)
    assert git(shop, "rev-parse", "ecr") == tip


def dirty(shop: Path) -> None:
    (shop / "shippable.yml").write_text(FILE + "# mine\n")


def staged(shop: Path) -> None:
    dirty(shop)
    git(shop, "-c", "core.hooksPath=/dev/null", "add", "shippable.yml")
    (shop / "shippable.yml").write_text(FILE)


def untracked(shop: Path) -> None:
    git(
        shop, "-c", "core.hooksPath=/dev/null", "-c", "commit.gpgSign=false", "commit", "-q", "--allow-empty", "-m", "x"
    )
    git(shop, "-c", "core.hooksPath=/dev/null", "rm", "-q", "--cached", "shippable.yml")
    git(shop, "-c", "core.hooksPath=/dev/null", "-c", "commit.gpgSign=false", "commit", "-q", "-m", "gone")


def taken(shop: Path) -> None:
    git(shop, "-c", "core.hooksPath=/dev/null", "branch", "ecr")


@pytest.mark.parametrize(
    ("make", "code"), [(dirty, "dirty"), (staged, "dirty"), (untracked, "dirty"), (taken, "branch-exists")]
)
def test_what_is_refused(ecr: Run, shop: Path, make: object, code: str) -> None:
    make(shop)  # type: ignore[operator]
    before, refs = state(shop), git(shop, "for-each-ref")
    done = ecr("apply", *FLAGS, "--json")
    (result,) = json.loads(done.stdout)["results"]
    assert (done.returncode, result["status"], result["error"]["code"]) == (1, "refused", code)
    assert (state(shop), git(shop, "for-each-ref")) == (before, refs)


@pytest.mark.parametrize("name", ["a..b", "a b", "x.lock", "-x"])
def test_a_name_that_no_branch_can_have(ecr: Run, shop: Path, name: str) -> None:
    done = ecr("apply", "--integration=ecr", f"--branch={name}", "--commit")
    assert done.returncode == 1
    assert "No branch can be called" in done.stderr


def test_a_file_that_is_new(ecr: Run, shop: Path) -> None:
    git(shop, "-c", "core.hooksPath=/dev/null", "rm", "-q", "shippable.yml")
    git(shop, "-c", "core.hooksPath=/dev/null", "-c", "commit.gpgSign=false", "commit", "-q", "-m", "gone")
    assert ecr("apply", *FLAGS).returncode == 0
    assert not (shop / "shippable.yml").exists()
    assert "integrationName: ecr" in git(shop, "show", "ecr:shippable.yml")


@pytest.mark.parametrize("words", [("--branch=x",), ("--commit",), ("-m", "x"), ("--pr-body=x",), ("-m", " ", *FLAGS)])
def test_flags_that_go_together(ecr: Run, shop: Path, words: tuple[str, ...]) -> None:
    assert ecr("apply", "--integration=ecr", *words).returncode == 2


def test_nothing_is_committed_by_a_dry_run(ecr: Run, shop: Path) -> None:
    refs = git(shop, "for-each-ref")
    done = ecr("apply", *FLAGS, "--dry-run")
    assert done.stdout.startswith("diff --git")
    assert ecr("apply", *FLAGS, "--check").returncode == 3
    assert git(shop, "for-each-ref") == refs


def test_the_text_of_a_pull_request_in_a_file(ecr: Run, shop: Path) -> None:
    done = ecr("apply", *FLAGS, "--pr-body={folder}.md")
    assert done.stdout == ""
    assert "Amazon ECR integration `ecr`" in (shop / "project.md").read_text()
    assert ecr("apply", "--integration=other", "--branch=b", "--commit", "--pr-body={folder}.md").returncode == 2
    assert git(shop, "for-each-ref", "refs/heads/b") == ""


def test_outside_of_a_repository(ecr: Run, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "shippable.yml").write_text(FILE)
    done = ecr("apply", str(tmp_path / "plain"), *FLAGS, GIT_CEILING_DIRECTORIES=str(tmp_path))
    assert done.returncode == 1
    assert "no git repository" in done.stderr


def test_the_recipe_of_the_documents(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "many-repositories.md").read_text()
    (script,) = re.findall(r"^```sh\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    urls = []
    for name in ("a", "b", "broken"):
        work, bare = tmp_path / f"work-{name}", tmp_path / f"{name}.git"
        work.mkdir()
        git(work, "init", "-q", "-b", "master")
        (work / "shippable.yml").write_text("build: [\n" if name == "broken" else FILE)
        git(work, "add", "-A")
        git(work, "commit", "-q", "-m", "one")
        git(tmp_path, "clone", "-q", "--bare", str(work), str(bare))
        urls.append(f"file://{bare}")
    desk = tmp_path / "desk"
    desk.mkdir()
    (desk / "repositories.txt").write_text("\n".join(urls) + "\n")
    environment = {**os.environ, **NAMES, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    for _ in range(2):
        done = subprocess.run(
            ["bash", "-c", script], cwd=desk, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        for name in ("a", "b"):
            bare = tmp_path / f"{name}.git"
            assert "integrationName: ecr-integration" in git(bare, "show", "ecr-integration:shippable.yml")
            assert git(bare, "rev-list", "--count", "master..ecr-integration").strip() == "1"
            assert (desk / "bodies" / f"{name}.md").is_file()
        assert git(tmp_path / "broken.git", "for-each-ref", "refs/heads/ecr-integration") == ""
        assert set((desk / "failed.txt").read_text().split()) == {"broken"}
