"""Seconds from a signal to the end of the process, saved and restored: `python bench/ending.py`. At most 0.5.

Also while a thread hangs, while the event loop never comes round, and while the terminal takes no bytes.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import termios
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "terminal"))

from harness import SAMPLE, Terminal, environment  # noqa: E402

REACH = 0.5
HANG, SPIN = "\x02", "\x1bOR"


def ending(number: int, *, hangs: bool = False, spins: bool = False, stopped: bool = False) -> float:
    """Seconds from the signal to the end."""
    with tempfile.TemporaryDirectory() as home:
        saved = Path(home) / "saved"
        with Terminal([*SAMPLE, f"--saved={saved}"], env=environment(HOME=home)) as terminal:
            terminal.wait_for("Page 1", "Review")
            terminal.settle()
            if hangs:
                terminal.send(HANG)
                terminal.wait_for("hanging")
            if spins:
                terminal.send(SPIN)
                terminal.wait_for("spinning")
            if stopped:
                other_end = os.open(f"/proc/{terminal.process.pid}/fd/0", os.O_RDWR | os.O_NOCTTY)
                termios.tcflow(other_end, termios.TCOOFF)
            began = time.perf_counter()
            terminal.kill(number)
            terminal.wait_unread() if stopped else terminal.wait_for_exit()
            spent = time.perf_counter() - began
        if not saved.exists():
            raise SystemExit("the state was not saved")
    return spent


def main() -> int:
    """Print the best of three of each; 1 when one is too slow."""
    worst = 0.0
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGALRM):
        for name, options in {
            "": {},
            "a thread hangs": {"hangs": True},
            "the loop is busy": {"spins": True},
            "output is stopped": {"stopped": True},
        }.items():
            spent = min(ending(number, **options) for _ in range(3))
            worst = max(worst, spent)
            print(f"{signal.Signals(number).name:8} {name:18} {spent:.3f} s")
    print(f"worst {worst:.3f} s (at most {REACH})")
    return int(worst > REACH)


if __name__ == "__main__":
    sys.exit(main())
