"""The application without its screens: signals, crashes, a lost terminal, the keys that always work.

Private parts of Textual that are overridden or used here (listed in `wizard.tui.app.private_parts`):
`App._fatal_error`, `_handle_exception`, `_print_error_renderables`, `_exit_renderables`, `_display`, `_exception`,
`_close_messages_no_wait`, `_set_pointer_shape`, `_return_code`, `_filters`, `_driver`, `_context`,
`_disable_tooltips`, `_disable_notifications`.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.css.query import NoMatches

from wizard.core.model.ending import ENDING_SIGNALS
from wizard.core.model.errors import ExitCode
from wizard.services.storage import crash
from wizard.terminal.capabilities import Colours, Terminal, describe
from wizard.tui.app.end import End
from wizard.tui.app.signals import SignalThread
from wizard.tui.app.stylesheet import SteadyStylesheet
from wizard.tui.app.theme import other_theme, theme_for
from wizard.tui.driver.base import TerminalDriver
from wizard.tui.driver.glyphs import NoColours, NoControls, PlainGlyphs
from wizard.tui.driver.wire import WireDriver
from wizard.tui.input.cursor import place_of_focus
from wizard.tui.input.keys import KeysInOrder
from wizard.tui.input.settled import WorksSlowly
from wizard.tui.input.too_small import SizedScreen, is_covered
from wizard.tui.input.typeahead import DropsTypeAhead, is_meant_for_nothing_in_sight

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import RenderableType
    from textual.screen import Screen


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
        theme = theme_for(self.terminal)
        self.register_theme(theme)
        self.theme = theme.name
        self.stylesheet = SteadyStylesheet(variables=self.get_css_variables())
        if self.terminal.colours is Colours.NONE:
            self._filters = [NoColours()]
        self._filters += [NoControls(), PlainGlyphs(self.terminal)]
        self._disable_tooltips = self._disable_notifications = True  # each screen would get widgets for both
        self._colours = theme
        self._cursor_visible = False
        self.shows_something = asyncio.Event()  # the first picture is on its way to the terminal
        self._keys = KeysInOrder(self, self._deliver)
        self._event_loop: asyncio.AbstractEventLoop | None = None
        self._end = End(self)
        self._interrupted = False
        self._leaves = False

    @property
    def other_colours(self) -> str:
        """`light` or `dark`, whichever is not shown; empty where the terminal's own colours are used."""
        other = other_theme(self._colours)
        if other is None:
            return ""
        return "dark" if other.dark else "light"

    def change_colours(self) -> None:
        """From dark to light or back: few terminals tell what their background is."""
        other = other_theme(self._colours)
        if other is not None:
            self._colours = other
            self.register_theme(other)
            self.theme = other.name

    # for subclasses

    def save_before_exit(self) -> None:
        """Keep what would be lost. Called once before an end that nobody chose (a signal, a lost terminal)."""

    @property
    def between_screens(self) -> bool:
        """Whether the screen on top is not meant to be seen: the picture stays as it is until the next one shows."""
        return False

    def get_default_screen(self) -> Screen[Any]:
        """The screen below all others."""
        return SizedScreen(id="_default")

    @property
    def is_covered(self) -> bool:
        """Whether the window is too small to show anything but the notice that it is."""
        return is_covered(self)

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
        result = self.run(mouse=mouse and self.terminal.mouse)
        if self.return_code:
            return self.return_code
        return result if result is not None else ExitCode.DONE

    async def run_async(self, **options: Any) -> int | None:
        """As `App.run_async`, with the signals heard."""
        self._event_loop = asyncio.get_running_loop()
        with SignalThread((*ENDING_SIGNALS, signal.SIGINT), self._heard, self._wake_loop):
            return await super().run_async(**options)

    def _heard(self, number: signal.Signals) -> None:
        """In the thread of the signals. SIGINT is ctrl+c once, and an end the second time."""
        first_interrupt = number == signal.SIGINT and not self._interrupted
        self._interrupted = self._interrupted or number == signal.SIGINT
        if first_interrupt and self._end.ask(lambda: self.call_later(self.run_action, "app.leave")):
            return
        self._end.begin(128 + number)

    def _wake_loop(self) -> None:
        """What a handler in Python did is for the loop, which may be asleep."""
        self.in_loop(lambda: None)

    def terminal_lost(self) -> None:
        """End as after SIGHUP, from any thread; there is nothing to restore."""
        self._end.begin(128 + signal.SIGHUP, terminal=False)

    def ctrl_c_typed(self) -> None:
        """In the thread of the input. A second ctrl+c ends the wizard when the first went unheard for a while."""
        if self._end.is_deaf():
            self._end.begin(128 + signal.SIGINT)

    def seconds_for_esc(self, round_trip: float | None) -> float:
        """In the thread of the input: how long the rest of a sequence may come after its ESC."""
        return self.terminal.escape_ms_for(round_trip) / 1000

    def in_loop(self, call: Callable[[], object]) -> None:
        """Call that in the event loop, from any thread."""
        if self._event_loop is not None:
            with suppress(RuntimeError):  # the loop has ended, and with it all that could be asked
                self._event_loop.call_soon_threadsafe(call)

    def save_from_any_thread(self) -> None:
        """`save_before_exit`, which looks at the screens as if it were called in the event loop."""
        with self._context():
            self.save_before_exit()

    def exit(self, *arguments: Any, **options: Any) -> None:
        """As `App.exit`; from now on pages are taken away, a page that is being made among them."""
        self._leaves = True
        super().exit(*arguments, **options)

    def exit_with(self, code: int) -> None:
        """End in the usual way, with that exit code."""
        self.exit(code, return_code=code)

    def restore_terminal(self) -> None:
        """Undo every mode, from any thread."""
        if isinstance(self._driver, TerminalDriver):
            self._driver.restore_terminal()

    # crashes

    def _handle_exception(self, error: Exception) -> None:
        """As `App._handle_exception`; that a page which is taken away at the end has no widgets is no bug."""
        if not (self._leaves and isinstance(error, NoMatches)):
            super()._handle_exception(error)

    def panic(self, *renderables: RenderableType) -> None:
        """Textual's way to end with a message of its own; here with the wizard's."""
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
        if not is_meant_for_nothing_in_sight(event, self):
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
        if place.visible != self._cursor_visible:
            self._cursor_visible = place.visible
            self.cursor_forgotten()
        super()._display(screen, renderable)
        if not self.shows_something.is_set():
            self._when_sent(partial(self._note_shown, asyncio.get_running_loop()))
        if isinstance(screen, SizedScreen) and screen.hurries:
            screen.hurries = False
            self.action_show_at_once()
        if isinstance(screen, DropsTypeAhead):
            screen.note_drawn(self._when_sent)

    def _note_shown(self, loop: asyncio.AbstractEventLoop) -> None:
        """In the painter's thread, where there is one."""
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(self.shows_something.set)

    def cursor_forgotten(self) -> None:
        """Show or hide the cursor, as the focus wants it."""
        if self._driver is not None and not self.is_headless:
            self._driver.write("\x1b[?25h" if self._cursor_visible else "\x1b[?25l")

    def _when_sent(self, call: Callable[[], None]) -> None:
        """Call that when what was drawn so far is on its way to the terminal."""
        if isinstance(self._driver, TerminalDriver):
            self._driver.when_sent(call)
        else:
            call()

    def action_show_at_once(self) -> None:
        """Have what was drawn so far in sight, though more of it may come."""
        if isinstance(self._driver, TerminalDriver):
            self._driver.hurry()

    def on_mount(self) -> None:
        """The terminal's own cursor replaces the one that Textual draws."""
        self.set_class(not self.is_headless, "-terminal-cursor")

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """No cursor blinks: each blink would be sent."""
        if hasattr(event.widget, "cursor_blink"):
            event.widget.cursor_blink = False


def can_be_stopped() -> bool:
    """Whether a shell with job control waits for this job; else nobody would ever continue it."""
    try:
        parent = os.getppid()
        return os.getpgid(parent) != os.getpgrp() and os.getsid(parent) == os.getsid(0)
    except OSError:
        return False
