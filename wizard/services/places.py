"""Where the program keeps its own things: the XDG directories, for the user alone."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from wizard.services import durable


def state_path(*names: str) -> Path:
    """A path below the state directory, made or not."""
    from platformdirs import user_state_path

    return user_state_path("ecr-wizard").joinpath(*names)


def state_folder(*names: str) -> Path:
    """A folder below the state directory, made (0700) when it is absent; raises `OSError`."""
    return _made(state_path(*names))


def data_path(*names: str) -> Path:
    """A path below the data directory, made or not."""
    from platformdirs import user_data_path

    return user_data_path("ecr-wizard").joinpath(*names)


def data_folder(*names: str) -> Path:
    """A folder below the data directory, made (0700) when it is absent; raises `OSError`."""
    return _made(data_path(*names))


def key_of(path: Path) -> str:
    """A short name for a path: of the file that it really is, whatever links lead to it."""
    real = os.fsencode(os.path.realpath(path))
    return hashlib.sha256(real).hexdigest()[:24]


def write_private(path: Path, text: str) -> None:
    """Write a small file of our own at once or not at all, for the user alone (0600); raises `OSError`."""
    durable.replace_bytes(path, text.encode("utf-8"), private=True)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
