"""How much the program's own folders hold."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from wizard.frozen import frozen
from wizard.services.storage.paths import data_path, state_path


@frozen
class Usage:
    """A folder: how many files it holds, and their bytes. `problem`: why that is not known, or what is wrong."""

    name: str
    path: Path | None
    files: int = 0
    size: int = 0
    problem: str = ""


def folders() -> list[Usage]:
    """The folders of the program: state (backups, journals, answers, crash reports) and data (the inventory)."""
    return [_usage("state", state_path), _usage("data", data_path)]


def size_of(path: Path) -> tuple[int, int]:
    """The files below `path` (or the file that it is) and their bytes; links are not followed. Raises `OSError`."""
    if not path.is_dir():
        return 1, path.lstat().st_size
    files, size = 0, 0
    for folder, _, names in os.walk(path, onerror=_raise):
        for name in names:
            files += 1
            size += Path(folder, name).lstat().st_size
    return files, size


def _usage(name: str, find: Callable[[], Path]) -> Usage:
    path: Path | None = None
    try:
        path = find()
        if not path.exists():
            return Usage(name, path)
        files, size = size_of(path)
        writable = os.access(path, os.W_OK | os.X_OK)
    except OSError as error:
        return Usage(name, path, problem=f"{error.strerror}.")
    return Usage(name, path, files, size, "" if writable else "It cannot be written.")


def _raise(error: OSError) -> None:
    raise error
