"""The steps of a build with the new file, over the review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from wizard.core.text.safetext import visible
from wizard.tui.screens.dialogs import Dialog
from wizard.tui.widgets.action import action_button

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widgets import Button


class BuildsDialog(Dialog[None]):
    """The steps of the builds, one group of branches below the other."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,g", "close", show=False),
        Binding("down", "scroll(1)", "Scroll", show=False),
        Binding("up", "scroll(-1)", "Scroll", show=False),
    ]

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__()
        self._lines = lines

    def compose(self) -> ComposeResult:
        """A box in the middle."""
        with Vertical(classes="dialog -tall -patch"):
            with VerticalScroll():
                yield Static(visible("\n".join(self._lines), lines=True), markup=False)
            yield action_button("Close")

    def action_close(self) -> None:
        """Back to the review."""
        self.close()

    def action_scroll(self, lines: int) -> None:
        """Scroll the steps."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Close."""
        event.stop()
        self.close()
