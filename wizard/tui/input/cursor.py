"""Where the terminal's own cursor belongs: screen readers and input methods follow it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from textual.geometry import Offset
from textual.widgets import Input, OptionList

from wizard.tui.input.too_small import is_covered
from wizard.tui.widgets.choice_row import ChoiceRow
from wizard.tui.widgets.filter_list import FilterInput, FilterList

if TYPE_CHECKING:
    from textual.app import App
    from textual.widget import Widget


class Place(NamedTuple):
    """A cell of the screen, and whether the cursor shows there."""

    offset: Offset
    visible: bool


def place_of_focus(app: App[Any]) -> Place:
    """The text cursor of a field that is focused, the first cell of a highlighted row, else of the widget.

    In a list with a filter it is in the filter while that is typed, and on the row once the arrows moved to one.
    """
    widget = app.focused if app.screen_stack and not is_covered(app) else None
    if widget is None:
        return Place(Offset(0, 0), visible=False)
    if isinstance(widget, FilterInput) and isinstance(widget.parent, FilterList) and widget.parent.cursor_on_row:
        return Place(_row(widget.parent.query_one(OptionList)), visible=False)
    if isinstance(widget, Input):
        offset = widget.cursor_screen_offset
        if widget.cursor_at_end:
            offset -= (1, 0)  # Textual counts one cell too many there
        return Place(offset, visible=widget.content_region.contains_point(offset))
    return Place(_row(widget), visible=False)


def _row(widget: Widget) -> Offset:
    area = widget.content_region
    if isinstance(widget, OptionList) and widget.highlighted is not None:
        line = widget._index_to_line.get(widget.highlighted, 0)  # noqa: SLF001
        return Offset(area.x, area.y + min(max(line - int(widget.scroll_y), 0), max(area.height - 1, 0)))
    if isinstance(widget, ChoiceRow):
        return area.offset + widget.cursor_offset
    return area.offset
