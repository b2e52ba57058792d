"""Bytes that a screen costs on the wire: `python bench/wire.py`. 80x24, 256 colours, all in one run.

What is compared: a stock Textual form, whiptail and dialog where they are installed, the terminal layer's sample
application (its list is full of wide characters and emoji) and the wizard's demo. Exits with 1 when the wizard needs
more than docs/design.md, section 7, allows.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "terminal"))

from harness import DOWN, ENTER, ESC, SAMPLE, TAB, UP, Terminal, environment  # noqa: E402

REACH = {"first paint": 3000, "letter": 32, "Tab": 400, "Down": 160, "page": 1500, "idle per s": 0, "walk": 14000}
REACH |= {"echo ms": 50, "burst ms": 150}  # of 54 letters in one packet: the first that shows, and the last byte
COLUMNS = [*REACH, "with preview", "resize"]  # these two: a choice that changes a text beside it, another size
IDLE = 3.0  # seconds
NEXT = "\x0e"  # ctrl+n
BURST = "abcdefghijklmnopqrstuvwxyz-" * 2
CLEAR = "\x05\x15"  # what the field holds is taken out
SIZES = [(100, 30), (80, 3), (120, 40), (80, 24)]
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


def note_burst(terminal: Terminal, costs: Costs) -> None:
    """Send many letters in one packet; how long the first and the last byte of the answer take."""
    start = first = last = time.monotonic()
    terminal.send(BURST)
    while terminal.read(0.5):
        last = time.monotonic()
        first = last if first == start else first
    costs.setdefault("echo ms", []).append(1000 * (first - start))
    costs.setdefault("burst ms", []).append(1000 * (last - start))
    terminal.cost(CLEAR)


def note_resizes(terminal: Terminal, costs: Costs) -> None:
    """Give the window other sizes, one of them too small; what each costs when it is left alone."""
    for width, height in SIZES:
        before = len(terminal.received)
        terminal.resize(width, height)
        shown = "too small" if height < 16 else "Step 4 of 6"
        terminal.wait_for(lambda one, before=before: len(one.received) > before, shown)
        terminal.settle(1.5)
        costs.setdefault("resize", []).append(len(terminal.received) - before)


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


def walk_wizard(terminal: Terminal, costs: Costs) -> None:
    """The demo, from its welcome to the review."""
    note(terminal, costs, "page", ENTER, "Step 1 of 6")
    for letter in "-storefront":
        note(terminal, costs, "letter", letter)
    costs["Tab"] = [*terminal.tab_to("Region"), *terminal.tab_to("[ List ]")]
    terminal.cost(ENTER, "eu-north-1")  # the list of regions
    for _ in range(6):
        note(terminal, costs, "Down", UP)  # the list opens on the region of the project, which is its last but few
    terminal.cost(ESC, "Keys from")
    costs["Tab"] += terminal.tab_to("Keys from")
    while "(•) Try: A good key" not in terminal.text:
        note(terminal, costs, "Down", DOWN)
    terminal.cost(ENTER, "AWS accepts")
    note(terminal, costs, "page", NEXT, "Step 2 of 6")
    for letter in "-x":
        note(terminal, costs, "letter", letter)
    note(terminal, costs, "page", NEXT, "Step 3 of 6")
    for key in (DOWN, UP):
        note(terminal, costs, "with preview", key)
    note(terminal, costs, "page", NEXT, "Step 4 of 6")
    note(terminal, costs, "Tab", TAB)
    for letter in "-web":
        note(terminal, costs, "letter", letter)
    for _ in range(3):
        note(terminal, costs, "Tab", TAB)
    note(terminal, costs, "page", NEXT, "Step 5 of 6")
    note(terminal, costs, "page", NEXT, "Step 6 of 6")
    costs["walk"] = [len(terminal.received)]
    terminal.cost(ESC, "Step 5 of 6")
    terminal.cost(ESC, "Step 4 of 6")
    terminal.tab_to("Tag")
    for _ in range(3):
        note_burst(terminal, costs)
    note_resizes(terminal, costs)


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
    found.append(Subject("sample", SAMPLE, ("Page 1", "Review"), walk_form))
    demo = [sys.executable, "-m", "wizard", "demo"]
    found.append(Subject("the wizard", demo, ("Welcome", "Set up"), walk_wizard, judged=True))
    return found


def measure(subject: Subject) -> Costs:
    """What each key cost."""
    costs: Costs = {}
    with (
        tempfile.TemporaryDirectory() as home,
        Terminal(subject.argv, env=environment(HOME=home, **subject.env), cwd=home) as terminal,
    ):
        terminal.wait_for(*subject.ready)
        terminal.settle_for(1.5)
        costs["first paint"] = [len(terminal.received)]
        subject.walk(terminal, costs)
        terminal.settle_for(1.5)
        before = len(terminal.received)
        terminal.settle_for(IDLE)
        costs["idle per s"] = [(len(terminal.received) - before) / IDLE]
    return costs


def main(names: list[str]) -> int:
    """Print the table, of these subjects or of all: means, and the worst in brackets; 1 when a mean is too high."""
    chosen = [subject for subject in subjects() if not names or subject.name in names]
    print(f"{'':18}" + "".join(f"{what:>16}" for what in COLUMNS))
    print(f"{'to reach':18}" + "".join(f"{most:>16,}" for most in REACH.values()))
    missed = False
    for subject in chosen:
        costs = measure(subject)
        if "-v" in sys.argv:
            print(costs)
        print(f"{subject.name:18}" + "".join(f"{_cell(costs.get(what)):>16}" for what in COLUMNS), flush=True)
        means = {what: statistics.fmean(samples) for what, samples in costs.items()}
        missed |= subject.judged and any(means[what] > most for what, most in REACH.items() if what in means)
    return int(missed)


def _cell(samples: list[float] | None) -> str:
    return "" if samples is None else f"{statistics.fmean(samples):,.0f} ({max(samples):,.0f})"


if __name__ == "__main__":
    os.environ.pop("TEXTUAL_LOG", None)
    sys.exit(main([word for word in sys.argv[1:] if word != "-v"]))
