"""Saving the record of a run."""

from __future__ import annotations

from pathlib import Path

from wizard.services.runtime.foreign import foreign_text
from wizard.services.storage.files import write_new


def save_record(path: Path, text: str) -> None:
    """Write a new file with the record; what is or looks like a key is masked. Raises `ServiceError`."""
    write_new(path, foreign_text(text, limit=None, lines=True) + "\n")
