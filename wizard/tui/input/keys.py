"""One queue for what is typed: each key is handled as if it had waited for the one before it.

Textual gives a key to the focused widget at once, and looks for its binding only when the key has bubbled up to the
application. Of `left`, `X` in one packet the widget has inserted the X by then, and of `name`, Enter, `p` the p goes to
the field that Enter is about to leave.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from textual import events
from textual._time import get_time

from wizard.tui.input.settled import is_at_rest, runs_something
from wizard.tui.input.text_runs import printable_run, text_field, type_into
from wizard.tui.input.typeahead import is_meant_for_nothing_in_sight
from wizard.tui.input.typed_pastes import LINE_ENDS, TypedPastes, text_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from wizard.tui.app.base import TerminalApp

PAUSE = 0.002  # seconds between two looks while only time or another thread can bring rest
SEEN = 0.1  # seconds after which slow work can be seen: Esc is meant for it from then on
STUCK = 1.0  # seconds without rest, slow work or another key from which ctrl+c no longer waits
LOST = 4.0  # seconds after which no key waits any longer for a handler that does not end


class KeysInOrder:
    """Lets a key through when everything that the one before it set off has come to rest.

    What it set off may be a new focus, a dialog, the next page, or slow work that the page waits for (the check of the
    keys). `deliver` hands a key to Textual. Use: `await keys.handle(event)` for each key and paste.
    """

    def __init__(self, app: TerminalApp, deliver: Callable[[events.Event], Awaitable[None]]) -> None:
        self._app, self._deliver = app, deliver
        self._waiting: deque[events.Event] = deque()
        self._pastes = TypedPastes(app)
        self._under_way = False
        self._since = 0.0  # when the last key went through, or the first one began to wait
        self._looks = False

    @property
    def waits(self) -> bool:
        """Whether a key was not let through yet."""
        return bool(self._waiting)

    async def handle(self, event: events.Event) -> None:
        """Deliver the key now, or after those before it."""
        if self._under_way and self._overtakes(event):
            self._waiting.clear()  # it was typed for what is now called off
            await self._hand_on(event)
            return
        self._waiting.append(event)
        if self._under_way:
            return
        self._under_way = True
        self._since = get_time()
        if is_at_rest(self._app):
            await self._release()
        else:
            self._watch()

    def _overtakes(self, event: events.Event) -> bool:
        """Whether the key calls off what the others wait for: it was pressed when that could be seen to go on.

        What was typed in one go with ctrl+c on a slow machine is not called off by it: nobody has waited yet.
        """
        if not isinstance(event, events.Key) or event.key not in ("escape", "ctrl+c"):
            return False
        if self._app.works_slowly:
            return event.time - self._since >= SEEN
        last_key = self._waiting[-1].time if self._waiting else self._since
        return event.key == "ctrl+c" and event.time - max(self._since, last_key) >= STUCK

    async def _hand_on(self, event: events.Event) -> None:
        self._since = get_time()
        await self._deliver(event)
        self._watch()

    def _watch(self) -> None:
        """Look whether there is rest, from the next turn of the event loop on."""
        if not self._looks:
            self._looks = True
            asyncio.get_running_loop().call_soon(self._look)

    def _look(self) -> None:
        """Let the next key through if there is rest, else look again."""
        if not self._app.is_running:
            return  # nothing comes to rest any more
        loop = asyncio.get_running_loop()
        if runs_something() and not self._is_lost():
            loop.call_soon(self._look)
        elif is_at_rest(self._app) or self._is_lost():
            self._looks = False
            self._app.call_later(self._release)
        else:
            loop.call_later(PAUSE, self._look)

    def _is_lost(self) -> bool:
        waits = not self._app.screen_stack or self._app.awaits_page or self._app.works_slowly
        return not waits and get_time() - self._since > LOST

    async def _release(self) -> None:
        """Let through what is next: a key, a run of letters, or a paste that was typed."""
        if not self._waiting:
            self._under_way = False
            return
        patience = self._pastes.look(self._waiting)
        if patience > 0:
            self._looks = True
            asyncio.get_running_loop().call_later(patience, self._look)
            return
        if self._type_run():
            self._since = get_time()
            self._watch()
            return
        event = self._waiting.popleft()
        text = text_of(event)
        self._pastes.note(event, "" if text in LINE_ENDS.values() else text)
        await self._hand_on(event)

    def _type_run(self) -> bool:
        """Put the letters that come next into the focused field, all at once; whether there were any."""
        field = text_field(self._app)
        if field is None or is_meant_for_nothing_in_sight(self._waiting[0], self._app):
            return False
        run = printable_run(field, self._waiting)
        if len(run) < 2:
            return False
        for _ in run:
            last = self._waiting.popleft()
        self._pastes.note(last, run)
        field.call_later(type_into, field, run)
        return True
