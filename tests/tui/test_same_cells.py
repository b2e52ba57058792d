"""Wide, combining and right-to-left text on every kind of terminal: cell by cell as Textual draws it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.tui.ears import Ears, Wire
from tests.tui.every_page import Visit, one_demo, set_up, take_out
from tests.tui.hands import PULL, Hands, sitting_at
from wizard.terminal.capabilities import describe
from wizard.tui.screens.account import AccountScreen
from wizard.tui.screens.branches import BranchesScreen
from wizard.tui.screens.done import DoneScreen
from wizard.tui.screens.image import ImageScreen
from wizard.tui.screens.review import ReviewScreen
from wizard.tui.screens.scenario import ScenarioScreen
from wizard.tui.screens.subscription import SubscriptionScreen

WIDE, COMBINING, RIGHT_TO_LEFT = "漢字かな", "e\u0301a\u0308o\u0328", "שלום-عين"
TERMINALS: Mapping[str, Mapping[str, str]] = {
    "console": {"TERM": "linux", "LANG": "C.UTF-8"},
    "vt100": {"TERM": "vt100", "LANG": "C.UTF-8"},
    "C": {"TERM": "xterm-256color", "LC_ALL": "C"},
    "screen": {"TERM": "screen-256color", "LANG": "C.UTF-8"},
    "truecolor": {"TERM": "xterm-256color", "LANG": "C.UTF-8", "COLORTERM": "truecolor"},
}


async def foreign_names(hands: Hands, visit: Visit) -> None:
    """From the welcome to the end with names in other scripts, letters typed into the midst of them."""
    await hands.begin()
    await hands.on(AccountScreen)
    await hands.sees("A good key")
    await hands.fill("account.name", f"{WIDE} {COMBINING}")
    await hands.press("left", "left", "left", "x", "end", "y")
    await visit("account")
    await hands.without_keys()
    await hands.on(SubscriptionScreen)
    await hands.fill("integration", f"{RIGHT_TO_LEFT} {COMBINING} {WIDE}")
    await visit("subscription")
    await hands.press("ctrl+n")
    await hands.on(ScenarioScreen)
    await hands.pick_scenario(PULL)
    await hands.on(ImageScreen)
    await hands.fill("image", "acme/ci")
    await visit("image")
    await hands.press("ctrl+n")
    await hands.on(BranchesScreen)
    await hands.press("right", "tab")
    for name in (WIDE, COMBINING, RIGHT_TO_LEFT):
        await hands.paste(name)
        await visit(f"branches, {name} typed")
        await hands.press("enter")
        await visit(f"branches, {name} chosen")
    await hands.press("ctrl+n")
    await hands.on(ReviewScreen)
    await visit("review")
    await hands.press("w")
    await hands.on(DoneScreen)
    await visit("done")


async def same_cells(name: str, *walks: object) -> None:
    """Walk, and compare each page."""
    environ = TERMINALS[name]
    with one_demo() as make:
        for walk in walks:
            async with sitting_at(make, terminal=describe(environ), driver=Wire) as hands:
                ears, pages = Ears(hands, environ["TERM"]), []

                async def visit(page: str, ears: Ears = ears, pages: list[str] = pages) -> None:
                    pages.append(page)
                    ears.listen()
                    ears.assert_same_picture(page)

                await walk(hands, visit)  # type: ignore[operator]
                assert len(pages) >= 3


@pytest.mark.parametrize(
    "name", ["console", *(pytest.param(name, marks=pytest.mark.nightly) for name in TERMINALS if name != "console")]
)
async def test_names_in_other_scripts_are_in_the_same_cells(name: str) -> None:
    await same_cells(name, foreign_names)


@pytest.mark.nightly
@pytest.mark.parametrize("name", TERMINALS)
async def test_every_page_is_in_the_same_cells(name: str) -> None:
    await same_cells(name, set_up, take_out)
