"""What was noted in the inventory since its file was written whole: one line each, added and never rewritten.

A batch of a thousand files would else write the whole inventory a thousand times. The first line says which file the
log goes on from; a log of any other file is old and counts for nothing. A line without its end was being written when
its writer was killed: it counts for nothing, and the next writer takes it off.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path

from wizard.core.model.inventory import Noted
from wizard.frozen import frozen
from wizard.services.runtime import bounded
from wizard.services.storage.paths import write_private

VERSION = 1
LARGEST = 1_000_000  # then it is time to write the inventory whole


@frozen
class Log:
    """The lines of a log, and how many bytes they take."""

    noted: tuple[Noted, ...] = ()
    size: int = 0


def base_of(content: bytes | None) -> str:
    """What the first line of a log says of the inventory's file (None: there is none)."""
    return "absent" if content is None else hashlib.sha256(content).hexdigest()


def read(path: Path, base: str) -> Log | None:
    """The log of this base; None when there is none. Raises `OSError`, and `ValueError` for any other content."""
    try:
        content = bounded.read_bytes(path, 2 * LARGEST)
    except FileNotFoundError:
        return None
    whole = content[: content.rfind(b"\n") + 1]
    lines = whole.splitlines()
    if not lines or _head(lines[0]) != base:
        return None
    return Log(tuple(Noted.from_dict(json.loads(line)) for line in lines[1:]), len(whole))


def read_on(path: Path, size: int) -> Log:
    """The lines behind the first `size` bytes of a log that is known so far; raises as `read` does."""
    with path.open("rb") as file:
        file.seek(size)
        content = file.read(2 * LARGEST)
    whole = content[: content.rfind(b"\n") + 1]
    return Log(tuple(Noted.from_dict(json.loads(line)) for line in whole.splitlines()), size + len(whole))


def append(path: Path, base: str, size: int | None, noted: Sequence[Noted]) -> None:
    """Add lines, on the disk; `size` are the bytes of the log that count (None: it is to be begun).

    Nobody else may do so at the same time. Raises `OSError`, with the log as it was.
    """
    if size is None:
        head = json.dumps({"version": VERSION, "after": base}) + "\n"
        write_private(path, head)
        size = len(head)
    lines = "".join(json.dumps(item.as_dict()) + "\n" for item in noted).encode()
    handle = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        os.ftruncate(handle, size)
        try:
            _write(handle, lines, size)
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, size)
            raise
    finally:
        os.close(handle)


def _write(handle: int, content: bytes, at: int) -> None:
    while content:
        done = os.pwrite(handle, content, at)
        content, at = content[done:], at + done


def _head(line: bytes) -> str:
    head = json.loads(line)
    if not isinstance(head, dict) or head.get("version") != VERSION or not isinstance(head.get("after"), str):
        raise ValueError("not a log of this version")
    return str(head["after"])
