"""Why a write is not taken back."""

from __future__ import annotations

import shlex
from pathlib import Path

from wizard.core.model.errors import RefusedError
from wizard.services.storage import backups, journal


def never_written(path: Path) -> RefusedError:
    return RefusedError(
        "never-written",
        "The run was ended before it wrote this file.",
        remedy="Nothing is to be undone here.",
        path=str(path),
    )


def of_another_run(path: Path, record: journal.Record, run: str) -> RefusedError:
    by = f"run {record.run}" if record.run else "version 0.1"
    undo = f"ecr-wizard undo --run {record.run}" if record.run else f"ecr-wizard undo {shlex.quote(str(path))}"
    return RefusedError(
        "other-run",
        f"Its last write is not of run {run}.",
        f"{by} wrote it ({record.action}, {record.time}).",
        f"To undo that one: {undo}",
        path=str(path),
    )


def of_an_older_run(path: Path, record: journal.Record, newest: str) -> RefusedError:
    last = record.run
    undo = f"`ecr-wizard undo --run {last}` takes it back" if last else "give this PATH alone to take it back"
    by = f"run {last}" if last else "version 0.1"
    return RefusedError(
        "older-run",
        f"The last run, {newest}, did not write this file; {by} did: {undo}.",
        remedy="Nothing was changed here.",
        path=str(path),
    )


def nothing_to_undo(target: Path, path: Path, text: str | None, name: str) -> RefusedError:
    if not journal.records(target):
        return RefusedError(
            "nothing-to-undo",
            "There is no write of ecr-wizard to undo here.",
            remedy="Nothing was changed.",
            path=str(path),
        )
    from wizard.core.text.diff import unified_diff

    diff = unified_diff(name, backups.remembered(target), text)
    return RefusedError(
        "changed-since",
        "The file was changed since ecr-wizard wrote it last, so that write cannot be undone.",
        remedy=f"Its backups are in {backups.folder_of(target)}. To undo it, take this change back first:",
        path=str(path),
        snippet=diff,
    )
