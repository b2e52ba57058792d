"""One file replaced at once or not at all, whatever happens in between (DESIGN, section 4, "Writing")."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path

PREFIX = ".ecr-wizard-"


def replace_bytes(target: Path, content: bytes) -> None:
    """`target` holds `content`, on the disk: as before or as wanted, never in between, also after a kill.

    A file that exists keeps its mode and, where that is allowed, its owner. What an earlier run that was
    killed left behind in the folder is removed. Raises `OSError` with the old file in place.
    """
    folder = target.parent
    _clean(folder)
    old = target.stat() if target.exists() else None
    handle, name = tempfile.mkstemp(prefix=PREFIX, dir=folder)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fchmod(out.fileno(), stat.S_IMODE(old.st_mode) if old else 0o666 & ~_umask())
            if old is not None and (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
                # Another owner can be kept only by root; the content matters more than the owner.
                with contextlib.suppress(PermissionError):
                    os.fchown(out.fileno(), old.st_uid, old.st_gid)
            os.fsync(out.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(folder)


def remove(target: Path) -> None:
    """`target` is gone, on the disk; raises `OSError`."""
    target.unlink()
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """What was renamed or removed in the folder stays so after a crash of the machine."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _clean(folder: Path) -> None:
    for left in folder.glob(f"{PREFIX}*"):
        left.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
