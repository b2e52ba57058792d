"""One file replaced at once or not at all, whatever happens in between (docs/design.md, section 4, "Writing")."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path

from wizard.services.runtime import bounded

PREFIX = ".ecr-wizard-"


def replace_bytes(
    target: Path,
    content: bytes,
    *,
    private: bool = False,
    still: Callable[[], None] = lambda: None,
    note: Path | None = None,
    sync: bool = True,
) -> None:
    """`target` holds `content`, on the disk: as before or as wanted, never in between, also after a kill.

    A file that exists keeps its mode, its extended attributes and access list and, where that is allowed, its owner;
    `private`: it becomes the user's alone (0600). In a folder of somebody else give a `note`, a file of the wizard: it
    keeps the name of the temporary file, so that `clean` removes that one and nothing of the user's. `still` is called
    when all is ready but the last step, and stops it by raising. Without `sync` a crash of the machine may lose the
    content. Two must not do it at the same time for one target. Raises `OSError` with the old file in place and
    nothing left behind.
    """
    old = target.stat() if target.exists() and not private else None
    clean(target, note)
    temporary = _temporary(target) if note is None else _noted(target, note)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    handle = os.open(temporary, flags, 0o600 if private else 0o666)
    try:
        with os.fdopen(handle, "wb") as out:
            if old is not None:
                _like(out.fileno(), old)
                _copy_attributes(target, out.fileno())
            out.write(content)
            out.flush()
            if sync:
                os.fsync(out.fileno())
        still()
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if note is not None:
        note.unlink(missing_ok=True)
    if sync:
        sync_folder(target.parent)


def remove(target: Path) -> None:
    """`target` is gone, on the disk; raises `OSError`."""
    target.unlink()
    sync_folder(target.parent)


def clean(target: Path, note: Path | None = None) -> None:
    """Remove what an earlier run that was killed while it wrote `target` left behind; raises `OSError`."""
    if note is None:
        _temporary(target).unlink(missing_ok=True)
        return
    try:
        name = os.fsdecode(bounded.read_bytes(note, 100))
    except OSError:
        return
    left = target.parent / name
    if re.fullmatch(rf"{re.escape(PREFIX)}[0-9a-f]{{16}}", name) and not left.is_dir():
        left.unlink(missing_ok=True)
    note.unlink(missing_ok=True)


def clean_folder(folder: Path) -> None:
    """The same for every file of a folder of our own; raises `OSError`."""
    if not folder.is_dir():
        return
    for left in list(folder.iterdir()):
        if left.name.startswith(PREFIX):
            left.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """What was renamed or removed in the folder stays so after a crash of the machine, where the disk can promise it.

    The change is made by then: a folder that may not be read, or a file system that cannot do it, is no failure.
    """
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _like(handle: int, old: os.stat_result) -> None:
    """Mode and owner of the old file, before there is anything to read in the new one."""
    if (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
        # Another owner can be kept only by root; the content matters more than the owner.
        with contextlib.suppress(PermissionError):
            os.fchown(handle, old.st_uid, old.st_gid)
    os.fchmod(handle, stat.S_IMODE(old.st_mode))


def _copy_attributes(target: Path, handle: int) -> None:
    """Extended attributes, access lists among them, as far as they may be set."""
    try:
        names = os.listxattr(target)
    except OSError:  # a file system without them
        return
    for name in names:
        with contextlib.suppress(OSError):  # some are the kernel's or root's own
            os.setxattr(handle, name, os.getxattr(target, name))


def _noted(target: Path, note: Path) -> Path:
    """A name that nobody has, beside the target; it is in `note` before there is a file of that name."""
    name = PREFIX + os.urandom(8).hex()
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(note, flags, 0o600), "wb") as file:
        file.write(os.fsencode(name))
    return target.parent / name


def _temporary(target: Path) -> Path:
    """Beside the target, so that it can be renamed; always the same name, so that the next run finds it."""
    return target.parent / (PREFIX + hashlib.sha256(os.fsencode(target.name)).hexdigest()[:12])
