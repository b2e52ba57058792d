"""Steps with the patch in sight: beside them where the terminal is wide, else over them with a key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from wizard.core.text.safetext import visible
from wizard.tui.screens.base import StepScreen
from wizard.tui.widgets.patch_pane import PatchPane
from wizard.tui.widgets.steps import StepColumn

if TYPE_CHECKING:
    from textual.widget import Widget

    from wizard.core.ci_file.project import Project
    from wizard.core.interview.draft import Draft
    from wizard.core.model.answers import Answers


class PatchedStep(StepScreen):
    """A step whose answers show in the patch at once. Subclasses call `show_patch` whenever an answer changes."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+o", "patch", "Patch", key_display="^o")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (50, "-tall")]  # noqa: RUF012 - Textual declares no ClassVar
    _shown_answers: Answers | None = None
    _made: tuple[Answers, Project, Draft] | None = None

    def beside(self) -> Iterator[Widget]:
        """The column, which only a wide terminal shows."""
        yield PatchPane(self._draw_patch, id="patch")

    def below(self) -> Iterator[Widget]:
        """What F1 says, which only a large terminal has room for."""
        yield Static(id="help-below", markup=False)

    def on_descendant_focus(self) -> None:
        """What is said below is about the field that has the focus."""
        self._show_about()

    def _show_about(self) -> None:
        about = self.query_one("#help-below", Static)
        if about.display:
            about.update(Content(visible(self.help_text(), lines=True)))

    def show_patch(self, answers: Answers) -> None:
        """Show the patch that these answers make, where it is in sight."""
        self._shown_answers = answers
        self.query_one(StepColumn).follow(answers)
        self._draw_patch()

    def lit_texts(self) -> tuple[str, ...]:
        """Texts of the lines that the focused field makes. For subclasses."""
        return ()

    def on_resize(self) -> None:
        """The column, and what is said below, may have come into sight."""
        self.call_after_refresh(self._draw_patch)
        self.call_after_refresh(self._show_about)

    def _draw_patch(self) -> None:
        pane = self.query_one(PatchPane)
        if self._shown_answers is not None and pane.display:
            pane.show(self.session.found.file.name, self._draft(), self.lit_texts())

    def _draft(self) -> Draft:
        from wizard.core.interview.draft import draft  # the first page is there before a patch is planned

        answers, project = self._shown_answers or self.session.answers, self.session.found
        if self._made is None or self._made[0] != answers or self._made[1] is not project:
            self._made = (answers, project, draft(project, answers))  # a focus that moves changes no patch
        return self._made[2]

    def action_patch(self) -> None:
        """The whole patch, over the page."""
        from wizard.tui.screens.patch_dialog import PatchDialog  # no page waits for it

        self.app.push_screen(PatchDialog(self.session.found.file.name, self._draft()))
