"""Whether a page is complete: Textual draws it several times on its way there.

Private parts of Textual that are used here: `Screen._layout_required`, `Screen._dirty_widgets`,
`Screen._callbacks`; of Python's event loop: `_ready`.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from textual.widget import Widget

if TYPE_CHECKING:
    from textual.app import App
    from textual.screen import Screen

    from wizard.tui.app.base import TerminalApp


class WorksSlowly:
    """A mixin for screens with work that keys wait for: what comes of it decides what they mean.

    It is no screen itself: Textual takes the rules of the style sheet along the first base alone that is one.
    """

    def works_slowly(self) -> bool:
        """Whether keys have to wait now. Esc and ctrl+c do not."""
        return False


def is_settled(app: App[Any]) -> bool:
    """Whether nothing is on its way that would change the picture at once. Call in the application's thread."""
    if not app.screen_stack:
        return False
    screen = app.screen
    if app.message_queue_size or screen._layout_required or screen._dirty_widgets:  # noqa: SLF001
        return False
    return _all_quiet(screen)


def is_at_rest(app: TerminalApp) -> bool:
    """Whether the next key finds everything that the one before it set off: the page, its layout, the focus.

    Call in the application's thread.
    """
    if runs_something() or app.message_queue_size or not app.screen_stack:
        return False
    if app.awaits_page or app.works_slowly:
        return False
    if any(screen.message_queue_size for screen in app.screen_stack):
        return False
    return _is_shown(app.screen)


def _is_shown(screen: Screen[Any]) -> bool:
    """Whether a page is laid out, and nothing of it waits to be called."""
    if screen._layout_required or screen._callbacks or not screen.is_current:  # noqa: SLF001
        return False
    return _all_quiet(screen)


def _all_quiet(screen: Screen[Any]) -> bool:
    widgets = screen.walk_children(Widget, with_self=True)
    return all(widget.is_mounted and not widget.message_queue_size for widget in widgets)


def runs_something() -> bool:
    """Whether a handler goes on in this turn of the event loop, though its message has left the queue."""
    return bool(getattr(asyncio.get_running_loop(), "_ready", ()))
