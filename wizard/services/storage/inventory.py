"""The inventory, kept in the data directory (0600, versioned): a file and its log.

The file is changed as a whole under a lock, and replaced at once; what a batch of files notes is added to the log. Two
programs at the same time lose nothing, and a killed one leaves the old inventory or the new one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, Protocol

from wizard.core.model.errors import ServiceError
from wizard.core.model.inventory import Inventory, Noted, from_dict, to_dict
from wizard.frozen import frozen
from wizard.services.runtime import bounded
from wizard.services.runtime.bounded import NotOrdinaryError, TooLargeError
from wizard.services.storage import inventory_log, locks
from wizard.services.storage.paths import data_folder, data_path, write_private

NAME = "integrations.json"
LOCK_SECONDS = 5.0
LARGEST = 2 * bounded.LARGEST_JSON

Edit = Callable[[Inventory], Inventory]


class InventoryStore(Protocol):
    """Where the inventory is kept."""

    def read(self) -> Inventory:
        """The inventory; an empty one when there is none yet. Raises `ServiceError`."""
        ...

    def change(self, edit: Edit) -> Inventory:
        """Replace the inventory by what `edit` makes of it, and return that.

        Raises `ServiceError`, with nothing changed. Nobody else changes it between the reading and the writing;
        `edit` must not use the store itself.
        """
        ...

    def append(self, noted: Sequence[Noted]) -> None:
        """Note what files name, in time that does not grow with what is kept.

        Raises `ServiceError`, with nothing changed. For all else there is `change`.
        """
        ...


class MemoryInventory:
    """The demo's inventory: gone at the end."""

    def __init__(self, inventory: Inventory | None = None) -> None:
        self._inventory = inventory or Inventory()

    def read(self) -> Inventory:
        """The inventory of this process."""
        return self._inventory

    def change(self, edit: Edit) -> Inventory:
        """Replace the inventory by what `edit` makes of it."""
        self._inventory = edit(self._inventory)
        return self._inventory

    def append(self, noted: Sequence[Noted]) -> None:
        """Note what files name."""
        self._inventory = after(self._inventory, noted)


class _Stamp(NamedTuple):
    """What tells whether a file is still the one that was read."""

    inode: int
    changed: int
    size: int


@frozen
class _Known:
    """The inventory as it was read: of the file `base` (see `inventory_log`), and its log up to `size` bytes."""

    inventory: Inventory
    base: str
    file: _Stamp | None
    log: _Stamp | None
    size: int | None


class FileInventory:
    """The inventory in the data directory (`XDG_DATA_HOME`): a file, and a log of what was noted since."""

    def __init__(self) -> None:
        self._known: tuple[Path, _Known] | None = None

    def read(self) -> Inventory:
        """The inventory as it is on the disk; raises `ServiceError` when it cannot be read."""
        return self._read(_path()).inventory

    def change(self, edit: Edit) -> Inventory:
        """Replace the inventory by what `edit` makes of it; raises `ServiceError`, with the old one in place."""
        path = _path(make_folder=True)
        with _locked(path):
            known = self._read(path)
            new = edit(known.inventory)
            if new != known.inventory:
                _write(path, new)
            return new

    def append(self, noted: Sequence[Noted]) -> None:
        """Note what files name, in one line each; raises `ServiceError`, with nothing noted."""
        path = _path(make_folder=True)
        with _locked(path):
            known = self._read(path)
            new = after(known.inventory, noted)
            if new == known.inventory:
                return
            if known.size is not None and known.size > inventory_log.LARGEST:
                _write(path, new)
                return
            try:
                inventory_log.append(_log_of(path), known.base, known.size, noted)
            except OSError as error:
                raise _failed("The inventory cannot be written; it is as it was.", error, str(path)) from None

    def _read(self, path: Path) -> _Known:
        """The inventory on the disk; what this process has read before is not read again."""
        old = self._known[1] if self._known is not None and self._known[0] == path else None
        with _read_errors(path):
            known = _read(path, old)
        self._known = (path, known)
        return known


def after(inventory: Inventory, noted: Iterable[Noted]) -> Inventory:
    """The inventory after these notes."""
    for item in noted:
        inventory = item.on(inventory)
    return inventory


def _log_of(path: Path) -> Path:
    return path.with_suffix(".log")


def _path(*, make_folder: bool = False) -> Path:
    try:
        return (data_folder() if make_folder else data_path()) / NAME
    except OSError as error:
        raise _failed("No directory for the inventory.", error, error.filename) from None


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    stack = ExitStack()
    try:
        stack.enter_context(locks.held(path.with_name(f"{path.name}.lock"), LOCK_SECONDS))
    except locks.LockTimeout:
        # The codes of these errors begin as in 0.1.0, for the scripts that know them.
        raise ServiceError(
            "registry-locked",
            "Another ecr-wizard is writing the inventory.",
            f"It has not ended within {LOCK_SECONDS:.0f} seconds.",
            "Wait for it or end it, then try again.",
            path=str(path),
        ) from None
    except OSError as error:
        raise _failed("The inventory cannot be locked.", error, str(path)) from None
    with stack:
        yield


def _read(path: Path, old: _Known | None) -> _Known:
    # The log is looked at first: where both are written meanwhile, the newer file makes its lines old.
    log = _stamp(_log_of(path))
    file = _stamp(path)
    if old is not None and file == old.file:
        known = _read_on(path, old, log)
        if known is not None:
            return known
    content = _content(path)
    inventory = Inventory() if content is None else from_dict(json.loads(content))
    base = inventory_log.base_of(content)
    lines = inventory_log.read(_log_of(path), base)
    if _stamp(path) != file:
        return _read(path, None)  # written whole meanwhile: the log that belonged to it may be gone
    if lines is None:
        return _Known(inventory, base, file, log, None)
    return _Known(after(inventory, lines.noted), base, file, log, lines.size)


def _read_on(path: Path, old: _Known, log: _Stamp | None) -> _Known | None:
    """What was known with the lines that the log got since; None where it is another log now."""
    if log == old.log:
        return old
    if old.log is None or log is None or old.size is None or log.inode != old.log.inode:
        return None
    more = inventory_log.read_on(_log_of(path), old.size)
    return replace(old, inventory=after(old.inventory, more.noted), log=log, size=more.size)


def _content(path: Path) -> bytes | None:
    """The file; None where there is none yet."""
    try:
        return bounded.read_bytes(path, LARGEST)
    except FileNotFoundError:
        return None


def _stamp(path: Path) -> _Stamp | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return _Stamp(found.st_ino, found.st_mtime_ns, found.st_size)


@contextmanager
def _read_errors(path: Path) -> Iterator[None]:
    """What goes wrong in reading, as `ServiceError`."""
    try:
        yield
    except (NotOrdinaryError, TooLargeError) as error:
        raise ServiceError(
            "registry-damaged",
            "The inventory of the integrations cannot be read.",
            f"{error.strerror}.",
            "Move it away: a new one will be begun.",
            path=str(path),
        ) from None
    except OSError as error:
        raise _failed("The inventory cannot be read.", error, str(path)) from None
    except (ValueError, RecursionError):
        raise ServiceError(
            "registry-damaged",
            "The inventory of the integrations is damaged or of another version.",
            remedy="Use the ecr-wizard that wrote it, or move the file away: a new one will be begun.",
            path=str(path),
        ) from None


def _write(path: Path, inventory: Inventory) -> None:
    text = json.dumps(to_dict(inventory), indent=1) + "\n"
    try:
        if len(text) > LARGEST:
            raise TooLargeError(LARGEST)
        write_private(path, text)
        _log_of(path).unlink(missing_ok=True)  # old by now, also where it stays
    except OSError as error:
        raise _failed("The inventory cannot be written; it is as it was.", error, str(path)) from None


def _failed(title: str, error: OSError, path: str | None) -> ServiceError:
    cause = f"{error.strerror}." if error.strerror else ""
    remedy = "Make room, or set XDG_DATA_HOME to a folder that can be written."
    return ServiceError("registry-failed", title, cause, remedy, path=path)
