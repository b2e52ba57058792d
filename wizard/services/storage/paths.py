"""Where the program keeps its own things: the XDG directories, for the user alone."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from pathlib import Path
from typing import Literal

from wizard.services.storage import atomic as durable


def state_path(*names: str) -> Path:
    """A path below the state directory, made or not; raises `OSError` when there is no home."""
    return _base("state").joinpath(*names)


def state_folder(*names: str) -> Path:
    """A folder below the state directory, made (0700) when it is absent; raises `OSError`."""
    return _made(_base("state"), names)


def data_path(*names: str) -> Path:
    """A path below the data directory, made or not; raises `OSError`: no home, or a folder of others too."""
    base = _base("data")
    if base.exists():
        _check_ours(base)
    return base.joinpath(*names)


def data_folder(*names: str) -> Path:
    """A folder below the data directory, made (0700) when it is absent; raises `OSError`."""
    return _made(_base("data"), names)


def key_of(path: Path) -> str:
    """A short name for a path: of the file that it really is, whatever links lead to it."""
    return key_of_real(Path(os.path.realpath(path)))


def key_of_real(path: Path) -> str:
    """The same for a path whose links are resolved already."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:24]


def write_private(path: Path, text: str, *, sync: bool = True) -> None:
    """Write a small file of our own at once or not at all, for the user alone (0600); raises `OSError`.

    Without `sync` a crash of the machine may lose it: for what can be done without.
    """
    durable.replace_bytes(path, text.encode("utf-8"), private=True, sync=sync)


# A batch asks for the directories a dozen times a file: they are looked up once for each environment.
_known: dict[tuple[str, str | None, str | None], Path] = {}


def _base(kind: Literal["state", "data"]) -> Path:
    home, own = os.environ.get("HOME"), os.environ.get(f"XDG_{kind.upper()}_HOME")
    key = (kind, home, own)
    if key not in _known:
        folder = _looked_up(kind)
        if not home:
            return folder  # from the user database, which is no part of the key
        _known[key] = folder
    return _known[key]


def _looked_up(kind: Literal["state", "data"]) -> Path:
    from platformdirs import user_data_path, user_state_path

    try:
        folder = user_state_path("ecr-wizard") if kind == "state" else user_data_path("ecr-wizard")
    except RuntimeError:  # a user without a home, as containers have them
        folder = Path()
    if not folder.is_absolute():
        # A relative one would put files of the wizard into the user's project.
        raise FileNotFoundError(errno.ENOENT, "Neither HOME nor the XDG directories tell where")
    return folder


def _made(base: Path, names: tuple[str, ...]) -> Path:
    folder = base
    for name in ("", *names):
        folder = folder / name if name else folder
        try:
            _check_ours(folder)
        except FileNotFoundError:
            base.parent.mkdir(parents=True, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)
            _check_ours(folder)
    return folder


def _check_ours(folder: Path) -> None:
    """Raise `PermissionError` for a folder in which others could put or change what we trust."""
    found = folder.stat()
    if found.st_uid != os.geteuid():
        raise PermissionError(errno.EPERM, f"{folder} belongs to another user", str(folder))
    if found.st_mode & stat.S_IWOTH:
        raise PermissionError(errno.EPERM, f"Everybody may write to {folder}", str(folder))
