"""A terminal that does not show what is typed. What was typed ahead, such as the rest of a paste, is kept."""

from __future__ import annotations

import os
import select
import sys
import termios
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

PASTE_SECONDS = 0.1  # between two lines of a paste, at most


def is_waiting() -> bool:
    """Whether the terminal holds another line already. Not known of a pipe: no."""
    # A terminal gives Python one line at a time, so that none waits where select cannot see it.
    return sys.stdin.isatty() and bool(select.select([sys.stdin], [], [], PASTE_SECONDS)[0])


def take_off(lines: Sequence[str]) -> bool:
    """Erase the lines above the cursor, as they were shown; whether that could be done."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()) or os.environ.get("TERM", "dumb") == "dumb":
        return False
    try:
        size = os.get_terminal_size(sys.stderr.fileno())
    except OSError:
        return False
    rows = sum(max(-(-len(line) // max(size.columns, 1)), 1) for line in lines)
    if rows >= size.lines:
        return False
    print(f"\x1b[{rows}A\x1b[J", end="", file=sys.stderr, flush=True)
    return True


@contextmanager
def hidden() -> Iterator[None]:
    """Within it nothing typed is shown; without a terminal on stdin it does nothing."""
    if not sys.stdin.isatty():
        yield
        return
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    silent = termios.tcgetattr(terminal)
    silent[3] &= ~termios.ECHO
    # Not TCSAFLUSH, as getpass has it: that throws away the lines of a paste that come after the first.
    termios.tcsetattr(terminal, termios.TCSADRAIN, silent)
    try:
        yield
    finally:
        with suppress(OSError, termios.error):  # of a terminal that has hung up
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)
            print(file=sys.stderr, flush=True)  # the Enter that was not shown
