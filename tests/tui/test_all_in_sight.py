"""On the smallest terminal every line of every page and dialog can be seen, and every control reached."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from textual.scrollbar import ScrollBar
from textual.widget import Widget
from textual.widgets import OptionList, Static

from tests.tui.every_page import one_demo, set_up, take_out
from tests.tui.hands import Hands, sitting_at
from wizard.tui.widgets.branch_picker import BranchPicker
from wizard.tui.widgets.footer import KeysFooter
from wizard.tui.widgets.steps import Heading, StepLine

SMALLEST = (60, 16)
# The footer repeats what help says; the heading and the line of the steps are shortened on purpose.
NOT_JUDGED = (KeysFooter, ScrollBar, Heading, StepLine)


@dataclass
class Watcher:
    """Goes through a page as a user would and notes which lines of which widgets were in sight."""

    hands: Hands
    never_seen: list[str] = field(default_factory=list)
    pages: int = 0
    seen: set[tuple[Widget, int]] = field(default_factory=set)

    async def visit(self, name: str) -> None:
        """Scroll, go through every control and every row, then say what was never in sight."""
        self.pages += 1
        self.seen = set()
        screen, before = self.hands.app.screen, self.hands.app.focused
        self.look()
        for key in ("pagedown", "pageup"):
            await self.press_until_still(key)
        for control in screen.focus_chain:
            screen.set_focus(control)
            await self.hands.pilot.pause()
            self.look()
            if (control, 0) not in self.seen and control.display:
                self.never_seen.append(f"{name}: {control} has the focus and is out of sight\n{self.hands.text}")
            if isinstance(control, OptionList):
                await self.through_rows(control)
        screen.set_focus(before)
        await self.hands.pilot.pause()
        for widget in screen.walk_children():
            self.judge(name, widget)

    async def press_until_still(self, key: str) -> None:
        """A key that scrolls, until nothing moves any more."""
        shown = ""
        while shown != self.hands.text:
            shown = self.hands.text
            for _ in range(2):  # the first may move the highlight only
                await self.hands.press(key)
                self.look()

    async def through_rows(self, rows: OptionList) -> None:
        """Down a screenful with the arrow, on by pages, and out at the end; then back to where it was."""
        at = rows.highlighted
        rows.action_first()
        await self.hands.pilot.pause()
        self.look()
        for _ in range(rows.size.height + 1):
            await self.step_down(rows, "down")
        while self.hands.app.focused is rows and rows.highlighted != rows.option_count - 1:
            await self.step_down(rows, "pagedown")
        await self.step_down(rows, "down")
        assert self.hands.app.focused is not rows, f"the arrow does not leave {rows} at its end"
        rows.highlighted = at

    async def step_down(self, rows: OptionList, key: str) -> None:
        """The key, while the list has the focus."""
        if self.hands.app.focused is rows:
            await self.hands.press(key)
            self.look()

    def look(self) -> None:
        """Note what is in sight now."""
        screen = self.hands.app.screen
        for widget in screen.walk_children():
            if not _is_judged(widget):
                continue
            place = screen.find_widget(widget)
            visible = place.visible_region
            if visible.width < place.region.width or not visible.height:
                continue
            first = visible.y - place.region.y + int(widget.scroll_y)
            self.seen |= {(widget, line) for line in range(first, first + visible.height)}

    def judge(self, name: str, widget: Widget) -> None:
        """Whether every line of the widget was in sight."""
        if not _is_judged(widget) or not widget.is_attached:
            return
        missing = [line for line in range(_lines(widget)) if (widget, line) not in self.seen]
        if missing:
            self.never_seen.append(f"{name}: lines {missing} of {widget} were never in sight\n{self.hands.text}")

    def judge_all(self, *, pages: int) -> None:
        """Fail where something was never in sight, or where fewer pages were visited."""
        assert self.pages >= pages
        assert not self.never_seen, "\n\n".join(self.never_seen)


def _is_judged(widget: Widget) -> bool:
    shown = widget.display and all(parent.display for parent in widget.ancestors if isinstance(parent, Widget))
    return shown and not widget.is_container and not isinstance(widget, NOT_JUDGED)


def _lines(widget: Widget) -> int:
    """How many lines it needs at the width that it has."""
    if isinstance(widget, OptionList):
        return widget.virtual_size.height
    if isinstance(widget, Static):
        needed = widget.get_content_height(widget.app.size, widget.app.size, widget.content_size.width)
        return needed + widget.styles.padding.height if str(widget.render()) else 0
    return widget.outer_size.height


@pytest.mark.nightly
@pytest.mark.timeout(1800)  # every key of every page
async def test_every_line_of_setting_up_can_be_seen_and_every_control_reached() -> None:
    with one_demo() as make:
        async with sitting_at(make, SMALLEST) as hands:
            watcher = Watcher(hands)
            await set_up(hands, watcher.visit)
    watcher.judge_all(pages=20)


@pytest.mark.nightly
@pytest.mark.timeout(900)
async def test_every_line_of_taking_out_can_be_seen_and_every_control_reached() -> None:
    with one_demo() as make:
        async with sitting_at(make, SMALLEST) as hands:
            await set_up(hands, pass_by)
        async with sitting_at(make, SMALLEST) as hands:
            watcher = Watcher(hands)
            await take_out(hands, watcher.visit)
    watcher.judge_all(pages=3)


async def pass_by(name: str) -> None:
    """Do not stop at the page."""


async def test_many_chosen_branches_can_all_be_seen() -> None:
    with one_demo() as make:
        async with sitting_at(make, SMALLEST) as hands:
            await hands.to_image(2, "acme/app")
            await hands.press("ctrl+n", "right", "enter")
            for number in range(6):
                await hands.press(*f"a-long-name-of-a-branch-{number}", "enter")
            await hands.sees("[x] a-long-name-of-a-branch-5")
            picker = hands.app.screen.query_one(BranchPicker)
            assert len(picker.chosen) == 6
            rows = picker.query_one(OptionList)
            prompts = [str(rows.get_option_at_index(at).prompt) for at in range(rows.option_count)]
            assert sum(prompt.startswith("[x]") for prompt in prompts[:6]) == 6
