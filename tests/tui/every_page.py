"""A walk over every page and every dialog of the wizard, for tests that look at all of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from screenshots.make import calm, steady_demo
from tests.tui.hands import PUSH, Hands
from wizard.core.model.answers import PushSection
from wizard.services.aws.simulated import GOOD, INACTIVE
from wizard.tui.screens.account import AccountScreen
from wizard.tui.screens.asking import AskName, AskToken
from wizard.tui.screens.branches import BranchesScreen
from wizard.tui.screens.builds import BuildsDialog
from wizard.tui.screens.dialogs import Confirm, Help
from wizard.tui.screens.done import DoneScreen
from wizard.tui.screens.image import ImageScreen
from wizard.tui.screens.keep_keys import KeepDialog
from wizard.tui.screens.palette import Palette
from wizard.tui.screens.picker import Picker
from wizard.tui.screens.remove_entry import TakeOutScreen
from wizard.tui.screens.remove_integration import TakenOutScreen
from wizard.tui.screens.review import ReviewScreen
from wizard.tui.screens.scenario import ScenarioScreen
from wizard.tui.screens.subscription import SubscriptionScreen
from wizard.tui.screens.welcome import WelcomeScreen
from wizard.tui.state.work import Make

Visit = Callable[[str], Awaitable[None]]


@contextmanager
def one_demo() -> Iterator[Make]:
    """The demo, with the same project for each wizard that is started on it."""
    with steady_demo() as make:
        made: list[Any] = []

        def once() -> Any:
            if not made:
                made.append(make())
            return made[0]

        yield once


async def set_up(hands: Hands, visit: Visit) -> None:
    """From the welcome to the end, with every dialog on the way; `visit` is called on each."""

    async def dialog(kind: type[Any], name: str, *keys: str) -> None:
        await hands.press(*keys)
        await hands.on(kind)
        await calm(hands)
        await visit(name)
        await hands.press("escape")
        if isinstance(hands.app.screen, kind):
            await hands.press("escape")

    async def picker(field: str, name: str) -> None:
        await hands.focus(hands.step.field(field).query_one("Button"))  # type: ignore[attr-defined]
        await dialog(Picker, name, "enter")

    await hands.sees("Set up an integration")
    await calm(hands)
    await visit("welcome")
    await dialog(Palette, "palette", "ctrl+p")
    await hands.begin()
    await hands.on(AccountScreen)
    await hands.sees("A good key")
    await visit("account")
    await picker("region", "regions")
    await dialog(Help, "help", "f1")
    await hands.give_keys(INACTIVE.keys)
    await hands.sees("inactive")
    await calm(hands)
    await visit("account, keys refused")
    await hands.give_keys(GOOD.keys)
    await hands.sees("AWS accepts the keys")
    await calm(hands)
    await visit("account, keys accepted")
    await hands.press("ctrl+n")
    await hands.on(SubscriptionScreen)
    await visit("subscription")
    await hands.press("ctrl+n")
    await hands.on(ScenarioScreen)
    await visit("scenario")
    await hands.pick_scenario(PUSH)
    await hands.on(ImageScreen)
    await hands.choose("push_section", PushSection.POST_CI)
    await hands.pilot.pause()
    await visit("image")
    await picker("image", "repositories")
    await picker("tag", "tags")
    await hands.fill("tag", "not a tag")
    await hands.press("ctrl+n")
    await visit("image, with an error")
    await hands.fill("tag", "latest")
    await hands.press("ctrl+n")
    await hands.on(BranchesScreen)
    await hands.press("right", "enter", *"release/*", "enter")
    await hands.press(*"rel", "ctrl+n")
    await visit("branches")
    await hands.press("escape", "ctrl+n")
    await hands.on(ReviewScreen)
    await calm(hands)
    await visit("review")
    await dialog(Confirm, "leave", "ctrl+c")
    await dialog(BuildsDialog, "builds", "g")
    await dialog(AskName, "patch", "s")
    await hands.on(ReviewScreen)
    await hands.press("w")
    await hands.on(DoneScreen)
    await visit("done")
    await dialog(KeepDialog, "keep", "k")
    hands.app.push_screen(AskToken())
    await dialog(AskToken, "token")


async def take_out(hands: Hands, visit: Visit) -> None:
    """Taking out what `set_up` wrote."""
    await hands.on(WelcomeScreen)
    await hands.sees("Take out ecr-integration")
    await visit("welcome, with an entry")
    await hands.begin("Take out ecr-integration")
    await hands.on(TakeOutScreen)
    await hands.sees("Take out too")
    await calm(hands)
    await visit("take out")
    await hands.press("w")
    await hands.on(TakenOutScreen)
    await visit("taken out")
