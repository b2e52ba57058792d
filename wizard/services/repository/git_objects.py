"""The objects of a repository, read by a git that knows nothing of the repository's settings.

git is given an empty repository of its own with the other's objects. So there is no remote to fetch from and no setting
that could name a program; in a partial clone `cat-file` would otherwise fetch what is missing, or give up at once.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from wizard.core.model.errors import ServiceError
from wizard.services.repository.git_run import failed, run

MAX_BYTES = 5_000_000
# So much is asked for in one run of git.
_CHUNK_BYTES = 32_000_000
_KEPT_BYTES = 100_000  # of an answer that is kept: the folders of several files are the same

NOT_HERE = "git does not have it here, and fetching it could run a program that the repository names"
TOO_LARGE = f"it is larger than {MAX_BYTES // 1_000_000} MB"


class Objects:
    """Questions to the objects of the repository at `root`; each raises `ServiceError` when git fails."""

    def __init__(self, root: Path, environment: dict[str, str]) -> None:
        self._root = root
        self._environment = environment
        self._answers: dict[tuple[bytes, tuple[str, ...]], bytes] = {}

    def ask(self, asked: bytes, *words: str) -> bytes:
        """What `git cat-file` answers to the lines `asked`, a line or more for each."""
        if not asked:
            return b""
        known = self._answers.get((asked, words))
        if known is not None:
            return known
        answer = self._answer(asked, words)
        if len(asked) + len(answer) <= _KEPT_BYTES:
            self._answers[asked, words] = answer
        return answer

    def _answer(self, asked: bytes, words: Sequence[str]) -> bytes:
        done = run(self._root, "cat-file", "--buffer", *words, stdin=asked, more=self._environment)
        if done.returncode != 0:
            raise failed(self._root, done.stderr)
        return done.stdout

    def resolved(self, names: Sequence[bytes]) -> list[bytes | None]:
        """The ids of the objects with these names, None for those that are not here."""
        lines = self.ask(_lines(names), "--batch-check=%(objectname)").split(b"\n")
        return [line if b" " not in line else None for line in lines[: len(names)]]

    def contents(self, oids: Sequence[bytes]) -> tuple[dict[bytes, bytes], dict[bytes, str]]:
        """The contents of objects by their ids, and why others were not read."""
        sizes = self.ask(_lines(oids), "--batch-check=%(objectsize)").split(b"\n")
        contents: dict[bytes, bytes] = {}
        unread: dict[bytes, str] = {}
        chunk: list[bytes] = []
        room = _CHUNK_BYTES
        for oid, size in zip(oids, sizes, strict=False):
            if not size.isdigit() or int(size) > MAX_BYTES:
                unread[oid] = TOO_LARGE if size.isdigit() else NOT_HERE
                continue
            if int(size) > room:
                contents |= self._chunk(chunk)
                chunk, room = [], _CHUNK_BYTES
            chunk.append(oid)
            room -= int(size)
        return contents | self._chunk(chunk), unread

    def _chunk(self, oids: Sequence[bytes]) -> dict[bytes, bytes]:
        answer = self.ask(_lines(oids), "--batch=%(objectsize)")
        contents: dict[bytes, bytes] = {}
        at = 0
        for oid in oids:
            end = answer.index(b"\n", at)
            size = int(answer[at:end])
            contents[oid] = answer[end + 1 : end + 1 + size]
            at = end + 1 + size + 1
        return contents


@contextmanager
def objects_of(root: Path) -> Iterator[Objects]:
    """The objects of the repository at `root`, for as long as the context lasts; raises `ServiceError`."""
    done = run(root, "rev-parse", "--show-object-format", "--git-path", "objects")
    if done.returncode != 0:
        raise failed(root, done.stderr)
    form, _, path = done.stdout.removesuffix(b"\n").partition(b"\n")
    with _empty_repository(form.decode()) as folder:
        objects = root.resolve() / os.fsdecode(path)
        yield Objects(root, {"GIT_DIR": folder, "GIT_OBJECT_DIRECTORY": str(objects)})


@contextmanager
def _empty_repository(form: str) -> Iterator[str]:
    try:
        folder = tempfile.TemporaryDirectory(prefix="ecr-wizard-")
        _make_empty(Path(folder.name), form)
    except OSError as error:
        raise ServiceError(
            "git-failed",
            "A temporary folder cannot be made.",
            f"{error.strerror}.",
            "Make room, or point TMPDIR to a folder that can be written.",
            path=error.filename,
        ) from None
    with folder:
        yield folder.name


def _make_empty(folder: Path, form: str) -> None:
    (folder / "objects").mkdir()
    (folder / "refs").mkdir()
    (folder / "HEAD").write_text("ref: refs/heads/none\n", encoding="ascii")
    (folder / "config").write_text(
        f"[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tobjectFormat = {form}\n",
        encoding="ascii",
    )


def _lines(words: Sequence[bytes]) -> bytes:
    return b"".join(word + b"\n" for word in words)
