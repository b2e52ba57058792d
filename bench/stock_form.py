"""A form as Textual's own examples make one: its widgets, borders and driver as they come. For comparison."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Button, Footer, Header, Input, Label, OptionList


class Form(Screen[None]):
    """One page of it."""

    CSS = "OptionList { height: 6; } Horizontal { height: 3; }"
    BINDINGS: ClassVar = [("ctrl+n", "next", "Next")]

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def compose(self) -> ComposeResult:
        yield Header()
        yield Label(f"Page {self.number}")
        yield Input(placeholder="Integration name")
        yield Input(placeholder="AWS region")
        yield OptionList(*[f"branch/release-{row}" for row in range(40)])
        with Horizontal():
            yield Button("Back")
            yield Button("Next")
        yield Footer()

    def action_next(self) -> None:
        """The next page."""
        self.app.push_screen(Form(self.number + 1))


class Stock(App[None]):
    """The application."""

    def on_mount(self) -> None:
        """The first page."""
        self.push_screen(Form(1))


if __name__ == "__main__":
    Stock().run()
