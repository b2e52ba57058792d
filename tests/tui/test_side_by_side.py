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
    beside = [(row.before and row.before.text, row.after and row.after.text) for row in pairs(lines)]
    assert beside == [("a: 1", "a: 1"), ("b: 2", "b: 4"), (None, "b2: 5"), ("c: 3", "c: 3")]


def test_long_lines_go_on_below_themselves_on_their_side() -> None:
    shown = str(render(diff_lines("", f"- {'x' * 60}\n"), 83)).splitlines()
    assert shown[-2] == f"{' ' * 40} │  1 + - {'x' * 33}"
    assert shown[-1] == f"{' ' * 40} │    ↳ {'x' * 27}"


def test_blank_lines_line_ends_and_reasons_are_all_there() -> None:
    lines = diff_lines("a: 1\nb: 2", "a: 1\n\nc: 3\nb: 4\n")
    added = next(at for at, line in enumerate(lines) if line.text == "c: 3")
    shown = str(render(lines, 83, {added: "why"})).splitlines()
    assert [row.rstrip() for row in shown[1:]] == [
        f"{' 1   a: 1':40} │  1   a: 1",
        f"{' 2 - b: 2':40} │  2 +",
        f"{'   ' + chr(92) + ' no line end here':40} │",
        f"{'why':>40} │  3 + c: 3",
        f"{'':40} │  4 + b: 4",
    ]


def test_a_reason_for_what_is_replaced_is_above_it() -> None:
    lines = diff_lines("b: 2\n", "b: 4\n")
    shown = str(render(lines, 83, {1: "another value"})).splitlines()
    assert [row.rstrip() for row in shown[1:]] == [
        f"{'':40} │   (another value)",
        f"{' 1 - b: 2':40} │  1 + b: 4",
    ]


async def test_the_review_shows_both_from_160_columns_on() -> None:
    with one_demo() as make:
        async with sitting_at(make, (160, 40)) as hands:
            await hands.on(WelcomeScreen)
            await hands.press("ctrl+n")
            await hands.on(ReviewScreen)
            await hands.sees("before", "after", "logs the build in to ECR")
            assert "@@" not in hands.text  # the patch is shown once
            await hands.pilot.resize_terminal(159, 40)
            await hands.until(lambda: "before" not in hands.text and "@@" in hands.text)
