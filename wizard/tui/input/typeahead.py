"""Keys that were typed before a screen showed are not meant for it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from textual import events
from textual._time import get_time
from textual.widget import Widget

from wizard.tui.input.too_small import SizedScreen, meant_for_what_is_covered

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App


class DropsTypeAhead(SizedScreen[Any]):
    """A mixin for screens on which a key does something that matters.

    Keys and pastes that were received before the screen's first frame are dropped: three Enters typed ahead must
    not confirm what nobody has seen. A key that is pressed once the screen shows always counts.
    """

    shown_at: float | None = None
    _drawn = False
    _times_resumed = 0

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """The screen comes to the front: what is typed from its next frame on counts."""
        del event  # the base has its own use for it: Textual calls the handlers of all classes
        self.came_into_sight()

    def came_into_sight(self) -> None:
        """The same; or the window was too small, and is no more."""
        self.shown_at, self._drawn = None, False
        self._times_resumed += 1

    def note_drawn(self, when_sent: Callable[[Callable[[], None]], None]) -> None:
        """A frame of the screen was drawn. The first with everything on it is the one that must have been sent."""
        if self.is_too_small or self._drawn:
            return
        if all(widget.is_mounted for widget in self.walk_children(Widget, with_self=True)):
            self._drawn = True
            when_sent(partial(self._note_sent, self._times_resumed))

    def _note_sent(self, times_resumed: int) -> None:
        if times_resumed == self._times_resumed:
            self.shown_at = get_time()


def is_meant_for_nothing_in_sight(event: events.Event, app: App[Any]) -> bool:
    """Whether the key or paste is to be dropped: whoever sent it did not see what it would act on."""
    return came_too_early(event, app) or meant_for_what_is_covered(event, app)


def came_too_early(event: events.Event, app: App[Any]) -> bool:
    """Whether the key or paste was received before the screen that would get it was drawn."""
    if not isinstance(event, events.Key | events.Paste) or not app.screen_stack:
        return False
    screen = app.screen
    return isinstance(screen, DropsTypeAhead) and (screen.shown_at is None or event.time < screen.shown_at)
