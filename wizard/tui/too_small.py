"""The notice that the terminal has too little room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import Screen
from textual.widgets import Static

from wizard.tui.terminal import MIN_HEIGHT, MIN_WIDTH

if TYPE_CHECKING:
    from textual.app import ComposeResult


class TooSmall(Screen[None]):
    """Covers the wizard while the terminal is smaller than it needs; nothing is lost under it."""

    DEFAULT_CSS = "TooSmall { align: center middle; } TooSmall Static { width: auto; max-width: 100%; }"

    def compose(self) -> ComposeResult:
        yield Static(
            f"This window is too small.\nThe wizard needs {MIN_WIDTH} columns and {MIN_HEIGHT} rows.\n"
            "Enlarge it to go on, or leave with ctrl+c.",
            markup=False,
        )

    def on_screen_resume(self) -> None:
        """Whatever was pushed over the notice is gone; perhaps there is room by now."""
        size = self.app.size
        if size.width >= MIN_WIDTH and size.height >= MIN_HEIGHT:
            self.app.pop_screen()
