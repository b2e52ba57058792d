"""The rules of the style sheet reach every screen that they are meant for."""

from __future__ import annotations

import pytest

from tests.tui.conftest import Making
from tests.tui.hands import PULL, Hands, sitting_at
from wizard.tui.input.too_small import SizedScreen, TooSmall
from wizard.tui.screens.account import AccountScreen
from wizard.tui.screens.dialogs import Confirm, Dialog, Help
from wizard.tui.screens.picker import Picker
from wizard.tui.screens.remove_entry import TakeOutScreen
from wizard.tui.screens.review import ReviewScreen


@pytest.mark.parametrize("kind", [AccountScreen, ReviewScreen, TakeOutScreen, Picker, Confirm, Help])
def test_textual_sees_the_classes_that_rules_are_written_for(kind: type[SizedScreen[object]]) -> None:
    """Textual follows only the first base that is a node: a mixin before it must be none."""
    seen = kind._css_bases(kind)
    assert SizedScreen in seen
    assert (Dialog in seen) == issubclass(kind, Dialog)


def is_centred(hands: Hands) -> bool:
    box = hands.app.screen.query_one(".dialog").region
    size = hands.app.size
    return abs(box.x - (size.width - box.right)) <= 1 and abs(box.y - (size.height - box.bottom)) <= 1


async def test_dialogs_are_in_the_middle(real: Making) -> None:
    async with sitting_at(real()) as hands:
        await hands.begin()
        account = await hands.on(AccountScreen)
        await hands.press("f1")
        await hands.on(Help)
        assert is_centred(hands)
        await hands.press("escape")
        await hands.focus(account.field("region").query_one("Button"))
        await hands.press("enter")
        await hands.on(Picker)
        assert is_centred(hands)


async def test_the_notice_of_a_small_window_covers_steps_and_dialogs(real: Making) -> None:
    async with sitting_at(real()) as hands:
        await hands.to_review(PULL)
        for key in ("", "ctrl+c"):
            await hands.press(*filter(None, [key]))
            await hands.pilot.resize_terminal(40, 10)
            await hands.sees("This window is too small.")
            assert hands.app.screen.query_one(TooSmall).region.size == hands.app.size
            await hands.pilot.resize_terminal(80, 24)
            await hands.until(lambda: not hands.app.screen.query_one(TooSmall).display)
