"""However the program ends, the terminal is as before, and it ends soon."""

from __future__ import annotations

import os
import signal
import stat
import time
from pathlib import Path

import pytest
from harness import ALTERNATE_SCREEN, FOCUS, MOUSE, PASTE, SAMPLE, Terminal, environment

from wizard.tui.driver import RESTORE

DRIVERS = pytest.mark.parametrize("flags", [[], ["--no-wire"]], ids=["wire", "plain"])
SOON = 0.5 + 0.3  # seconds; the second figure is for a busy machine


def started(*flags: str, **env: str | None) -> Terminal:
    terminal = Terminal([*SAMPLE, *flags], env=environment(**env))
    terminal.wait_for("Page 1", "Review")
    assert not terminal.cooked
    assert {ALTERNATE_SCREEN, PASTE} | {1000, 1006} <= terminal.modes
    return terminal


def assert_restored(terminal: Terminal) -> None:
    assert not terminal.modes & ({ALTERNATE_SCREEN, FOCUS, PASTE} | MOUSE)
    assert 7 in terminal.modes  # lines wrap again
    assert terminal.cooked
    assert not terminal.screen.cursor.hidden


@DRIVERS
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_restores_the_terminal_saves_and_ends_soon(number: int, flags: list[str], tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    with started(f"--saved={saved}", *flags) as terminal:
        began = time.monotonic()
        terminal.kill(number)
        assert terminal.wait_for_exit() == 128 + number
        assert time.monotonic() - began < SOON
        assert_restored(terminal)
    assert saved.read_text(encoding="utf-8") == "saved"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_program_that_is_busy(number: int, tmp_path: Path) -> None:
    with started(f"--saved={tmp_path / 'saved'}") as terminal:
        terminal.send("\x02")  # a thread that holds the end up
        terminal.wait_for("hanging")
        began = time.monotonic()
        terminal.kill(number)
        assert terminal.wait_for_exit() == 128 + number
        assert time.monotonic() - began < SOON
        assert_restored(terminal)


@DRIVERS
def test_ctrl_c_and_sigint_leave(flags: list[str]) -> None:
    for leave in (lambda one: one.send("\x03"), lambda one: one.kill(signal.SIGINT)):
        with started(*flags) as terminal:
            leave(terminal)
            assert terminal.wait_for_exit() == 130
            assert_restored(terminal)


def test_nothing_that_was_drawn_is_lost_at_the_end() -> None:
    with started() as terminal:
        terminal.settle()
        terminal.send("last words\x03")
        terminal.wait_for_exit()
        sent = bytes(terminal.received)
        assert sent.rindex(b"last words"[-1:]) < sent.index(b"\x1b[?1049l")


@DRIVERS
def test_a_bug_shows_its_place_and_nothing_of_the_users(flags: list[str], own_home: Path) -> None:
    with started(*flags) as terminal:
        terminal.send("CANARY-51dfe9")
        terminal.wait_for("CANARY-51dfe9")
        before = len(terminal.received)
        terminal.send("\x18")  # ctrl+x is the field's, so:
        terminal.send("\t\t\x18")
        assert terminal.wait_for_exit() == 1
        assert_restored(terminal)
        told = bytes(terminal.received[before:])
    assert b"ecr-wizard met a bug: KeyError in " in told
    assert b"sample_app.py:" in told
    assert b"CANARY-51dfe9" not in told.partition(b"ecr-wizard met")[2]
    (report,) = (own_home / "state" / "ecr-wizard").glob("crash-*.txt")
    text = report.read_text(encoding="utf-8")
    assert "action_bug" in text
    assert "KeyError" in text
    assert "CANARY-51dfe9" not in text
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert stat.S_IMODE(report.parent.stat().st_mode) == 0o700


def test_a_bug_is_told_even_when_no_report_can_be_written() -> None:
    with started(XDG_STATE_HOME="/dev/null/nowhere") as terminal:
        terminal.send("\t\t\x18")
        assert terminal.wait_for_exit() == 1
        assert b"met a bug: KeyError" in terminal.received
        assert b"Traceback" not in terminal.received


@DRIVERS
def test_a_lost_terminal_ends_it_although_hangups_are_ignored(flags: list[str], tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    with Terminal(["nohup", *SAMPLE, f"--saved={saved}", *flags], env=environment()) as terminal:
        terminal.wait_for("Page 1", "Review")
        pid = terminal.process.pid
        os.close(terminal.process.fd)
        ended = _waited(pid, 5)
        terminal.process.fd = os.open(os.devnull, os.O_RDWR)
    assert ended is not None
    assert saved.read_text(encoding="utf-8") == "saved"


def _waited(pid: int, timeout: float) -> int | None:
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return status
        time.sleep(0.01)
    return None


def test_a_terminal_that_takes_no_bytes_does_not_hold_the_end_up() -> None:
    """A link that hangs: nobody reads what is drawn."""
    with started() as terminal:
        terminal.settle()
        for _ in range(40):
            terminal.send("\x0e")  # pages, until the terminal's buffer is full
        _wait_until_blocked(terminal)
        began = time.monotonic()
        terminal.kill(signal.SIGTERM)
        status = _waited(terminal.process.pid, 5)
        assert status is not None
        assert time.monotonic() - began < SOON


def _wait_until_blocked(terminal: Terminal) -> None:
    """Until a thread of the program waits for room to write to the terminal."""
    tasks = Path(f"/proc/{terminal.process.pid}/task")
    end = time.monotonic() + 10
    while time.monotonic() < end:
        for task in tasks.iterdir():
            try:
                call = (task / "syscall").read_text(encoding="ascii").split()
            except OSError:
                continue
            if call[:2] == ["1", "0x2"]:  # write(2, …
                return
        time.sleep(0.01)
    pytest.skip("the kernel does not tell which thread waits, or the buffer is too large")


def test_the_modes_that_are_switched_on_are_those_that_an_emergency_switches_off() -> None:
    with started() as terminal:
        for mode in terminal.modes - {7, 25, 1049}:
            assert f"\x1b[?{mode}l".encode() in RESTORE
        terminal.send("\x03")
        terminal.wait_for_exit()
