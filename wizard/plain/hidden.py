"""A terminal that does not show what is typed. What was typed ahead, such as the rest of a paste, is kept."""

from __future__ import annotations

import select
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PASTE_SECONDS = 0.1  # between two lines of a paste, at most


def is_waiting() -> bool:
    """Whether the terminal holds another line already. Not known of a pipe: no."""
    # A terminal gives Python one line at a time, so that none waits where select cannot see it.
    return sys.stdin.isatty() and bool(select.select([sys.stdin], [], [], PASTE_SECONDS)[0])


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
