"""The registry: the books of the integrations, kept in one file of the data directory (0600, versioned).

Read and changed as a whole under a lock, and replaced at once: two programs at the same time lose nothing, and a
killed one leaves the old books or the new ones.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Protocol

from wizard.core.model.errors import ServiceError
from wizard.core.model.inventory import Books, from_dict, to_dict
from wizard.services.runtime import bounded
from wizard.services.runtime.bounded import NotOrdinaryError, TooLargeError
from wizard.services.storage import locks
from wizard.services.storage.paths import data_folder, data_path, write_private

NAME = "integrations.json"
LOCK_SECONDS = 5.0
LARGEST = 2 * bounded.LARGEST_JSON

Edit = Callable[[Books], Books]


class Registry(Protocol):
    """The books of the integrations, whoever keeps them."""

    def read(self) -> Books:
        """The books; empty ones when there are none yet. Raises `ServiceError`."""
        ...

    def change(self, edit: Edit) -> Books:
        """Replace the books by what `edit` makes of them, and give those. Raises `ServiceError`; then nothing changed.

        Nobody else changes them between the reading and the writing; `edit` must not use the registry itself.
        """
        ...


class MemoryRegistry:
    """The demo's books: gone at the end."""

    def __init__(self, books: Books | None = None) -> None:
        self._books = books or Books()

    def read(self) -> Books:
        """The books of this process."""
        return self._books

    def change(self, edit: Edit) -> Books:
        """Replace the books by what `edit` makes of them."""
        self._books = edit(self._books)
        return self._books


class FileRegistry:
    """The books in the data directory (`XDG_DATA_HOME`)."""

    def read(self) -> Books:
        """The books as they are on the disk; raises `ServiceError` when they cannot be read."""
        return _read(_path())

    def change(self, edit: Edit) -> Books:
        """Replace the books by what `edit` makes of them; raises `ServiceError`, with the old ones in place."""
        path = _path(make_folder=True)
        with _locked(path):
            old = _read(path)
            new = edit(old)
            if new != old:
                _write(path, new)
            return new


def _path(*, make_folder: bool = False) -> Path:
    try:
        return (data_folder() if make_folder else data_path()) / NAME
    except OSError as error:
        raise _failed("The registry has no place.", error, error.filename) from None


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    from filelock import Timeout

    stack = ExitStack()
    try:
        stack.enter_context(locks.held(path.with_name(f"{path.name}.lock"), LOCK_SECONDS))
    except Timeout:
        raise ServiceError(
            "registry-locked",
            "Another ecr-wizard is writing the registry.",
            f"It has not ended within {LOCK_SECONDS:.0f} seconds.",
            "Wait for it or end it, then try again.",
            path=str(path),
        ) from None
    except OSError as error:
        raise _failed("The registry cannot be locked.", error, str(path)) from None
    with stack:
        yield


def _read(path: Path) -> Books:
    try:
        return from_dict(json.loads(bounded.read_bytes(path, LARGEST)))
    except FileNotFoundError:
        return Books()
    except (NotOrdinaryError, TooLargeError) as error:
        raise ServiceError(
            "registry-damaged",
            "The registry of the integrations cannot be read.",
            f"{error.strerror}.",
            "Move it away: a new one will be begun.",
            path=str(path),
        ) from None
    except OSError as error:
        raise _failed("The registry cannot be read.", error, str(path)) from None
    except (ValueError, RecursionError):
        raise ServiceError(
            "registry-damaged",
            "The registry of the integrations is damaged or of another version.",
            remedy="Use the ecr-wizard that wrote it, or move the file away: a new one will be begun.",
            path=str(path),
        ) from None


def _write(path: Path, books: Books) -> None:
    text = json.dumps(to_dict(books), indent=1) + "\n"
    try:
        if len(text) > LARGEST:
            raise TooLargeError(LARGEST)
        write_private(path, text)
    except OSError as error:
        raise _failed("The registry cannot be written; it is as it was.", error, str(path)) from None


def _failed(title: str, error: OSError, path: str | None) -> ServiceError:
    cause = f"{error.strerror}." if error.strerror else ""
    remedy = "Make room, or set XDG_DATA_HOME to a folder that can be written."
    return ServiceError("registry-failed", title, cause, remedy, path=path)
