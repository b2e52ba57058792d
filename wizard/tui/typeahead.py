"""Keys that were typed before a screen showed are not meant for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import events
from textual._time import get_time
from textual.screen import Screen

if TYPE_CHECKING:
    from textual.app import App


class DropsTypeAhead(Screen[Any]):
    """A mixin for screens on which a key does something that matters.

    Keys and pastes that were received before the screen's first frame are dropped: three Enters typed ahead must
    not confirm what nobody has seen. A key that is pressed once the screen shows always counts.
    """

    shown_at: float | None = None

    def on_screen_resume(self) -> None:
        """The screen comes to the front: what is typed from its next frame on counts."""
        self.shown_at = None
        self.call_after_refresh(self._note_shown)

    def _note_shown(self) -> None:
        self.shown_at = get_time()


def came_too_early(event: events.Event, app: App[Any]) -> bool:
    """Whether the key or paste was received before the screen that would get it was drawn."""
    if not isinstance(event, events.Key | events.Paste) or not app.screen_stack:
        return False
    screen = app.screen
    return isinstance(screen, DropsTypeAhead) and (screen.shown_at is None or event.time < screen.shown_at)
