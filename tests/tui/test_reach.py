"""Everything is reached by Tab, and what has the focus is in sight, on the smallest terminal too."""

from __future__ import annotations

from textual.widget import Widget

from tests.tui.conftest import Making
from tests.tui.hands import PUSH, Hands, sitting_at
from wizard.core.model.answers import PushSection
from wizard.tui.screens.account import AccountScreen
from wizard.tui.screens.branches import BranchesScreen
from wizard.tui.screens.image import ImageScreen
from wizard.tui.screens.review import ReviewScreen
from wizard.tui.screens.scenario import ScenarioScreen
from wizard.tui.screens.subscription import SubscriptionScreen


async def test_tab_goes_round_everything_in_sight(real: Making) -> None:
    async with sitting_at(real(), size=(60, 16)) as hands:
        await hands.begin()
        await hands.on(AccountScreen)
        await go_round(hands)
        await hands.without_keys()
        for kind in (SubscriptionScreen, ScenarioScreen):
            await hands.on(kind)
            await go_round(hands)
            await hands.press("ctrl+n")
        await hands.on(ImageScreen)
        await hands.press("escape")
        await hands.on(ScenarioScreen)
        await hands.pick_scenario(PUSH)
        await hands.choose("push_section", PushSection.POST_CI)
        await hands.fill("image", "acme/app")
        await go_round(hands)
        await hands.press("ctrl+n")
        await hands.on(BranchesScreen)
        await hands.press("right")
        await go_round(hands)
        await hands.press("left", "ctrl+n")
        await hands.on(ReviewScreen)
        await go_round(hands)


async def go_round(hands: Hands) -> None:
    """Tab until the focus is where it was: every control was passed, and each was in sight."""
    screen = hands.app.screen
    wanted = set(screen.focus_chain)
    start, passed = hands.app.focused, set[Widget]()
    for _ in range(len(wanted) + 1):
        await hands.press("tab")
        await hands.pilot.pause()
        focused = hands.app.focused
        assert focused is not None
        shown = screen.find_widget(focused).visible_region
        assert shown.height >= 1, f"{focused} has the focus and is out of sight:\n{hands.text}"
        passed.add(focused)
        if focused is start:
            break
    assert passed >= wanted, f"not reached: {wanted - passed}\n{hands.text}"
