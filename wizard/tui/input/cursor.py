"""Where the terminal's own cursor belongs: screen readers and input methods follow it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from textual.errors import NoWidget
from textual.geometry import Offset
from textual.widgets import Input, OptionList

from wizard.tui.input.too_small import is_covered

if TYPE_CHECKING:
    from textual.app import App
    from textual.widget import Widget


class Place(NamedTuple):
    """A cell of the screen, and whether the cursor shows there."""

    offset: Offset
    visible: bool


def place_of_focus(app: App[Any]) -> Place:
    """The text cursor of a field that is focused, the first cell of a highlighted row, else of the widget.

    In a list with a filter it is on the row that Enter takes, but in the filter while that is typed.
    """
    widget = app.focused if app.screen_stack and not is_covered(app) else None
    if widget is None:
        return Place(Offset(0, 0), visible=False)
    rows = _rows_of(widget)
    if rows is not None:
        return Place(_in_sight(rows, _row(rows)), visible=False)
    if isinstance(widget, Input):
        offset = widget.cursor_screen_offset
        if widget.cursor_at_end:
            offset -= (1, 0)  # Textual counts one cell too many there
        return Place(offset, visible=widget.content_region.contains_point(offset))
    return Place(_in_sight(widget, _answer(widget)), visible=False)


def _rows_of(widget: Widget) -> OptionList | None:
    """The list whose highlight the keys move, when it has one that the cursor is to be on."""
    if isinstance(widget, Input):
        from wizard.tui.widgets.filter_list import FilterInput, FilterList  # late: the first page has no fields

        if isinstance(widget, FilterInput) and isinstance(widget.parent, FilterList):
            widget = widget.parent.query_one(OptionList) if widget.parent.cursor_on_row else widget
    return widget if isinstance(widget, OptionList) and widget.highlighted is not None else None


def _row(rows: OptionList) -> Offset:
    """The first cell of the highlighted row."""
    line = rows._index_to_line.get(rows.highlighted or 0, 0)  # noqa: SLF001
    return rows.content_region.offset + Offset(0, line - int(rows.scroll_y))


def _answer(widget: Widget) -> Offset:
    """The first cell of the widget, of a row of answers that of the one that is chosen."""
    from wizard.tui.widgets.choice_row import ChoiceRow  # late: the first page has none

    area = widget.content_region
    return area.offset + widget.cursor_offset if isinstance(widget, ChoiceRow) else area.offset


def _in_sight(widget: Widget, place: Offset) -> Offset:
    """The place, or the nearest one of the widget that is not scrolled away."""
    try:
        shown = widget.screen.find_widget(widget).visible_region
    except NoWidget:  # it is not laid out yet
        return place
    inside = (place - shown.offset).clamp(max(shown.width, 1), max(shown.height, 1))
    return inside + shown.offset
