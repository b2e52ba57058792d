"""The palette (ctrl+p): go to a step that was seen, copy a name or a command.

A list of our own: Textual's takes names for markup, and a second Enter in it closes the screen beneath.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from wizard.core.interview.commands import apply_command
from wizard.core.interview.flow import STEPS, TITLES
from wizard.core.interview.next_steps import names_to_paste
from wizard.core.interview.question import StepKey
from wizard.tui.screens.dialogs import Dialog
from wizard.tui.widgets.filter_list import FilterList

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from wizard.tui.screens.base import StepScreen

Action = Callable[[], object]


class Palette(Dialog["Action | None"]):
    """The command that was picked; None after Esc."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,ctrl+p", "close", "Cancel")]
    about = "Steps that were seen, names and commands to copy, and what else can be done on this page."

    def __init__(self, commands: dict[str, Action]) -> None:
        super().__init__()
        self._commands = commands

    def compose(self) -> ComposeResult:
        """A box with the list."""
        with Vertical(classes="dialog -tall"):
            yield Static("Go to a step, copy", classes="title", markup=False)
            yield FilterList("type to filter")
            yield Static("Enter: do the highlighted row   Esc: clear, cancel", classes="keys", markup=False)

    def on_mount(self) -> None:
        """Show them."""
        self.query_one(FilterList).set_names(self._commands)
        self.query_one(FilterList).focus_field()

    def action_close(self) -> None:
        """Nothing was picked."""
        self.close()

    @on(FilterList.Picked)
    def _picked(self, event: FilterList.Picked) -> None:
        event.stop()
        self.close(self._commands[event.name])


def commands_on(screen: StepScreen) -> dict[str, Action]:
    """What the palette offers on the step that is shown: names, and what each does."""
    return dict(_commands(screen))


def _commands(screen: StepScreen) -> Iterator[tuple[str, Action]]:
    session = screen.session
    app: Any = screen.app
    for step in STEPS[:-1]:
        if step is not screen.step and screen.step is not StepKey.DONE and session.reachable(step):
            yield f"Go to: {TITLES[step]}", partial(screen.go_to, step)
    for label, text in names_to_paste(session.answers):
        if text:
            yield f"Copy: {label} {text}", partial(screen.copy, text)
    if session.answers.integration:
        yield "Copy: the apply command", partial(screen.copy, apply_command(session.answers))
    yield "Help", screen.action_help
    if app.other_colours:
        yield f"Colours for a {app.other_colours} background", app.change_colours
    yield "Draw the screen again", partial(app.run_action, "app.repaint")
    yield "Leave", partial(app.run_action, "app.leave")
