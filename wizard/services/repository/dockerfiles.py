"""The Dockerfiles of a project."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from wizard.services.runtime import bounded

SKIPPED = frozenset({".git", ".hg", ".svn", "node_modules", "vendor", ".venv", "venv", ".tox", "__pycache__"})
MAX_DEPTH = 6
MAX_FOLDERS = 2000
MAX_FOUND = 100
MAX_BYTES = 256 * 1024


def find(root: Path) -> Iterator[tuple[str, str]]:
    """The path below `root` and the text of each Dockerfile, those nearest to the root first.

    What cannot be read is passed over, and so is what lies behind a link: looking around must neither fail
    nor leave the project. Depth, number and size are bounded: a project may lie in a home directory.
    """
    found = 0
    for path in _dockerfiles(root):
        text = _text(root / path)
        if text is None:
            continue
        yield path, text
        found += 1
        if found == MAX_FOUND:
            return


def _dockerfiles(root: Path) -> Iterator[str]:
    """The paths of what is called a Dockerfile, level by level."""
    level = [""]
    folders = 0
    for _ in range(MAX_DEPTH):
        below: list[str] = []
        for folder in level:
            folders += 1
            if folders > MAX_FOLDERS:
                return
            files, inner = _listed(root, folder)
            yield from files
            below += inner
        level = below


def _listed(root: Path, folder: str) -> tuple[list[str], list[str]]:
    """The Dockerfiles of a folder and the folders in it, as paths below the root; no link is followed."""
    files: list[str] = []
    folders: list[str] = []
    for entry in _entries(root / folder):
        path = f"{folder}/{entry.name}" if folder else entry.name
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in SKIPPED:
                folders.append(path)
        elif _is_dockerfile(entry.name):
            files.append(path)
    return files, folders


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []


def _is_dockerfile(name: str) -> bool:
    """`Dockerfile`, `Dockerfile.NAME` and `NAME.Dockerfile`, in any case; with a name that YAML can hold."""
    lower = name.lower()
    fits = lower == "dockerfile" or lower.endswith(".dockerfile") or lower.startswith("dockerfile.")
    return fits and not lower.endswith((".dockerignore", "~")) and name.isprintable()


def _text(path: Path) -> str | None:
    """The text of an ordinary file that is no link and not too large; other encodings are read as they can be."""
    try:
        return bounded.read_bytes(path, MAX_BYTES, follow=False).decode("utf-8", "replace")
    except OSError:
        return None
