"""Before and after side by side on the review, where the terminal is wide enough."""

from __future__ import annotations

from tests.tui.every_page import one_demo
from tests.tui.hands import sitting_at
from wizard.core.text.diff import diff_lines
from wizard.tui.screens.review import ReviewScreen
from wizard.tui.screens.welcome import WelcomeScreen
from wizard.tui.widgets.side_by_side import pairs, render


def test_removed_lines_stand_beside_those_that_replace_them() -> None:
    lines = [line for line in diff_lines("a: 1\nb: 2\nc: 3\n", "a: 1\nb: 4\nb2: 5\nc: 3\n") if line.kind != "@"]
    beside = [(left and left.text, right and right.text) for left, right in pairs(lines)]
    assert beside == [("a: 1", "a: 1"), ("b: 2", "b: 4"), (None, "b2: 5"), ("c: 3", "c: 3")]


def test_long_lines_go_on_below_themselves_on_their_side() -> None:
    shown = str(render(diff_lines("", f"- {'x' * 60}\n"), 83)).splitlines()
    assert shown[-2] == f"{' ' * 40} │ + - {'x' * 36}"
    assert shown[-1] == f"{' ' * 40} │ ↳ {'x' * 24}"


async def test_the_review_shows_both_from_160_columns_on() -> None:
    with one_demo() as make:
        async with sitting_at(make, (160, 40)) as hands:
            await hands.on(WelcomeScreen)
            await hands.press("ctrl+n")
            await hands.on(ReviewScreen)
            await hands.sees("before", "after", "@@")
            await hands.pilot.resize_terminal(159, 40)
            await hands.until(lambda: "before" not in hands.text)
