"""The objects of a repository, read by a git that knows nothing of the repository's settings.

git is given an empty repository of the program's with the other's objects. So there is no remote to fetch from and no
setting that could name a program; in a partial clone `cat-file` would otherwise fetch what is missing, or stop at once.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from wizard.frozen import frozen
from wizard.services.repository.git_run import MOST_ASKED, failed, run, run_within

EMPTY = Path(__file__).absolute().parent / "empty"  # one for each form of ids

MAX_BYTES = 5_000_000
# So much is asked for in one run of git.
_CHUNK_BYTES = 32_000_000
_KEPT_BYTES = 100_000  # of contents that are kept: the folders of several files are the same
_FORM = "%(objectname) %(objecttype) %(objectsize)"
_LINK_ANSWERS = (b"symlink", b"dangling", b"loop", b"notdir")

NOT_HERE = "git does not have it here, and fetching it could run a program that the repository names"
TOO_LARGE = f"it is larger than {MAX_BYTES // 1_000_000} MB"


@frozen
class Named:
    """What git has under a name: an object and its type, or why it is none (`missing`, `symlink`, ...)."""

    oid: bytes = b""
    what: bytes = b""


class Objects:
    """Questions to the objects in `folder`, of the repository at `root`; each raises `ServiceError` when git fails."""

    def __init__(self, root: Path, folder: Path, form: str) -> None:
        self._root = root
        self._environment = {"GIT_DIR": str(EMPTY / form), "GIT_OBJECT_DIRECTORY": str(folder)}
        self._sizes: dict[bytes, int] = {}
        self._kept: dict[bytes, bytes] = {}

    def named(self, names: Sequence[bytes]) -> dict[bytes, Named]:
        """What is under each name, such as `COMMIT:PATH`. Links inside of the repository are followed.

        Few small contents are read with it, in the same run of git.
        """
        answer = self._ask_for_all(names)
        has_contents = answer is not None
        if answer is None:
            answer = self._ask(names, f"--batch-check={_FORM}", "--follow-symlinks")
        found: dict[bytes, Named] = {}
        at = 0
        for name in names:
            end = answer.index(b"\n", at)
            line, at = answer[at:end], end + 1
            first, _, rest = line.partition(b" ")
            if first in _LINK_ANSWERS:
                at += int(rest) + 1  # where the link leads, or the name that was asked for
                found[name] = Named(what=first)
                continue
            kind, _, size = rest.rpartition(b" ")
            if not size.isdigit():
                found[name] = Named(what=b"missing")
                continue
            self._sizes[first] = int(size)
            found[name] = Named(first, kind)
            if has_contents:
                self._kept[first] = answer[at : at + int(size)]
                at += int(size) + 1
        return found

    def contents(self, oids: Iterable[bytes]) -> tuple[dict[bytes, bytes], dict[bytes, str]]:
        """The contents of objects by their ids, and why others were not read."""
        oids = list(oids)
        sizes = self._sizes_of(oids)
        unread = {oid: NOT_HERE for oid in oids if oid not in sizes}
        unread |= {oid: TOO_LARGE for oid, size in sizes.items() if size > MAX_BYTES}
        contents: dict[bytes, bytes] = {}
        chunk: list[bytes] = []
        room = _CHUNK_BYTES
        for oid, size in sizes.items():
            if oid in unread:
                continue
            if size > room:
                contents |= self._chunk(chunk)
                chunk, room = [], _CHUNK_BYTES
            chunk.append(oid)
            room -= size
        return contents | self._chunk(chunk), unread

    def _sizes_of(self, oids: Sequence[bytes]) -> dict[bytes, int]:
        """The sizes of those that git has."""
        unknown = [oid for oid in oids if oid not in self._sizes]
        answers = self._ask(unknown, "--batch-check=%(objectsize)").split(b"\n")
        self._sizes |= {oid: int(size) for oid, size in zip(unknown, answers, strict=False) if size.isdigit()}
        return {oid: self._sizes[oid] for oid in oids if oid in self._sizes}

    def _chunk(self, oids: Sequence[bytes]) -> dict[bytes, bytes]:
        contents = {oid: self._kept[oid] for oid in oids if oid in self._kept}
        unknown = [oid for oid in oids if oid not in self._kept]
        answer = self._ask(unknown, "--batch=%(objectsize)")
        at = 0
        for oid in unknown:
            end = answer.index(b"\n", at)
            size = int(answer[at:end])
            contents[oid] = answer[end + 1 : end + 1 + size]
            at = end + 1 + size + 1
        return contents

    def _ask_for_all(self, names: Sequence[bytes]) -> bytes | None:
        """What and how large each is, and its content, where that is little in all; else None."""
        asked = _lines(names)
        if not 0 < len(asked) <= MOST_ASKED:
            return None
        words = ("cat-file", "--buffer", f"--batch={_FORM}", "--follow-symlinks")
        return run_within(self._root, *words, stdin=asked, most=_KEPT_BYTES, more=self._environment)

    def _ask(self, names: Sequence[bytes], *words: str) -> bytes:
        """What `git cat-file` answers to the names, a line or more for each."""
        if not names:
            return b""
        done = run(self._root, "cat-file", "--buffer", *words, stdin=_lines(names), more=self._environment)
        if done.returncode != 0:
            raise failed(self._root, done.stderr)
        return done.stdout


def _lines(names: Iterable[bytes]) -> bytes:
    return b"".join(name + b"\n" for name in names)


def objects_of(root: Path, *, plain: bool = False) -> Objects:
    """The objects of the repository at `root`; raises `ServiceError`.

    `plain`: its files are where git puts them by default (see `plain_git`), so git is not asked where.
    """
    form, folder = ("sha1", root.resolve() / ".git" / "objects") if plain else _place(root)
    return Objects(root, folder, form)


def _place(root: Path) -> tuple[str, Path]:
    """The kind of ids that the repository has, and the folder of its objects."""
    done = run(root, "rev-parse", "--show-object-format", "--git-path", "objects")
    if done.returncode != 0:
        raise failed(root, done.stderr)
    form, _, path = done.stdout.removesuffix(b"\n").partition(b"\n")
    return form.decode(), root.resolve() / os.fsdecode(path)
