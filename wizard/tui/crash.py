"""What the user gets when the program has a bug: one sentence and a file, neither with anything of theirs in it."""

from __future__ import annotations

import os
import platform
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

from wizard import __version__
from wizard.core.safetext import visible

PACKAGE = Path(__file__).parents[1]


def origin(error: BaseException) -> BaseException:
    """The error behind Textual's `WorkerFailed` and other wrappers that carry it as `error`."""
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
    return visible(f"{type(error).__name__} in {shown}:{frame.lineno}")


def report(error: BaseException) -> str:
    """The call stacks of the error and of its causes. Neither variables nor messages: both may hold secrets."""
    lines = [
        f"ecr-wizard {__version__}, Python {platform.python_version()}, {platform.system()} {platform.release()}",
        f"TERM={os.environ.get('TERM', '')}",
        "Variables and the messages of errors are left out: they may hold secrets.",
    ]
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        lines.append("")
        lines += [line.rstrip("\n") for line in traceback.format_list(traceback.extract_tb(cause.__traceback__))]
        lines.append(f"{type(cause).__module__}.{type(cause).__qualname__}")
        cause = cause.__cause__ or cause.__context__
    return visible("\n".join(lines), lines=True) + "\n"


def save(error: BaseException, directory: Path | None = None) -> Path | None:
    """Write the report to a file of its own that only the user can read; None when that cannot be done."""
    name = f"crash-{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}.txt"
    try:
        path = (directory or state_directory()) / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(report(error))
    except OSError:
        return None
    return path


def state_directory() -> Path:
    """Where the wizard keeps its state (XDG)."""
    from platformdirs import user_state_path

    return user_state_path("ecr-wizard")


def tell(error: BaseException) -> None:
    """Say on stderr what happened. Call when the terminal is itself again."""
    error = origin(error)
    path = save(error)
    print(f"ecr-wizard met a bug: {summary(error)}", file=sys.__stderr__)
    if path is not None:
        print(f"A report without your data is in {visible(str(path))}", file=sys.__stderr__)
