"""What a wizard that was cut off needs to go on: one small file a project, never with a secret in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from wizard.services.runtime import bounded
from wizard.services.storage.paths import key_of, state_folder, write_private

VERSION = 1


def save(root: Path, data: dict[str, Any]) -> None:
    """Keep `data` (plain JSON data) for the project at `root`.

    A disk that takes nothing is no reason to stop the wizard: then nothing is kept.
    """
    try:
        write_private(_path(root), json.dumps({"version": VERSION, "root": str(root), "data": data}))
    except OSError:
        return


def load(root: Path) -> dict[str, Any] | None:
    """What was kept for the project; None when there is nothing, or it is damaged or of another version."""
    try:
        content = json.loads(bounded.read_bytes(_path(root), bounded.LARGEST_JSON))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(content, dict) or content.get("version") != VERSION or content.get("root") != str(root):
        return None
    data = content.get("data")
    return data if isinstance(data, dict) else None


def forget(root: Path) -> None:
    """Nothing is kept for the project any more."""
    try:
        _path(root).unlink(missing_ok=True)
    except OSError:
        return


def _path(root: Path) -> Path:
    return state_folder("resume") / f"{key_of(root)}.json"
