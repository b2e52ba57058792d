"""The line of keys at the foot: each action once, and a click on a key presses it."""

from __future__ import annotations

from tests.tui.every_page import one_demo
from tests.tui.hands import sitting_at
from wizard.tui.screens.dialogs import Help
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
