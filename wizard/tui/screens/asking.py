"""Small screens over a step that ask for one line: a name for a file, a message, a token."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from wizard.core.model.secret import Secret
from wizard.core.text.safetext import visible
from wizard.tui.input.typeahead import DropsTypeAhead
from wizard.tui.screens.dialogs import Dialog, DialogText
from wizard.tui.widgets.secret_input import PlainInput, TokenInput

if TYPE_CHECKING:
    from textual.app import ComposeResult

ABOUT_TOKENS = (
    "Made in Shippable: Profile > API AUTH TOKENS > + (old interface: Account Settings > API tokens). "
    "It is not shown, and kept only until this run ends."
)


class AskName(Dialog["str | None"]):
    """A line to type, for example the name of a file. None when the user thinks better of it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Cancel")]
    enter_does = "take it"
    replaces = True  # what is typed first takes the place of the value

    def __init__(self, title: str, text: str, value: str) -> None:
        super().__init__()
        self._title, self._text, self._value = title, text, value

    def compose(self) -> ComposeResult:
        """The field and what it is for."""
        with Vertical(classes="dialog"):
            yield Static(self._title, classes="title", markup=False)
            with DialogText():
                yield Static(Content(visible(self._text, lines=True)))
            yield PlainInput(self._value, compact=True, select_on_focus=self.replaces)
            yield Static(f"Enter: {self.enter_does}   Esc: cancel", classes="keys", markup=False)

    def action_close(self) -> None:
        """Without a name."""
        self.close()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        name = self.query_one(PlainInput).heard.strip()
        if name:
            self.close(name)


class AskMessage(AskName, DropsTypeAhead):
    """The message of a commit, shown before Enter makes it; what was typed ahead makes none."""

    enter_does = "commit"
    replaces = False


class AskToken(Dialog[Secret]):
    """A token for Shippable, typed once. It is not shown, and kept only until the run ends."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Cancel")]

    def compose(self) -> ComposeResult:
        """The field and where a token comes from."""
        with Vertical(classes="dialog"):
            yield Static("API token for Shippable", classes="title", markup=False)
            with DialogText():
                yield Static(ABOUT_TOKENS, markup=False)
            yield TokenInput("the token, not shown")
            yield Static("Enter: take it   Esc: cancel", classes="keys", markup=False)

    def action_close(self) -> None:
        """Without a token."""
        self.close()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        token = self.query_one(TokenInput).secret
        if token:
            self.close(token)
