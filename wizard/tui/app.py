"""The wizard on screens: the application, its entry, and what it prints when it ends."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType

from wizard.core.errors import ExitCode
from wizard.core.remaining import remaining
from wizard.core.safetext import visible
from wizard.tui.base_app import TerminalApp
from wizard.tui.coordinator import Coordinator
from wizard.tui.palette import Commands
from wizard.tui.screens.base import StepScreen
from wizard.tui.screens.dialogs import Confirm, Dialog
from wizard.tui.screens.taken_out import removal_steps
from wizard.tui.session import Session
from wizard.tui.terminal import describe
from wizard.tui.theme import NAME, THEME
from wizard.tui.work import Make, Work

if TYPE_CHECKING:
    from wizard.tui.terminal import Terminal

LEAVE = (
    "Leave the wizard? Nothing was written. Your answers are kept, and the next run offers to go on; the keys are not."
)

DEMO_ENDS = (
    "That was the demo: its project is gone, and nothing of yours was touched.\n"
    "The real thing: run ecr-wizard in your repository."
)


class WizardApp(TerminalApp):
    """The screens, driven by one coordinator."""

    TITLE = "ecr-wizard"
    CSS_PATH = "wizard.tcss"
    COMMANDS: ClassVar[set[Any]] = {Commands}
    COMMAND_PALETTE_BINDING = "ctrl+backslash"  # Textual's own is never shown in the footer; the screens have ctrl+p
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "leave", "Leave", key_display="^c", priority=True),
    ]

    def __init__(self, make: Make, terminal: Terminal | None = None, *, wire: bool = True) -> None:
        super().__init__(terminal, wire=wire)
        self.session = Session()
        self.work = Work(make)
        self.coordinator = Coordinator(self, self.session, self.work)
        self.register_theme(THEME)
        self.theme = "ansi-dark" if self.terminal.native_colours else NAME

    def on_mount(self) -> None:
        """Start to walk."""
        super().on_mount()
        self.run_worker(self._walk(), group="walk", description="the walk", exit_on_error=True)

    async def _walk(self) -> None:
        code = await self.coordinator.run()
        self.exit(code, return_code=code)

    def action_leave(self) -> None:
        """ctrl+c: at once, or after a question where there is something to lose."""
        if isinstance(self.screen, Confirm):
            return
        step = self._step_shown()
        if not self.session.something_to_lose and not (step is not None and step.has_input()):
            self._leave()
            return

        def answered(leave: bool | None) -> None:
            if leave:
                self._leave()

        self.push_screen(Confirm(LEAVE, yes="Leave", no="Stay"), answered)

    def _leave(self) -> None:
        while isinstance(self.screen, Dialog):
            self.pop_screen()
        if isinstance(self.screen, StepScreen):
            self.screen.leave()
        else:
            self.exit(ExitCode.CANCELLED, return_code=ExitCode.CANCELLED)

    def _step_shown(self) -> StepScreen | None:
        """The step on the screen, whatever dialog stands over it."""
        return next((item for item in reversed(self.screen_stack) if isinstance(item, StepScreen)), None)

    def save_before_exit(self) -> None:
        """An end that nobody chose: keep the answers as they stand on the screen."""
        from wizard.actions.resume import save

        session, screen = self.session, self._step_shown()
        if session.project is None or session.finished or screen is None:
            return
        if not session.something_to_lose and not screen.has_input():
            return
        save(session.project, screen.collect(), screen.step)


def run_wizard(make: Make, *, mouse: bool, wire: bool) -> int:
    """Run the wizard on the terminal and give its exit code.

    `make` gives the services and where to start; it is called after the first frame, in the background.
    """
    import os

    app = WizardApp(make, describe(os.environ), wire=wire)
    code = app.run_to_exit_code(mouse=mouse)
    if app.work.is_demo:
        print(DEMO_ENDS, file=sys.stderr)
    elif app.session.finished:
        print(farewell(app.session), file=sys.stderr)
    elif code == ExitCode.CANCELLED:
        print("Nothing was written.", file=sys.stderr)
    return code


def farewell(session: Session) -> str:
    """What was written and what remains, for the shell that is back: the screens are gone."""
    lines = []
    if session.written is not None:
        lines.append(f"Written: {session.written.path}")
        lines.append("`ecr-wizard undo` brings the old file back.")
    lines += session.in_shippable
    project = session.found
    groups = (
        removal_steps(project, session.taken_out)
        if session.taken_out
        else remaining(project, session.answers, by_hand=session.by_hand)
    )
    for group in groups:
        lines += ["", group.title + ":", *(f"  {line}" for line in group.lines)]
    return visible("\n".join(lines), lines=True)
