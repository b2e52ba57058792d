"""The application without its screens: signals, crashes, a lost terminal, the keys that always work.

Private parts of Textual 8.2.8 that are overridden or used here (looked for by tests/tui/test_wire_pins.py):
`App._fatal_error`, `_handle_exception`, `_print_error_renderables`, `_exit_renderables`, `_display`, `_exception`,
`_close_messages_no_wait`, `_set_pointer_shape`, `_return_code`, `_filters`, `_driver`.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import App
from textual.binding import Binding, BindingType

from wizard.core.errors import ExitCode
from wizard.services import crash
from wizard.tui.cursor import place_of_focus
from wizard.tui.driver import TerminalDriver, TerminalLost
from wizard.tui.glyphs import NoColours, NoControls, PlainGlyphs
from wizard.tui.keys import KeysInOrder
from wizard.tui.settled import WorksSlowly
from wizard.tui.terminal import MIN_HEIGHT, MIN_WIDTH, Colours, Terminal, describe
from wizard.tui.too_small import TooSmall
from wizard.tui.typeahead import DropsTypeAhead, came_too_early
from wizard.tui.wire import WireDriver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import RenderableType
    from textual.screen import Screen

GRACE = 0.4  # seconds from a signal until nothing that still runs is waited for
LAST_MOMENT = 0.05  # seconds more for restoring the terminal then
ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


class TerminalApp(App[int], inherit_bindings=False):
    """An application that leaves the terminal as it found it, whatever happens.

    `run_to_exit_code` is its entry. Subclasses override `save_before_exit`, `between_screens`
    and `action_leave`.
    ctrl+q, ctrl+s, ctrl+a and ctrl+b are left to the terminal; ctrl+z stops the job, as everywhere else.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "leave", "Leave", show=False, priority=True),
        Binding("ctrl+l", "repaint", "Repaint", show=False, priority=True),
        Binding("ctrl+z", "suspend_job", "Suspend", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    TerminalApp.-terminal-cursor Input > .input--cursor {
        background: transparent; color: $foreground; text-style: none;
    }
    /* A tint on focus, or a shade behind a dialog, would send every cell again. */
    TerminalApp OptionList:focus, TerminalApp SelectionList:focus { background-tint: $foreground 0%; }
    TerminalApp ModalScreen { background: $background 0%; }
    """

    def __init__(self, terminal: Terminal | None = None, *, wire: bool = True, **options: Any) -> None:
        self.terminal = terminal or describe(os.environ)
        native = self.terminal.native_colours
        super().__init__(driver_class=WireDriver if wire else TerminalDriver, ansi_color=native or None, **options)
        if native:
            self.theme = "ansi-dark"
        if self.terminal.colours is Colours.NONE:
            self._filters = [NoColours()]
        self._filters += [NoControls(), PlainGlyphs(self.terminal)]
        self._cursor_visible = False
        self._keys = KeysInOrder(self, self._deliver)

    # for subclasses

    def save_before_exit(self) -> None:
        """Keep what would be lost. Called once before an end that nobody chose (a signal, a lost terminal)."""

    @property
    def between_screens(self) -> bool:
        """Whether the screen on top is not meant to be seen: the picture stays as it is until the next one shows."""
        return False

    @property
    def awaits_page(self) -> bool:
        """Whether the page that the next key is meant for is still to come: keys wait for it."""
        return False

    @property
    def works_slowly(self) -> bool:
        """Whether the page in front does something that keys wait for; Esc and ctrl+c call it off."""
        screen = self.screen if self.screen_stack else None
        return isinstance(screen, WorksSlowly) and screen.works_slowly()

    def action_leave(self) -> None:
        """ctrl+c and SIGINT. Subclasses ask first where there is something to lose."""
        self.exit(ExitCode.CANCELLED, return_code=ExitCode.CANCELLED)

    # running

    def run_to_exit_code(self, *, mouse: bool = True) -> int:
        """Run until the end. 130 after ctrl+c, 128 + N after signal N, 1 after a bug, else what `exit` was given."""
        result = self.run(mouse=mouse)
        if self.return_code:
            return self.return_code
        return result if result is not None else ExitCode.DONE

    async def run_async(self, **options: Any) -> int | None:
        """As `App.run_async`, with the handlers of the signals in place."""
        with self._signals():
            return await super().run_async(**options)

    @contextmanager
    def _signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        caught = [number for number in ENDING if signal.getsignal(number) is not signal.SIG_IGN]
        for number in caught:
            loop.add_signal_handler(number, self._end_by_signal, number)
        loop.add_signal_handler(signal.SIGINT, self._interrupt)
        try:
            yield
        finally:
            for number in (*caught, signal.SIGINT):
                loop.remove_signal_handler(number)

    def _interrupt(self) -> None:
        """SIGINT from outside: once as ctrl+c, the second time without a question."""
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, self._end_by_signal, signal.SIGINT)
        self.call_later(self.run_action, "app.leave")

    def _end_by_signal(self, number: signal.Signals) -> None:
        code = 128 + number
        deadline = threading.Timer(GRACE, self._end_now, [code])
        deadline.daemon = True
        deadline.start()
        self._save_and_exit(code)

    @on(TerminalLost)
    def _end_without_terminal(self) -> None:
        code = 128 + signal.SIGHUP
        deadline = threading.Timer(GRACE, os._exit, [code])
        deadline.daemon = True
        deadline.start()
        self._save_and_exit(code)

    def _save_and_exit(self, code: int) -> None:
        try:
            self.save_before_exit()
        finally:
            self.exit(code, return_code=code)

    def _end_now(self, code: int) -> None:
        """Something holds the end up: restore the terminal from here, unless it takes no bytes, then end."""
        driver = self._driver
        if isinstance(driver, TerminalDriver):
            restoring = threading.Thread(target=driver.restore_terminal, daemon=True)
            restoring.start()
            restoring.join(LAST_MOMENT)
        os._exit(code)

    # crashes

    def panic(self, *renderables: RenderableType) -> None:
        """Textual's way to end with a message of its own; here with ours."""
        del renderables
        self._fatal_error()

    def _fatal_error(self) -> None:
        """End after an error that nobody caught. `_print_error_renderables` tells the user of it."""
        self._exception = self._exception or sys.exc_info()[1]  # type: ignore[assignment]
        self._return_code = ExitCode.FAILED
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        self._exit_renderables.clear()
        if self._exception is not None and not self.is_headless:
            crash.tell(self._exception)

    # keys and the terminal

    async def on_event(self, event: events.Event) -> None:
        """As `App.on_event`; keys go through in order, and not to a screen that showed after them."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self._keys.handle(event)
        else:
            await super().on_event(event)

    async def _deliver(self, event: events.Event) -> None:
        if not came_too_early(event, self):
            await super().on_event(event)

    def action_repaint(self) -> None:
        """Draw everything again, for a terminal on which something else has written."""
        if isinstance(self._driver, TerminalDriver):
            self._driver.repaint()

    def action_suspend_job(self) -> None:
        """Stop the job as ctrl+z does, where a shell can take it up again."""
        if can_be_stopped():
            self.action_suspend_process()
        else:
            self.bell()

    def _set_pointer_shape(self, shape: str) -> None:
        """The mouse pointer keeps its shape: few terminals know the sequence, and it is sent with each page."""

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        if self.between_screens:
            return
        place = place_of_focus(self)
        self.cursor_position = place.offset
        if place.visible != self._cursor_visible and self._driver is not None and not self.is_headless:
            self._cursor_visible = place.visible
            self._driver.write("\x1b[?25h" if place.visible else "\x1b[?25l")
        super()._display(screen, renderable)
        if isinstance(screen, DropsTypeAhead):
            screen.note_drawn(self._when_sent)

    def _when_sent(self, call: Callable[[], None]) -> None:
        """Call that when what was drawn so far is on its way to the terminal."""
        if isinstance(self._driver, TerminalDriver):
            self._driver.when_sent(call)
        else:
            call()

    def on_mount(self) -> None:
        """The terminal's own cursor stands in for the one that Textual draws."""
        self.set_class(not self.is_headless, "-terminal-cursor")

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """No cursor blinks: each blink would be sent."""
        if hasattr(event.widget, "cursor_blink"):
            event.widget.cursor_blink = False

    def on_resize(self, event: events.Resize) -> None:
        """Below the smallest size a notice covers everything until there is room again."""
        small = event.size.width < MIN_WIDTH or event.size.height < MIN_HEIGHT
        shown = isinstance(self.screen, TooSmall)
        if small and not shown:
            self.push_screen(TooSmall())
        elif shown and not small:
            self.pop_screen()


def can_be_stopped() -> bool:
    """Whether a shell with job control waits for this job; else nobody would ever continue it."""
    try:
        parent = os.getppid()
        return os.getpgid(parent) != os.getpgrp() and os.getsid(parent) == os.getsid(0)
    except OSError:
        return False
