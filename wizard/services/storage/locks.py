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
    until = time.monotonic() + seconds
    while True:
        with _opened(path) as handle:
            is_locked = _locked(handle)
            if is_locked is False or (is_locked and not _is_gone(handle)):
                yield is_locked
                return
        if time.monotonic() >= until:
            raise LockTimeout
        time.sleep(POLL_SECONDS)


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    handle = os.open(path, flags, 0o600)
    try:
        yield handle
    finally:
        os.close(handle)  # which lets it go


def _locked(handle: int) -> bool | None:
    """Whether the file is locked for us now; False where the disk has no locks, None where another has it."""
    import fcntl  # late: the module is imported where there is none, to say so in words

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return None
    except OSError as error:
        if error.errno in _NO_LOCKS:
            return False
        raise
    return True


def _is_gone(handle: int) -> bool:
    """Whether somebody removed the file while it was waited for: the next one makes and locks another."""
    return os.fstat(handle).st_nlink == 0
