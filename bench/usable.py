"""Time until the first page can be used: `python bench/usable.py [ROUNDS]`.

From the start to the project's facts and the first control on the screen, and to what a key sent then does, each
against a bare Textual hello of the same round. Exits with 1 when the median of the first is above what
docs/design.md, section 7, allows.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from memory import HELLO, WIZARD, Terminal, project, started

ROUNDS = 13
REACH = 1.5
HELP = "\x07"  # ctrl+g


class Times(NamedTuple):
    """Seconds from the start: the page with its first control, and the help that a key sent then opens.

    `processor` is what all threads used until the page was there.
    """

    page: float
    obeyed: float
    processor: float


def usable(root: Path) -> Times:
    """How long the wizard takes in a small repository."""
    began = time.perf_counter()
    with started(WIZARD, root) as terminal:
        terminal.wait_for("acme/shop", "Set up an integration")
        page, processor = time.perf_counter() - began, used(terminal)
        terminal.send(HELP)
        terminal.wait_for("takes the answer and goes on")
        return Times(page, time.perf_counter() - began, processor)


def hello(root: Path) -> tuple[float, float]:
    """Seconds until the hello shows, and of them those that it used a processor."""
    began = time.perf_counter()
    with started(HELLO, root) as terminal:
        terminal.wait_for("hello")
        return time.perf_counter() - began, used(terminal)


def used(terminal: Terminal) -> float:
    """Seconds that the program used a processor so far: on a busy machine they tell more than the clock."""
    stat = Path(f"/proc/{terminal.process.pid}/stat").read_text(encoding="ascii")
    return sum(int(field) for field in stat.rpartition(")")[2].split()[11:13]) / os.sysconf("SC_CLK_TCK")


def show(name: str, seconds: Sequence[float], ratio: float) -> None:
    """One line: the median, and the median of the ratios in the rounds."""
    print(f"{name:<27}{statistics.median(seconds) * 1000:6.0f} ms  ratio {ratio:.2f}")


def main() -> int:
    """Measure in pairs, print, judge."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    hellos: list[tuple[float, float]] = []
    ours: list[Times] = []
    with project() as root:
        for _ in range(rounds):
            hellos.append(hello(root))
            ours.append(usable(root))
    pages = statistics.median(item.page / clock for item, (clock, _) in zip(ours, hellos, strict=True))
    obeyed = statistics.median(item.obeyed / clock for item, (clock, _) in zip(ours, hellos, strict=True))
    processor = statistics.median(item.processor / spent for item, (_, spent) in zip(ours, hellos, strict=True))
    show("a bare Textual hello", [clock for clock, _ in hellos], 1.0)
    show("the page can be used", [item.page for item in ours], pages)
    show("a key sent then is obeyed", [item.obeyed for item in ours], obeyed)
    show("processor, until the page", [item.processor for item in ours], processor)
    print(f"at most {REACH}: {'reached' if pages <= REACH else 'MISSED'}")
    return pages > REACH


if __name__ == "__main__":
    sys.exit(main())
