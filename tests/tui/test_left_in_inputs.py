"""Text that is left in an input is taken or asked about by Next, and kept by Back: it is never dropped in silence."""

from __future__ import annotations

from textual.widgets import Input, OptionList

from tests.tui.conftest import Making
from tests.tui.hands import PULL, PUSH, Hands, sitting_at
from wizard.core.model.answers import Branches
from wizard.services.aws.simulated import GOOD, SimulatedAws
from wizard.tui.screens.account import AccountScreen
from wizard.tui.screens.branches import BranchesScreen
from wizard.tui.screens.image import ImageScreen
from wizard.tui.screens.picker import Picker
from wizard.tui.screens.review import ReviewScreen
from wizard.tui.screens.scenario import ScenarioScreen
from wizard.tui.screens.subscription import SubscriptionScreen
from wizard.tui.widgets.branch_picker import BranchPicker
from wizard.tui.widgets.choice_list import ChoiceList
from wizard.tui.widgets.filter_list import FilterList, Row


def answered(hands: Hands) -> Branches | None:
    assert hands.app.session is not None
    return hands.app.session.answers.branches


async def test_what_is_left_in_the_filter_of_the_branches(real: Making) -> None:
    async with sitting_at(real()) as hands:
        await hands.to_image(PUSH, "acme/app")
        await hands.press("ctrl+n")
        screen = await hands.on(BranchesScreen)
        await hands.press("right", "enter")
        names = screen.query_one(FilterList)
        for garbage in ("a:b", "!!!"):
            await hands.paste(garbage)
            await hands.press("enter", "ctrl+n")
            await hands.sees(f"{garbage} is typed in the filter", "Esc clears the filter")
            await hands.press("escape")
        assert screen.query_one(BranchPicker).chosen == []
        # A part of a name is no answer yet.
        await hands.press(*"release", "ctrl+n")
        await hands.sees("release is typed and not chosen", "Add branch release (not a branch of this repository)")
        assert names.query_one(Input).has_focus
        # Going back keeps it.
        await hands.press("escape", *"wi")
        await hands.press("shift+tab", "shift+tab")
        hands.step.action_back()
        await hands.on(ImageScreen)
        await hands.press("ctrl+n")
        screen = await hands.on(BranchesScreen)
        assert screen.query_one(FilterList).typed == "wi"
        # A branch in full and a pattern that matches are taken.
        screen.query_one(FilterList).focus_field()
        await hands.press("p", "ctrl+n")
        await hands.on(ReviewScreen)
        assert answered(hands) == Branches("only", ("wip",))
        await hands.press("escape")
        screen = await hands.on(BranchesScreen)
        screen.query_one(FilterList).focus_field()
        await hands.press(*"release/*")
        await hands.sees("Add pattern release/* (matches 2)")
        await hands.press("ctrl+n")
        await hands.on(ReviewScreen)
        assert answered(hands) == Branches("only", ("wip", "release/*"))


async def test_a_variable_that_was_not_added(real: Making) -> None:
    async with sitting_at(real()) as hands:
        await hands.to_image(PULL, "acme/ci")
        await hands.focus(hands.control("env"))
        await hands.press(*"A=1", "enter", *"B=2")
        # One that is taken back to be changed does not throw away what was typed.
        lines = hands.step.query_one("LinesInput OptionList", OptionList)
        await hands.focus(lines)
        await hands.press("down", "enter")
        assert hands.control("env").value == "A=1"
        assert hands.step.field("env").get() == ("B=2",)  # type: ignore[attr-defined]
        await hands.press("escape")
        await hands.on(ScenarioScreen)
        await hands.press("enter")
        await hands.on(ImageScreen)
        assert hands.control("env").value == "A=1"
        await hands.press("ctrl+n")
        await hands.on(BranchesScreen)
        assert hands.app.session is not None
        assert hands.app.session.answers.env == ("B=2", "A=1")


async def test_the_first_variable_needs_no_enter(real: Making) -> None:
    async with sitting_at(real()) as hands:
        await hands.to_image(PULL, "acme/ci")
        await hands.focus(hands.control("env"))
        await hands.press(*"A=1", "ctrl+n")
        await hands.on(BranchesScreen)
        assert hands.app.session is not None
        assert hands.app.session.answers.env == ("A=1",)


async def test_keys_that_are_typed_though_none_are_chosen(real: Making) -> None:
    async with sitting_at(real(aws=SimulatedAws(sleep=lambda _: None))) as hands:
        await hands.begin()
        screen = await hands.on(AccountScreen)
        await hands.focus(screen.query_one("#key-id"))
        await hands.paste(GOOD.keys.key_id.reveal())
        await hands.highlight(screen.query_one("#sources", OptionList), "None now")
        await hands.press("enter")
        await hands.sees("The key fields are filled")
        await hands.press("enter")
        await hands.on(SubscriptionScreen)


async def test_a_picker_opens_on_the_present_value(real: Making) -> None:
    async with sitting_at(real(aws=SimulatedAws(sleep=lambda _: None))) as hands:
        await hands.begin()
        screen = await hands.on(AccountScreen)
        await hands.fill("region", "us-west-2")
        await hands.focus(screen.field("region").query_one("Button"))
        await hands.press("enter")
        picker = await hands.on(Picker)
        names = picker.query_one(FilterList)
        await hands.until(lambda: "loading" not in names.status and names.status == "", "the list")
        assert names.highlighted_row == Row("us-west-2")
        await hands.press("enter")
        await hands.on(AccountScreen)
        assert hands.control("region").value == "us-west-2"
        await hands.focus(screen.field("region").query_one("Button"))
        await hands.press("enter")
        await hands.on(Picker)
        await hands.press(*"nowhere", "enter")
        await hands.sees("A region looks like us-east-1")


async def test_pages_and_clicks_change_no_answer_and_arrows_leave_the_list(real: Making) -> None:
    async with sitting_at(real()) as hands:
        await hands.to_scenario()
        screen = await hands.on(ScenarioScreen)
        scenarios = screen.query_one(ChoiceList)
        await hands.press("down")
        for key in ("pagedown", "pagedown", "pageup", "pageup"):
            await hands.press(key)
        assert scenarios.highlighted == 1
        await hands.pilot.click("#scenarios", offset=(8, 0))
        await hands.pilot.pause()
        assert scenarios.highlighted == 0
        assert hands.app.screen is screen, "a click chooses, and does not go on"
        await hands.focus(scenarios)
        await hands.press("down", "down", "down")
        assert scenarios.highlighted == 2
        assert hands.app.focused is screen.query_one("#next")


async def test_a_tag_that_is_left_behind_the_name_goes_to_its_own_field(real: Making) -> None:
    async with sitting_at(real()) as hands:
        await hands.to_image(PULL, "acme/ci")
        await hands.fill("image", "localhost:5000/acme/ci:v7")
        await hands.press("tab")
        assert hands.control("image").value == "localhost:5000/acme/ci"
        assert hands.control("tag").value == "v7"
