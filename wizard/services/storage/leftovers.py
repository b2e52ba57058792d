"""What is kept for files whose folders are gone: backups, journals, answers of a wizard that was cut off.

Only what is surely gone counts. A folder that is not there may be on a disk that is not mounted, or the state
directory may be looked at from a container that sees other folders.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wizard.services.runtime import bounded
from wizard.services.storage.journal import LARGEST
from wizard.services.storage.paths import key_of, state_path
from wizard.services.storage.usage import size_of

# Where systems mount the disks that come and go.
MOUNTS = tuple(map(Path, ("/mnt", "/media", "/run", "/Volumes", "/net", "/afs", "/cygdrive")))


THERE = "its folder is there"
UNKNOWN = "it is not known which folder it is of"


@dataclass(frozen=True, slots=True)
class Leftover:
    """What is kept for a file of `folder`, or for the folder itself; None where that is not known.

    `kept_because` is empty where the folder is surely gone: then it may be deleted.
    """

    folder: Path | None
    parts: tuple[Path, ...]
    files: int
    size: int
    kept_because: str = ""


def leftovers() -> list[Leftover]:
    """Everything that is kept for a folder that is not there; raises `OSError`."""
    found = [*_of_journals(), *_backups_without_journal(), *_answers()]
    return [item for item in found if item.kept_because != THERE]


def delete(item: Leftover) -> bool:
    """Delete what is kept; False, and nothing is deleted, where its folder is not surely gone. Raises `OSError`."""
    if item.folder is None or why_kept(item.folder):
        return False
    for part in item.parts:
        if part.is_dir() and not part.is_symlink():
            shutil.rmtree(part)
        else:
            part.unlink(missing_ok=True)
    return True


def why_kept(folder: Path) -> str:
    """Why what is kept for `folder` must stay; empty where the folder is surely gone."""
    try:
        there = _nearest(folder)
        if there == folder:
            return THERE
        if there == Path(there.anchor):
            return f"/{folder.parts[1]} is not there at all: a disk may not be mounted"
        if not any(there.iterdir()):
            return f"{there} is empty: a disk may not be mounted there"
        if _is_on_absent_mount(folder, there):
            return "its disk may not be mounted"
    except OSError as error:
        return f"not looked at: {error.strerror}"
    return ""


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there; raises `OSError` where that is not known."""
    for path in (folder, *folder.parents):
        try:
            path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        return path
    return Path(folder.anchor)


def _is_on_absent_mount(folder: Path, there: Path) -> bool:
    """Whether a disk that the system knows, or one of those that come and go, may be what is missing."""
    mounted = there
    while not mounted.is_mount():
        mounted = mounted.parent
    for mount in MOUNTS:
        # A disk is mounted below /mnt, and `there` is on it: /mnt/disk is, /mnt itself is not.
        if folder.is_relative_to(mount) and not (mounted.is_relative_to(mount) and mounted != mount):
            return True
    return any(folder.is_relative_to(point) and not point.is_mount() for point in _known_mounts())


def _known_mounts() -> Iterator[Path]:
    try:
        lines = bounded.read_bytes(Path("/etc/fstab"), bounded.LARGEST_JSON).decode("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        words = line.split()
        if len(words) > 1 and not words[0].startswith("#") and words[1].startswith("/"):
            yield Path(words[1].replace("\\040", " "))


def _of_journals() -> Iterator[Leftover]:
    for journal in _listed("journal"):
        if journal.suffix != ".json":
            continue
        backups = state_path("backups", journal.stem)
        parts = (journal, backups) if backups.is_dir() else (journal,)
        path = _path_in(journal, "path", LARGEST)
        # A hash that is of another path: a link led there then, so the file may be elsewhere.
        known = path is not None and key_of(path) == journal.stem
        yield _leftover(path.parent if path is not None and known else None, parts)


def _backups_without_journal() -> Iterator[Leftover]:
    for folder in _listed("backups"):
        if not state_path("journal", f"{folder.name}.json").exists():
            yield _leftover(None, (folder,))


def _answers() -> Iterator[Leftover]:
    for file in _listed("resume"):
        if file.suffix != ".json":
            continue
        root = _path_in(file, "root", bounded.LARGEST_JSON)
        known = root is not None and key_of(root) == file.stem
        yield _leftover(root if known else None, (file,))


def _leftover(folder: Path | None, parts: tuple[Path, ...]) -> Leftover:
    sizes = [size_of(part) for part in parts]
    files, size = sum(count for count, _ in sizes), sum(part for _, part in sizes)
    why = UNKNOWN if folder is None else why_kept(folder)
    return Leftover(folder, parts, files, size, why)


def _listed(name: str) -> list[Path]:
    folder = state_path(name)
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _path_in(file: Path, key: str, limit: int) -> Path | None:
    """The absolute path that a file of the program's own names; None where it cannot be read."""
    try:
        content: Any = json.loads(bounded.read_bytes(file, limit))
    except (OSError, ValueError, RecursionError):
        return None
    value = content.get(key) if isinstance(content, dict) else None
    return Path(value) if isinstance(value, str) and value.startswith("/") else None
