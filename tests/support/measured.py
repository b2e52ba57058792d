"""A process of its own, with the time it took and the most memory it held."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PROGRAM = (sys.executable, "-m", "wizard")

# A small process in between: what a process held before its exec counts for it, and the tests hold a lot.
_LAUNCHER = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[2:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w") as file:
    json.dump([done.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024], file)
"""


@dataclass(frozen=True)
class Measured:
    """What a process did: its exit code, its words, its processor time in seconds and its largest size in MB."""

    code: int
    out: str
    err: str
    seconds: float
    megabytes: float


def measured(words: Sequence[str], *, stdin: Path | None = None, timeout: float = 120) -> Measured:
    """Run the words and wait for their end; `subprocess.TimeoutExpired` when they do not end in time."""
    with tempfile.NamedTemporaryFile() as told, Path(stdin or os.devnull).open("rb") as given:
        launcher = [sys.executable, "-S", "-c", _LAUNCHER, told.name]
        done = subprocess.run([*launcher, *words], stdin=given, capture_output=True, timeout=timeout, check=True)
        code, seconds, megabytes = json.load(told)
    return Measured(
        code, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"), seconds, megabytes
    )
