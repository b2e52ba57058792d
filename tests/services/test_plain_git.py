"""Reading a repository's files says what git says, or says nothing."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wizard.services.repository import git as git_module
from wizard.services.repository import git_branches, git_objects, git_run
from wizard.services.repository.git import RealGit
from wizard.services.repository.plain_git import PlainReader

FILES = ("shippable.yml", "absent.yml", "ci/shippable.yml", "../outside")


class NeverPlain(PlainReader):
    """Git is always asked."""

    def read(self, start: Path) -> None:
        """Nothing."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with commits, branches, a remote, packed and loose refs."""
    root = tmp_path / "shop"
    git(tmp_path, "init", "-q", "-b", "master", str(root))
    (root / "shippable.yml").write_text("language: go\n")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "first")
    for name in ("dev", "feature/one", "release-1.0"):
        git(root, "branch", name)
    git(root, "pack-refs", "--all")
    git(root, "branch", "loose/two")
    git(root, "remote", "add", "origin", "git@github.com:acme/shop.git")
    git(root, "remote", "add", "backup", "https://example.com/acme/backup.git")
    git(root, "update-ref", "refs/remotes/origin/master", "HEAD")
    git(root, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/master")
    return root


def git(folder: Path, *words: str) -> None:
    who = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}
    subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True, env={**os.environ, **who})


def config(root: Path, text: str) -> None:
    with (root / ".git" / "config").open("a") as file:
        file.write(text)


def write(root: Path, name: str, text: str) -> None:
    path = root / ".git" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def assert_as_git(root: Path, start: Path) -> None:
    """Both ways give the same answer or the same error."""

    def seen(reader: PlainReader) -> object:
        found = RealGit()
        found._plain = reader
        try:
            return found.root(start), found.overview(root), found.files_on_local_branches(root, FILES)
        except Exception as error:
            return str(error)

    assert seen(PlainReader()) == seen(NeverPlain())


PLAIN: dict[str, Callable[[Path], object]] = {
    "as it is": lambda root: None,
    "detached": lambda root: git(root, "checkout", "-q", "--detach"),
    "a branch without commits": lambda root: git(root, "checkout", "-q", "--orphan", "new"),
    "no remote": lambda root: [git(root, "remote", "remove", name) for name in ("origin", "backup")],
    "a deleted branch": lambda root: git(root, "branch", "-D", "dev"),
    "comments": lambda root: config(root, "# a word\n; another\n[user]\n\tname = A B\n"),
    "branches apart": lambda root: (
        (root / "shippable.yml").write_text("language: ruby\n"),
        git(root, "commit", "-q", "-a", "-m", "second"),
    ),
    "two urls": lambda root: config(root, '[remote "backup"]\n\turl = https://other.example/a/b\n'),
}
ODD: dict[str, Callable[[Path], object]] = {
    "insteadOf": lambda root: config(root, '[url "https://other.example/"]\n\tinsteadOf = git@github.com:\n'),
    "an include": lambda root: (
        write(root, "more", '[remote "origin"]\n\turl = https://x.example/a/b\n'),
        config(root, "[include]\n\tpath = more\n"),
    ),
    "a quoted value": lambda root: config(root, '[remote "third"]\n\turl = "https://x.example/a/b" # c\n'),
    "a continued line": lambda root: config(root, '[remote "third"]\n\turl = https://x.example/\\\na/b\n'),
    "a key beside the section": lambda root: config(root, '[remote "third"] url = https://x.example/a/b\n'),
    "a remote without a url": lambda root: config(root, '[remote "third"]\n\tfetch = +refs/*:refs/*\n'),
    "an old remote": lambda root: write(root, "remotes/old", "URL: https://x.example/a/b\n"),
    "an extension": lambda root: config(root, "[extensions]\n\tworktreeConfig = true\n"),
    "a dangling symbol": lambda root: git(root, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/gone"),
    "a broken ref": lambda root: write(root, "refs/heads/broken", "nonsense\n"),
    "a ref to nothing": lambda root: write(root, "refs/heads/nothing", "0" * 40 + "\n"),
    "an empty ref": lambda root: write(root, "refs/heads/empty", ""),
    "a lock left": lambda root: write(root, "refs/heads/dev.lock", ""),
    "a strange name": lambda root: git(root, "branch", "caf\u00e9"),
    "no objects": lambda root: (root / ".git" / "objects").rename(root / "objects"),
    "a broken head": lambda root: write(root, "HEAD", "nonsense\n"),
    "a bad config": lambda root: config(root, "nonsense\n"),
    "work tree elsewhere": lambda root: config(root, f"[core]\n\tworktree = {root.parent}\n"),
    "bare": lambda root: config(root, "[core]\n\tbare = true\n"),
    "a later format": lambda root: config(root, "[core]\n\trepositoryformatversion = 99\n"),
    "a link for a ref": lambda root: (root / ".git/refs/heads/link").symlink_to("dev"),
}


@pytest.mark.parametrize("case", [*PLAIN, *ODD])
def test_the_files_say_what_git_says(root: Path, case: str) -> None:
    (root / "src").mkdir()
    (PLAIN | ODD)[case](root)
    assert_as_git(root, root / "src")


@pytest.mark.parametrize("case", PLAIN)
def test_a_plain_repository_needs_no_process(root: Path, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    PLAIN[case](root)
    real = RealGit()
    real.root(root)  # the user's settings are asked for once
    monkeypatch.setattr(git_module, "run", None)
    assert real.root(root) == root
    assert real.overview(root).branches


def test_git_is_run_once_for_what_the_branches_of_a_plain_repository_have(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    PLAIN["branches apart"](root)
    real = RealGit()
    real.root(root)
    runs = count_runs(monkeypatch)
    found = real.files_on_local_branches(root, FILES)
    assert {item.content for item in found["shippable.yml"]} == {b"language: go\n", b"language: ruby\n"}
    assert len(runs) == 1


def count_runs(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The words of each git that is run from now on."""
    runs: list[tuple[str, ...]] = []

    def counting(run: Callable[..., Any]) -> Callable[..., Any]:
        def counted(folder: Path, *words: str, **more: Any) -> Any:
            runs.append(words)
            return run(folder, *words, **more)

        return counted

    monkeypatch.setattr(git_objects, "run_within", counting(git_run.run_within))
    for module in (git_objects, git_branches):
        monkeypatch.setattr(module, "run", counting(git_run.run))
    return runs


@pytest.mark.parametrize(("lines", "others"), [(20_000, 0), (1, 100)], ids=["a large file", "many files"])
def test_much_on_the_branches_is_read_in_parts(
    root: Path, monkeypatch: pytest.MonkeyPatch, lines: int, others: int
) -> None:
    text = "- long\n" * lines
    (root / "shippable.yml").write_text(text)
    git(root, "commit", "-q", "-a", "-m", "much")
    runs = count_runs(monkeypatch)
    paths = [*FILES, *(f"ci/{number}.yml" for number in range(others))]
    found = RealGit().files_on_local_branches(root, paths)["shippable.yml"]
    assert {item.content for item in found} == {b"language: go\n", text.encode()}
    assert len(runs) > 1


def test_git_is_ended_once_it_says_more_than_is_read(root: Path) -> None:
    asked = b"HEAD:shippable.yml\n"
    words = ("cat-file", "--batch=%(objectsize)")
    said = git_run.run(root, *words, stdin=asked).stdout
    assert said.endswith(b"language: go\n\n")
    assert git_run.run_within(root, *words, stdin=asked, most=len(said)) == said
    assert git_run.run_within(root, *words, stdin=asked, most=len(said) - 1) is None
    assert git_run.run_within(root, "no-such-command", stdin=asked, most=len(said)) is None


@pytest.mark.parametrize("case", ODD)
def test_what_is_odd_is_left_to_git(root: Path, case: str) -> None:
    ODD[case](root)
    assert PlainReader().read(root) is None


def test_settings_of_the_user_are_heeded(root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = tmp_path / "gitconfig"
    settings.write_text('[url "https://other.example/"]\n\tinsteadOf = git@github.com:\n')
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    assert_as_git(root, root)
    assert RealGit().overview(root).remote is not None
    assert RealGit().overview(root).remote.host == "other.example"  # type: ignore[union-attr]


def test_work_trees_and_submodules_and_gits_own_folder(root: Path, tmp_path: Path) -> None:
    git(root, "worktree", "add", "-q", str(tmp_path / "tree"), "dev")
    inner = root / "vendor" / "inner"
    git(root, "init", "-q", str(inner))
    for start in (tmp_path / "tree", inner, root / ".git" / "refs", tmp_path, tmp_path / "tree"):
        top = RealGit()
        top._plain = NeverPlain()
        try:
            expected: object = top.root(start)
        except Exception as error:
            expected = str(error)
        try:
            found: object = RealGit().root(start)
        except Exception as error:
            found = str(error)
        assert found == expected
