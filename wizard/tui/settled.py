"""Whether a page is complete: Textual draws it several times on its way there.

Private parts of Textual 8.2.8 that are used here: `Screen._layout_required`, `Screen._dirty_widgets`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.widget import Widget

if TYPE_CHECKING:
    from textual.app import App


def is_settled(app: App[Any]) -> bool:
    """Whether nothing is on its way that would change the picture at once. Call in the application's thread."""
    if not app.screen_stack:
        return False
    screen = app.screen
    if app.message_queue_size or screen._layout_required or screen._dirty_widgets:  # noqa: SLF001
        return False
    widgets = screen.walk_children(Widget, with_self=True)
    return all(widget.is_mounted and not widget.message_queue_size for widget in widgets)
