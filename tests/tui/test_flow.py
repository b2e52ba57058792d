"""Moving about in the wizard: forward, back, away, and what a key does that comes once too often."""

from __future__ import annotations

from pathlib import Path

from tests.tui.conftest import Making
from tests.tui.hands import PULL, PUSH, sitting_at
from wizard.core.model.answers import PushSection
from wizard.tui.screens.account import AccountScreen
from wizard.tui.screens.branches import BranchesScreen
from wizard.tui.screens.dialogs import Confirm
from wizard.tui.screens.done import DoneScreen
from wizard.tui.screens.image import ImageScreen
from wizard.tui.screens.review import ReviewScreen
from wizard.tui.screens.scenario import ScenarioScreen
from wizard.tui.screens.subscription import SubscriptionScreen
from wizard.tui.screens.welcome import WelcomeScreen

ORDER = (AccountScreen, SubscriptionScreen, ScenarioScreen, ImageScreen, BranchesScreen, ReviewScreen)


async def test_back_everywhere_loses_nothing_not_even_what_cannot_be_an_answer(real: Making) -> None:
    async with sitting_at(real()) as hands:
        await hands.begin()
        await hands.on(AccountScreen)
        await hands.fill("account.name", "mine")
        await hands.without_keys()
        await hands.on(SubscriptionScreen)
        assert hands.control("integration").value == "mine"  # follows, until it is answered itself
        await hands.fill("integration", "ours")
        await hands.press("ctrl+n")
        await hands.on(ScenarioScreen)
        await hands.pick_scenario(PUSH)
        await hands.choose("push_section", PushSection.POST_CI)
        await hands.fill("tag", "v1")
        await hands.fill("image", "not an image")
        await hands.press("escape")
        await hands.on(ScenarioScreen)
        assert hands.app.screen.query_one("#scenarios").highlighted == PUSH  # type: ignore[attr-defined]
        for kind in (SubscriptionScreen, AccountScreen, WelcomeScreen):
            await hands.press("escape")
            await hands.on(kind)
        await hands.begin()
        await hands.on(AccountScreen)
        assert hands.control("account.name").value == "mine"
        await hands.press("ctrl+n")
        await hands.on(SubscriptionScreen)
        assert hands.control("integration").value == "ours"
        await hands.press("ctrl+n")
        await hands.on(ScenarioScreen)
        await hands.press("ctrl+n")
        await hands.on(ImageScreen)
        assert hands.control("image").value == "not an image"
        assert hands.control("tag").value == "v1"
        assert hands.control("push_section").value == PushSection.POST_CI
        await hands.press("ctrl+n")
        await hands.sees("An image name has no spaces.")
        assert hands.app.focused is hands.control("image")
        await hands.fill("image", "acme/app")
        await hands.press("ctrl+n")
        branches = await hands.on(BranchesScreen)
        await hands.press("right", "enter", *"rel", "enter")
        await hands.press("escape")  # clears the filter first
        await hands.on(BranchesScreen)
        await hands.press("escape")
        await hands.on(ImageScreen)
        assert hands.control("image").value == "acme/app"
        await hands.press("ctrl+n")
        await hands.on(BranchesScreen)
        await hands.sees("Only: release/1.0")
        assert branches.session.answers.scenario is not None


async def test_leaving_asks_only_where_there_is_something_to_lose(real: Making, repository: Path) -> None:
    async with sitting_at(real()) as hands:
        await hands.on(WelcomeScreen)
        await hands.press("ctrl+c")
        await hands.until(lambda: hands.app.return_code is not None)
    assert hands.app.return_code == 130
    async with sitting_at(real()) as hands:
        await hands.begin()
        await hands.on(AccountScreen)
        await hands.fill("account.name", "mine")
        await hands.press("ctrl+c")
        await hands.on(Confirm)
        await hands.press("enter")  # the safe answer has the focus
        await hands.on(AccountScreen)
        assert hands.control("account.name").value == "mine"
        await hands.press("ctrl+c")
        await hands.on(Confirm)
        await hands.press("y")
        await hands.until(lambda: hands.app.return_code is not None)
    assert hands.app.return_code == 130
    assert not (repository / "shippable.yml").exists()


async def test_leaving_the_review_writes_nothing(real: Making, repository: Path) -> None:
    async with sitting_at(real()) as hands:
        await hands.to_review()
        await hands.press("enter")  # the focus is on nothing that acts
        await hands.sees("w writes the file")
        await hands.press("ctrl+c")
        await hands.on(Confirm)
        await hands.press("y")
        await hands.until(lambda: hands.app.return_code is not None)
    assert hands.app.return_code == 130
    assert not (repository / "shippable.yml").exists()


async def test_keys_typed_ahead_do_not_write_and_a_second_one_skips_nothing(real: Making, repository: Path) -> None:
    """Enter and `w` are typed while the review is not drawn yet, then `w` three times at once."""
    from textual import events

    async with sitting_at(real()) as hands:
        await hands.to_image(PULL, "acme/ci")
        await hands.press("ctrl+n")
        await hands.on(BranchesScreen)
        app = hands.app
        for key, character in (("ctrl+n", None), ("enter", "\r"), ("w", "w"), ("w", "w"), ("enter", "\r")):
            app.post_message(events.Key(key, character))
        await hands.on(ReviewScreen)
        await hands.pilot.pause()
        assert not (repository / "shippable.yml").exists()
        assert app.return_code is None
        for _ in range(3):
            app.post_message(events.Key("w", "w"))
        await hands.on(DoneScreen)
        assert (repository / "shippable.yml").exists()
        for _ in range(3):
            app.post_message(events.Key("escape", None))
        await hands.until(lambda: app.return_code is not None)
    assert app.return_code == 0


async def test_many_enters_go_forward_one_step_each(real: Making) -> None:
    from textual import events

    async with sitting_at(real()) as hands:
        await hands.to_scenario()
        for _ in range(2):
            hands.app.post_message(events.Key("enter", "\r"))
        image = await hands.on(ImageScreen)
        await hands.pilot.pause()
        assert hands.app.screen is image
        assert not hands.said.count("Review:")


async def test_a_jump_to_a_step_that_was_seen(real: Making) -> None:
    """Every command of the palette that is offered on the review does what it says."""
    async with sitting_at(real()) as hands:
        await hands.to_review()
        for title, kind in (
            ("Go to: Branches", BranchesScreen),
            ("Go to: Account", AccountScreen),
            ("Go to: Review", ReviewScreen),
        ):
            await command(hands, title)
            await hands.on(kind)
        await hands.sees("acme/ci")
        await command(hands, "Copy: Subscription integration")
        assert hands.app.clipboard == "ecr-integration"
        await command(hands, "Copy: the apply command")
        assert hands.app.clipboard.startswith("ecr-wizard apply . --integration=ecr-integration --scenario=pull")
        await command(hands, "Help")
        await hands.sees("This is the whole change of the file")
        await hands.press("escape")
        for colours in ("light", "dark"):
            await command(hands, f"Colours for a {colours} background")
            await hands.until(lambda colours=colours: hands.app.theme == f"ecr-{colours}")  # type: ignore[misc]
        await command(hands, "Draw the screen again")
        await hands.on(ReviewScreen)
        await command(hands, "Leave")
        await hands.on(Confirm)
        await hands.press("y")
        await hands.until(lambda: hands.app.return_code is not None)


async def command(hands: object, title: str) -> None:
    """Type a command's name into the palette, and take it."""
    from tests.tui.hands import Hands
    from wizard.tui.screens.palette import Palette

    assert isinstance(hands, Hands)
    await hands.press("ctrl+p")
    await hands.on(Palette)
    await hands.paste(title)
    await hands.sees(title, "1 of")
    await hands.press("enter")
    await hands.until(lambda: not isinstance(hands.app.screen, Palette))
    await hands.pilot.pause()


async def test_a_palette_that_is_answered_twice_closes_nothing_else(real: Making) -> None:
    """Keys in one burst, as a slow link delivers them."""
    from textual import events

    async with sitting_at(real()) as hands:
        await hands.to_scenario()
        for key in ("ctrl+p", "w", "ctrl+u", "a", "enter", "enter", "enter"):
            hands.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await hands.on(AccountScreen)
        await hands.press("ctrl+p")
        await hands.press("escape")
        await hands.on(AccountScreen)


async def test_a_check_that_ends_under_a_dialog_takes_it_along(real: Making) -> None:
    """The step that is left is the one that was finished, whatever stands over it."""
    async with sitting_at(real()) as hands:
        await hands.to_scenario()
        step = hands.step
        await hands.press("f1")
        step.action_back()
        await hands.on(SubscriptionScreen)
        assert step not in hands.app.screen_stack


async def test_every_field_has_help(real: Making) -> None:
    """F1 on a field shows what its question is about; the same text that plain prompts show."""
    from wizard.core.interview.questions import QUESTIONS
    from wizard.tui.screens.dialogs import Help

    async with sitting_at(real()) as hands:
        await hands.begin()
        for kind, onward in ((AccountScreen, "without"), (SubscriptionScreen, "next"), (ImageScreen, "")):
            screen = await hands.on(kind)
            for field in screen.shown:
                await hands.focus(field.control)
                await hands.press("f1")
                await hands.on(Help)
                assert " ".join(field.question.help.split())[:60] in hands.said.replace(" | | ", " ").replace("| |", "")
                await hands.press("escape")
                await hands.on(kind)
            if onward == "without":
                await hands.without_keys()
            elif onward == "next":
                await hands.press("ctrl+n")
                await hands.on(ScenarioScreen)
                await hands.pick_scenario(PUSH)
    assert all(question.help for question in QUESTIONS)
