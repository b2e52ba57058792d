"""A recording of a whole walk, from the real program: `python screenshots/record.py` writes `walk.cast`.

The demo runs in a pseudo-terminal of 100x30, its keys are pressed, and what it sends is kept with its time, in the
format of asciinema (version 2): `asciinema play screenshots/walk.cast` shows it. Keys are pressed when what they are
for is on the screen; the pauses for reading are put into the times, nobody waits for them.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "terminal"))

from harness import DOWN, ENTER, ESC, Terminal, environment  # noqa: E402

SIZE = (100, 30)
NEXT, NEXT_FIELD = "\x0e", "\t"
READING = 1.6  # seconds before a key, for who looks on
TITLE = "ecr-wizard demo: from the proposal to a written shippable.yml"
# What must be on the screen, and the keys then.
WALK = (
    (("Review and write", "paste them here"), DOWN),
    (("Keys",), ENTER),
    (("Step 1 of 6", "Try: A good key"), NEXT_FIELD * 4),
    (("Keys from",), DOWN),
    (("(•) Try: A good key",), ENTER),
    (("AWS accepts the keys",), NEXT),
    (("Review and write", "checked"), NEXT),
    (("Ready to write.",), "w"),
    (("Written:",), ESC),
    (("Keep the keys",), ENTER),
)


class Recorder:
    """What the terminal sent, with the times at which it is to be shown."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._start = time.monotonic()
        self._pauses = 0.0
        self._taken = 0
        self.events: list[tuple[float, str]] = []

    def take(self) -> None:
        """Keep what came since the last time."""
        came = bytes(self._terminal.received[self._taken :])
        self._taken += len(came)
        if came:
            at = round(time.monotonic() - self._start + self._pauses, 3)
            self.events.append((at, came.decode("utf-8", "replace")))

    def pause(self, seconds: float) -> None:
        """Time to read."""
        self._pauses += seconds


def record() -> list[tuple[float, str]]:
    """Walk through the demo, and give what it sent."""
    with (
        tempfile.TemporaryDirectory() as home,
        Terminal(
            [sys.executable, "-m", "wizard", "demo"],
            width=SIZE[0],
            height=SIZE[1],
            env=environment(HOME=home, TERM="xterm-256color"),
            cwd=home,
        ) as terminal,
    ):
        recorder = Recorder(terminal)
        for shown, keys in WALK:
            terminal.wait_for(*shown, timeout=60)
            terminal.settle()
            recorder.take()
            recorder.pause(READING)
            terminal.send(keys)
        terminal.wait_for_exit(30)
        recorder.take()
        return recorder.events


def main() -> None:
    """Write the recording."""
    head = {"version": 2, "width": SIZE[0], "height": SIZE[1], "title": TITLE, "env": {"TERM": "xterm-256color"}}
    lines = [json.dumps(head), *(json.dumps([at, "o", text]) for at, text in record())]
    path = Path(__file__).with_name("walk.cast")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(path.name)


if __name__ == "__main__":
    main()
