"""What the user gets when the program has a bug: a sentence and a report, neither with anything of theirs in it."""

from __future__ import annotations

import os
import platform
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from wizard import __version__
from wizard.core.text.safetext import visible
from wizard.services.runtime.foreign import foreign_text
from wizard.services.storage.paths import state_folder

PACKAGE = Path(__file__).parents[2]


def tell(error: BaseException) -> None:
    """Say on stderr what happened and where the report is. Call when the terminal is itself again."""
    error = origin(error)
    path = write_report(error)
    lines = [f"ecr-wizard met a bug: {summary(error)}"]
    if path is not None:
        lines.append(f"The report, without your data, is in {visible(str(path))}; please send it to us.")
    lines.append("No file was left half-written.")
    print("\n".join(lines), file=sys.stderr)


def origin(error: BaseException) -> BaseException:
    """The error behind wrappers that carry it as `error`, such as Textual's `WorkerFailed`."""
    inner = getattr(error, "error", None)
    return origin(inner) if isinstance(inner, BaseException) else error


def summary(error: BaseException) -> str:
    """`<type> in <file>:<line>`: where our own code was last on the stack, else where the error was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(PACKAGE)]
    if not frames:
        return type(error).__name__
    frame = (ours or frames)[-1]
    path = Path(frame.filename)
    shown = path.relative_to(PACKAGE.parent) if ours else path.name
    return foreign_text(f"{type(error).__name__} in {shown}:{frame.lineno}")


def write_report(error: BaseException) -> Path | None:
    """Write the report to a file of its own for the user alone (0600); None when that cannot be done."""
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-{os.getpid()}.txt"
    try:
        path = state_folder("crashes") / name
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(report(error))
    except OSError:
        return None
    return path


def report(error: BaseException) -> str:
    """The call stacks of the error and of its causes.

    Neither variables nor messages: a message may quote a request with its Authorization header.
    """
    lines = [
        f"ecr-wizard {__version__}, Python {platform.python_version()}, {platform.system()} {platform.release()}",
        f"TERM={os.environ.get('TERM', '')}",
        "Variables and the messages of errors are left out: they may hold secrets.",
    ]
    for one in _all(error, set()):
        lines.append("")
        lines += [line.rstrip("\n") for line in traceback.format_list(traceback.extract_tb(one.__traceback__))]
        lines.append(f"{type(one).__module__}.{type(one).__qualname__}")
    return foreign_text("\n".join(lines), limit=None, lines=True, guess=False) + "\n"


def _all(error: BaseException | None, seen: set[int]) -> Iterator[BaseException]:
    """The error, the members of a group, and what led to each."""
    if error is None or id(error) in seen:
        return
    seen.add(id(error))
    yield error
    for part in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        yield from _all(part, seen)
    yield from _all(error.__cause__ or error.__context__, seen)
