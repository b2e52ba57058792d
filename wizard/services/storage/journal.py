"""What was written to a file and how to take it back: inverse edits and hashes, newest last.

Every path here is that of a file whose links are resolved: two names of one file have one journal.

A record is written before the file is: when the write never happens, the record's `after` matches nothing
and it is passed over.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from typing import Any

from wizard.core.model.errors import ServiceError
from wizard.services.runtime import bounded
from wizard.services.runtime.run import run_id
from wizard.services.storage.paths import key_of, key_of_real, state_folder, state_path, write_private
from wizard.yamlpatch.result import Edit, apply_edits

VERSION = 1
KEPT = 100
# The largest file fits in one record twice: line ends and quotes take two characters there.
LARGEST = 12_000_000

ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Record:
    """One write: hashes of the text before and after (`ABSENT`: no file), and the edits that take it back.

    `run` is the run that made it, empty for one of version 0.1.
    """

    action: str
    time: str
    before: str
    after: str
    inverse: tuple[Edit, ...]
    run: str = ""


@dataclass(frozen=True, slots=True)
class Inverted:
    """What a text was before writes of the wizard; None: there was no file."""

    text: str | None


def digest(text: str | None) -> str:
    """The SHA-256 of a text, or `ABSENT` for None."""
    return ABSENT if text is None else hashlib.sha256(text.encode("utf-8")).hexdigest()


def records(path: Path) -> list[Record]:
    """The records of a file, oldest first; raises `ServiceError` for a journal that cannot be read."""
    try:
        return _read(json.loads(bounded.read_bytes(path_of(path), LARGEST)))
    except FileNotFoundError:
        return []
    except (OSError, ValueError, RecursionError):
        raise damaged(path) from None


def damaged(path: Path) -> ServiceError:
    """The error for a journal that cannot be used."""
    return ServiceError(
        "journal-damaged",
        "The journal of this file cannot be read, so its writes cannot be undone.",
        remedy=f"Move {path_of(path)} away; the backups are in {state_path('backups', key_of_real(path))}.",
        path=str(path),
    )


def add(path: Path, action: str, before: str | None, after: str | None, inverse: Sequence[Edit]) -> None:
    """Note a write that is about to be made; raises `ServiceError`."""
    known = _chain(records(path), digest(before))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    save(path, [*known, Record(action, now, digest(before), digest(after), tuple(inverse), run_id())])


def save(path: Path, kept: Sequence[Record]) -> None:
    """Keep just these records for the file; raises `ServiceError`."""
    try:
        state_folder("journal")
        write_private(path_of(path), _fitting(path, kept[-KEPT:]))
    except OSError as error:
        raise ServiceError(
            "journal-failed",
            "The journal cannot be written, so nothing was.",
            f"{error.strerror}.",
            "Make room or set XDG_STATE_HOME to a folder that can be written.",
            path=str(path_of(path)),
        ) from None


def _fitting(path: Path, kept: Sequence[Record]) -> str:
    """The text of the journal, without the oldest records where all of them would be too much to read back."""
    while True:
        content = {"version": VERSION, "path": str(path), "records": [asdict(record) for record in kept]}
        # A path may hold bytes that are no text.
        text = json.dumps(content, ensure_ascii=not str(path).isprintable())
        if len(text.encode("utf-8")) <= LARGEST or len(kept) <= 1:
            return text
        kept = kept[len(kept) // 2 :]


def last(path: Path, text: str | None) -> tuple[list[Record], Record] | None:
    """The records before the last write, and that write; None when `text` is not what it left."""
    known = _chain(records(path), digest(text))
    return (known[:-1], known[-1]) if known else None


def never_written(path: Path, text: str | None, run: str) -> bool:
    """Whether the newest record is of a write of `run` that was noted and, as a kill came, never made."""
    known = records(path)
    return bool(known) and known[-1].run == run and known[-1].before == digest(text) != known[-1].after


def history(path: Path, text: str | None) -> list[tuple[Record, str | None, str | None]]:
    """The writes that led to `text`, the oldest first, each with the text before and after it."""
    found: list[tuple[Record, str | None, str | None]] = []
    for record in reversed(_chain(records(path), digest(text))):
        before = None if record.before == ABSENT else apply_edits(text or "", record.inverse)
        found.append((record, before, text))
        text = before
    return found[::-1]


def inversions(path: Path, text: str, wanted: Callable[[Edit], bool]) -> Iterator[Inverted]:
    """`text` with the edits taken back for which `wanted`: of the last `apply` that led to it, of the last two, ...

    `wanted` is asked with positions in the text that the write left. Nothing when the journal does not know
    the text.
    """
    current = text
    newest_first = reversed(_chain(records(path), digest(text)))
    for record in takewhile(lambda record: record.action == "apply", newest_first):
        chosen = [edit for edit in record.inverse if wanted(edit)]
        current = apply_edits(current, chosen)
        is_whole = len(chosen) == len(record.inverse)
        made_file = is_whole and record.before == ABSENT
        if chosen:
            yield Inverted(None if made_file else current)
        # The positions of older writes are in older texts: only whole inversions lead there.
        if made_file or not is_whole:
            return


def _chain(known: list[Record], after: str) -> list[Record]:
    """The records up to the newest one whose result is `after`; none when there is no such one."""
    for at in range(len(known), 0, -1):
        if known[at - 1].after == after:
            return _linked(known[:at])
    return []


def _linked(known: list[Record]) -> list[Record]:
    """The newest records of which each began where the one before it ended."""
    at = len(known) - 1
    while at > 0 and known[at - 1].after == known[at].before:
        at -= 1
    return known[at:]


def _read(content: Any) -> list[Record]:
    """The records of a journal; raises `ValueError` for data of any other form."""
    if not isinstance(content, dict) or content.get("version") != VERSION:
        raise ValueError("not a journal of this version")
    return [_record(item) for item in _list(content.get("records"))]


def _record(item: Any) -> Record:
    if not isinstance(item, dict):
        raise ValueError("a record is not a map")  # noqa: TRY004 - the data is wrong, not the caller
    inverse = tuple(_edit(edit) for edit in _list(item.get("inverse")))
    at = 0
    for edit in inverse:
        if not at <= edit.start <= edit.end:
            raise ValueError("the edits are not in order")
        at = edit.end
    run = _text(item, "run") if "run" in item else ""
    return Record(_text(item, "action"), _text(item, "time"), _text(item, "before"), _text(item, "after"), inverse, run)


def _edit(item: Any) -> Edit:
    if not isinstance(item, dict):
        raise ValueError("an edit is not a map")  # noqa: TRY004 - the data is wrong, not the caller
    start, end = item.get("start"), item.get("end")
    if type(start) is not int or type(end) is not int:
        raise ValueError("a position is not a number")
    return Edit(start, end, _text(item, "text"), _text(item, "why"))


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("not a list")  # noqa: TRY004 - the data is wrong, not the caller
    return value


def _text(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    if not isinstance(value, str):
        raise ValueError(f"{key} is no text")  # noqa: TRY004 - the data is wrong, not the caller
    return value


def touched() -> Iterator[tuple[Path, list[Record]]]:
    """Every file that the journal knows, with its records; journals that cannot be read are passed over."""
    for journal in sorted(state_path("journal").glob("*.json")):
        try:
            content = json.loads(bounded.read_bytes(journal, LARGEST))
            path = Path(_text(content, "path"))
            known = _read(content)
        except (OSError, ValueError, RecursionError, AttributeError):
            continue
        if journal.stem == key_of(path):
            yield path, known


def path_of(path: Path) -> Path:
    """Where the journal of a file is, whose links are resolved."""
    return state_path("journal", f"{key_of_real(path)}.json")
