"""What the program costs before it does anything: `python bench/startup.py`.

Against `python -c pass` with the same interpreter, by turns in one run: the median of the ratios of each round, of the
wall clock and of the processor. Exits with 1 when one is above what docs/design.md, section 7, allows.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROUNDS = 40
ROOT = Path(__file__).parents[1]
BASE = "python -c pass"
# Command -> the ratio to reach (None: for comparison).
REACH = {
    BASE: None,
    "python -c 'import argparse'": None,
    "ecr-wizard --version": 2.0,
    "ecr-wizard apply --help": 3.0,
    "ecr-wizard check": 8.0,
}


class Took(NamedTuple):
    """Milliseconds of one run."""

    wall: float
    processor: float


def command(name: str) -> list[str]:
    """The command line for a name of the table: the installed program of this interpreter, else the module."""
    if name == BASE:
        return [sys.executable, "-c", "pass"]
    if name.startswith("python"):
        return [sys.executable, "-c", "import argparse"]
    script = shutil.which("ecr-wizard", path=str(Path(sys.executable).parent))
    program = [script] if script else [sys.executable, "-m", "wizard"]
    return [*program, *name.split()[1:]]


def run(words: list[str], folder: str) -> Took:
    """One run. Compiled modules are kept, as where the program is installed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"HOME": folder, "PYTHONPATH": str(ROOT)}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(words, check=True, capture_output=True, cwd=folder, env=environment)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Took(wall * 1000, processor * 1000)


def main() -> int:
    """Measure, print, judge."""
    taken: dict[str, list[Took]] = {name: [] for name in REACH}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["git", "init", "-q", folder], check=True)
        Path(folder, "shippable.yml").write_text("build:\n  ci:\n    - make\n", encoding="utf-8")
        for name in REACH:
            run(command(name), folder)  # compiles what is not compiled yet
        for _ in range(ROUNDS):
            for name in REACH:
                taken[name].append(run(command(name), folder))
    missed = False
    for name, reach in REACH.items():
        wall = statistics.median(took.wall / base.wall for took, base in zip(taken[name], taken[BASE], strict=True))
        processor = statistics.median(
            took.processor / base.processor for took, base in zip(taken[name], taken[BASE], strict=True)
        )
        verdict = "" if reach is None else f"  at most {reach}: {'reached' if wall <= reach else 'MISSED'}"
        shown = statistics.median(took.wall for took in taken[name])
        print(f"{name:<30}{shown:7.1f} ms  ratio {wall:5.2f}, of the processor {processor:5.2f}{verdict}")
        missed = missed or (reach is not None and wall > reach)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
