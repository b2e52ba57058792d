"""One file on all local branches of a repository, without a fetch and without more memory than the file needs.

What git does not have here (a partial clone, a damaged object) is not absent: it was not looked at, and is called so.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeGuard

from wizard.frozen import frozen
from wizard.services.repository.git_objects import NOT_HERE, Named, Objects, objects_of
from wizard.services.repository.git_run import HEADS, failed, run

LEADS_OUT = "it is a link that leads out of the repository"
IN_SUBMODULE = "it is in a submodule"
BROKEN_REF = "git cannot read the branch"
ODD_PATH = "its path has a line break"

_SUBMODULE, _FOLDER = b"160000", b"40000"


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


def on_branches(
    root: Path, paths: Sequence[str], plain_heads: Mapping[bytes, list[str]] | None = None
) -> dict[str, tuple[BranchFile, ...]]:
    """The files at `paths` on every local branch that has them or may have them, each distinct content once.

    Paths are relative to `root`; one that leads out of it is on no branch. `plain_heads`: the branches by their
    commits, where the repository is plain (see `plain_git`); else git is asked. Raises `ServiceError` when git fails.
    """
    heads, broken = _heads(root) if plain_heads is None else (dict(plain_heads), [])
    inside = {path: os.fsencode(posixpath.normpath(path)) for path in paths}
    inside = {path: name for path, name in inside.items() if not _leads_out(name)}
    objects = objects_of(root, plain=plain_heads is not None)
    found = _in_commits(objects, list(heads), [name for name in inside.values() if b"\n" not in name])
    return {path: _on_branches(objects, heads, broken, found, inside.get(path)) for path in paths}


def _leads_out(path: bytes) -> bool:
    return path.startswith((b"../", b"/")) or path in (b"..", b".")


def _on_branches(
    objects: Objects,
    heads: dict[bytes, list[str]],
    broken: list[str],
    found: dict[bytes, dict[bytes, _Found]],
    path: bytes | None,
) -> tuple[BranchFile, ...]:
    if path is None:
        return ()
    unseen = {BROKEN_REF: list(broken)} if broken else {}
    if path not in found:
        names = [name for branches in heads.values() for name in branches]
        return tuple(_not_looked_at({**unseen, ODD_PATH: names}))
    return _read(objects, heads, found[path], unseen)


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


def _in_commits(objects: Objects, commits: Sequence[bytes], paths: Sequence[bytes]) -> dict[bytes, dict[bytes, _Found]]:
    """What each commit has at each path."""
    files = [_file(commit, path) for path in paths for commit in commits]
    named = objects.named([*files, *(_tree(commit) for commit in commits)])
    return {path: _at(objects, commits, path, named) for path in paths}


def _at(objects: Objects, commits: Sequence[bytes], path: bytes, named: Mapping[bytes, Named]) -> dict[bytes, _Found]:
    found: dict[bytes, _Found] = {}
    unclear: dict[bytes, bytes | None] = {}
    for commit in commits:
        answer = named[_file(commit, path)]
        if answer.what == b"missing":
            unclear[commit] = named[_tree(commit)].oid or None
        else:
            found[commit] = _what(answer)
    return found | _absent_or_not_here(objects, unclear, path)


def _file(commit: bytes, path: bytes) -> bytes:
    return commit + b":" + path


def _tree(commit: bytes) -> bytes:
    return commit + b"^{tree}"


def _what(answer: Named) -> _Found:
    """What a commit has at a path, where git has an answer: a link that ends nowhere or a folder is no file."""
    if answer.what == b"blob":
        return _Blob(answer.oid)
    return LEADS_OUT if answer.what == b"symlink" else None


def _absent_or_not_here(objects: Objects, roots: Mapping[bytes, bytes | None], path: bytes) -> dict[bytes, _Found]:
    """Which of the commits, given with their trees, lack the file, and which may have it while git lacks the objects.

    git calls both missing; the folders along the path tell.
    """
    found: dict[bytes, _Found] = {}
    trees = dict(roots)
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
    contents, unread = objects.contents({tree for tree in trees if tree is not None})
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
    contents, unread = objects.contents(by_blob)
    for oid, why in unread.items():
        unseen.setdefault(why, []).extend(by_blob[oid])
    read = [BranchFile(tuple(by_blob[oid]), content) for oid, content in contents.items()]
    return (*read, *_not_looked_at(unseen))


def _not_looked_at(unseen: dict[str, list[str]]) -> Iterator[BranchFile]:
    for why, branches in unseen.items():
        if branches:
            yield BranchFile(tuple(branches), None, why)
