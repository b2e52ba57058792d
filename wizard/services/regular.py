"""Reading only what is a file: a named pipe in its place would be waited for, without end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

NOT_A_FILE = "It is not a file (a named pipe, a device or a socket)"


def read_bytes(path: Path) -> bytes:
    """The content of the file at `path`, links followed; the null device is an empty file.

    Raises `OSError`, also for what is no file: nothing is waited for.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        _refuse_other(os.fstat(handle), path)
        return file.read()


def check(path: Path) -> None:
    """Raise `OSError` when there is something other than a file at `path`; nothing at all is right."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return
    _refuse_other(found, path)


def _refuse_other(found: os.stat_result, path: Path) -> None:
    if stat.S_ISREG(found.st_mode) or _is_null(found):
        return
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    raise OSError(errno.EINVAL, NOT_A_FILE, str(path))


def _is_null(found: os.stat_result) -> bool:
    return stat.S_ISCHR(found.st_mode) and found.st_rdev == Path(os.devnull).stat().st_rdev
