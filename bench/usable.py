"""Time until the first page can be used: `python bench/usable.py [ROUNDS]`.

From the start to the project's facts and the first control on the screen, and to what a key sent then does, each
against a bare Textual hello of the same round. Exits with 1 when the median of the first is above what
docs/design.md, section 7, allows.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from memory import HELLO, WIZARD, first_frame, project, started

ROUNDS = 13
REACH = 1.5
HELP = "\x07"  # ctrl+g


class Times(NamedTuple):
    """Seconds from the start: the page with its first control, and the help that a key sent then opens."""

    page: float
    obeyed: float


def usable(root: Path) -> Times:
    """How long the wizard takes in a small repository."""
    began = time.perf_counter()
    with started(WIZARD, root) as terminal:
        terminal.wait_for("acme/shop", "Set up an integration")
        page = time.perf_counter() - began
        terminal.send(HELP)
        terminal.wait_for("takes the answer and goes on")
        return Times(page, time.perf_counter() - began)


def show(name: str, seconds: Sequence[float], ratio: float) -> None:
    """One line: the median, and the median of the ratios in the rounds."""
    print(f"{name:<27}{statistics.median(seconds) * 1000:6.0f} ms  ratio {ratio:.2f}")


def main() -> int:
    """Measure in pairs, print, judge."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    hellos: list[float] = []
    ours: list[Times] = []
    with project() as root:
        for _ in range(rounds):
            hellos.append(first_frame(HELLO, "hello", root))
            ours.append(usable(root))
    pages = statistics.median(item.page / hello for item, hello in zip(ours, hellos, strict=True))
    obeyed = statistics.median(item.obeyed / hello for item, hello in zip(ours, hellos, strict=True))
    show("a bare Textual hello", hellos, 1.0)
    show("the page can be used", [item.page for item in ours], pages)
    show("a key sent then is obeyed", [item.obeyed for item in ours], obeyed)
    print(f"at most {REACH}: {'reached' if pages <= REACH else 'MISSED'}")
    return pages > REACH


if __name__ == "__main__":
    sys.exit(main())
