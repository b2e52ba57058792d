"""Textual's driver for Linux, made safe for slow links, lost terminals and job control.

Private parts of Textual that are overridden or used here and in `wire` (`wizard.tui.app.private_parts` lists them):
`LinuxDriver.run_input_thread`, `disable_input`, `_enable_mouse_support`, `_disable_mouse_support`,
`_query_in_band_window_resize`, `_sigtstp_application`, `_sigcont_application`, `_get_terminal_size`, `_writer_thread`,
`_auto_restart`, `_must_signal_resume`, `attrs_before`, `exit_event`, `_request_terminal_sync_mode_support`,
`WriterThread`; of `Driver`: `process_message`, `send_message`, `_loop`.
"""

from __future__ import annotations

import fcntl
import os
import re
import selectors
import signal
import struct
import termios
import time
from codecs import getincrementaldecoder
from contextlib import suppress
from errno import EBADF
from typing import TYPE_CHECKING, Any, Protocol, TextIO, runtime_checkable

from textual import constants, events
from textual.drivers.linux_driver import LinuxDriver

from wizard.tui.input.pasted import PasteCleaner
from wizard.tui.input.sequences import KeyReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.app import App
    from textual.message import Message

RESTORE = b"\x1b[?2004l\x1b[?7h\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1004l\x1b[<u\x1b[m\x1b[?1049l\x1b[?25h"
PASTE_DELAY = 5.0  # seconds without a byte after which a paste is over whose end was lost; a bad link stalls for less
ANSWER = re.compile(r"\x1b\[\?2026;\d\$y")  # to the question that Textual asks when it starts


@runtime_checkable
class Listener(Protocol):
    """An application that learns at once, in the driver's threads, what its event loop may be too busy to hear."""

    def terminal_lost(self) -> None:
        """There is nobody on the other end of the terminal any more."""

    def ctrl_c_typed(self) -> None:
        """ctrl+c was typed; the event loop gets the key too."""

    def seconds_for_esc(self, round_trip: float | None) -> float:
        """How long the rest of a sequence may come after its ESC, when the terminal answers within `round_trip`."""

    def cursor_forgotten(self) -> None:
        """The job was stopped meanwhile: the cursor may be shown or hidden, whatever it was before."""


class TerminalDriver(LinuxDriver):
    """What `LinuxDriver` does, but:

    - the end of the input ends the thread and the application (there it spins at 99 % of a core);
    - what is pasted presses no keys, and a paste whose end is lost ends;
    - bytes that are no UTF-8 are read as U+FFFD (there they crash the program);
    - Esc waits as long as ESCDELAY or the link asks for, to the millisecond, and not at all for a letter;
    - the keys of one packet come to the application together;
    - what was typed while the program started is kept, Enter as Enter;
    - the mouse reports clicks, drags and the wheel, not each move;
    - SIGTSTP stops the whole job, SIGCONT without it restores the terminal (there the terminal stays raw at exit);
    - leaving takes no tenths of a second.
    """

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)
        self._wake_read, self._wake_write = os.pipe()
        self._asleep = False
        self._asked: float | None = None  # when the terminal was asked something that it has not answered yet
        self._packet: list[Message] | None = None

    @property
    def screen_file(self) -> TextIO:
        """What the screen is drawn on: stderr, so that stdout stays free for the result."""
        if self._file is None:
            raise OSError(EBADF, "stderr is closed")
        return self._file

    # input

    def run_input_thread(self) -> None:
        """Read keys until `disable_input`, or until the terminal is gone."""
        decode = getincrementaldecoder("utf-8")("replace").decode
        cleaner = PasteCleaner()
        reader = KeyReader(self._seconds_for_esc(None))
        early = self._typed_before()
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self._wake_read, selectors.EVENT_READ)
            while True:
                ready = {key.fd for key, _ in selector.select(_patience(cleaner, reader))}
                if self._wake_read in ready:
                    return
                if self.fileno not in ready:
                    self._pass_on(_overdue(cleaner, reader))
                    continue
                data = self._read()
                if not data:
                    self.lose_terminal()
                    return
                # What was typed before the terminal was raw has line feeds where Enter was.
                data = data[:early].replace(b"\n", b"\r") + data[early:]
                early = 0
                self._take(cleaner.clean(decode(data)), reader)

    def _take(self, text: str, reader: KeyReader) -> None:
        """Pass on what was typed; of a paste that goes on nothing is there yet."""
        if text:
            self._note_answer(text, reader)
            self._pass_on(reader.feed(text, time.monotonic()))

    def _pass_on(self, messages: Iterable[Message]) -> None:
        """Give the application these messages, all of them in one turn of its loop."""
        packet: list[Message] = []
        self._packet = packet
        for message in messages:
            self.process_message(message)
            is_ctrl_c = isinstance(message, events.Key) and message.key == "ctrl+c"
            if is_ctrl_c and isinstance(self._app, Listener):
                self._app.ctrl_c_typed()
        self._packet = None
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._post_all, packet)

    def _post_all(self, packet: Iterable[Message]) -> None:
        for message in packet:
            self._app.post_message(message)

    def send_message(self, message: Message) -> None:
        """As `Driver.send_message`; what comes of one packet goes together."""
        if self._packet is not None:
            self._packet.append(message)
        else:
            super().send_message(message)

    def _request_terminal_sync_mode_support(self) -> None:
        self._asked = time.monotonic()
        super()._request_terminal_sync_mode_support()

    def _note_answer(self, text: str, reader: KeyReader) -> None:
        """The time that the terminal took for its answer is that of the link."""
        if self._asked is not None and ANSWER.search(text):
            reader.esc_delay = self._seconds_for_esc(time.monotonic() - self._asked)
            self._asked = None

    def _seconds_for_esc(self, round_trip: float | None) -> float:
        if isinstance(self._app, Listener):
            return self._app.seconds_for_esc(round_trip)
        return constants.ESCAPE_DELAY

    def lose_terminal(self) -> None:
        """There is nobody on the other end any more. From any thread."""
        if isinstance(self._app, Listener):
            self._app.terminal_lost()

    def _typed_before(self) -> int:
        """The number of bytes typed while the program started, when the terminal still made line feeds of Enter."""
        try:
            count: int = struct.unpack("i", fcntl.ioctl(self.fileno, termios.FIONREAD, bytes(4)))[0]
        except OSError:
            return 0
        return count

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, 4096)
        except OSError:  # EIO: the other end hung up
            return b""

    def disable_input(self) -> None:
        """Stop reading keys, at once."""
        os.write(self._wake_write, b"x")
        super().disable_input()
        os.read(self._wake_read, 1)

    # modes

    def _get_terminal_size(self) -> tuple[int, int]:
        """The size of the terminal that is drawn on: stdout may be a file, COLUMNS may be stale."""
        for fd in (self.screen_file.fileno(), self.fileno):
            try:
                size = os.get_terminal_size(fd)
            except OSError:
                continue
            if size.columns and size.lines:
                return size.columns, size.lines
        return super()._get_terminal_size()

    def _enable_mouse_support(self) -> None:
        if self._mouse:
            self.write("\x1b[?1000h\x1b[?1002h\x1b[?1006h")

    def _disable_mouse_support(self) -> None:
        if self._mouse:
            self.write("\x1b[?1000l\x1b[?1002l\x1b[?1006l")

    def _query_in_band_window_resize(self) -> None:
        """SIGWINCH is enough."""

    def restore_terminal(self) -> None:
        """Undo every mode without the event loop, for an end that cannot wait for it."""
        if self.attrs_before is not None:
            with suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
        with suppress(OSError):
            os.write(self.screen_file.fileno(), RESTORE)

    def when_sent(self, call: Callable[[], None]) -> None:
        """Call that when what was written so far is on its way to the terminal."""
        call()

    def hurry(self) -> None:
        """Send what was written so far at once, where the driver waits for more."""

    # job control

    def repaint(self) -> None:
        """Make the terminal show the picture again, whatever it shows now."""
        self._app.refresh(layout=True)

    def _sigtstp_application(self, *_: object) -> None:
        if self._auto_restart and not self._asleep:
            self._asleep = True
            self.suspend_application_mode()
            self._must_signal_resume = True
        os.killpg(0, signal.SIGSTOP)

    def _sigcont_application(self, *_: object) -> None:
        if not self._auto_restart:
            return
        if self._asleep:
            self._asleep = False
            self.resume_application_mode()
        else:
            self._raw_again()
        if isinstance(self._app, Listener):
            self._app.cursor_forgotten()
        self.repaint()

    def _raw_again(self) -> None:
        """After SIGSTOP from outside a shell has put its own modes on the terminal."""
        try:
            modes = termios.tcgetattr(self.fileno)
            modes[3] = self._patch_lflag(modes[3])
            modes[0] = self._patch_iflag(modes[0])
            termios.tcsetattr(self.fileno, termios.TCSANOW, modes)
        except termios.error:
            return
        self.write("\x1b[?1049h\x1b[?25l")
        self._enable_mouse_support()
        self._enable_bracketed_paste()
        self._disable_line_wrap()


def _patience(cleaner: PasteCleaner, reader: KeyReader) -> float | None:
    """How long to wait for more before what came so far is passed on; None: for ever."""
    return PASTE_DELAY if cleaner.is_inside else reader.patience(time.monotonic())


def _overdue(cleaner: PasteCleaner, reader: KeyReader) -> list[Message]:
    """What had begun goes on no further: a paste, or a sequence."""
    if cleaner.is_inside:
        return reader.feed(cleaner.give_up(), time.monotonic())
    return reader.give_up()
