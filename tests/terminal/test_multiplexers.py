"""Inside GNU screen and tmux: every key is heard, and nothing is said of a clipboard that got nothing."""

from __future__ import annotations

import base64
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness import ESC, MOUSE, SAMPLE, Terminal, environment, wait_until
from real_wizard import ENTER, WIZARD, repository, to_step

from tests.support.scenario_keys import Scenario
from wizard.core.interview.answers_file import to_state_dict
from wizard.core.model.answers import Account, Answers
from wizard.services.storage import state
from wizard.terminal.capabilities import describe

needs_screen = pytest.mark.skipif(not shutil.which("screen"), reason="GNU screen is not installed")
needs_tmux = pytest.mark.skipif(not shutil.which("tmux"), reason="tmux is not installed")
ASK = "\x0f"  # ctrl+o


@needs_screen
def test_esc_is_heard_in_gnu_screen(tmp_path: Path) -> None:
    sockets = tmp_path / "sockets"
    sockets.mkdir(mode=0o700)
    start = ["screen", "-U", "-c", "/dev/null", "-S", "sample", *SAMPLE]
    with Terminal(start, env=environment(SCREENDIR=str(sockets))) as terminal:
        terminal.wait_for("Page 1", "Review", timeout=30)
        for _ in range(2):
            terminal.send(ASK)
            terminal.wait_for("Really?")
            terminal.send(ESC)
            terminal.wait_for(lambda one: "Really?" not in one.text)
        assert not terminal.modes & MOUSE
        terminal.send("\x03")
        terminal.wait_for_exit()


@pytest.mark.parametrize(
    ("environ", "mouse"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "xterm-256color", "STY": "1.pts-0.host"}, False),
        ({"TERM": "screen"}, False),
        ({"TERM": "screen.xterm-256color"}, False),
        ({"TERM": "screen-256color", "TMUX": "/tmp/tmux-0/default,1,0"}, True),
        ({"TERM": "tmux-256color"}, True),
    ],
)
def test_the_mouse_is_asked_for_except_in_gnu_screen(environ: dict[str, str], mouse: bool) -> None:
    assert describe(environ).mouse is mouse


class Tmux:
    """A tmux server of this test's own, as `tmux` gives it without a configuration."""

    def __init__(self, socket: Path) -> None:
        self.words = ["tmux", "-S", str(socket), "-f", "/dev/null"]

    def start(self, argv: list[str], *, utf8: bool = True, env: dict[str, str | None] | None = None) -> Terminal:
        """`argv` in its first window, with a client that takes UTF-8 or does not."""
        inside = "env LC_ALL=C.UTF-8 " + shlex.join(argv)
        words = [*self.words[:1], *(["-u"] if utf8 else []), *self.words[1:], "new-session", inside]
        return Terminal(words, env=environment(**(env or {})))

    def __call__(self, *words: str) -> str:
        return subprocess.run([*self.words, *words], check=True, capture_output=True, text=True).stdout


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    server = Tmux(tmp_path / "socket")
    yield server
    subprocess.run([*server.words, "kill-server"], check=False, capture_output=True)


def begun(folder: Path) -> Path:
    """A repository in which the wizard goes on at the third step, with a command to copy."""
    root = repository(folder)
    answers = Answers(account=Account(name="ecr-integration"), integration="ecr-integration", scenario=Scenario.PULL)
    state.save(root, {"step": "scenario", "answers": to_state_dict(answers)})
    return root


def copy_the_command(terminal: Terminal) -> None:
    """By the palette, as who knows no other way."""
    terminal.wait_for("Go on where the last run ended", timeout=30)
    to_step(terminal, 3, ENTER)
    terminal.send("\x10")
    terminal.wait_for("Go to a step, copy")
    terminal.send("apply command")
    terminal.wait_for("1 of ")
    terminal.send(ENTER)


@needs_tmux
def test_what_is_copied_in_tmux_is_in_its_buffer_and_in_the_terminal(
    tmux: Tmux, own_home: Path, tmp_path: Path
) -> None:
    with tmux.start([*WIZARD, str(begun(tmp_path))]) as terminal:
        copy_the_command(terminal)
        terminal.wait_for("Copied to tmux: ecr-wizard apply")
        copied = tmux("show-buffer")
        assert copied.startswith("ecr-wizard apply . --integration=ecr-integration --scenario=pull")
        wait_until(lambda: terminal.read(0) or base64.b64encode(copied.encode()) in terminal.received)


@needs_tmux
@pytest.mark.parametrize("inside", [False, True], ids=["no tmux", "a tmux that is gone"])
def test_where_a_terminal_may_refuse_nothing_is_called_copied(inside: bool, own_home: Path, tmp_path: Path) -> None:
    gone = f"{tmp_path / 'gone'},1,0"
    with Terminal([*WIZARD, str(begun(tmp_path))], env=environment(TMUX=gone if inside else None)) as terminal:
        copy_the_command(terminal)
        terminal.wait_for("Sent to your terminal's clipboard, which your terminal may refuse")
        assert "Copied" not in terminal.text


@needs_tmux
@pytest.mark.parametrize("utf8", [True, False])
def test_the_glyphs_are_those_that_the_terminal_around_tmux_takes(
    tmux: Tmux, own_home: Path, tmp_path: Path, utf8: bool
) -> None:
    env = {} if utf8 else {"LC_ALL": "C", "LANG": None}
    with tmux.start([*WIZARD, str(begun(tmp_path))], utf8=utf8, env=env) as terminal:
        terminal.wait_for("Go on where the last run ended", timeout=30)
        to_step(terminal, 3, ENTER)
        terminal.settle()
        pane = tmux("capture-pane", "-p")
    assert pane.isascii() is not utf8
