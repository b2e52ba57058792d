"""A question with several answers that comes up while something is made in Shippable."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from wizard.core.text.safetext import visible
from wizard.tui.input.typeahead import DropsTypeAhead
from wizard.tui.screens.dialogs import Dialog, DialogText
from wizard.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from wizard.core.interview.picks import Pick


class AskPick(Dialog[int], DropsTypeAhead):
    """The index of the choice; None after Esc. The default is highlighted, and what was typed ahead takes nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Cancel")]

    def __init__(self, pick: Pick) -> None:
        super().__init__()
        self._pick = pick

    def compose(self) -> ComposeResult:
        """The question, what each answer means, and the rows."""
        about = [f"{choice.label}: {choice.help}" for choice in self._pick.choices if choice.help]
        with Vertical(classes="dialog"):
            yield Static(Content(visible(self._pick.question)), classes="title")
            with DialogText():
                yield Static(Content(visible("\n".join([self._pick.help, *about]), lines=True)))
            rows = [Option(Content(visible(choice.label))) for choice in self._pick.choices]
            yield Rows(*rows, id="picks", compact=True, markup=False)
            yield Static("Enter: take it   Esc: cancel", classes="keys", markup=False)

    def on_mount(self) -> None:
        """The default is the row that Enter takes."""
        rows = self.query_one("#picks", OptionList)
        rows.highlighted = self._pick.default or 0
        self.set_focus(rows)

    def action_close(self) -> None:
        """None of them."""
        self.close()

    @on(OptionList.OptionSelected, "#picks")
    def _picked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.close(event.option_index)
