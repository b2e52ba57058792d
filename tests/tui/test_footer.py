"""The line of keys at the foot: each action once, and a click on a key presses it."""

from __future__ import annotations

from tests.tui.every_page import one_demo
from tests.tui.hands import sitting_at
from wizard.tui.screens.account import AccountScreen
from wizard.tui.screens.dialogs import Help
from wizard.tui.screens.subscription import SubscriptionScreen
from wizard.tui.screens.welcome import WelcomeScreen


async def test_a_click_on_a_key_presses_it() -> None:
    with one_demo() as make:
        async with sitting_at(make) as hands:
            await hands.on(WelcomeScreen)
            await hands.sees("F1 Help")
            row = hands.rows[-1]
            assert row.count("Help") == 1
            await hands.pilot.click(offset=(row.index("Help"), 23))
            await hands.on(Help)


async def test_a_click_on_a_step_that_was_seen_goes_there() -> None:
    with one_demo() as make:
        async with sitting_at(make) as hands:
            await hands.to_scenario()
            steps = hands.rows[1]
            await hands.pilot.click(offset=(steps.index("6 Review") + 2, 1))
            await hands.pilot.click(offset=(steps.index("2 Subscription") + 2, 1))
            await hands.on(SubscriptionScreen)  # the review was not seen yet
            await hands.press("escape")
            await hands.on(AccountScreen)
