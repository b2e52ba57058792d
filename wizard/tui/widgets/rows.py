"""A list of rows that the arrows leave at its ends."""

from __future__ import annotations

from textual import _widget_navigation as navigation
from textual.geometry import Region
from textual.widget import Widget

from wizard.tui.widgets.lit_list import LitList


class Rows(LitList):
    """Down on the last row goes to the next control, up on the first row to the one before.

    Private parts of Textual that are used here: `textual._widget_navigation`, `OptionList._index_to_line`.
    """

    def watch_highlighted(self, highlighted: int | None) -> None:
        """The page around the list may have changed with the row: the row stays in sight."""
        super().watch_highlighted(highlighted)
        if self.has_focus:
            self.call_after_refresh(self.show_row)

    def show_row(self) -> None:
        """Scroll the page to the highlighted row; on the first row, to what is above it as far as there is room."""
        page, at = self.parent, self.highlighted
        if at is None or not isinstance(page, Widget):
            return
        line = self.virtual_region.y + self._index_to_line.get(at, 0)
        if at == 0 and line < page.size.height:
            page.scroll_home(animate=False)
        else:
            page.scroll_to_region(Region(0, line, 1, 1), animate=False)

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
