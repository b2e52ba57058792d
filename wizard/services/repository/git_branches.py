"""One file on all local branches of a repository, without a fetch and without more memory than the file needs.

What git does not have here (a partial clone, a damaged object) is not absent: it was not looked at, and is called so.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeGuard

from wizard.frozen import frozen
from wizard.services.repository.git_objects import NOT_HERE, Objects, objects_of
from wizard.services.repository.git_run import HEADS, failed, run

LEADS_OUT = "it is a link that leads out of the repository"
IN_SUBMODULE = "it is in a submodule"
BROKEN_REF = "git cannot read the branch"
ODD_PATH = "its path has a line break"

_SUBMODULE, _FOLDER = b"160000", b"40000"
_LINK_ANSWERS = (b"symlink", b"dangling", b"loop", b"notdir")


@frozen
class BranchFile:
    """A file as it is on `branches`: its content, or why it was not looked at (then `content` is None)."""

    branches: tuple[str, ...]
    content: bytes | None
    why: str = ""


@frozen
class _Blob:
    """A content in the repository, by its id."""

    oid: bytes


@frozen
class _Entry:
    """A line of a folder in git: what it is, and its id."""

    mode: bytes
    oid: bytes


# What a commit has at the path: a content, nothing (None), or the reason why that is not known.
_Found = _Blob | str | None


def on_branches(root: Path, paths: Sequence[str]) -> dict[str, tuple[BranchFile, ...]]:
    """The files at `paths` on every local branch that has them or may have them, each distinct content once.

    Paths are relative to `root`; one that leads out of it is on no branch. Raises `ServiceError` when git fails.
    """
    heads, broken = _heads(root)
    with objects_of(root) as objects:
        return {path: _on_branches(objects, heads, broken, posixpath.normpath(path)) for path in paths}


def _on_branches(
    objects: Objects, heads: dict[bytes, list[str]], broken: list[str], path: str
) -> tuple[BranchFile, ...]:
    if path.startswith(("../", "/")) or path in ("..", "."):
        return ()
    unseen = {BROKEN_REF: list(broken)} if broken else {}
    if "\n" in path:
        names = [name for branches in heads.values() for name in branches]
        return tuple(_not_looked_at({**unseen, ODD_PATH: names}))
    return _read(objects, heads, _in_commits(objects, list(heads), os.fsencode(path)), unseen)


def _heads(root: Path) -> tuple[dict[bytes, list[str]], list[str]]:
    """The names of the branches by their commits, and those of branches that git cannot read."""
    done = run(root, "for-each-ref", "--format=%(objectname) %(refname)", HEADS)
    if done.returncode != 0:
        raise failed(root, done.stderr)
    heads: dict[bytes, list[str]] = {}
    for line in done.stdout.splitlines():
        commit, _, name = line.partition(b" ")
        heads.setdefault(commit, []).append(os.fsdecode(name).removeprefix(HEADS))
    said = re.findall(rb"^warning: ignoring broken ref refs/heads/(.*)$", done.stderr, re.MULTILINE)
    return heads, [os.fsdecode(name) for name in said]


def _in_commits(objects: Objects, commits: Sequence[bytes], path: bytes) -> dict[bytes, _Found]:
    """What each commit has at the path."""
    asked = b"".join(b"%s:%s\n" % (commit, path) for commit in commits)
    # git follows links inside of the repository, as a build that reads the file does.
    answer = objects.ask(asked, "--batch-check=%(objectname) %(objecttype)", "--follow-symlinks")
    lines = iter(answer.split(b"\n"))
    found: dict[bytes, _Found] = {}
    unclear: list[bytes] = []
    for commit in commits:
        first, _, rest = next(lines).partition(b" ")
        if first in _LINK_ANSWERS:
            next(lines)  # the target, or the name that was asked for
            found[commit] = LEADS_OUT if first == b"symlink" else None
        elif rest == b"blob":
            found[commit] = _Blob(first)
        elif rest in (b"tree", b"commit"):
            found[commit] = None
        else:
            unclear.append(commit)
    return found | _absent_or_not_here(objects, unclear, path)


def _absent_or_not_here(objects: Objects, commits: Sequence[bytes], path: bytes) -> dict[bytes, _Found]:
    """Which of the commits lack the file, and which have it or may have it while git lacks the objects.

    git calls both missing; the folders along the path tell.
    """
    found: dict[bytes, _Found] = {}
    roots = objects.resolved([commit + b"^{tree}" for commit in commits])
    trees = dict(zip(commits, roots, strict=True))
    for part in path.split(b"/"):
        entries = _entries(objects, trees.values(), part)
        following: dict[bytes, bytes | None] = {}
        for commit, tree in trees.items():
            entry = entries[tree]
            if _is_folder(entry):
                following[commit] = entry.oid
            else:
                found[commit] = _why_missing(entry)
        trees = following
    # A folder has the name of the file.
    return found | dict.fromkeys(trees)


def _is_folder(entry: _Entry | str | None) -> TypeGuard[_Entry]:
    return isinstance(entry, _Entry) and entry.mode == _FOLDER


def _why_missing(entry: _Entry | str | None) -> str | None:
    if isinstance(entry, _Entry):
        return IN_SUBMODULE if entry.mode == _SUBMODULE else NOT_HERE
    return entry


def _entries(objects: Objects, trees: Iterable[bytes | None], name: bytes) -> dict[bytes | None, _Entry | str | None]:
    """The entry of that name in each tree; None where there is none, a reason where that is not known."""
    contents, unread = objects.contents(list({tree for tree in trees if tree is not None}))
    found: dict[bytes | None, _Entry | str | None] = {None: NOT_HERE}
    found.update(unread.items())
    for tree, content in contents.items():
        found[tree] = _entry(content, name, len(tree) // 2)
    return found


def _entry(tree: bytes, name: bytes, width: int) -> _Entry | None:
    if b" " + name + b"\0" not in tree:
        return None
    for found in re.finditer(rb"([0-7]+) ([^\0]+)\0(.{%d})" % width, tree, re.DOTALL):
        if found[2] == name:
            return _Entry(found[1], found[3].hex().encode())
    return None


def _read(
    objects: Objects, heads: dict[bytes, list[str]], found: dict[bytes, _Found], unseen: dict[str, list[str]]
) -> tuple[BranchFile, ...]:
    by_blob: dict[bytes, list[str]] = {}
    for commit, branches in heads.items():
        what = found[commit]
        if isinstance(what, _Blob):
            by_blob.setdefault(what.oid, []).extend(branches)
        elif what is not None:
            unseen.setdefault(what, []).extend(branches)
    contents, unread = objects.contents(list(by_blob))
    for oid, why in unread.items():
        unseen.setdefault(why, []).extend(by_blob[oid])
    read = [BranchFile(tuple(by_blob[oid]), content) for oid, content in contents.items()]
    return (*read, *_not_looked_at(unseen))


def _not_looked_at(unseen: dict[str, list[str]]) -> Iterator[BranchFile]:
    for why, branches in unseen.items():
        if branches:
            yield BranchFile(tuple(branches), None, why)
