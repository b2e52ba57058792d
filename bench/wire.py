"""Bytes that a screen costs on the wire: `python bench/wire.py`. 80x24, 256 colours, all in one run.

What is compared: a stock Textual form, whiptail and dialog where they are installed, the terminal layer's sample
application and the wizard's demo. Exits with 1 when the wizard or the sample needs more than DESIGN, section 7, allows.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "terminal"))

from harness import DOWN, SAMPLE, TAB, Terminal, environment  # noqa: E402

REACH = {"first paint": 3000, "letter": 32, "Tab": 400, "Down": 160, "page": 1500, "idle per s": 0}
IDLE = 3.0  # seconds
Costs = dict[str, list[float]]


@dataclass(frozen=True)
class Subject:
    """A program and how to get its figures: `walk` presses the keys and notes what each costs."""

    name: str
    argv: list[str]
    ready: tuple[str, ...]
    walk: Callable[[Terminal, Costs], None]
    judged: bool = False
    env: dict[str, str] = field(default_factory=dict)


def note(terminal: Terminal, costs: Costs, what: str, keys: str, *shown: str) -> None:
    """Press the keys one after the other; each is a sample of `what`."""
    costs.setdefault(what, []).append(terminal.cost(keys, *shown))


def walk_form(terminal: Terminal, costs: Costs) -> None:
    """Two fields, a list, buttons; ctrl+n is the next page."""
    for letter in "letters":
        note(terminal, costs, "letter", letter)
    for _ in range(2):
        note(terminal, costs, "Tab", TAB)
    for _ in range(12):
        note(terminal, costs, "Down", DOWN)
    for number in (2, 3, 4):
        note(terminal, costs, "page", "\x0e", f"Page {number}")


def walk_input(terminal: Terminal, costs: Costs) -> None:
    """One field of whiptail or dialog."""
    for letter in "letters":
        note(terminal, costs, "letter", letter)
    note(terminal, costs, "Tab", TAB)


def walk_menu(terminal: Terminal, costs: Costs) -> None:
    """A list of whiptail or dialog."""
    for _ in range(6):
        note(terminal, costs, "Down", DOWN)


def subjects() -> list[Subject]:
    """What can be measured on this machine."""
    stock = [sys.executable, str(Path(__file__).with_name("stock_form.py"))]
    found = [Subject("stock Textual", stock, ("Page 1", "Next"), walk_form)]
    for tool in filter(shutil.which, ("whiptail", "dialog")):
        rows = [word for row in range(40) for word in (f"{row}", "branch/release")]
        found.append(Subject(tool, [tool, "--inputbox", "Integration name", "20", "70"], ("Cancel",), walk_input))
        found.append(
            Subject(f"{tool} menu", [tool, "--menu", "Branch", "20", "70", "9", *rows], ("Cancel",), walk_menu)
        )
    found.append(Subject("sample, wire off", [*SAMPLE, "--no-wire"], ("Page 1", "Review"), walk_form))
    found.append(Subject("sample", SAMPLE, ("Page 1", "Review"), walk_form, judged=True))
    return found


def measure(subject: Subject) -> dict[str, float]:
    """The mean of each cost of the subject."""
    costs: Costs = {}
    with (
        tempfile.TemporaryDirectory() as home,
        Terminal(subject.argv, env=environment(HOME=home, **subject.env), cwd=home) as terminal,
    ):
        terminal.wait_for(*subject.ready)
        terminal.settle_for(1.5)
        costs["first paint"] = [len(terminal.received)]
        subject.walk(terminal, costs)
        before = len(terminal.received)
        terminal.settle_for(IDLE)
        costs["idle per s"] = [(len(terminal.received) - before) / IDLE]
    return {what: statistics.fmean(samples) for what, samples in costs.items()}


def main() -> int:
    """Print the table; 1 when a figure is not reached."""
    print(f"{'':20}" + "".join(f"{what:>13}" for what in REACH))
    print(f"{'to reach':20}" + "".join(f"{most:>13,}" for most in REACH.values()))
    missed = False
    for subject in subjects():
        figures = measure(subject)
        print(f"{subject.name:20}" + "".join(f"{_cell(figures.get(what)):>13}" for what in REACH), flush=True)
        missed |= subject.judged and any(figures[what] > most for what, most in REACH.items() if what in figures)
    return int(missed)


def _cell(figure: float | None) -> str:
    return "" if figure is None else f"{figure:,.0f}"


if __name__ == "__main__":
    os.environ.pop("TEXTUAL_LOG", None)
    sys.exit(main())
