"""A small application on `TerminalApp` with pages like the wizard's. `python sample_app.py [--no-wire] [--bug]`."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import ClassVar

from wizard.terminal import capabilities as terminal_guard

TERMINAL = terminal_guard.prepare()

from textual.app import ComposeResult  # noqa: E402
from textual.binding import Binding  # noqa: E402
from textual.containers import Horizontal, VerticalScroll  # noqa: E402
from textual.events import Resize  # noqa: E402
from textual.geometry import Size  # noqa: E402
from textual.screen import ModalScreen  # noqa: E402
from textual.widgets import Button, Footer, Input, Label, OptionList, Static  # noqa: E402

from wizard.tui.app.base import TerminalApp  # noqa: E402
from wizard.tui.input.too_small import SizedScreen  # noqa: E402
from wizard.tui.input.typeahead import DropsTypeAhead  # noqa: E402

WIDE = "漢字かな 表 👍 e\u0301a\u0308 naïve ok"
CANARY = "CANARY-51dfe9"


class Page(SizedScreen[None]):
    CSS = """
    Page { layout: vertical; }
    #title { text-style: bold; margin-bottom: 1; }
    Input { border: none; height: 1; background: $surface; }
    OptionList { height: 8; border: none; }
    #buttons { height: 1; margin-top: 1; }
    Button { border: none; height: 1; min-width: 10; margin-right: 2; }
    """
    BINDINGS: ClassVar = [
        Binding("ctrl+n", "next", "Next"),
        Binding("ctrl+o", "modal", "Ask"),
        Binding("ctrl+g", "review", "Review"),
        Binding("ctrl+x", "bug", "Bug"),
        Binding("ctrl+t", "bell", "Bell"),
        Binding("ctrl+b", "hang", "Hang", show=False),
        Binding("f3", "spin", "Spin", show=False),
        Binding("f4", "two_sizes", "Two sizes", show=False),
        Binding("f2", "title('F2 was pressed')", "F2", show=False),
    ]

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def compose(self) -> ComposeResult:
        yield Static(f"Step {self.number} of 9 - Page {self.number}", id="title", markup=False)
        yield Label(f"Integration name {self.number}", markup=False)
        yield Input(placeholder="as in the subscription's settings", id="name")
        yield Label("AWS region", markup=False)
        yield Input(value="eu-central-1" if self.number % 2 else "", id="region")
        yield OptionList(*[f"{self.number}.{row} {WIDE if row % 3 == 2 else 'branch/release'}" for row in range(40)])
        with Horizontal(id="buttons"):
            yield Button("Back", id="back", compact=True)
            yield Button("Next", id="next", compact=True)
        yield Footer()

    def action_next(self) -> None:
        self.app.push_screen(Page(self.number + 1))

    def action_modal(self) -> None:
        self.app.push_screen(Ask())

    def action_review(self) -> None:
        time.sleep(0.4)  # so that keys can be typed ahead
        self.app.push_screen(Review())

    def action_bug(self) -> None:
        secret = CANARY
        raise KeyError(secret)

    def action_hang(self) -> None:
        self.run_worker(self._hang, thread=True)
        self.action_title("hanging")

    def action_spin(self) -> None:
        self.action_title("spinning")
        self.call_after_refresh(self._spin)

    def _spin(self) -> None:
        while True:
            pass

    def action_two_sizes(self) -> None:
        """As they are under way when a window is dragged."""
        for size in (Size(80, 3), Size(120, 40)):
            self.post_message(Resize(size, size))

    def action_title(self, text: str) -> None:
        self.query_one("#title", Static).update(text)

    def _hang(self) -> None:
        time.sleep(60)

    def action_bell(self) -> None:
        self.app.bell()
        self.app.copy_to_clipboard("copied")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "next":
            self.action_next()
        elif self.number > 1:
            self.app.pop_screen()


class Ask(SizedScreen[None], ModalScreen[None]):
    CSS = """
    Ask { align: center middle; }
    Ask VerticalScroll { width: 40; height: 7; border: solid $primary; background: $surface; }
    """
    BINDINGS: ClassVar = [Binding("escape", "app.pop_screen", "Close")]

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(f"Really? {WIDE}\n" + "\n".join(f"line {n}" for n in range(20)), markup=False)


class Review(DropsTypeAhead):
    BINDINGS: ClassVar = [Binding("enter", "write", "Write"), Binding("escape", "app.pop_screen", "Back")]

    def compose(self) -> ComposeResult:
        yield Static("Review: Enter writes", markup=False)
        yield Footer()

    def action_write(self) -> None:
        self.app.exit(7)


class Sample(TerminalApp):
    def save_before_exit(self) -> None:
        if len(sys.argv) > 1 and sys.argv[1].startswith("--saved="):
            Path(sys.argv[1].removeprefix("--saved=")).write_text("saved", encoding="utf-8")

    def on_mount(self) -> None:
        super().on_mount()
        self.push_screen(Page(1))


if __name__ == "__main__":
    sys.exit(Sample(TERMINAL, wire="--no-wire" not in sys.argv).run_to_exit_code())
