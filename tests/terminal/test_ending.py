"""However the program ends, the terminal is as before, and it ends soon."""

from __future__ import annotations

import os
import signal
import stat
import sys
import termios
from pathlib import Path

import pytest
from harness import ALTERNATE_SCREEN, FOCUS, MOUSE, PASTE, SAMPLE, Terminal, environment, seconds_of_work
from real_wizard import kept_answers, repository, to_step, wizard

from wizard.core.model.ending import ENDING_SIGNALS
from wizard.tui.app.end import DEAF
from wizard.tui.driver.base import RESTORE

F3 = "\x1bOR"
OTHER_SIGNALS = [number for number in ENDING_SIGNALS if number not in (signal.SIGTERM, signal.SIGINT)]
DRIVERS = pytest.mark.parametrize("flags", [[], ["--no-wire"]], ids=["wire", "plain"])


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
@pytest.mark.parametrize("number", ENDING_SIGNALS)
def test_a_signal_restores_the_terminal_saves_and_ends_soon(number: int, flags: list[str], tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    with started(f"--saved={saved}", *flags) as terminal:
        terminal.kill(number)
        assert terminal.wait_for_exit() == 128 + number
        assert_restored(terminal)
    assert saved.read_text(encoding="utf-8") == "saved"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_program_that_is_busy(number: int, tmp_path: Path) -> None:
    with started(f"--saved={tmp_path / 'saved'}") as terminal:
        terminal.send("\x02")  # a thread that holds the end up
        terminal.wait_for("hanging")
        terminal.kill(number)
        assert terminal.wait_for_exit() == 128 + number
        assert_restored(terminal)


@pytest.mark.parametrize(
    "number",
    [signal.SIGTERM, signal.SIGINT, *(pytest.param(other, marks=pytest.mark.nightly) for other in OTHER_SIGNALS)],
)
def test_a_signal_ends_a_program_whose_event_loop_never_comes_round(number: int, tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    with started(f"--saved={saved}") as terminal:
        terminal.send(F3)
        terminal.wait_for("spinning")
        terminal.kill(number)
        assert terminal.wait_for_exit() == 128 + number
        assert_restored(terminal)
    assert saved.read_text(encoding="utf-8") == "saved"


def test_a_second_ctrl_c_ends_a_program_that_does_not_hear_the_first(tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    with started(f"--saved={saved}") as terminal:
        terminal.send(F3)
        terminal.wait_for("spinning")
        terminal.send("\x03")
        terminal.settle_for(DEAF + 0.2)
        assert terminal.process.isalive()
        terminal.send("\x03")
        assert terminal.wait_for_exit() == 130
        assert_restored(terminal)
    assert saved.read_text(encoding="utf-8") == "saved"


def test_an_ignored_hangup_stays_ignored(tmp_path: Path) -> None:
    ignoring = ["sh", "-c", "trap '' HUP; exec \"$@\"", "sh"]
    with Terminal([*ignoring, *SAMPLE], env=environment()) as terminal:
        terminal.wait_for("Page 1", "Review")
        terminal.kill(signal.SIGHUP)
        terminal.send("still here")
        terminal.wait_for("still here")


@DRIVERS
def test_a_lost_terminal_ends_a_program_whose_event_loop_never_comes_round(flags: list[str], tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    ignoring = ["sh", "-c", "trap '' HUP; exec \"$@\"", "sh"]
    with Terminal([*ignoring, *SAMPLE, f"--saved={saved}", *flags], env=environment()) as terminal:
        terminal.wait_for("Page 1", "Review")
        terminal.send(F3)
        terminal.wait_for("spinning")
        terminal.hang_up()
        assert terminal.wait_unread() == 128 + signal.SIGHUP
    assert saved.read_text(encoding="utf-8") == "saved"


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
    assert b"CANARY-51dfe9" not in told.partition(b"ecr-wizard met")[2]
    (report,) = (own_home / "state" / "ecr-wizard" / "crashes").iterdir()
    assert str(report).encode() in told.replace(b"\r\n", b"")
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
    ignoring = ["sh", "-c", "trap '' HUP; exec \"$@\"", "sh"]
    with Terminal([*ignoring, *SAMPLE, f"--saved={saved}", *flags], env=environment()) as terminal:
        terminal.wait_for("Page 1", "Review")
        terminal.hang_up()
        assert terminal.wait_unread() == 128 + signal.SIGHUP
    assert saved.read_text(encoding="utf-8") == "saved"


@DRIVERS
def test_a_terminal_that_takes_no_bytes_does_not_hold_the_end_up(flags: list[str], tmp_path: Path) -> None:
    """A link that hangs: output is stopped, as ctrl+s does it."""
    saved = tmp_path / "saved"
    with started(f"--saved={saved}", *flags) as terminal:
        terminal.settle()
        other_end = os.open(f"/proc/{terminal.process.pid}/fd/0", os.O_RDWR | os.O_NOCTTY)
        termios.tcflow(other_end, termios.TCOOFF)
        terminal.send("\x0e" * 9)
        terminal.kill(signal.SIGTERM)
        assert terminal.wait_unread() == 128 + signal.SIGTERM
        assert terminal.cooked
        termios.tcflow(other_end, termios.TCOON)
        os.close(other_end)
    assert saved.read_text(encoding="utf-8") == "saved"


def test_the_modes_that_are_switched_on_are_those_that_an_emergency_switches_off() -> None:
    with started() as terminal:
        for mode in terminal.modes - {7, 25, 1049}:
            assert f"\x1b[?{mode}l".encode() in RESTORE
        terminal.send("\x03")
        terminal.wait_for_exit()


SPINS = """
from wizard.terminal.capabilities import prepare
prepare()
from wizard.tui.screens.base import StepScreen
def spin(self):
    self.say("spinning")
    self.set_timer(0.3, spin_for_ever)
def spin_for_ever():
    while True:
        pass
StepScreen.action_help = spin
from wizard.__main__ import main
main()
"""


def test_the_wizard_keeps_the_answers_although_its_event_loop_never_comes_round(own_home: Path, tmp_path: Path) -> None:
    with wizard(repository(tmp_path), [sys.executable, "-c", SPINS]) as terminal:
        to_step(terminal, 1, "\r")
        terminal.send("-one")
        terminal.wait_for("ecr-integration-one")
        terminal.send("\x1bOP")
        terminal.wait_for("spinning")
        before = seconds_of_work(terminal)
        terminal.wait_for(lambda one: seconds_of_work(one) > before + 0.5, timeout=60)
        terminal.kill(signal.SIGTERM)
        assert terminal.wait_for_exit() == 128 + signal.SIGTERM
        assert terminal.cooked
    assert kept_answers(own_home)["answers"]["account"]["name"] == "ecr-integration-one"
