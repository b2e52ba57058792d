"""Crash reports: where in our code something went wrong, never with the values that were at hand."""

from __future__ import annotations

import os
import platform
import time
import traceback
from pathlib import Path

from wizard import __version__
from wizard.core.safetext import visible


def write_report(error: BaseException) -> Path:
    """Write a report under the state directory (0600) and give its path.

    It holds the types of the errors and the lines of code, without messages and locals: a message may quote
    a request with its Authorization header.
    """
    from platformdirs import user_state_path

    folder = user_state_path("ecr-wizard") / "crashes"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{time.strftime('%Y%m%dT%H%M%S')}-{os.getpid()}.txt"
    lines = [f"ecr-wizard {__version__}, Python {platform.python_version()}, {platform.system()}"]
    seen: BaseException | None = error
    while seen is not None:
        kind = type(seen)
        lines.append(f"\n{kind.__module__}.{kind.__qualname__}")
        lines += [
            f"  {frame.filename}:{frame.lineno} in {frame.name}: {frame.line}"
            for frame in traceback.extract_tb(seen.__traceback__)
        ]
        seen = seen.__cause__ or seen.__context__
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as report:
        report.write(visible("\n".join(lines), lines=True, tab=" ") + "\n")
    return path
