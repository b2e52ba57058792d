"""Somebody who sits before the screens: types, looks, waits for what is to happen. Nothing here sleeps for long."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from textual import events
from textual.widgets import Button, Input, OptionList

from wizard.terminal.capabilities import describe
from wizard.tui.app.application import WizardApp
from wizard.tui.input.typeahead import DropsTypeAhead
from wizard.tui.screens.account import AccountScreen
from wizard.tui.screens.base import StepScreen
from wizard.tui.screens.branches import BranchesScreen
from wizard.tui.screens.done import DoneScreen
from wizard.tui.screens.image import ImageScreen
from wizard.tui.screens.review import ReviewScreen
from wizard.tui.screens.scenario import ScenarioScreen
from wizard.tui.screens.subscription import SubscriptionScreen
from wizard.tui.screens.welcome import WelcomeScreen
from wizard.tui.widgets.choice_row import ChoiceRow

if TYPE_CHECKING:
    from textual.driver import Driver
    from textual.pilot import Pilot
    from textual.screen import Screen

    from wizard.core.model.answers import Branches
    from wizard.core.model.secret import AwsKeys
    from wizard.terminal.capabilities import Terminal
    from wizard.tui.state.work import Make

PATIENCE = 30  # seconds for what is to happen, on however busy a machine
TERMINAL = describe({"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"})
PULL, BUILD, PUSH = range(3)
S = TypeVar("S", bound="Screen[Any]")


class Hands:
    """Keys and eyes. `text` is what the screen shows, row by row."""

    def __init__(self, app: WizardApp, pilot: Pilot[int]) -> None:
        self.app, self.pilot = app, pilot

    # looking

    @property
    def rows(self) -> list[str]:
        """The rows of the screen that is in front, with what is seen of those behind it."""
        compositor = self.app.screen._compositor
        return ["".join(segment.text for segment in strip).rstrip() for strip in compositor.render_strips()]

    @property
    def text(self) -> str:
        return "\n".join(self.rows)

    @property
    def said(self) -> str:
        """The text of the screen with its line breaks taken out, for what may be broken anywhere."""
        return " ".join(self.text.split())

    @property
    def step(self) -> StepScreen:
        """The step that is in front."""
        screen = self.app.screen
        assert isinstance(screen, StepScreen), screen
        return screen

    def control(self, key: str) -> Any:
        """The control of a question's field, of those that are shown."""
        shown = self.app.screen.shown  # type: ignore[attr-defined]
        return next(field.control for field in shown if field.question.key == key)

    # waiting

    async def until(self, condition: Callable[[], Any], what: str = "") -> None:
        """Wait until it holds."""
        end = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > end:
                raise AssertionError(f"waited {PATIENCE} s for {what or condition}; the screen shows:\n{self.text}")
            await asyncio.sleep(0.01)

    async def sees(self, *texts: str) -> None:
        """Wait until the screen shows all of them, wherever its lines are broken."""
        await self.until(lambda: all(" ".join(text.split()) in self.said for text in texts), repr(texts))

    async def on(self, kind: type[S]) -> S:
        """Wait until a screen of that kind is in front and takes keys."""

        def ready() -> bool:
            screen = self.app.screen
            if not isinstance(screen, kind) or not screen.is_mounted or not screen.is_current:
                return False
            return not isinstance(screen, DropsTypeAhead) or screen.shown_at is not None

        await self.until(ready, kind.__name__)
        await self.pilot.pause()
        screen = self.app.screen
        assert isinstance(screen, kind)
        return screen

    # doing

    async def press(self, *keys: str) -> None:
        """One key after the other; what waits for slow work is not waited for."""
        for key in keys:
            await self.pilot.press(key)
            await self.until(
                lambda: not self.app._keys.waits or self.app.works_slowly or self.app.return_code is not None,
                f"{key} to go through",
            )
        await self.pilot.pause()

    async def paste(self, text: str) -> None:
        """Paste, as a terminal in bracketed paste mode hands it over."""
        self.app.post_message(events.Paste(text))
        await self.pilot.pause()
        await self.until(lambda: not self.app._keys.waits or self.app.works_slowly, "the paste to go through")
        await self.pilot.pause()

    async def clear(self) -> None:
        """Empty the field that has the focus."""
        field = self.app.focused
        assert isinstance(field, Input), field
        await self.press("ctrl+e", "ctrl+u")
        assert field.value == ""

    async def focus(self, widget: Any) -> None:
        """The focus goes there at once; that everything is reached by Tab has a test of its own."""
        self.app.screen.set_focus(widget)
        await self.pilot.pause()

    async def tab_to(self, widget: Any) -> None:
        """Tab until the focus is there."""
        for _ in range(60):
            if self.app.focused is widget:
                return
            await self.press("tab")
        raise AssertionError(f"{widget} was not reached by Tab; the screen shows:\n{self.text}")

    async def fill(self, key: str, text: str) -> None:
        """Put this text into the field of a question."""
        await self.focus(self.control(key))
        await self.clear()
        if text:
            await self.paste(text)
            assert self.app.focused.value == text  # type: ignore[union-attr]

    async def choose(self, key: str, value: Any) -> None:
        """Choose one of the answers of a row."""
        row = self.control(key)
        await self.focus(row)
        for _ in row.choices:
            if row.value == value:
                return
            await self.press("right")
        raise AssertionError(f"{key} cannot be {value}: {row.choices}")

    async def highlight(self, options: OptionList, label: str) -> None:
        """Move to the row that has this text."""
        await self.until(lambda: options.option_count)
        rows = [str(options.get_option_at_index(at).prompt) for at in range(options.option_count)]
        wanted = next((at for at, row in enumerate(rows) if label in row), None)
        assert wanted is not None, f"{label!r} is not among {rows}"
        await self.focus(options)
        for _ in range(2 * len(rows)):
            if options.highlighted == wanted:
                return
            await self.press("down" if (options.highlighted or 0) < wanted else "up")
        raise AssertionError(f"{label!r} cannot be reached")

    async def click(self, selector: str) -> None:
        """Press a button by way of the keyboard."""
        button = self.app.screen.query_one(selector, Button)
        await self.focus(button)
        await self.press("enter")

    # whole steps

    async def begin(self, label: str = "Set up") -> None:
        """From the welcome on with what is called so."""
        welcome = await self.on(WelcomeScreen)
        doing = welcome.query_one("#doing", OptionList)
        await self.until(lambda: doing.display and doing.option_count, "the welcome")
        await self.highlight(doing, label)
        await self.press("enter")

    async def give_keys(self, keys: AwsKeys) -> None:
        """Type the keys on the step Account, and Enter."""
        key_id, secret = self.app.screen.query_one("#key-id", Input), self.app.screen.query_one("#secret", Input)
        await self.highlight(self.app.screen.query_one("#sources", OptionList), "Type or paste")
        for field, text in ((key_id, keys.key_id.reveal()), (secret, keys.secret.reveal())):
            await self.focus(field)
            await self.clear()
            await self.paste(text)
        await self.press("enter")

    async def without_keys(self) -> None:
        """On from the step Account with no keys at all."""
        await self.on(AccountScreen)
        await self.highlight(self.app.screen.query_one("#sources", OptionList), "None now")
        await self.press("enter")

    async def to_scenario(self, name: str = "ecr-integration") -> None:
        """From the welcome through the first steps."""
        await self.begin()
        await self.without_keys()
        await self.on(SubscriptionScreen)
        await self.fill("integration", name)
        await self.press("ctrl+n")
        await self.on(ScenarioScreen)

    async def from_account_with(self, keys: AwsKeys, region: str | None = None) -> None:
        """From the step Account to the step Scenario, with keys that AWS accepts."""
        if region is not None:
            await self.fill("region", region)
        await self.give_keys(keys)
        await self.sees("AWS accepts the keys")
        await self.press("ctrl+n")
        await self.on(SubscriptionScreen)
        await self.press("ctrl+n")
        await self.on(ScenarioScreen)

    async def to_image(self, scenario: int, image: str) -> ImageScreen:
        """To the step Image, with that one typed."""
        await self.to_scenario()
        await self.pick_scenario(scenario)
        await self.fill("image", image)
        return await self.on(ImageScreen)

    async def to_review(self, scenario: int = PULL, image: str = "acme/ci") -> ReviewScreen:
        """To the review, with what is suggested but for the image."""
        await self.to_image(scenario, image)
        await self.press("ctrl+n")
        await self.on(BranchesScreen)
        await self.press("ctrl+n")
        return await self.on(ReviewScreen)

    async def to_done(self) -> DoneScreen:
        """To the end."""
        await self.to_review()
        await self.press("w")
        return await self.on(DoneScreen)

    async def pick_scenario(self, number: int) -> None:
        """The scenario by its place, and on."""
        options = self.app.screen.query_one("#scenarios", OptionList)
        await self.focus(options)
        for _ in range(3):
            if options.highlighted == number:
                break
            await self.press("down" if (options.highlighted or 0) < number else "up")
        await self.press("enter")
        await self.on(ImageScreen)

    async def choose_branches(self, branches: Branches) -> None:
        """The mode, then each name typed."""
        screen = await self.on(BranchesScreen)
        mode = screen.query_one("#mode", ChoiceRow)
        await self.focus(mode)
        while mode.value != branches.mode:
            await self.press("right")
        for name in branches.names:
            await self.focus(screen.query_one("FilterList Input", Input))
            await self.clear()
            await self.paste(name)
            await self.press("enter")

    async def answer_branches(self, branches: Branches) -> None:
        """Choose them, and on."""
        await self.choose_branches(branches)
        await self.press("ctrl+n")


@asynccontextmanager
async def sitting_at(
    make: Make,
    size: tuple[int, int] = (80, 24),
    *,
    terminal: Terminal = TERMINAL,
    driver: type[Driver] | None = None,
) -> AsyncIterator[Hands]:
    """The wizard on these services, and somebody before it; `driver` gets what is drawn."""
    app = WizardApp(make, terminal, wire=False)
    app.driver_class = driver or app.driver_class
    async with app.run_test(size=size, headless=driver is None) as pilot:
        yield Hands(app, pilot)
