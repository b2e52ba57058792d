"""Time to the first frame, peak memory, and key echo while botocore and the keyring load: `python bench/memory.py`.

Each is a ratio in one run, against a bare Textual hello or against the wizard's own idle echo. Exits with 1 when one is
above what docs/design.md, section 7, allows.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "terminal"))

from harness import DOWN, ENTER, Terminal, environment  # noqa: E402

HELLO = [sys.executable, str(Path(__file__).with_name("hello.py"))]
WIZARD = [sys.executable, "-m", "wizard"]
NEXT = "\x0e"  # ctrl+n
ROUNDS = 9
REACH = {"first frame": 1.15, "peak memory": 2.0, "echo while loading": 1.5}


@contextmanager
def project() -> Iterator[Path]:
    """A home with a git repository in it."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "shop"
        subprocess.run(["git", "init", "-q", str(root)], check=True)
        subprocess.run(["git", "-C", str(root), "remote", "add", "origin", "git@github.com:acme/shop.git"], check=True)
        (root / "shippable.yml").write_text("language: none\n", encoding="utf-8")
        yield root


def started(argv: list[str], root: Path) -> Terminal:
    """The program in the repository, with the home beside it."""
    return Terminal(argv, env=environment(HOME=str(root.parent), AWS_EC2_METADATA_DISABLED="true"), cwd=root)


def first_frame(argv: list[str], shows: str, root: Path) -> float:
    """Seconds until `shows` can be seen."""
    began = time.perf_counter()
    with started(argv, root) as terminal:
        terminal.wait_for(shows)
        return time.perf_counter() - began


def peak(terminal: Terminal) -> float:
    """The most memory that the program had so far, in MB."""
    status = Path(f"/proc/{terminal.process.pid}/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024  # type: ignore[index]


def walk_memory(root: Path) -> dict[str, float]:
    """Peaks of hello, of the demo walked to its review, and of the real wizard once its libraries are loaded."""
    peaks = {}
    with started(HELLO, root) as terminal:
        terminal.wait_for("hello")
        terminal.settle()
        peaks["hello"] = peak(terminal)
    with started([*WIZARD, "demo"], root) as terminal:
        terminal.wait_for("Set up an integration")
        terminal.send(ENTER)
        terminal.wait_for("Step 1 of 6")
        while "(•) Try: A good key" not in terminal.text:
            terminal.cost(DOWN)
        terminal.cost(ENTER, "AWS accepts")
        for step in range(2, 7):
            terminal.cost(NEXT, f"Step {step} of 6")
            if step == 3:
                terminal.cost(DOWN * 2, "(•) Push an image")  # its image is filled in
        peaks["demo, to the review"] = peak(terminal)
    with started(WIZARD, root) as terminal:
        terminal.wait_for("Set up an integration")
        wait_until_loaded(terminal)
        terminal.send(ENTER)
        terminal.wait_for("Step 1 of 6")
        for letter in "name":
            terminal.cost(letter)
        peaks["real, botocore and keyring loaded"] = peak(terminal)
    return peaks


def wait_until_loaded(terminal: Terminal) -> None:
    """Until the background thread has ended and the program is idle."""
    tasks = Path(f"/proc/{terminal.process.pid}/task")
    stat = Path(f"/proc/{terminal.process.pid}/stat")
    used, quiet = -1, 0
    while quiet < 3:
        terminal.settle_for(0.2)
        now = sum(int(field) for field in stat.read_text(encoding="ascii").rpartition(")")[2].split()[11:13])
        quiet = quiet + 1 if now - used <= 1 else 0
        used = now
    assert any(tasks.iterdir())


def echo(root: Path) -> tuple[list[float], list[float]]:
    """Seconds from a key to its echo: while the libraries load, and when they are there."""
    with started(WIZARD, root) as terminal:
        terminal.wait_for("Set up an integration")
        terminal.send(ENTER)
        terminal.wait_for("Step 1 of 6", "ecr-integration")
        loading = [_echo(terminal, letter) for letter in "abcdefghij"]
        wait_until_loaded(terminal)
        idle = [_echo(terminal, letter) for letter in "klmnopqrst"]
    return loading, idle


def _echo(terminal: Terminal, letter: str) -> float:
    before = len(terminal.received)
    began = time.perf_counter()
    terminal.send(letter)
    terminal.wait_for(lambda now: letter.encode() in now.received[before:])
    spent = time.perf_counter() - began
    terminal.settle_for(0.03)
    return spent


def main() -> int:
    """Print the figures; 1 when one is too high."""
    with project() as root:
        frames: dict[str, list[float]] = {"hello": [], "wizard": []}
        for _ in range(ROUNDS):  # in turn, so that a busy machine is as busy for both
            frames["hello"].append(first_frame(HELLO, "hello", root))
            frames["wizard"].append(first_frame(WIZARD, "Welcome", root))
        print("first frame (ms, median, best): " + ", ".join(f"{k} {_ms(v)}" for k, v in frames.items()))
        peaks = walk_memory(root)
        print("peak memory (MB): " + ", ".join(f"{name} {figure:.1f}" for name, figure in peaks.items()))
        loading, idle = [], []
        for _ in range(3):
            slow, fast = echo(root)
            loading += slow
            idle += fast
        print(f"echo (ms, median, best): while loading {_ms(loading)}, idle {_ms(idle)}")
    ratios = {
        "first frame": min(frames["wizard"]) / min(frames["hello"]),
        "peak memory": max(peaks.values()) / peaks["hello"],
        "echo while loading": statistics.median(loading) / statistics.median(idle),
    }
    for what, most in REACH.items():
        print(f"{what}: {ratios[what]:.2f} (at most {most})")
    return int(any(ratios[what] > most for what, most in REACH.items()))


def _ms(samples: list[float]) -> str:
    return f"{statistics.median(samples) * 1000:.0f} {min(samples) * 1000:.0f}"


if __name__ == "__main__":
    sys.exit(main())
