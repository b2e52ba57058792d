"""A program in a real pseudo-terminal, and the picture that it shows there. No sleeps: every wait has a condition."""

from __future__ import annotations

import os
import re
import select
import signal
import sys
import termios
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pyte
from ptyprocess import PtyProcess
from pyte.screens import Char

PROJECT = Path(__file__).parents[2]
SAMPLE = [sys.executable, str(Path(__file__).with_name("sample_app.py"))]
KITTY = re.compile(rb"\x1b\[[<>=][0-9;]*u")  # pyte would print their last letter
ENTER, TAB, ESC, UP, DOWN, RIGHT, LEFT = "\r", "\t", "\x1b", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
ALTERNATE_SCREEN, FOCUS, PASTE = 1049, 1004, 2004
SOON = 5  # seconds for an end, on however busy a machine; bench/ending.py measures the half second
MOUSE = frozenset({1000, 1002, 1003, 1006, 1015, 1016})

Condition = str | re.Pattern[str] | Callable[["Terminal"], Any]


class Screen(pyte.Screen):
    """pyte's screen, but erasing keeps only the background, and the private modes that are on are known."""

    def __init__(self, columns: int, lines: int) -> None:
        self.private_modes: set[int] = set()
        self.bells = 0
        super().__init__(columns, lines)

    def set_mode(self, *modes: int, **options: Any) -> None:
        if options.get("private"):
            self.private_modes.update(modes)
        super().set_mode(*modes, **options)

    def reset_mode(self, *modes: int, **options: Any) -> None:
        if options.get("private"):
            self.private_modes.difference_update(modes)
        super().reset_mode(*modes, **options)

    def bell(self, *args: Any) -> None:
        self.bells += 1

    def _erased(self) -> Char:
        return self.default_char._replace(bg=self.cursor.attrs.bg)

    def _erase(self, y: int, start: int, end: int) -> None:
        for x in range(start, min(end, self.columns)):
            self.buffer[y][x] = self._erased()

    def erase_characters(self, count: int | None = None) -> None:
        self._erase(self.cursor.y, self.cursor.x, self.cursor.x + (count or 1))

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        start, end = [(self.cursor.x, self.columns), (0, self.cursor.x + 1), (0, self.columns)][how]
        self._erase(self.cursor.y, start, end)

    def erase_in_display(self, how: int = 0, *args: Any, **kwargs: Any) -> None:
        rows = [range(self.cursor.y + 1, self.lines), range(self.cursor.y), range(self.lines)][min(how, 2)]
        for y in rows:
            self._erase(y, 0, self.columns)
        if how < 2:
            self.erase_in_line(how)

    def scroll_up(self, count: int = 1) -> None:
        """What tmux sends for several lines at once; pyte does not know it."""
        y, self.cursor.y = self.cursor.y, self.margins.bottom if self.margins else self.lines - 1
        for _ in range(count or 1):
            self.index()
        self.cursor.y = y

    def index(self) -> None:
        bottom = self.margins.bottom if self.margins else self.lines - 1
        scrolls = self.cursor.y == bottom
        super().index()
        if scrolls:
            self._erase(bottom, 0, self.columns)

    def reverse_index(self) -> None:
        top = self.margins.top if self.margins else 0
        scrolls = self.cursor.y == top
        super().reverse_index()
        if scrolls:
            self._erase(top, 0, self.columns)

    def cells(self) -> list[list[tuple[Any, ...]]]:
        """Every cell as what can be seen of it."""
        return [[visible_cell(self.buffer[y][x]) for x in range(self.columns)] for y in range(self.lines)]


class Stream(pyte.ByteStream):
    """pyte's reader, which also knows how to scroll."""

    csi: ClassVar = {**pyte.ByteStream.csi, "S": "scroll_up"}
    events = pyte.ByteStream.events | {"scroll_up"}


def same_cell(one: Char, other: Char) -> bool:
    """Whether nothing that can be seen tells them apart."""
    return one == other or visible_cell(one) == visible_cell(other)


def visible_cell(char: Char) -> tuple[Any, ...]:
    """Text, colours and attributes; on a blank only what shows there."""
    lines = (char.underscore, char.strikethrough, char.reverse)
    if char.data == " ":
        return (" ", char.fg if any(lines) else "", char.bg, *lines)
    return (unicodedata.normalize("NFC", char.data), char.fg, char.bg, *lines, char.bold, char.italics)


def environment(**extra: str | None) -> dict[str, str]:
    """What a program started in a terminal of 256 colours with a UTF-8 locale sees; None takes a variable out."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "SSH_", "TMUX", "STY"))}
    kept |= {"TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PYTHONPATH": str(PROJECT)}
    for name in ("COLORTERM", "NO_COLOR", "COLUMNS", "LINES", "ACCESSIBLE"):
        kept.pop(name, None)
    return {name: value for name, value in (kept | extra).items() if value is not None}


class Terminal:
    """A program in a terminal. `received` is everything that it has sent; use it as a context manager."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        width: int = 80,
        height: int = 24,
        env: Mapping[str, str] | None = None,
        cwd: str | Path | None = None,
        **options: Any,
    ) -> None:
        self.screen = Screen(width, height)
        self._stream = Stream(self.screen)
        self.received = bytearray()
        self.process = PtyProcess.spawn(
            list(argv), env=dict(env or environment()), cwd=str(cwd or PROJECT), dimensions=(height, width), **options
        )

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.isalive():
            self.process.kill(signal.SIGKILL)
            self.process.wait()
        self.process.close(force=True)

    # what it shows

    @property
    def text(self) -> str:
        """The rows of the screen, without the blanks at their ends."""
        return "\n".join(row.rstrip() for row in self.screen.display)

    @property
    def modes(self) -> set[int]:
        """The private modes that are on."""
        return self.screen.private_modes

    @property
    def cooked(self) -> bool:
        """Whether the terminal reads lines and echoes, as a shell expects it."""
        flags = termios.tcgetattr(self.process.fd)[3]
        return bool(flags & termios.ICANON and flags & termios.ECHO)

    @property
    def foreground(self) -> int:
        """The number of the process group that the terminal belongs to now."""
        return os.tcgetpgrp(self.process.fd)

    # doing things

    def send(self, keys: str | bytes) -> None:
        """Type that."""
        self.process.write(keys if isinstance(keys, bytes) else keys.encode())

    def resize(self, width: int, height: int) -> None:
        """Change the size of the window."""
        self.screen.resize(height, width)
        self.process.setwinsize(height, width)

    def kill(self, number: int) -> None:
        """Send the program a signal."""
        os.kill(self.process.pid, number)

    def hang_up(self) -> None:
        """The terminal goes away, as when a link is cut."""
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, self.process.fd)
        os.close(nothing)

    # waiting

    def read(self, timeout: float) -> bool:
        """Take what the program has sent; whether there was anything within that time."""
        if not select.select([self.process.fd], [], [], timeout)[0]:
            return False
        try:
            data = os.read(self.process.fd, 65536)
        except OSError:
            return False
        self.received += data
        self._stream.feed(KITTY.sub(b"", data))
        return bool(data)

    def wait_for(self, *conditions: Condition, timeout: float = 15) -> None:
        """Read until all conditions hold: a text or a pattern on the screen, or a function of this terminal."""
        end = time.monotonic() + timeout
        while not all(self._holds(condition) for condition in conditions):
            left = end - time.monotonic()
            if left <= 0:
                missing = [condition for condition in conditions if not self._holds(condition)]
                raise AssertionError(f"waited {timeout} s for {missing}; the screen shows:\n{self.text}")
            if not self.read(min(left, 0.05)) and not self.process.isalive():
                time.sleep(0.001)  # nothing more comes; a condition may still be about files or signals

    def _holds(self, condition: Condition) -> bool:
        if isinstance(condition, str):
            return condition in self.text
        if isinstance(condition, re.Pattern):
            return bool(condition.search(self.text))
        return bool(condition(self))

    def settle(self, quiet: float = 0.3) -> None:
        """Read until nothing has come for that long."""
        while self.read(quiet):
            pass

    def settle_for(self, seconds: float) -> None:
        """Read for that long, whatever comes."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.read(left)

    def cost(self, keys: str, *conditions: Condition, quiet: float = 0.3) -> int:
        """How many bytes the program sends in answer to these keys."""
        before = len(self.received)
        self.send(keys)
        self.wait_for(lambda _: len(self.received) > before, *conditions)
        self.settle(quiet)
        return len(self.received) - before

    def tab_to(self, place: str) -> list[int]:
        """Press Tab until the cursor is at that text, or in a row that begins with it. What each press cost."""
        costs = []
        while not self._is_at(place):
            before = self._cursor()
            costs.append(self.cost(TAB, quiet=0.1))
            self.wait_for(lambda one, before=before: one._cursor() != before)  # the focus has moved, however slowly
            if len(costs) > 20:
                raise AssertionError(f"Tab does not lead to {place!r}; the screen shows:\n{self.text}")
        return costs

    def _cursor(self) -> tuple[int, int, bool]:
        cursor = self.screen.cursor
        return cursor.x, cursor.y, cursor.hidden

    def _is_at(self, place: str) -> bool:
        row = self.screen.display[self.screen.cursor.y]
        here = row[self.screen.cursor.x :]
        if place.startswith("["):  # a button, which has no text cursor
            return self.screen.cursor.hidden and here.lstrip().startswith(place)
        return any(text.startswith((place, f" {place}")) for text in (row, here))

    def wait_for_exit(self, timeout: float = SOON) -> int:
        """Read until the program has ended. Its exit code, or minus the signal that killed it."""
        end = time.monotonic() + timeout
        while self.process.isalive():
            if time.monotonic() > end:
                raise AssertionError(f"still running after {timeout} s; the screen shows:\n{self.text}")
            self.read(0.01)
        self.settle(0.05)
        return self._exit_code()

    def wait_unread(self, timeout: float = SOON) -> int:
        """The same, for a program to which nobody listens any more."""
        wait_until(lambda: not self.process.isalive(), timeout)
        return self._exit_code()

    def _exit_code(self) -> int:
        return self.process.exitstatus if self.process.exitstatus is not None else -self.process.signalstatus


def wait_until(done: Callable[[], Any], timeout: float = SOON) -> None:
    """Wait for something that no terminal shows."""
    end = time.monotonic() + timeout
    while not done():
        assert time.monotonic() < end, f"not done after {timeout} s"
        time.sleep(0.005)


def seconds_of_work(terminal: Terminal) -> float:
    """Processor time that the program has used."""
    fields = Path(f"/proc/{terminal.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def converge(one: Terminal, other: Terminal, timeout: float = 15) -> None:
    """Read both until they show the same picture, cell by cell, with the cursor at the same place."""
    end = time.monotonic() + timeout
    while (difference := _difference(one.screen, other.screen)) is not None:
        if time.monotonic() > end:
            raise AssertionError(f"{difference}\n{one.text}\n--- and ---\n{other.text}")
        one.read(0.02)
        other.read(0.02)


def _difference(one: Screen, other: Screen) -> str | None:
    for y, (first, second) in enumerate(zip(one.cells(), other.cells(), strict=True)):
        for x, (a, b) in enumerate(zip(first, second, strict=True)):
            if a != b:
                return f"row {y}, column {x}: {a} is not {b}"
    places = [(screen.cursor.x, screen.cursor.y, screen.cursor.hidden) for screen in (one, other)]
    return None if places[0] == places[1] else f"cursors at {places}"
