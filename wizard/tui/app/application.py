"""The wizard on screens: the application, its entry, and what it prints when it ends."""

from __future__ import annotations

import gc
import shutil
import sys
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Static

from wizard.core.interview.parting import not_written
from wizard.core.model.errors import ExitCode
from wizard.core.text.safetext import visible
from wizard.services.runtime.background import in_daemon
from wizard.tui.app.base import TerminalApp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.app import ComposeResult

    from wizard.core.interview.next_steps import Group
    from wizard.terminal.capabilities import Terminal
    from wizard.tui.app.coordinator import Coordinator
    from wizard.tui.screens.base import StepScreen
    from wizard.tui.state.session import Session
    from wizard.tui.state.work import Make, Work

KEPT = "Your answers are kept, and the next run offers to go on; the keys are not."
LEAVE_DEMO = "Leave the demo? Its project goes with it; nothing of yours was touched."


class WizardApp(TerminalApp):
    """The screens, driven by one coordinator. The first frame waits for nothing: the steps are imported after it."""

    TITLE = "ecr-wizard"
    CSS_PATH = "../wizard.tcss"
    DEFAULT_CSS = """
    #opening { height: 1; background: $primary; color: $background; text-style: bold; }
    #opening:ansi { background: ansi_default; color: ansi_default; text-style: reverse bold; }
    """
    ENABLE_COMMAND_PALETTE = False  # the steps have their own
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "leave", "Leave", key_display="^c", priority=True),
    ]

    def __init__(self, make: Make, terminal: Terminal | None = None, *, wire: bool = True) -> None:
        super().__init__(terminal, wire=wire)
        self._make = make
        self.session: Session | None = None
        self.work: Work | None = None

    def compose(self) -> ComposeResult:
        """The first line of the welcome."""
        yield Static(" ecr-wizard: Welcome", id="opening", markup=False)

    def on_mount(self) -> None:
        """Start to walk as soon as there is something to see."""
        self.run_worker(self._walk(), group="walk", description="the walk", exit_on_error=True)

    async def _walk(self) -> None:
        await self.shows_something.wait()
        coordinator = await in_daemon(self._load)
        if self.work is not None:
            await self.work.wait_for_look()
        code = await coordinator.run()
        self.exit(code, return_code=code)

    def _load(self) -> Coordinator:
        """Import the steps, and the page of the first."""
        from wizard.tui.state.work import Work

        self.work = Work(self._make)
        self.work.look_ahead()  # it waits for git while the rest is imported
        from wizard.tui.app.coordinator import Coordinator, screen_of
        from wizard.tui.state.session import Session

        self.session = Session()
        coordinator = Coordinator(self, self.session, self.work)
        screen_of(coordinator.step)
        return coordinator

    @property
    def between_screens(self) -> bool:
        """A step was left, and the next one is not there yet."""
        return self.session is not None and len(self.screen_stack) == 1

    @property
    def awaits_page(self) -> bool:
        """The steps are still imported, or a step was left and the next one is not there yet."""
        return self.session is None or self.between_screens

    def action_leave(self) -> None:
        """ctrl+c: at once, or after a question where there is something to lose."""
        if self.session is None:
            super().action_leave()
            return
        from wizard.tui.screens.dialogs import ConfirmLeave

        if self.is_covered:
            self._leave()  # there is no room for a question, and the notice says that this key leaves
            return
        if isinstance(self.screen, ConfirmLeave):
            self._leave()  # the same key again, with the question in sight
            return
        step = self._step_shown()
        if not self.session.something_to_lose and not (step is not None and step.has_input()):
            self._leave()
            return

        def answered(leave: bool | None) -> None:
            if leave:
                self._leave()

        text = LEAVE_DEMO if self._is_demo else f"Leave the wizard? {_not_written(self.session)} {KEPT}"
        self.push_screen(ConfirmLeave(text, yes="Leave", no="Stay"), answered)

    def _leave(self) -> None:
        from wizard.tui.screens.base import StepScreen
        from wizard.tui.screens.dialogs import Dialog

        while isinstance(self.screen, Dialog):
            self.pop_screen()
        if isinstance(self.screen, StepScreen):
            self.screen.leave()
        else:
            self.exit(ExitCode.CANCELLED, return_code=ExitCode.CANCELLED)

    @property
    def _is_demo(self) -> bool:
        return self.work is not None and self.work.is_demo

    def _step_shown(self) -> StepScreen | None:
        """The step on the screen, whatever dialog is over it."""
        from wizard.tui.screens.base import StepScreen

        return next((item for item in reversed(self.screen_stack) if isinstance(item, StepScreen)), None)

    def save_before_exit(self) -> None:
        """An end that nobody chose: keep the answers as they stand on the screen."""
        if self.session is None:
            return
        from wizard.actions.resume import save

        session, screen = self.session, self._step_shown()
        if session.project is None or session.finished or screen is None:
            return
        if not session.something_to_lose and not screen.has_input():
            return
        save(session.project, screen.collect(), session.state.resumes_at or screen.step)


def run_wizard(make: Make, terminal: Terminal, *, mouse: bool, wire: bool, report: Path | None = None) -> int:
    """Run the wizard on the terminal and give its exit code.

    `make` gives the services and where to start; it is called after the first frame, in the background. A run that
    was carried through is recorded in the new file `report`; raises `ServiceError` when that cannot be written.
    """
    gc.disable()  # until the first page can be used: it would go through all that was just imported
    app = WizardApp(make, terminal, wire=wire)
    try:
        code = app.run_to_exit_code(mouse=mouse)
    finally:
        gc.enable()
    if app.work is not None and app.work.is_demo:
        from wizard.actions.demo import DEMO_ENDS

        print(DEMO_ENDS, file=sys.stderr)
    elif app.session is not None and app.session.finished:
        print(farewell(app.session, shutil.get_terminal_size().columns), file=sys.stderr)
    elif code == ExitCode.CANCELLED:
        print(_not_written(app.session), file=sys.stderr)
    if report is not None and app.session is not None and app.session.finished and not app.session.taken_out:
        from wizard.actions.save_record import save_record
        from wizard.tui.state.record import record_of

        save_record(report, record_of(app.session))
        print(f"The record of this run: {report}", file=sys.stderr)
    return code


def _not_written(session: Session | None) -> str:
    """That the file was not changed, and what was saved all the same."""
    if session is None or session.project is None:
        return not_written("", (), resumes=False)
    return visible(not_written(session.project.file.name, session.left_behind, resumes=False))


def farewell(session: Session, width: int = 0) -> str:
    """What was written and what remains, for the shell that is back: the screens are gone.

    Steps are broken between words at that width, 0 for nowhere; what is to be copied stays in one line.
    """
    from wizard.core.interview.next_steps import remaining
    from wizard.tui.screens.remove_integration import removal_steps

    lines = []
    if session.written is not None:
        lines.append(f"Written: {session.written.path}")
        lines.append("`ecr-wizard undo` brings the old file back.")
    if session.keys_are:
        lines.append(session.keys_are)
    lines += session.in_shippable
    project = session.found
    groups = (
        removal_steps(session, is_unreferenced=False)
        if session.taken_out
        else remaining(project, session.answers, by_hand=session.by_hand, committed=session.committed)
    )
    for group in groups:
        lines += ["", group.title + ":", *_lines_of(group, width)]
    return visible("\n".join(lines), lines=True)


def _lines_of(group: Group, width: int) -> Iterator[str]:
    from wizard.core.interview.next_steps import lines_to_copy
    from wizard.tui.widgets.checklist import hanging

    for line in group.lines:
        if not width:
            yield f"  {line}"
        elif group.copies:
            yield from (f"  {piece}" for piece in lines_to_copy(line, width - 2))
        else:
            yield hanging(visible(line), width)
