"""The driver that sends only the cells that changed.

Textual repaints whole widgets, and a page two to four times. `Painter` is between Textual and the terminal: it
draws everything on a `Picture`, waits until the application has settled, and sends what differs from the picture last
sent. While the terminal is busy taking bytes (a slow link) nothing queues up behind it: what goes out next is the
newest picture.
"""

from __future__ import annotations

import os
import select
import time
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, TYPE_CHECKING, Protocol

from textual.drivers._writer_thread import WriterThread

from wizard.terminal.cells import PLAIN, Picture, Rows
from wizard.terminal.codes import shortest_sgr
from wizard.terminal.paint import Abilities, Pen, paint
from wizard.terminal.reading import Spot
from wizard.tui.driver.base import TerminalDriver
from wizard.tui.input.settled import is_settled

if TYPE_CHECKING:
    from collections.abc import Callable

SMALL = 12  # cells; a change of so few (the echo of a key) is sent at once
QUIET = 0.020  # seconds without a new frame after which a burst may be over
LONGEST_BURST = 0.500  # seconds after which a burst is sent although the application has more to draw
SYNCHRONISED_FROM = 256  # bytes from which a change is marked as one, where the terminal knows how
LAST_WORDS = 0.3  # seconds that a terminal which takes no bytes may delay the end
SCREENS = ("\x1b[?1049h", "\x1b[?1049l")


class Pump(Thread):
    """Writes bytes to the terminal, one lot after the other, however long it takes."""

    def __init__(self, fd: int, done: Callable[[bool], None]) -> None:
        super().__init__(daemon=True, name="wizard-pump")
        self._fd, self._done = fd, done
        self._lots: SimpleQueue[bytes | None] = SimpleQueue()

    def put(self, data: bytes | None) -> None:
        """Write that next; None ends the thread."""
        self._lots.put(data)

    def run(self) -> None:
        """Call `done` after each lot, with False when the terminal is gone."""
        while (data := self._lots.get()) is not None:
            self._done(self._write(memoryview(data)))

    def _write(self, data: memoryview) -> bool:
        while data:
            try:
                data = data[os.write(self._fd, data) :]
            except BlockingIOError:  # ssh and others share a non-blocking stderr
                select.select([], [self._fd], [])
            except OSError:
                return False
        return True


class Application(Protocol):
    """What the painter needs of the application. Both are called in the painter's thread."""

    def lose_terminal(self) -> None:
        """There is nobody on the other end any more."""

    def ask_whether_settled(self, answer: Callable[[bool], None]) -> None:
        """Call `answer` soon, in whatever thread, with False when more will be drawn at once."""


class Painter(WriterThread):
    """Takes what Textual writes, from any thread and from signal handlers; sends what changes the terminal's picture.

    Everything but `write` and the two requests happens in this thread, so there is nothing to lock.
    """

    def __init__(self, file: IO[str], picture: Picture, abilities: Abilities, application: Application) -> None:
        super().__init__(file)
        self.name = "wizard-painter"
        self._encoding = getattr(file, "encoding", None) or "utf-8"
        self._picture, self._abilities, self._application = picture, abilities, application
        self._mail: SimpleQueue[Callable[[], bool]] = SimpleQueue()
        self._pump = Pump(file.fileno(), lambda alive: self._mail.put(lambda: self._pumped(alive)))
        self._pen = Pen()
        self._sent: Rows | None = None
        self._controls: list[str] = []
        self._calls: list[Callable[[], None]] = []
        self._lots_out = 0
        self._away = False  # the terminal shows another screen than the wizard's
        self._blind = True  # nothing was sent yet that can be seen
        self._due: float | None = None
        self._burst_ends: float | None = None  # None: what is due does not wait for the application to settle
        picture.dirty = set(range(picture.height))

    # called by others

    def write(self, text: str) -> None:
        """Draw, or pass on, `text`."""
        self._mail.put(lambda: self._draw(text))

    def resize(self, width: int, height: int) -> None:
        """The terminal has this size now, and may show anything."""
        self._mail.put(lambda: self._resized(width, height))

    def repaint(self) -> None:
        """Send the whole picture again."""
        self._mail.put(self._forget)

    def when_sent(self, call: Callable[[], None]) -> None:
        """Call that, in the painter's thread, when what was written so far is sent."""
        self._mail.put(lambda: self._call_when_sent(call))

    def hurry(self) -> None:
        """Send what was written so far, and do not wait for more of it."""
        self._mail.put(self._hurried)

    def stop(self) -> None:
        """Send what is left and end; a terminal that takes no bytes is not waited for."""
        self._mail.put(lambda: False)
        self.join(LAST_WORDS)

    # in the thread

    def run(self) -> None:
        """Work on the mail until `stop`."""
        self._pump.start()
        going = True
        while going:
            wait = None if self._due is None or self._lots_out else max(self._due - time.monotonic(), 0)
            try:
                going = self._mail.get(timeout=wait)()
            except Empty:
                self._time_is_up()
        self._send()
        self._pump.put(None)
        self._pump.join(LAST_WORDS)

    def _pumped(self, alive: bool) -> bool:
        self._lots_out -= 1
        if not alive:
            self._application.lose_terminal()
        return alive

    def _call_when_sent(self, call: Callable[[], None]) -> bool:
        if self._due is None:
            call()
        else:
            self._calls.append(call)
        return True

    def _hurried(self) -> bool:
        if self._due is not None:
            self._due, self._burst_ends = time.monotonic(), None
        return True

    def _forget(self) -> bool:
        self._pen.forget()
        self._sent = None
        self._due, self._burst_ends = time.monotonic(), None
        return True

    def _resized(self, width: int, height: int) -> bool:
        if (width, height) != (self._picture.width, self._picture.height):
            self._picture.resize(width, height)
            self._forget()
            self._due = self._burst_ends = time.monotonic() + LONGEST_BURST  # the program is about to draw
        return True

    def _draw(self, text: str) -> bool:
        for control in self._picture.feed(text):
            if control in SCREENS:
                self._switch_screen(control)
            else:
                self._controls.append(control)
                self._due = self._due or time.monotonic()
        if self._picture.dirty or self._cursor_moved():
            self._expect_more()
        return True

    def _switch_screen(self, control: str) -> None:
        """To our screen or away from it; what was drawn before is sent before."""
        self._send()
        self._away = control.endswith("l")
        self._controls.append(shortest_sgr(self._pen.style, PLAIN) + control)
        self._forget()

    def _cursor_moved(self) -> bool:
        pen, picture = self._pen, self._picture
        return (pen.x, pen.y, pen.cursor_visible) != (picture.x, picture.y, picture.cursor_visible)

    def _expect_more(self) -> None:
        """Set the time at which the picture is sent: now when little changed, else when the burst may be over."""
        now = time.monotonic()
        if self._is_small() or self._is_first_sign():
            self._due, self._burst_ends = now, None
            return
        self._send_echo()
        self._burst_ends = self._burst_ends or now + LONGEST_BURST
        self._due = min(now + QUIET, self._burst_ends)

    def _is_first_sign(self) -> bool:
        """Whether there is something to see for the first time: it is waited for."""
        blind = self._blind
        self._blind = blind and all(cell.text == " " for y in self._picture.dirty for cell in self._picture.rows[y])
        return blind and not self._blind

    def _time_is_up(self) -> None:
        """Send what is due, or ask the application first whether it has more to draw."""
        if self._burst_ends is None or time.monotonic() >= self._burst_ends:
            self._send()
        else:
            self._due = self._burst_ends  # it may hang
            self._application.ask_whether_settled(lambda settled: self._mail.put(lambda: self._learn(settled)))

    def _learn(self, settled: bool) -> bool:
        if self._burst_ends is not None:
            now = time.monotonic()
            self._due = now if settled else min(now + QUIET, self._burst_ends)
            self._burst_ends = None if settled else self._burst_ends
        return True

    def _is_small(self) -> bool:
        if self._sent is None:
            return False
        changed = 0
        for y in self._picture.dirty:
            old, new = self._sent[y], self._picture.rows[y]
            if old != new:
                changed += sum(a != b for a, b in zip(old, new, strict=True))
        return changed <= SMALL

    def _send(self) -> None:
        """Hand the pump everything between the terminal and the picture."""
        self._due = self._burst_ends = None
        text = "".join(self._controls) + self._frame()
        self._controls.clear()
        if text:
            self._hand_over(text)
        calls, self._calls = self._calls, []
        for call in calls:
            call()

    def _send_echo(self) -> None:
        """Send the row in which something is typed before all others: what is typed is waited for."""
        picture, pen, y = self._picture, self._pen, self._picture.y
        in_field = picture.cursor_visible and pen.cursor_visible and pen.y == y
        if self._sent is None or self._lots_out or not in_field or self._sent[y] == picture.rows[y]:
            return
        between = [*self._sent[:y], list(picture.rows[y]), *self._sent[y + 1 :]]
        paint(pen, self._sent, between, self._abilities)
        self._sent = between
        pen.place_cursor(picture.x, y, visible=True)
        self._hand_over(pen.take())

    def _hand_over(self, text: str) -> None:
        """Give the pump that to write."""
        self._lots_out += 1
        self._pump.put(text.encode(self._encoding, "replace"))

    def _frame(self) -> str:
        picture, pen = self._picture, self._pen
        if self._away:
            pen.show_cursor(visible=picture.cursor_visible)
            return pen.take()
        if picture.dirty or self._sent is None:
            spot = Spot(picture.x, picture.y, in_field=picture.cursor_visible)
            paint(pen, self._sent, picture.rows, self._abilities, spot)
            self._sent = [list(row) for row in picture.rows]
            picture.dirty.clear()
        pen.place_cursor(picture.x, picture.y, visible=picture.cursor_visible)
        text = pen.take()
        if picture.synchronised and len(text) > SYNCHRONISED_FROM:
            text = f"\x1b[?2026h{text}\x1b[?2026l"
        return text


class WireDriver(TerminalDriver):
    """`TerminalDriver` with a `Painter` between Textual and the terminal."""

    _painter: Painter | None = None
    _picture: Picture | None = None

    def start_application_mode(self) -> None:
        """Enter the modes as Textual does, then let the painter take over from its writer thread."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        plain = self._writer_thread
        if plain is None:
            return
        width, height = self._get_terminal_size()
        if self._picture is None:
            self._picture = Picture(width, height)
        else:
            self._picture.resize(width, height)
        abilities = Abilities.of(os.environ.get("TERM", ""))
        painter = Painter(self.screen_file, self._picture, abilities, self)
        self._writer_thread = self._painter = painter
        plain.stop()
        painter.start()

    def _get_terminal_size(self) -> tuple[int, int]:
        size = super()._get_terminal_size()
        if self._painter is not None:
            self._painter.resize(*size)
        return size

    def when_sent(self, call: Callable[[], None]) -> None:
        """Call that, in the painter's thread, when what was written so far is on its way to the terminal."""
        if self._painter is not None:
            self._painter.when_sent(call)

    def hurry(self) -> None:
        """Send what was written so far at once."""
        if self._painter is not None:
            self._painter.hurry()

    def ask_whether_settled(self, answer: Callable[[bool], None]) -> None:
        """Call `answer` in the application's thread, when that is free."""
        with suppress(RuntimeError):  # the loop has ended; the painter learns it from `stop`
            self._loop.call_soon_threadsafe(lambda: answer(is_settled(self._app)))

    def repaint(self) -> None:
        """Send the whole picture again."""
        if self._painter is not None:
            self._painter.repaint()
