"""Where the program keeps its own things: the XDG directories, for the user alone."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path


def state_folder(*names: str) -> Path:
    """A folder below the state directory, made (0700) when it is absent; raises `OSError`."""
    from platformdirs import user_state_path

    return _private(user_state_path("ecr-wizard"), names)


def data_folder(*names: str) -> Path:
    """A folder below the data directory, made (0700) when it is absent; raises `OSError`."""
    from platformdirs import user_data_path

    return _private(user_data_path("ecr-wizard"), names)


def key_of(path: Path) -> str:
    """A short name for a path: of the file that it really is, whatever links lead to it."""
    real = os.fsencode(os.path.realpath(path))
    return hashlib.sha256(real).hexdigest()[:24]


def write_private(path: Path, text: str) -> None:
    """Write a small file of our own at once or not at all, for the user alone (0600); raises `OSError`."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            out.write(text)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _private(folder: Path, names: tuple[str, ...]) -> Path:
    folder = folder.joinpath(*names)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
