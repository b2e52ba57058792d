"""A list of rows that the arrows leave at its ends."""

from __future__ import annotations

from textual import _widget_navigation as navigation
from textual.widgets import OptionList


class Rows(OptionList):
    """Down on the last row goes to the next control, up on the first row to the one before.

    Private part of Textual that is used here: `textual._widget_navigation`.
    """

    def watch_highlighted(self, highlighted: int | None) -> None:
        """The page around the list may have changed with the row: the list stays in sight."""
        super().watch_highlighted(highlighted)
        if self.has_focus:
            self.call_after_refresh(self.scroll_visible, animate=False)

    def action_cursor_down(self) -> None:
        """To the row below, or out of the list."""
        self._step(1)

    def action_cursor_up(self) -> None:
        """To the row above, or out of the list. What is above the first row is scrolled into sight."""
        self._step(-1)

    def _step(self, direction: navigation.Direction) -> None:
        reached = navigation.find_next_enabled_no_wrap(self.options, anchor=self.highlighted, direction=direction)
        if reached is not None and reached != self.highlighted:
            self.highlighted = reached
        elif direction > 0:
            self.screen.focus_next()
        else:
            self.scroll_home(animate=False)
            self.screen.focus_previous()
