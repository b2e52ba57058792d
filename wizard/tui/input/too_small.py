"""What every screen does when the window changes its size, and when slow work ends after it was left.

Private parts of Textual that are overridden or used here (listed in `wizard.tui.app.private_parts`):
`Screen._on_resize`, `Screen._screen_resized`, `Screen._compositor`, `Screen.layers`, `Screen._pruning`.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, TypeVar

from textual import events
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.widgets import Static

from wizard.terminal.capabilities import MIN_HEIGHT, MIN_WIDTH

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from textual.app import App
    from textual.geometry import Size

Result = TypeVar("Result")

COVER = "_too_small"
HEARD_UNDER_THE_NOTICE = frozenset({"ctrl+c", "ctrl+l", "ctrl+z"})


class TooSmall(Static):
    """Covers its screen while the window is smaller than the wizard needs; nothing is lost under it."""

    TEXT = (
        f"This window is too small.\nThe wizard needs {MIN_WIDTH} columns and {MIN_HEIGHT} rows.\n"
        "Enlarge it to go on, or leave with ctrl+c."
    )

    def __init__(self) -> None:
        super().__init__(self.TEXT, markup=False)


class SizedScreen(Screen[Result]):
    """A screen that follows the size of the window, however often that changes.

    The notice is a layer of the screen: no screen comes or goes because of a size.
    """

    DEFAULT_CSS = f"""
    SizedScreen TooSmall {{
        layer: {COVER}; dock: top; display: none; width: 100%; height: 100%;
        content-align: center middle; text-align: center; background: $background; color: $foreground;
    }}
    SizedScreen TooSmall:ansi {{ background: ansi_default; color: ansi_default; }}
    SizedScreen.-too-small {{ overflow: hidden; }}
    SizedScreen.-too-small > TooSmall {{ display: block; }}
    """

    is_too_small = False
    hurries = False  # the next picture of it is waited for: it is sent though more of it may come
    _was_in_front = False

    @property
    def layers(self) -> tuple[str, ...]:
        """As `Screen.layers`, with the notice above all of them."""
        return (*super().layers, COVER)

    def _on_resize(self, event: events.Resize) -> None:  # type: ignore[override]
        """Take the size of the window, and no other.

        Textual's screen sends itself each size that it takes. Two sizes under way at once would be taken in turn for
        ever, and nothing else would be done: no key, no timer, no signal of asyncio.
        """
        if event.size != self.app.size:
            event.stop()
            event.prevent_default()
        self._make_room(self.app.size)

    def _screen_resized(self, size: Size) -> None:
        """Lay the screen out, unless it was for that size: Textual asks for it again, of all screens, as one shows."""
        if size != self._compositor.size:
            super()._screen_resized(size)

    def run_worker(self, work: Any, *arguments: Any, **options: Any) -> Any:
        """As Textual's, but work may end while its page is taken away: its widgets are gone, and that is no bug."""
        if inspect.isawaitable(work):
            work = self._while_here(work)
        return super().run_worker(work, *arguments, **options)

    async def _while_here(self, work: Awaitable[Any]) -> Any:
        try:
            return await work
        except NoMatches:
            if self.is_attached and not self._pruning:
                raise
            return None

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """The size may have changed while other screens were in front."""
        # Widgets got their styles as they were mounted: the first time there is nothing to make again.
        event.refresh_styles = self._was_in_front
        self._was_in_front = True
        self._make_room(self.app.size)

    def came_into_sight(self) -> None:
        """There is room again. Subclasses override this."""

    def _make_room(self, size: Size) -> None:
        small = is_too_small(size)
        if small == self.is_too_small:
            return
        self.is_too_small = small
        if small and not self.query(TooSmall):
            self.mount(TooSmall())
        self.set_class(small, "-too-small")
        if not small:
            self.came_into_sight()


def is_too_small(size: Size) -> bool:
    """Whether the wizard cannot be shown in a window of that size."""
    return size.width < MIN_WIDTH or size.height < MIN_HEIGHT


def is_covered(app: App[Any]) -> bool:
    """Whether the notice hides the screen in front."""
    screen = app.screen if app.screen_stack else None
    return isinstance(screen, SizedScreen) and screen.is_too_small


def meant_for_what_is_covered(event: events.Event, app: App[Any]) -> bool:
    """Whether a key or a paste would do something on a screen that cannot be seen."""
    if isinstance(event, events.Key) and event.key in HEARD_UNDER_THE_NOTICE:
        return False
    return isinstance(event, events.Key | events.Paste) and is_covered(app)
