"""Ten thousand names in a list that is filtered by typing: `python bench/branches.py`.

The branch picker of the wizard, and the picker of repositories, against Textual's OptionList that is filled anew for
each key, in one run. From the key until the list is shown; the medians of several words. Exits with 1 when the wizard
needs more than docs/design.md, section 7, allows.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

sys.path.insert(0, str(Path(__file__).parents[1]))

from textual import events, on
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Input, OptionList

from wizard.core.model.answers import Branches
from wizard.tui.screens.picker import Picker
from wizard.tui.widgets.branch_picker import BranchPicker
from wizard.tui.widgets.filter_list import FilterList

REACH = 50.0  # milliseconds from a filter key to the shown list
COUNT = 10_000
TEAMS = ("shop", "billing", "data", "mobile", "platform", "tools")
NAMES = tuple(f"feature/{TEAMS[number % len(TEAMS)]}-{number:05}" for number in range(COUNT))
WORDS = ("shop", "tools-00", "9999", "zzz")


class Stock(Screen[None]):
    """A field and a list, as the examples have it."""

    def compose(self) -> ComposeResult:
        yield Input()
        yield OptionList(*NAMES)

    @on(Input.Changed)
    def _filter(self, event: Input.Changed) -> None:
        rows = self.query_one(OptionList)
        rows.clear_options()
        rows.add_options([name for name in NAMES if event.value in name])
        Bench.filtered_at = time.perf_counter()


class BranchScreen(Screen[None]):
    """The branch picker, with every branch in sight."""

    def compose(self) -> ComposeResult:
        yield BranchPicker(NAMES, Branches("only"))


def note_filtering() -> None:
    """Have the wizard's list tell when it is filtered."""
    refilter = FilterList._refilter  # noqa: SLF001

    def noted(self: FilterList) -> None:
        refilter(self)
        Bench.filtered_at = time.perf_counter()

    FilterList._refilter = noted  # type: ignore[method-assign]  # noqa: SLF001


async def repositories() -> AsyncIterator[Sequence[str]]:
    """Pages as ECR sends them."""
    for at in range(0, COUNT, 1000):
        yield NAMES[at : at + 1000]


class Bench(App[None]):
    """Notes when a list was filtered, and when a frame was shown."""

    filtered_at: ClassVar[float] = 0.0
    shown_at = 0.0

    def _display(self, screen: Screen[object], renderable: Any) -> None:
        super()._display(screen, renderable)
        self.shown_at = time.perf_counter()


async def until_shown(app: Bench, start: float) -> float:
    """Milliseconds from `start` until the list that was filtered after it is shown."""
    while not start < Bench.filtered_at < app.shown_at:
        await asyncio.sleep(0)
    return (app.shown_at - start) * 1000


async def measure(make: Callable[[], Screen[Any]]) -> tuple[float, float]:
    """Milliseconds until the list is there, and from a key to the filtered list."""
    app = Bench()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = make()
        start = time.perf_counter()
        app.push_screen(screen)
        while not (screen.is_mounted and rows_of(screen)):
            await asyncio.sleep(0)
        there = time.perf_counter()
        while app.shown_at < there:
            await asyncio.sleep(0)
        first = (app.shown_at - start) * 1000
        while isinstance(screen, Picker) and len(screen.query_one(FilterList)._names) < COUNT:  # noqa: SLF001
            await asyncio.sleep(0.01)
        field = screen.query_one(Input)
        screen.set_focus(field)
        await pilot.pause()
        taken = []
        for word in WORDS:
            for letter in word:
                start = time.perf_counter()
                app.post_message(events.Key(letter, letter))
                taken.append(await until_shown(app, start))
                await pilot.pause()
            field.value = ""
            await pilot.pause()
        return first, statistics.median(taken)


def rows_of(screen: Screen[Any]) -> int:
    """How many rows the list has."""
    return sum(options.option_count for options in screen.query(OptionList))


def main() -> int:
    """Measure, print, judge."""
    subjects: dict[str, Callable[[], Screen[Any]]] = {
        "stock OptionList": Stock,
        "branch picker": BranchScreen,
        "repository picker": lambda: Picker("Repositories", repositories()),
    }
    note_filtering()
    figures = {name: asyncio.run(measure(make)) for name, make in subjects.items()}
    base = figures["stock OptionList"]
    print(f"{COUNT:,} names         list there   ratio    key to list   ratio")
    for name, (first, key) in figures.items():
        print(f"{name:<20}{first:8.0f} ms {first / base[0]:8.2f}{key:12.1f} ms{key / base[1]:8.2f}")
    worst = max(key for name, (_, key) in figures.items() if name != "stock OptionList")
    print(f"\nfrom a key to the list: {worst:.1f} ms, at most {REACH:.0f}: {'reached' if worst <= REACH else 'MISSED'}")
    return worst > REACH


if __name__ == "__main__":
    sys.exit(main())
