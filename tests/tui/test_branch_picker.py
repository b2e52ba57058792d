"""Choosing branches with the keys alone."""

from __future__ import annotations

from tests.tui.conftest import Making
from tests.tui.hands import PUSH, sitting_at
from wizard.core.model.answers import Branches
from wizard.tui.screens.branches import BranchesScreen
from wizard.tui.screens.review import ReviewScreen


async def test_space_and_enter_choose_rows_and_a_pattern_is_added(real: Making) -> None:
    async with sitting_at(real()) as hands:
        await hands.to_image(PUSH, "acme/app")
        await hands.press("ctrl+n")
        await hands.on(BranchesScreen)
        await hands.press("right", "enter", "space", "down", "enter")
        await hands.sees("Only: master, dev")
        await hands.press("space")
        await hands.sees("Only: master")
        await hands.press(*"wip", "slash", "asterisk", "enter")
        await hands.sees("Only: master, wip/*", "[x] wip/*")
        await hands.press("ctrl+n")
        await hands.on(ReviewScreen)
        assert hands.app.session is not None
        assert hands.app.session.answers.branches == Branches("only", ("master", "wip/*"))
