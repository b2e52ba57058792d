"""What commands print: the result on stdout, everything else on stderr, nothing unsafe anywhere."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from wizard.core.cautions import Caution
from wizard.core.errors import ExitCode, WizardError
from wizard.core.safetext import visible

Status = Literal["written", "unchanged", "would-change", "refused", "failed"]


@dataclass
class Result:
    """What became of one PATH."""

    path: str
    file: str | None = None
    status: Status = "unchanged"
    diff: str = ""
    warnings: Sequence[Caution] = ()
    error: WizardError | None = None
    more: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The object of the contract (DESIGN, section 3)."""
        warnings = [{"code": item.code, "message": item.message, "line": item.line} for item in self.warnings]
        out: dict[str, Any] = {"path": str(Path(self.path).absolute()), "file": self.file, "status": self.status}
        if "findings" not in self.more:
            out["diff"] = self.diff
        return out | {"warnings": warnings, "error": error_json(self.error)} | self.more


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


def print_json(results: Iterable[Result]) -> None:
    """The results as one object."""
    print(json.dumps({"version": 1, "results": [result.as_json() for result in results]}, indent=2))


def say(text: str, *, quiet: bool = False) -> None:
    """A line for people, on stderr. Foreign text in it must be safe already."""
    if not quiet:
        print(text, file=sys.stderr)


def say_error(error: WizardError, prefix: str = "") -> None:
    """An error for people, on stderr: what, where, why, what to do."""
    place = f"{visible(error.where)}: " if error.where else ""
    print(f"{prefix}{place}{visible(error.title)}", file=sys.stderr)
    for part in (error.cause, error.remedy):
        if part:
            print("  " + visible(part, lines=True).replace("\n", "\n  "), file=sys.stderr)
    if error.snippet:
        print("\n".join("    " + visible(line) for line in error.snippet.splitlines()), file=sys.stderr)


def say_result(result: Result, *, quiet: bool) -> None:
    """What became of one PATH, for people: warnings and errors always, the rest unless `quiet`."""
    name = visible(str(Path(result.path) / (result.file or "")))
    for item in result.warnings:
        place = f":{item.line}" if item.line else ""
        print(f"{name}{place}: warning: {visible(item.message, lines=True)}", file=sys.stderr)
    if result.error is not None:
        say_error(result.error)
        return
    words = {
        "written": "written",
        "unchanged": "nothing to do",
        "would-change": "would change",
    }
    say(f"{name}: {words.get(result.status, result.status)}", quiet=quiet)


def exit_code(results: Sequence[Result], *, check: bool) -> ExitCode:
    """One exit code for all PATHs: failures first, then what `--check` found."""
    if any(result.status in ("failed", "refused") for result in results):
        codes = {result.error.exit_code for result in results if result.error is not None}
        return codes.pop() if len(codes) == 1 else ExitCode.FAILED
    if check and any(result.status == "would-change" for result in results):
        return ExitCode.WOULD_CHANGE
    return ExitCode.DONE
