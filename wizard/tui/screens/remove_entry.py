"""Taking an entry out: everything that depends on it, the diff, and what else needs the registry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, Static

from wizard.core.interview.flow import Back, Next
from wizard.core.interview.question import StepKey
from wizard.core.model.errors import WizardError
from wizard.core.text.safetext import visible
from wizard.tui.input.typeahead import DropsTypeAhead
from wizard.tui.screens.base import StepScreen
from wizard.tui.widgets.action import action_button
from wizard.tui.widgets.busy import BusyLine
from wizard.tui.widgets.choice_row import ChoiceRow
from wizard.tui.widgets.diff_view import DiffView

if TYPE_CHECKING:
    from textual.widget import Widget

    from wizard.actions.remove_entry import Removal
    from wizard.core.ci_file.project import Project
    from wizard.tui.state.session import Session
    from wizard.tui.state.work import Work


class TakeOutScreen(DropsTypeAhead, StepScreen):
    """The diff that takes the entry called `name` out; written only with its own key."""

    step = StepKey.WELCOME
    slow = frozenset({"plan", "write"})
    about = (
        "The hub entry is taken out, with the parents that it leaves empty. Where the journal knows the file, the very "
        "bytes from before come back. `What the scenario added` are the image settings and commands under build."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "write", "Write"),
        Binding("ctrl+n", "next", show=False),
        Binding("escape", "back", "Back", key_display="Esc"),
        Binding("up", "scroll_lines(-1)", "Scroll", show=False),
        Binding("down", "scroll_lines(1)", "Scroll", show=False),
    ]

    def __init__(self, session: Session, work: Work, name: str, project: Project) -> None:
        super().__init__(session, work)
        self._entry, self._project = name, project
        self._removal: Removal | None = None
        self._writing = False

    @property
    def heading(self) -> str:
        """The title with the entry's name."""
        elsewhere = "" if self._project is self.session.project else f" of {visible(self._project.root, limit=40)}"
        return f"Take out {visible(self._entry, limit=40)}{elsewhere}"

    def body(self) -> Iterator[Widget]:
        """How far it goes, what depends on it, the diff."""
        with Horizontal(classes="row"):
            yield Static("Take out too", classes="label", markup=False)
            yield ChoiceRow(((False, "only the entry"), (True, "all that the scenario added")), False, id="build")
        yield Static("", id="dependents")
        yield DiffView(id="diff")

    def buttons(self) -> Iterator[Widget]:
        """Leaving the file alone is first."""
        yield action_button("Back, nothing changed", id="back")
        yield action_button("Write (w)", id="write")

    def on_mount(self) -> None:
        """Plan it."""
        self.set_focus(self.query_one("#back"))
        self._plan()

    def _plan(self) -> None:
        self.run_worker(self._load(), group="plan", exclusive=True, description="planning")

    async def _load(self) -> None:
        with_build = bool(self.query_one("#build", ChoiceRow).value)
        project = self._project
        busy = self.query_one(BusyLine)
        try:
            removal = await busy.during("Planning ...", self.work.removal(project, self._entry, with_build=with_build))
            now = await busy.during("Looking at what depends on it ...", self.work.situation(project, self._entry))
        except WizardError as error:
            self._removal = None
            self.say_error(error)
            return
        self._removal = removal
        lines = [
            f"! {f'line {item.line}: ' if item.line is not None else ''}{item.message}" for item in removal.warnings
        ]
        others = now.beside(project)
        lines += [f"! {'Names it too' if item.looked_at else 'May name it too'}: {item}" for item in others]
        lines = lines or ["No dependency: nothing else that is known needs it."]
        self.query_one("#dependents", Static).update(Content(visible("\n".join(lines), lines=True)))
        self.query_one("#diff", DiffView).show(removal.plan.before, removal.plan.after)

    @on(ChoiceRow.Changed, "#build")
    def _build_changed(self, event: ChoiceRow.Changed) -> None:
        event.stop()
        self._plan()

    def action_write(self) -> None:
        """Write the file as the diff shows it."""
        if self._removal is not None and not self._writing:
            self._writing = True
            self.run_worker(self._write(self._removal), group="write", description="writing")

    async def _write(self, removal: Removal) -> None:
        try:
            written = await self.query_one(BusyLine).during(
                "Writing ...", self.work.write(self._project, removal.plan, action="remove")
            )
        except WizardError as error:
            self._writing = False
            self.say_error(error)
            return
        self.session.written, self.session.finished = written, True
        self.session.taken_out = self._entry
        try:
            await self.work.note_taken_out(self._project, self._entry)
        except WizardError as error:
            self.session.problem = f"The file is written, but the inventory is not: {error}"
        self.finish(Next(self.session.answers))

    def action_next(self) -> None:
        """Writing has a key of its own."""
        self.say("w writes the file; Esc goes back.")

    def action_back(self) -> None:
        """To the welcome, with nothing changed."""
        self.finish(Back(self.session.answers))

    @on(Button.Pressed, "#write")
    def _write_pressed(self) -> None:
        self.action_write()
