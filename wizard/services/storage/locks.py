"""A file that no two runs write at the same time, as far as the disk can lock."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

POLL_SECONDS = 0.005  # processes of one batch meet at the inventory

# What flock says on a disk that has no locks: some network and user-space file systems.
_NO_LOCKS = frozenset({errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOLCK})


class LockTimeout(Exception):
    """Another process holds the lock and did not let it go in time."""


@contextmanager
def held(path: Path, seconds: float) -> Iterator[bool]:
    """Hold the lock file at `path`; gives False where the disk cannot lock: then nothing is held, nobody waits.

    The kernel lets it go when the process ends, whatever ends it. Raises `LockTimeout` when another holds it for
    longer than `seconds`, and `OSError`.
    """
    handle, can_lock = _acquired(path, time.monotonic() + seconds)
    try:
        yield can_lock
    finally:
        os.close(handle)


def _acquired(path: Path, deadline: float) -> tuple[int, bool]:
    """The open lock file and whether it is locked; one that somebody removed meanwhile would keep nobody out."""
    while True:
        handle = _opened(path)
        try:
            can_lock = _lock(handle, deadline)
            if not can_lock or _is_still_at(path, handle):
                return handle, can_lock
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _opened(path: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    return os.open(path, flags, 0o600)


def _lock(handle: int, deadline: float) -> bool:
    """Lock an open file; False where the disk cannot. Raises `LockTimeout` and `OSError`."""
    try:
        while not _is_taken(handle):
            if time.monotonic() >= deadline:
                raise LockTimeout
            time.sleep(POLL_SECONDS)
    except OSError as error:
        if error.errno in _NO_LOCKS:
            return False
        raise
    return True


def _is_taken(handle: int) -> bool:
    """Whether the lock is ours now; False while another holds it. Raises `OSError`."""
    import fcntl  # late: the module is imported where there is none, to say so in words

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_still_at(path: Path, handle: int) -> bool:
    try:
        found = os.stat(path, follow_symlinks=False)  # noqa: PTH116 - a Path per lock costs more than the lock
    except FileNotFoundError:
        return False
    mine = os.fstat(handle)
    return (found.st_dev, found.st_ino) == (mine.st_dev, mine.st_ino)
