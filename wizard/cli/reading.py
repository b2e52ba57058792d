"""What commands read besides answers: stdin, lists of PATHs, `--file`."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from pathlib import Path

from wizard.core.model.errors import UsageError

MOST_PATH_BYTES = 50_000_000
MOST_STDIN_BYTES = 5_000_000


def stdin_text() -> str:
    """All of stdin, as UTF-8 text; raises `UsageError`."""
    from wizard.services.runtime import bounded

    try:
        return bounded.read_stream(sys.stdin.buffer, MOST_STDIN_BYTES).decode("utf-8")
    except UnicodeDecodeError:
        raise UsageError("stdin", "What stdin holds is not UTF-8.", path="-") from None
    except OSError as error:
        raise UsageError("stdin", "What stdin holds cannot be read.", f"{error.strerror}.", path="-") from None


def read_paths(name: str) -> list[str]:
    """The PATHs in a file (`-`: stdin), one a line, or each ended by a NUL; empty lines count for nothing.

    Raises `UsageError`.
    """
    from wizard.services.runtime import bounded

    try:
        # A pipe is waited for: `--paths-from <(find …)`.
        with contextlib.nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as file:
            content = bounded.read_stream(file, MOST_PATH_BYTES)
    except OSError as error:
        raise UsageError("paths-from", "The list of PATHs cannot be read.", f"{error.strerror}.", path=name) from None
    end = b"\0" if b"\0" in content else b"\n"
    return [os.fsdecode(line.removesuffix(b"\r")) for line in content.split(end) if line.strip()]


def file_of(options: argparse.Namespace) -> str | None:
    """What `--file` names, cleaned; raises `UsageError`."""
    if options.file is None:
        return None
    from wizard.core.interview.cleaning import clean_one  # late: it needs the questions

    return clean_one("file", options.file)
