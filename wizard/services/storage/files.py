"""Files of the user's: read exactly, written durably, with a way back (docs/design.md, section 4, "Writing").

A write locks the file against a second run, compares it with what the preview was made from, keeps a backup,
notes the way back in the journal and only then replaces the file.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol

from wizard.core.model.errors import RefusedError, ServiceError
from wizard.core.model.finding import Finding, note
from wizard.frozen import frozen
from wizard.services.runtime import bounded
from wizard.services.runtime.bounded import NotOrdinaryError, TooLargeError
from wizard.services.storage import atomic as durable
from wizard.services.storage import backups, journal, locks
from wizard.services.storage.journal import Inverted
from wizard.services.storage.paths import key_of_real, state_folder
from wizard.services.storage.undo_refusals import never_written, nothing_to_undo, of_an_older_run, of_another_run
from wizard.yamlpatch.parse.limits import MAX_BYTES
from wizard.yamlpatch.result import Edit, apply_edits

LOCK_SECONDS = 3.0

log = logging.getLogger(__name__)

__all__ = ["Files", "Inverted", "RealFiles", "Undone", "Written", "read_text", "write_new"]

# Why a disk says no -> in words, and what to do about it.
_REASONS = {
    errno.ENOSPC: ("The disk is full.", "Make room and run it again."),
    errno.EDQUOT: ("Your quota on this disk is used up.", "Make room and run it again."),
    errno.EFBIG: ("The file would be larger than is allowed here.", "Raise the limit (ulimit -f) and run it again."),
    errno.EROFS: ("The file system is read-only.", "Mount it for writing, or work on a copy."),
    errno.EACCES: ("You have no permission for it, or for its folder.", "Change the mode, or run it as the owner."),
    errno.EPERM: ("It, or its folder, may not be changed.", "Change its attributes, or run it as the owner."),
    errno.ENOENT: ("It, or its folder, is not there.", "Check the path."),
    errno.ENOTDIR: ("A part of the path is no folder.", "Check the path."),
    errno.EISDIR: ("It is a folder.", "Give the path of a file."),
    errno.ENAMETOOLONG: ("The name is too long.", "Give a shorter one."),
    errno.ELOOP: ("Symlink loop.", "Fix the link."),
    errno.EIO: ("The disk reports a fault.", "Check the disk."),
}


@frozen
class Written:
    """A write that was made: the file, the backup of what it held before (None: there was no file), and warnings."""

    path: Path
    backup: Path | None
    warnings: tuple[Finding, ...] = ()


class _Target(NamedTuple):
    """The file that a path really is, and whether no other run can write it meanwhile."""

    path: Path
    is_locked: bool


@frozen
class Undone:
    """A write that was taken back: the text that was undone and the one that is now (None: no file).

    `action` made the write, at `time` (ISO 8601), in `run` (empty: not known).
    """

    before: str | None
    after: str | None
    action: str = ""
    time: str = ""
    run: str = ""


class Files(Protocol):
    """The files of a project."""

    def read_text(self, path: Path) -> str | None:
        """The text of a file, None when there is none; raises `RefusedError` `not-utf8` and `ServiceError`."""
        ...

    def write(
        self, path: Path, before: str | None, after: str | None, inverse: Sequence[Edit], action: str = "apply"
    ) -> Written:
        """Replace `before` by `after` (None: no file); `inverse` takes it back.

        Raises `ServiceError` with the old file in place; code `changed-meanwhile` when it holds something
        other than `before`.
        """
        ...

    def undo(
        self, path: Path, *, name: str = "", run: str | None = None, newest: str | None = None, dry_run: bool = False
    ) -> Undone:
        """Take the last write back, to the byte; with `run` every write of that run since the last of another one.

        With `dry_run` only tell what that would be. Raises `RefusedError` when there is none or the file was changed
        since: then with the difference, in which the file is called `name`; code `other-run` when another run than
        `run` wrote it last, `never-written` when `run` was ended before it did, `older-run` when another run than
        `newest` wrote it last.
        """
        ...

    def last_run(self, path: Path) -> str | None:
        """The run of the last write that `undo` can take back; None when there is none. Raises `WizardError`."""
        ...

    def runs(self) -> dict[str, list[Path]]:
        """Every run that the journal knows, the oldest first, and the files that it wrote."""
        ...

    def inversions(self, path: Path, text: str, wanted: Callable[[Edit], bool]) -> Iterator[Inverted]:
        """What the journal makes of `text` by taking back its `apply` writes: the last, the last two, ..."""
        ...

    def writes(self, path: Path, text: str | None) -> list[tuple[str | None, str | None]]:
        """The texts before and after each `apply` and `rename` that led to `text`, or to what the last write left.

        The oldest comes first.
        """
        ...


class RealFiles:
    """`Files` on the disk."""

    def read_text(self, path: Path) -> str | None:
        """See `Files`."""
        return read_text(path)

    def write(
        self, path: Path, before: str | None, after: str | None, inverse: Sequence[Edit], action: str = "apply"
    ) -> Written:
        """See `Files`."""
        with _locked(path) as (target, is_locked):
            warnings = tuple(_warnings(target, is_locked))
            still = partial(_expect, target, path, before)
            still()
            backup = backups.keep(target, before)
            journal.add(target, action, before, after, inverse)
            _put(target, after, still)
            backups.remember(target, after)
            log.info("%s: written for %s, backup %s", path, action, backup)
            return Written(path, backup, warnings)

    def undo(
        self, path: Path, *, name: str = "", run: str | None = None, newest: str | None = None, dry_run: bool = False
    ) -> Undone:
        """See `Files`."""
        with _target_of(path, to_write=not dry_run) as (target, _):
            text = read_text(target)
            found = journal.last(target, text)
            if run is not None and journal.never_written(target, text, run):
                raise never_written(path)
            if found is None:
                raise nothing_to_undo(target, path, text, name or path.name)
            earlier, record = found
            _check_run(path, record, run, newest)
            result = _taken_back(target, text, record)
            for record in _written_before(earlier, run):
                result = _taken_back(target, result, record)
                earlier.pop()
            if not dry_run:
                _put_back(path, target, text, result)
                log.info("%s: the write of %s was undone", path, record.time)
                # A record that stays although its write is undone matches no text and is passed over.
                with contextlib.suppress(ServiceError):
                    journal.save(target, earlier)
            return Undone(text, result, record.action, record.time, record.run)

    def last_run(self, path: Path) -> str | None:
        """See `Files`."""
        target = _real(path)
        found = journal.last(target, read_text(target))
        return found[1].run if found is not None else None

    def runs(self) -> dict[str, list[Path]]:
        """See `Files`."""
        runs: dict[str, list[Path]] = {}
        for path, records in journal.touched():
            for run in dict.fromkeys(record.run for record in records if record.run):
                runs.setdefault(run, []).append(path)
        return {run: sorted(paths) for run, paths in sorted(runs.items())}

    def inversions(self, path: Path, text: str, wanted: Callable[[Edit], bool]) -> Iterator[Inverted]:
        """See `Files`."""
        return journal.inversions(_real(path), text, wanted)

    def writes(self, path: Path, text: str | None) -> list[tuple[str | None, str | None]]:
        """See `Files`."""
        target = _real(path)
        known = journal.history(target, text) or journal.history(target, backups.remembered(target))
        return [(before, after) for record, before, after in known if record.action in ("apply", "rename")]


def read_text(path: Path) -> str | None:
    """The text of a file with its BOM and line ends; None when there is no file.

    Raises `RefusedError` `not-utf8` with the place, or `too-large`, and `ServiceError` when it cannot be read.
    """
    try:
        data = bounded.read_bytes(path, MAX_BYTES)
    except FileNotFoundError:
        return None
    except NotOrdinaryError:
        raise ServiceError(
            "unreadable", "This is no ordinary file.", remedy="Check the path.", path=str(path)
        ) from None
    except TooLargeError:
        raise RefusedError(
            "too-large",
            f"The file is larger than {bounded.amount(MAX_BYTES)}: the wizard does not look into it.",
            remedy="Check the path, or make the file smaller.",
            path=str(path),
        ) from None
    except OSError as error:
        raise _failed("unreadable", "The file cannot be read.", error, path) from None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        lines = re.split(r"\r\n|\r|\n", data[: error.start].decode("utf-8"))
        raise RefusedError(
            "not-utf8",
            "The file is not UTF-8.",
            f"The byte 0x{data[error.start]:02x} cannot stand here.",
            "Save it as UTF-8 and run it again; nothing was written.",
            path=str(path),
            line=len(lines),
            column=len(lines[-1]) + 1,
        ) from None


def write_new(path: Path, text: str, *, replace: bool = False) -> None:
    """Write a file of its own (answers, a patch), durably.

    Raises `ServiceError`, code `exists` for a file that is there already, unless `replace` is set.
    """
    with _locked(path) as (target, _):
        if not replace and os.path.lexists(path):
            raise ServiceError(
                "exists",
                "There is a file of that name already; it is as it was.",
                remedy="Give another name.",
                path=str(path),
            )
        _put(target, text)


def _target_of(path: Path, *, to_write: bool) -> contextlib.AbstractContextManager[_Target]:
    """The file that `path` really is. Who only looks needs no lock: writes replace it as a whole."""
    return _locked(path) if to_write else contextlib.nullcontext(_Target(_real(path), is_locked=False))


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[_Target]:
    """The file that `path` really is, while no other run writes it."""
    target = _real(path)
    with contextlib.ExitStack() as stack:
        try:
            lock = state_folder("locks") / f"{key_of_real(target)}.lock"
            is_locked = stack.enter_context(locks.held(lock, LOCK_SECONDS))
        except locks.LockTimeout:
            raise ServiceError(
                "locked",
                "Another run of ecr-wizard is writing this file.",
                remedy="Wait until it is done and run it again; nothing was written.",
                path=str(path),
            ) from None
        except (OSError, NotImplementedError) as error:
            raise ServiceError(
                "lock-failed",
                "The file cannot be locked against a second run, so nothing was written.",
                getattr(error, "strerror", None) or "",
                "Set XDG_STATE_HOME to a folder that can be written.",
                path=str(path),
            ) from None
        _clean(target)
        yield _Target(target, is_locked)


def _warnings(target: Path, is_locked: bool) -> Iterator[Finding]:
    """What the user should know of the file on this disk before it is replaced."""
    if not is_locked:
        message = "The disk of XDG_STATE_HOME has no locks: make sure that no second ecr-wizard writes this file."
        yield note("no-locks", message)
    with contextlib.suppress(OSError):
        links = target.stat().st_nlink
        if links > 1:
            others = "the other name keeps" if links == 2 else f"the other {links - 1} names keep"
            yield note("hard-links", f"The file had {links} hard links: {others} the old content.")


def _clean(target: Path) -> None:
    """Remove what a run that was killed left behind; what cannot be removed is reported by the write itself."""
    with contextlib.suppress(OSError):
        durable.clean(target, _note(target))
        durable.clean_folder(backups.folder_of(target))
        durable.clean(journal.path_of(target))


def _note(target: Path) -> Path:
    return state_folder("locks") / f"{key_of_real(target)}.temporary"


def _real(path: Path) -> Path:
    """Links resolved: what they lead to is replaced, not they."""
    return Path(os.path.realpath(path))


def _expect(target: Path, path: Path, before: str | None) -> None:
    if read_text(target) != before:
        raise ServiceError(
            "changed-meanwhile",
            "The file was changed since the preview was made.",
            remedy="Nothing was written: look at a new preview.",
            path=str(path),
        )


def _put(target: Path, text: str | None, still: Callable[[], None] = lambda: None) -> None:
    """Replace the file, or remove it; `still` is asked at the last moment, an editor may save it meanwhile."""
    try:
        _may_be_replaced(target)
        if text is None:
            still()
            durable.remove(target)
        else:
            durable.replace_bytes(target, text.encode("utf-8"), still=still, note=_note(target))
    except OSError as error:
        raise _failed("write-failed", "The file cannot be written; it is as it was.", error, target) from None


def _may_be_replaced(target: Path) -> None:
    """Raise for what a rename would replace although it should not: the folder's rights alone decide on that."""
    if not target.exists():
        return
    if not target.is_file():
        raise ServiceError(
            "write-failed", "This is no ordinary file; it is as it was.", remedy="Give another path.", path=str(target)
        )
    if not os.access(target, os.W_OK, effective_ids=True):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _failed(code: str, title: str, error: OSError, path: Path) -> ServiceError:
    cause, remedy = _REASONS.get(error.errno or 0, (f"{error.strerror}.", "Check the disk and the path."))
    return ServiceError(code, title, cause, remedy, path=str(path))


def _check_run(path: Path, record: journal.Record, run: str | None, newest: str | None) -> None:
    """Raise `RefusedError` where another run than the one that is meant made the last write."""
    if run is not None and record.run != run:
        raise of_another_run(path, record, run)
    if newest is not None and record.run != newest:
        raise of_an_older_run(path, record, newest)


def _taken_back(target: Path, text: str | None, record: journal.Record) -> str | None:
    """What the file held before the write of the record; raises `ServiceError` where the journal is damaged."""
    restored = apply_edits(text or "", record.inverse)
    result = None if record.before == journal.ABSENT else restored
    if journal.digest(result) != record.before:
        raise journal.damaged(target)
    return result


def _written_before(earlier: Sequence[journal.Record], run: str | None) -> Iterator[journal.Record]:
    """The writes of that run right before the last one, the newest first; of no run none."""
    for record in reversed(tuple(earlier)):
        if run is None or record.run != run:
            return
        yield record


def _put_back(path: Path, target: Path, text: str | None, result: str | None) -> None:
    """Write what was there before, if the file still holds `text`."""
    _put(target, result, partial(_expect, target, path, text))
    backups.remember(target, result)
