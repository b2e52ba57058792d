"""A link that delays what is typed and hands it on in bunches. `python slow_link.py PROGRAM ARGUMENT...`"""

from __future__ import annotations

import os
import select
import sys
import termios
import time
import tty

from ptyprocess import PtyProcess

DELAY = 0.12  # seconds; what is typed within it arrives in one packet
INPUT, OUTPUT = sys.stdin.fileno(), sys.stdout.fileno()


def relay(far: PtyProcess) -> None:
    """Pass everything on until the program ends, its output at once."""
    typed, due = b"", 0.0
    while True:
        wait = max(due - time.monotonic(), 0) if typed else None
        ready = select.select([INPUT, far.fd], [], [], wait)[0]
        if INPUT in ready:
            due = due if typed else time.monotonic() + DELAY
            # Until the terminal was raw, it made line feeds of Enter.
            typed += os.read(INPUT, 4096).replace(b"\n", b"\r")
        if typed and time.monotonic() >= due:
            os.write(far.fd, typed)
            typed = b""
        if far.fd in ready:
            try:
                os.write(OUTPUT, os.read(far.fd, 65536))
            except OSError:
                return


def main() -> int:
    """Run the program behind the link; its exit code."""
    before = termios.tcgetattr(INPUT)
    width, height = os.get_terminal_size(INPUT)
    far = PtyProcess.spawn(sys.argv[1:], env=dict(os.environ), dimensions=(height, width))
    tty.setraw(INPUT, termios.TCSANOW)  # what was typed before is kept
    try:
        relay(far)
    finally:
        termios.tcsetattr(INPUT, termios.TCSANOW, before)
    far.wait()
    return int(far.exitstatus or 0)


if __name__ == "__main__":
    sys.exit(main())
