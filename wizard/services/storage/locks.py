"""A file that no two runs write at the same time, as far as the disk can lock."""

from __future__ import annotations

import errno
import os
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
    from filelock import FileLock, Timeout

    if not _can_lock(path):
        # Without flock filelock would leave a file that stays after a kill and blocks every later run.
        yield False
        return
    lock = FileLock(path, timeout=seconds, mode=0o600)
    try:
        lock.acquire(poll_interval=POLL_SECONDS)
    except Timeout:
        raise LockTimeout from None
    try:
        yield True
    finally:
        lock.release()


def _can_lock(path: Path) -> bool:
    import fcntl  # late: the module is imported where there is none, to say so in words

    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    handle = os.open(path, flags, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in _NO_LOCKS
    finally:
        os.close(handle)
    return True
