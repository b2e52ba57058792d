"""What every step has in common: heading, body, one line for messages, buttons, keys."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from wizard.core.interview.flow import STEPS, TITLES, Back, GoTo, Next, Quit, StepResult
from wizard.core.interview.question import StepKey
from wizard.core.model.answers import Answers
from wizard.core.model.errors import WizardError
from wizard.core.text.safetext import visible
from wizard.tui.input.settled import WorksSlowly
from wizard.tui.input.too_small import SizedScreen
from wizard.tui.widgets.action import action_button
from wizard.tui.widgets.busy import BusyLine
from wizard.tui.widgets.flow import Flow
from wizard.tui.widgets.footer import KeysFooter
from wizard.tui.widgets.keys_found import KeysFound
from wizard.tui.widgets.rows import Rows
from wizard.tui.widgets.steps import Heading, StepColumn, StepLine
from wizard.tui.widgets.text import show_text

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.widget import Widget

    from wizard.core.aws.key_forms import FoundKeys
    from wizard.tui.state.session import Session
    from wizard.tui.state.work import Work


class Body(VerticalScroll):
    """The part of a step that scrolls. When it gets shorter, what has the focus stays in sight."""

    def on_resize(self) -> None:
        """Scroll to the focus, if that is in here."""
        focused = self.screen.focused
        if isinstance(focused, Rows):
            self.call_after_refresh(focused.show_row)
        elif focused is not None and self in focused.ancestors:
            self.call_after_refresh(self.scroll_to_widget, focused, animate=False)


class StepScreen(WorksSlowly, SizedScreen[StepResult]):
    """One step. It gives back a `StepResult` and knows neither the next step nor the world outside.

    Subclasses give `body`, `collect` (the answers as far as they can be taken, for Back and for an end that
    nobody chose) and `action_next`, which ends in `finish(Next(...))` when everything is in order.
    """

    step: ClassVar[StepKey]
    next_label: ClassVar[str] = "Next"
    about: ClassVar[str] = ""
    slow: ClassVar[frozenset[str]] = frozenset()  # groups of workers; keys wait while one of them runs

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide"), (150, "-wider")]  # noqa: RUF012 - Textual declares no ClassVar
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+n", "next", "Next", key_display="^n"),
        Binding("escape", "back", "Back", key_display="Esc"),
        Binding("f1,ctrl+g", "help", "Help", key_display="F1"),
        Binding("ctrl+p", "palette", "Go to", key_display="^p"),
        Binding("down", "app.focus_next", "Next field", show=False),
        Binding("up", "app.focus_previous", "Previous field", show=False),
        Binding("tab", "app.focus_next", "Next field", show=False),
        Binding("shift+tab", "app.focus_previous", "Previous field", show=False),
        Binding("pagedown", "scroll_body(1)", "Scroll", show=False),
        Binding("pageup", "scroll_body(-1)", "Scroll", show=False),
    ]

    def __init__(self, session: Session, work: Work) -> None:
        super().__init__()
        self.session, self.work = session, work
        self._finished = False

    # what it shows

    def compose(self) -> ComposeResult:
        """The frame around `body`."""
        # Known before there are widgets: else each of them gets its styles a second time with the first resize.
        width = self.app.size.width
        self.add_class(next(name for least, name in reversed(self.HORIZONTAL_BREAKPOINTS) if width >= least))
        yield Heading(self.heading, self.session)
        if STEPS.index(self.step) in range(1, len(STEPS) - 1):
            yield StepLine(self.step, self.session, classes="steps")
        with Horizontal(id="middle"):
            yield StepColumn(self.step, self.session)
            with Vertical(id="main"):
                with Body(id="body", can_focus=False):
                    yield from self.body()
                yield from self.notices()
                yield BusyLine()
                yield Static(id="message", markup=False)
                with Flow(id="buttons"):
                    yield from self.buttons()
                yield from self.below()
            yield from self.beside()
        yield KeysFooter()

    @property
    def heading(self) -> str:
        """`Step 3 of 6: Scenario`."""
        number = STEPS.index(self.step)
        if 0 < number < len(STEPS) - 1:
            return f"Step {number} of {len(STEPS) - 2}: {TITLES[self.step]}"
        return f"ecr-wizard: {TITLES[self.step]}"

    def body(self) -> Iterator[Widget]:
        """The widgets of the step."""
        raise NotImplementedError

    def notices(self) -> Iterator[Widget]:
        """What must be in sight however far the body is scrolled."""
        yield from ()

    def beside(self) -> Iterator[Widget]:
        """What is right of the step on a wide terminal."""
        yield from ()

    def below(self) -> Iterator[Widget]:
        """What is below the buttons on a large terminal."""
        yield from ()

    def buttons(self) -> Iterator[Widget]:
        """Next, Back and Help, for who has no keys for them."""
        yield action_button(self.next_label, id="next")
        yield action_button("Back", id="back")
        yield action_button("Help", id="help")

    def say(self, text: str, *, error: bool = False) -> None:
        """A message above the buttons; empty takes it away. Foreign text in it is made safe here."""
        message = self.query_one("#message", Static)
        show_text(message, Content(visible(f"! {text}" if error and text else text, lines=True, tab=" ")))
        message.set_class(error, "-error")

    def say_error(self, error: WizardError) -> None:
        """What went wrong, where, and what to do next."""
        place = f"{error.where}: " if error.where else ""
        parts = [place + error.title, error.cause, error.remedy]
        self.say("\n".join(part for part in parts if part), error=True)

    def copy(self, text: str) -> None:
        """Put a text on the clipboard as far as that can be done from here, and say how far that is."""
        self.app.copy_to_clipboard(text)
        self.run_worker(self._copy(text), group="copy", description="copying", exclusive=True)

    async def _copy(self, text: str) -> None:
        if await self.work.copy_in_tmux(text):
            self.say(f"Copied to tmux: {_in_brief(text)}")
        else:
            self.say(f"Sent to your terminal's clipboard, which your terminal may refuse: {_in_brief(text)}")

    def works_slowly(self) -> bool:
        """Whether work is under way whose result decides what the next key means."""
        return self.runs(self.slow)

    def runs(self, groups: Container[str]) -> bool:
        """Whether a worker of this screen in one of these groups is under way."""
        mine = (worker for worker in self.workers if worker.node is self and worker.group in groups)
        return any(not worker.is_finished for worker in mine)

    # what it gives back

    def collect(self) -> Answers:
        """The answers as they stand; what cannot be an answer yet is kept as a draft."""
        return self.session.answers

    def has_input(self) -> bool:
        """Whether something was typed here that is not in the session yet."""
        return False

    def finish(self, result: StepResult) -> None:
        """Give the result back; a second one is ignored. What is over the step goes with it."""
        if not self._finished:
            self._finished = True
            while self.app.screen is not self:
                self.app.pop_screen()  # dismissing would close that one in place of the step
            self.dismiss(result)

    def action_next(self) -> None:
        """On to the next step, when the answers are in order."""
        self.finish(Next(self.collect()))

    def action_back(self) -> None:
        """To the step before: nothing is validated and nothing lost."""
        self.finish(Back(self.collect()))

    def go_to(self, step: StepKey) -> None:
        """To a step that was seen."""
        self.finish(GoTo(step, self.collect()))

    def leave(self) -> None:
        """End the wizard, with the answers as they stand."""
        self.finish(Quit(self.collect()))

    # help

    def help_text(self) -> str:
        """What F1 shows: about the focused field, else about the step."""
        return self.about

    def action_help(self) -> None:
        """Explain the focused field and the keys."""
        from wizard.tui.screens.dialogs import Help  # no page waits for it

        self.app.push_screen(Help(TITLES[self.step], self.help_text()))

    def action_palette(self) -> None:
        """Offer the steps that were seen, and what can be copied."""
        from wizard.tui.screens.palette import Palette, commands_on

        def picked(command: Callable[[], object] | None) -> None:
            if command is not None:
                self.call_later(command)  # once the palette is gone

        self.app.push_screen(Palette(commands_on(self)), picked)

    def action_scroll_body(self, direction: int) -> None:
        """Scroll by a page."""
        body = self.query_one("#body", VerticalScroll)
        body.scroll_relative(y=direction * max(body.size.height - 1, 1), animate=False)

    def action_scroll_lines(self, lines: int) -> None:
        """Scroll by some lines, where the arrows move nothing else."""
        self.query_one("#body").scroll_relative(y=lines, animate=False)

    @on(KeysFound)
    def _keys_found(self, event: KeysFound) -> None:
        event.stop()
        self.take_keys(event.found)

    def on_paste(self, event: events.Paste) -> None:
        """Something was pasted where nothing can be typed: keys are recognised there too."""
        from wizard.core.aws.key_forms import keys_within  # late: no page waits for it

        found = keys_within(event.text)
        if found is not None:
            event.stop()
            self.take_keys(found)

    def take_keys(self, found: FoundKeys) -> None:
        """Keys came to a page that does not ask for keys."""
        del found
        self.say("That was an AWS key, and was not taken: keys are asked for in the first step.", error=True)

    @on(Button.Pressed, "#next")
    def _next_pressed(self) -> None:
        self.action_next()

    @on(Button.Pressed, "#back")
    def _back_pressed(self) -> None:
        self.action_back()

    @on(Button.Pressed, "#help")
    def _help_pressed(self) -> None:
        self.action_help()


def _in_brief(text: str) -> str:
    """A text of one line as it is, of more its first line: the page shows the others."""
    first, *more = text.splitlines() or [""]
    return f"{first} ... ({len(more) + 1} lines)" if more else first
