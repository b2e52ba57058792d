"""The patch over a step, for terminals that have no room for it beside the step."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical

from wizard.tui.screens.dialogs import Dialog
from wizard.tui.widgets.action import action_button
from wizard.tui.widgets.patch_pane import PatchView

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widgets import Button

    from wizard.core.interview.draft import Draft


class PatchDialog(Dialog[None]):
    """The patch as far as it is known, over a step."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,ctrl+o,q", "close", "Close"),
        Binding("down", "scroll(1)", "Scroll", show=False),
        Binding("up", "scroll(-1)", "Scroll", show=False),
    ]

    def __init__(self, file: str, patch: Draft) -> None:
        super().__init__()
        self._file, self._patch = file, patch

    def compose(self) -> ComposeResult:
        """A box in the middle."""
        with Vertical(classes="dialog -tall -patch"):
            yield PatchView()
            yield action_button("Close")

    def on_mount(self) -> None:
        """Show it."""
        self.query_one(PatchView).show(self._file, self._patch)

    def action_close(self) -> None:
        """Back to the step."""
        self.close()

    def action_scroll(self, lines: int) -> None:
        """Scroll the patch."""
        self.query_one(PatchView).scroll_relative(y=lines, animate=False)

    def action_scroll_page(self, direction: int) -> None:
        """Scroll the patch by a page."""
        view = self.query_one(PatchView)
        view.scroll_relative(y=direction * max(view.size.height - 1, 1), animate=False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Close."""
        event.stop()
        self.close()
