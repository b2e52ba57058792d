"""What a file held before each write, kept beside the journal for the user to take; and what the last one left."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from wizard.core.model.errors import ServiceError
from wizard.services.runtime import bounded
from wizard.services.storage.paths import key_of_real, state_folder, state_path, write_private
from wizard.yamlpatch.parse.limits import MAX_BYTES

KEPT = 20  # besides the first one, which is kept for good
LEFT = "left-by-the-last-write"


def keep(target: Path, text: str | None) -> Path | None:
    """Keep `text`, what `target` holds, and give the backup's path (None: no file, no backup).

    Raises `ServiceError`.
    """
    if text is None:
        return None
    try:
        folder = state_folder("backups", key_of_real(target))
        made = _made(folder)
        number = _number(made[-1]) + 1 if made else 1
        now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        backup = folder / f"{number:06}-{now}-{target.name[:200]}"
        write_private(backup, text)
        later = made[1:]
        for old in later[: max(len(later) - (KEPT - 1), 0)]:
            old.unlink(missing_ok=True)
    except OSError as error:
        raise ServiceError(
            "backup-failed",
            "No backup can be made, so nothing was written.",
            f"{error.strerror}.",
            "Make room or set XDG_STATE_HOME to a folder that can be written.",
            path=str(target),
        ) from None
    return backup


def _made(folder: Path) -> list[Path]:
    """The backups in the order in which they were made; the clock may have been set back since."""
    return sorted(
        (path for path in folder.iterdir() if path.name[:1].isdigit()), key=lambda path: (_number(path), path)
    )


def _number(backup: Path) -> int:
    """The number of a backup; 0 for one of version 0.1, whose names begin with the date."""
    found = re.match(r"(\d{6,})-\d{8}T", backup.name)
    return int(found[1]) if found else 0


def remember(target: Path, text: str | None) -> None:
    """Keep what the last write left, so that a later change can be shown. Without it only that is lost."""
    try:
        left = state_folder("backups", key_of_real(target)) / LEFT
        left.unlink(missing_ok=True)  # to rename over a file makes some file systems wait for the disk
        if text is not None:
            write_private(left, text, sync=False)  # expendable: only a later change cannot be shown
    except OSError:
        return


def remembered(target: Path) -> str | None:
    """What the last write left; None when it left no file, or that is not known."""
    try:
        return bounded.read_bytes(folder_of(target) / LEFT, MAX_BYTES).decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def folder_of(target: Path) -> Path:
    """Where the backups of a file are, whose links are resolved."""
    return state_path("backups", key_of_real(target))
