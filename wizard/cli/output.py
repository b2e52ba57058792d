"""What commands print: the result on stdout, everything else on stderr, nothing unsafe anywhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from wizard.core.model.errors import ServiceError, WizardError
from wizard.core.model.finding import Severity
from wizard.core.text.safetext import visible

if TYPE_CHECKING:
    from wizard.core.model.finding import Finding
    from wizard.core.rules import Comparison

SHOWN_LINES, SHOWN_LENGTH = 200, 4000  # of a snippet: it may be the difference of two large files

Status = Literal["written", "unchanged", "would-change", "refused", "failed"]


@dataclass
class Result:
    """What became of one PATH."""

    path: str
    file: str | None = None
    status: Status = "unchanged"
    diff: str = ""
    warnings: Sequence[Finding] = ()
    error: WizardError | None = None
    # What a plan does to the findings about the file.
    findings: Comparison | None = None
    more: dict[str, Any] = field(default_factory=dict)
    # For people: where the file is from here, what is said of a write, the backup that it made.
    place: Path | None = None
    root: str | None = None
    done: str = "written"
    backup: Path | None = None
    texts: tuple[str | None, str | None] | None = None  # before and after, where there is a diff
    tally: Sequence[str] = ()  # what else the closing line counts

    @property
    def name(self) -> str:
        """What people call the file: its path from here."""
        return str(self.place or Path(self.path) / (self.file or ""))

    @property
    def absolute(self) -> str:
        """The absolute path of the file."""
        return _absolute(str(self.place or self.path))

    @property
    def file_path(self) -> str | None:
        """The file's path from the root of the file system; None where no file was come to."""
        return str(Path(self.root, self.file)) if self.root is not None and self.file is not None else None

    def as_json(self) -> dict[str, Any]:
        """The object of the contract (docs/design.md, section 3)."""
        warnings = [warning_json(item) for item in self.warnings]
        out: dict[str, Any] = {
            "path": _absolute(self.path),
            "root": self.root,
            "file": self.file,
            "file_path": self.file_path,
            "status": self.status,
        }
        if "findings" not in self.more or self.texts is not None:
            out["diff"] = self.diff
        backup = str(self.backup) if self.backup is not None else None
        out |= {"warnings": warnings, "error": error_json(self.error), "backup": backup}
        if self.findings is not None:
            out["review"] = review_json(self.findings)
        return out | self.more


def _absolute(path: str) -> str:
    try:
        return str(Path(path).absolute())
    except OSError:  # the folder that we are in is gone; the error of this PATH says so
        return path


def review_json(found: Comparison) -> dict[str, Any]:
    """The `review` of a result: what a plan does to the findings."""
    return {
        "new": [warning_json(item) for item in found.new],
        "stays": [warning_json(item) for item in found.stays],
        "gone": [warning_json(item) for item in found.gone],
    }


def warning_json(item: Finding) -> dict[str, Any]:
    """One of the `warnings` of a result."""
    return {"code": item.code, "severity": item.severity.value, "message": item.message, "line": item.line}


def error_json(error: WizardError | None) -> dict[str, Any] | None:
    """The `error` of a result."""
    if error is None:
        return None
    message = " ".join(part for part in (error.title, error.cause) if part)
    return {
        "code": error.code,
        "message": message,
        "line": error.line,
        "column": error.column,
        "remedy": error.remedy,
    }


def patch_of(result: Result) -> str:
    """The diff of a result as `git apply` takes it where one is: its names count from the root of the repository here.

    A file that is not below that keeps the names from its own root.
    """
    if result.texts is None:
        return result.diff
    from wizard.core.text.diff import unified_diff

    return unified_diff(name_from_root(result) or result.file or "", *result.texts)


def name_from_root(result: Result) -> str | None:
    """The path of a result's file below the root of the repository here; None where it is not below that."""
    from wizard.actions.inspect_project import likely_root

    try:
        here = likely_root(Path.cwd())
        name = os.path.relpath(result.place or "", here)
    except (OSError, ValueError):  # "here" is gone
        return None
    return None if Path(name).parts[0] == os.pardir else name


def print_diff(diff: str) -> None:
    """A diff on stdout: to the byte for a file or a program, safe to show on a terminal."""
    with to_stdout():
        if sys.stdout.isatty():
            print(visible(diff, lines=True, tab="\t"), end="")
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(diff.encode("utf-8", "surrogateescape"))


@contextmanager
def to_stdout() -> Iterator[None]:
    """What is printed in here is out at the end.

    Raises `ServiceError` when it cannot be written (a full disk), and `BrokenPipeError` when nobody reads it.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        # Python would try again at exit, and fail in its own words.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise ServiceError(
            "output", "The result cannot be written to stdout.", f"{error.strerror}.", "Make room, or print elsewhere."
        ) from None


def say(text: str, *, quiet: bool = False) -> None:
    """A line for people, on stderr. Foreign text in it must be safe already."""
    if text and not quiet:
        print(text, file=sys.stderr)


def say_error(error: WizardError, prefix: str = "") -> None:
    """An error for people, on stderr: what, where, why, what to do."""
    place = f"{visible(error.where)}: " if error.where else ""
    print(f"{prefix}{place}{visible(error.title)}", file=sys.stderr)
    for part in (error.cause, error.remedy):
        if part:
            print("  " + visible(part, lines=True).replace("\n", "\n  "), file=sys.stderr)
    lines = error.snippet.splitlines()
    for line in lines[:SHOWN_LINES]:
        print("    " + visible(line, limit=SHOWN_LENGTH), file=sys.stderr)
    if len(lines) > SHOWN_LINES:
        print(f"    and {len(lines) - SHOWN_LINES:,} more lines", file=sys.stderr)


def say_result(result: Result, *, quiet: bool) -> None:
    """What became of one PATH, for people: warnings and errors always, the rest unless `quiet`."""
    name = visible(result.name)
    say_warnings(result, quiet=quiet)
    if result.error is not None:
        # An error that names the file by its path below the root does not tell which of several PATHs it is in.
        where = result.name if result.error.path == result.file else result.error.path
        say_error(replace(result.error, path=where))
        return
    words = {"written": result.done, "unchanged": "nothing to do", "would-change": "would change"}
    say(f"{name}: {words.get(result.status, result.status)}", quiet=quiet)
    if result.backup is not None:
        say(f"  as it was: {visible(str(result.backup))} (`ecr-wizard undo` brings it back)", quiet=quiet)


def say_warnings(result: Result, *, quiet: bool) -> None:
    """Warnings and errors; without `quiet` also what is info, and what the plan puts right."""
    name = visible(result.name)
    stays = result.findings.stays if result.findings is not None else ()
    gone = result.findings.gone if result.findings is not None else ()
    for item in result.warnings:
        place = f":{item.line}" if item.line else ""
        mark = " (already there)" if item in stays else ""
        is_minor = item.severity == Severity.INFO
        say(f"{name}{place}: {item.severity}{mark}: {visible(item.message, lines=True)}", quiet=quiet and is_minor)
    for item in gone:
        say(f"{name}: put right: {visible(item.message, lines=True)} ({item.code})", quiet=quiet)
