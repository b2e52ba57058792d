"""Keys are handled in the order in which they were typed.

Textual gives a key to the focused widget, and looks for its binding only when the key has bubbled up to the
application. Of `left`, `X` in one packet, as slow links deliver them, the widget has inserted the X by then.
"""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from textual import events
    from textual.app import App
    from textual.message_pump import MessagePump

LONGEST_WAIT = 0.3  # seconds after which the next key no longer waits for one whose handler takes its time


class KeysInOrder:
    """Lets a key through when the one before it has bubbled up all the way.

    `deliver` hands a key to Textual. Use: `await keys.handle(event)` for each key and paste.
    """

    def __init__(self, app: App[Any], deliver: Callable[[events.Event], Awaitable[None]]) -> None:
        self._app, self._deliver = app, deliver
        self._waiting: deque[events.Event] = deque()
        self._turn = 0
        self._under_way = False

    async def handle(self, event: events.Event) -> None:
        """Deliver the key now, or after those before it."""
        self._waiting.append(event)
        if not self._under_way:
            await self._next()
        elif len(self._waiting) == 1:
            self._app.set_timer(LONGEST_WAIT, partial(self._overdue, self._turn))

    async def _next(self) -> None:
        if not self._waiting:
            self._under_way = False
            return
        self._turn += 1
        self._under_way = True
        event = self._waiting.popleft()
        start = self._app.focused or (self._app.screen if self._app.screen_stack else self._app)
        path = list(start.ancestors_with_self)
        await self._deliver(event)
        self._follow(path, self._turn)
        if self._waiting:
            self._app.set_timer(LONGEST_WAIT, partial(self._overdue, self._turn))

    def _follow(self, path: Sequence[MessagePump], turn: int) -> None:
        """Go after the key through every queue on its way up."""
        if path and path[0].call_later(self._follow, path[1:], turn):
            return
        if path:
            self._follow(path[1:], turn)
        elif turn == self._turn:
            self._app.call_later(self._next)

    async def _overdue(self, turn: int) -> None:
        if turn == self._turn and self._under_way:
            await self._next()
