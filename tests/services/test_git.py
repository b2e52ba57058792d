"""git, asked on real repositories."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from wizard.core.model.errors import ServiceError, UsageError
from wizard.services.repository.git import RealGit, Remote, parse_remote
from wizard.services.repository.git_branches import BranchFile
from wizard.services.repository.git_run import environment

GIT = RealGit()


def run(root: Path, *words: str, stdin: bytes = b"") -> bytes:
    return subprocess.run(["git", "-C", str(root), *words], input=stdin, check=True, capture_output=True).stdout


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with one commit on master."""
    folder = tmp_path / "a project"
    subprocess.run(["git", "init", "-q", "-b", "master", str(folder)], check=True)
    run(folder, "config", "user.name", "t")
    run(folder, "config", "user.email", "t@example.com")
    (folder / "shippable.yml").write_text("language: python\n")
    run(folder, "add", ".")
    run(folder, "commit", "-q", "-m", "first")
    return folder


def test_the_root_is_found_from_below_and_only_inside(root: Path, tmp_path: Path) -> None:
    (root / "src" / "deep").mkdir(parents=True)
    assert GIT.root(root / "src" / "deep") == root
    assert GIT.root(tmp_path) is None


def test_an_unborn_branch_is_the_current_and_the_only_one(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", "-b", "trunk", str(tmp_path)], check=True)
    assert GIT.overview(tmp_path).current == "trunk"
    assert GIT.overview(tmp_path).default == "trunk"
    assert GIT.overview(tmp_path).branches == ("trunk",)
    assert GIT.remote(tmp_path) is None


def test_a_detached_head_has_no_branch(root: Path) -> None:
    run(root, "checkout", "-q", "--detach")
    assert GIT.overview(root).current is None
    assert GIT.overview(root).default == "master"


def test_branches_local_and_remote_without_doubles_the_default_first(root: Path, tmp_path: Path) -> None:
    for name in ("zeta", "main", "dev"):
        run(root, "branch", name)
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(root), str(clone)], check=True)
    run(clone, "switch", "-q", "-c", "local/only")
    run(clone, "remote", "set-head", "origin", "dev")
    assert GIT.overview(clone).default == "dev"
    assert GIT.overview(clone).branches == ("dev", "local/only", "master", "main", "zeta")
    assert GIT.overview(clone).current == "local/only"


def test_remotes_with_slashes_and_branches_called_head(root: Path) -> None:
    run(root, "remote", "add", "team/fork", "https://github.com/team/fork.git")
    run(root, "remote", "add", "team", "https://github.com/team/x.git")
    for ref in ("refs/remotes/team/fork/topic", "refs/remotes/team/other", "refs/heads/feature/HEAD"):
        run(root, "update-ref", ref, "HEAD")
    assert GIT.overview(root).branches == ("master", "feature/HEAD", "topic", "other")


def test_strange_names_come_through(root: Path) -> None:
    names = [b"-dash", "mir\u202eror".encode(), b"latin-\xe9"]
    for name in names:
        run(root, "update-ref", os.fsdecode(b"refs/heads/" + name), "HEAD")
    assert set(GIT.overview(root).branches) == {"master", *(os.fsdecode(name) for name in names)}


def test_ten_thousand_branches(root: Path) -> None:
    commit = run(root, "rev-parse", "HEAD").decode().strip()
    lines = sorted(f"{commit} refs/heads/feature/{number}\n" for number in range(10_000))
    (root / ".git" / "packed-refs").write_text("# pack-refs with: peeled fully-peeled sorted \n" + "".join(lines))
    branches = GIT.overview(root).branches
    assert len(branches) == 10_001
    assert branches[0] == "master"


def test_the_file_on_every_local_branch(root: Path) -> None:
    run(root, "switch", "-q", "-c", "dev")
    (root / "shippable.yml").write_bytes(b"language: \xe9\n\n")
    run(root, "commit", "-q", "-am", "second")
    run(root, "switch", "-q", "--orphan", "empty")
    run(root, "commit", "-q", "--allow-empty", "-m", "none")
    assert GIT.on_local_branches(root, "shippable.yml") == (
        BranchFile(("dev",), b"language: \xe9\n\n"),
        BranchFile(("master",), b"language: python\n"),
    )
    assert GIT.on_local_branches(root, "absent name.yml") == ()


@pytest.mark.parametrize(
    ("url", "remote"),
    [
        ("git@github.com:acme/shop.git", Remote("github.com", "acme", "shop")),
        ("github.com:acme/shop", Remote("github.com", "acme", "shop")),
        ("https://github.com/acme/shop.git", Remote("github.com", "acme", "shop")),
        ("https://user:hunter2@GitHub.com/acme/shop/", Remote("github.com", "acme", "shop")),
        ("ssh://git@bitbucket.org:7999/acme/shop.git", Remote("bitbucket.org", "acme", "shop")),
        ("https://git.example.com/scm/ACME/shop.git", Remote("git.example.com", "ACME", "shop")),
        ("git://host/acme/my.shop.git", Remote("host", "acme", "my.shop")),
        ("git@gitlab.com:group/sub/shop.git", Remote("gitlab.com", "group/sub", "shop")),
        ("https://host/ac%20me/shop", Remote("host", "ac me", "shop")),
        ("git@[::1]:acme/shop.git", Remote("::1", "acme", "shop")),
        ("/srv/git/acme/shop.git", None),
        ("../shop.git", None),
        ("file:///srv/acme/shop.git", None),
        ("https://github.com/", None),
        ("https://[broken/acme/shop", None),
        ("", None),
    ],
)
def test_remotes_are_taken_apart(url: str, remote: Remote | None) -> None:
    assert parse_remote(url) == remote


def test_the_remote_is_origin_or_the_first_that_tells(root: Path) -> None:
    run(root, "remote", "add", "backup", "/srv/backup.git")
    run(root, "remote", "add", "fork", "git@github.com:me/shop.git")
    assert GIT.remote(root) == Remote("github.com", "me", "shop")
    run(root, "remote", "add", "origin", "gh:acme/shop.git")
    run(root, "config", "url.https://github.com/.insteadOf", "gh:")
    assert GIT.remote(root) == Remote("github.com", "acme", "shop")


def ask_git(root: Path) -> None:
    """The repository is not plain any more: git itself is asked, not its files."""
    with (root / ".git" / "config").open("a") as file:
        file.write("[include]\n\tpath = absent\n")


def test_dubious_ownership_is_told_with_its_remedy(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask_git(root)
    real = shutil.which("git")
    tool = tmp_path / "bin" / "git"
    tool.parent.mkdir()
    # What git's own tests use in place of a second user.
    tool.write_text(f'#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec {real} "$@"\n')
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tool.parent}:{os.environ['PATH']}")
    with pytest.raises(ServiceError) as caught:
        GIT.root(root)
    assert caught.value.code == "dubious-ownership"
    assert caught.value.path == str(root)
    subprocess.run(caught.value.remedy.partition("run: ")[2], shell=True, check=True)
    assert GIT.root(root) == root


def test_a_bare_repository_is_no_project(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path)], check=True)
    with pytest.raises(UsageError) as caught:
        GIT.root(tmp_path)
    assert caught.value.code == "no-work-tree"


def test_a_broken_repository_is_told_in_gits_words(root: Path) -> None:
    (root / ".git" / "config").write_text("[core\n")
    with pytest.raises(ServiceError) as caught:
        GIT.root(root)
    assert "bad config" in caught.value.cause


def test_without_git_the_root_is_still_found(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "src").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not GIT.available()
    assert GIT.root(root / "src") == root
    assert GIT.overview(root).branches == ()
    assert GIT.overview(root).current is None
    assert GIT.remote(root) is None


def test_git_gets_no_secret_and_is_not_led_elsewhere(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = {"AWS_SECRET_ACCESS_KEY": "canary", "SHIPPABLE_API_TOKEN": "canary", "MY_TOKEN": "canary"}
    assert "canary" not in environment({**secret, "PATH": "/bin", "HOME": "/h"}).values()
    ask_git(root)
    # Seen from git's side: a fake one writes down its environment.
    tool = tmp_path / "bin" / "git"
    tool.parent.mkdir()
    tool.write_text(f"#!/bin/sh\nenv >{tmp_path}/seen\n")
    tool.chmod(0o755)
    for name, value in {**secret, "GIT_DIR": "/elsewhere"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PATH", f"{tool.parent}:{os.environ['PATH']}")
    assert GIT.overview(root).branches == ()
    seen = (tmp_path / "seen").read_text()
    assert "PATH=" in seen
    assert "canary" not in seen
    assert "GIT_DIR" not in seen
