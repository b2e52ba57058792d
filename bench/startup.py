"""What the program costs before it does anything: `python bench/startup.py`.

`ecr-wizard --version` against `python -c pass` with the same interpreter, by turns in one run, medians of the wall
clock. Exits with 1 when it takes more than docs/design.md, section 7, allows. The other lines are for comparison.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

REACH = 2.0
ROUNDS = 40
ROOT = Path(__file__).parents[1]


def program() -> list[str]:
    """The installed command of this interpreter, or the module where it is not installed."""
    script = shutil.which("ecr-wizard", path=str(Path(sys.executable).parent))
    return [script] if script else [sys.executable, "-m", "wizard"]


COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "ecr-wizard --version": [*program(), "--version"],
    "python -c 'import argparse'": [sys.executable, "-c", "import argparse"],
    "ecr-wizard apply --help": [*program(), "apply", "--help"],
}


def milliseconds(command: list[str]) -> float:
    """How long one run takes."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    return (time.perf_counter() - start) * 1000


def main() -> int:
    """Measure, print, judge."""
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(ROUNDS):
        for name, command in COMMANDS.items():
            taken[name].append(milliseconds(command))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    base = medians["python -c pass"]
    for name, median in medians.items():
        print(f"{name:<30}{median:7.1f} ms  ratio {median / base:5.2f}")
    ratio = medians["ecr-wizard --version"] / base
    print(f"\necr-wizard --version: ratio {ratio:.2f}, at most {REACH}: {'reached' if ratio <= REACH else 'MISSED'}")
    return ratio > REACH


if __name__ == "__main__":
    sys.exit(main())
