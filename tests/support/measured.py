"""A process of its own, with the time it took and the most memory it held."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PROGRAM = (sys.executable, "-m", "wizard")


@dataclass(frozen=True)
class Measured:
    """What a process did: its exit code, its words, its processor time in seconds and its largest size in MB."""

    code: int
    out: str
    err: str
    seconds: float
    megabytes: float


def measured(
    words: Sequence[str], *, stdin: Path | None = None, environ: Mapping[str, str] | None = None, timeout: float = 120
) -> Measured:
    """Run the words and wait for their end. A process that does not end in time is killed, which fails the test."""
    with (
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
        Path(stdin or os.devnull).open("rb") as given,
    ):
        process = subprocess.Popen(
            list(words), stdin=given, stdout=out, stderr=err, env={**os.environ, **(environ or {})}
        )
        end = time.monotonic() + timeout
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() > end:
                process.kill()
                process.wait()
                raise AssertionError(f"{words} did not end within {timeout} s")
            time.sleep(0.02)  # a poll: wait4 has no time-out
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        return Measured(
            process.returncode,
            out.read().decode(errors="replace"),
            err.read().decode(errors="replace"),
            usage.ru_utime + usage.ru_stime,
            usage.ru_maxrss / 1024,
        )
