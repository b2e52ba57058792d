"""Keys, however they arrive: in order, in pieces, ahead of a screen, in no encoding; and job control."""

from __future__ import annotations

import os
import re
import shlex
import signal
import time

import pytest
from harness import DOWN, LEFT, MOUSE, PASTE, SAMPLE, TAB, Terminal, environment

from wizard.tui.driver.base import PASTE_DELAY

BRACKETED = "\x1b[200~{}\x1b[201~"


def started(**env: str | None) -> Terminal:
    terminal = Terminal(SAMPLE, env=environment(**env))
    terminal.wait_for("Page 1", "Review")
    return terminal


@pytest.mark.parametrize(
    ("packet", "field"),
    [
        ("abc" + LEFT * 2 + "X", "aXbc"),
        ("abc" + LEFT + "\x7f" + "d" + "\x05" + "e", "adce"),
        ("ab" + BRACKETED.format("pasted") + LEFT * 3 + "Z", "abpasZted"),
        ("one" + TAB + "two", "one"),
        ("a" * 200 + LEFT * 200 + "first", "firstaaa"),
    ],
)
def test_keys_that_come_in_one_packet_are_handled_in_order(packet: str, field: str) -> None:
    with started() as terminal:
        terminal.send(packet)
        terminal.wait_for(lambda now: now.screen.display[3].strip().startswith(field))


def test_keys_typed_ahead_of_a_screen_that_writes_are_dropped() -> None:
    with started() as terminal:
        terminal.send("\x07\r\r\r")
        terminal.wait_for("Review: Enter writes")
        terminal.settle()
        assert terminal.process.isalive()
        terminal.send("\r")
        assert terminal.wait_for_exit() == 7


def test_what_is_pasted_ahead_of_a_screen_that_writes_is_dropped_and_esc_then_goes_back() -> None:
    with started() as terminal:
        terminal.send("\x07" + BRACKETED.format("\r\r") + "\r")
        terminal.wait_for("Review: Enter writes")
        terminal.settle()
        terminal.send("\x1b")
        terminal.wait_for("Page 1")


@pytest.mark.parametrize(
    ("pieces", "env"),
    [(["\x1bO", "Q"], {}), (["\x1b[1", "2~"], {}), (["\x1b", "OQ"], {"SSH_TTY": "/dev/pts/9"})],
    ids=["after the second byte", "another form of it", "after the first byte, over ssh"],
)
def test_a_function_key_may_come_in_pieces(pieces: list[str], env: dict[str, str]) -> None:
    with started(**env) as terminal:
        for piece in pieces:
            terminal.send(piece)
            time.sleep(0.15)  # the link takes that long: it is what is tested
        terminal.wait_for("F2 was pressed")
        assert "Q" not in terminal.screen.display[3]


def test_a_letter_after_esc_is_echoed_however_long_esc_itself_waits() -> None:
    with started(ESCDELAY="5000") as terminal:
        for letter, shown in (("q", "q"), ("é", "qé"), ("\x1b[200~ok\x1b[201~", "qéok")):
            terminal.send("\x1b" + letter)
            terminal.wait_for(lambda now, shown=shown: now.screen.display[3].strip() == shown, timeout=4)


def test_bytes_that_are_no_utf8_do_no_harm() -> None:
    with started() as terminal:
        terminal.send(b"a\xff\xc3(b")
        terminal.wait_for("a\ufffd\ufffd(b")


def test_a_character_that_comes_in_pieces_is_one() -> None:
    with started() as terminal:
        for piece in (b"\xe6", b"\xbc", b"\xa2!"):
            terminal.send(piece)
            terminal.read(0.05)
        terminal.wait_for("漢", "!")
        assert "\ufffd" not in terminal.text


def test_the_bell_and_the_clipboard_reach_the_terminal() -> None:
    with started() as terminal:
        terminal.send("\x14")
        terminal.wait_for(lambda now: now.screen.bells, lambda now: b"\x1b]52;c;Y29waWVk\x07" in now.received)


def test_without_a_shell_to_continue_it_ctrl_z_only_rings() -> None:
    with started() as terminal:
        terminal.send("\x1a")
        terminal.wait_for(lambda now: now.screen.bells)
        terminal.send("on")
        terminal.wait_for("on")


def shell() -> Terminal:
    """A shell with job control that leaves the terminal's modes alone, with the sample application in it."""
    terminal = Terminal(["bash", "--norc", "--noprofile", "--noediting", "-i"], env=environment(PS1="shell> "))
    terminal.wait_for("shell>")
    terminal.send(shlex.join(SAMPLE) + "\n")
    terminal.wait_for("Page 1", "Review", "as in the subscription", "eu-central-1")
    return terminal


def test_stopped_and_continued_it_shows_the_same() -> None:
    with shell() as terminal:
        terminal.send("kept" + TAB * 2 + DOWN * 9)
        terminal.wait_for("kept", "1.9", lambda now: now.screen.cursor.hidden)
        terminal.settle()
        before = terminal.screen.cells()
        for _ in range(2):
            terminal.send("\x1a")
            terminal.wait_for("Stopped", "shell>", lambda now: now.cooked)
            assert not terminal.modes & (MOUSE | {PASTE})
            assert not terminal.screen.cursor.hidden
            terminal.send("fg\n")
            terminal.wait_for(lambda now: now.screen.cells() == before, lambda now: now.screen.cursor.hidden)
            assert not terminal.cooked
            assert PASTE in terminal.modes
        terminal.send("\x03")
        terminal.wait_for("shell>", lambda now: now.cooked)
        assert not terminal.modes & (MOUSE | {PASTE})


def test_stopped_from_outside_and_continued_it_shows_the_same() -> None:
    """SIGSTOP gives no time to restore the terminal; the shell puts its modes on it."""
    with shell() as terminal:
        terminal.settle()
        before = terminal.screen.cells()
        os.killpg(terminal.foreground, signal.SIGSTOP)
        terminal.wait_for("Stopped", lambda now: now.cooked)
        terminal.send("fg\n")
        terminal.wait_for(lambda now: now.screen.cells() == before, lambda now: not now.cooked)
        terminal.wait_for(lambda now: not now.screen.cursor.hidden)
        terminal.send("x\x03")
        terminal.wait_for("shell>", lambda now: now.cooked)


def test_a_paste_whose_end_is_lost_ends_and_keys_are_heard_again() -> None:
    with Terminal(SAMPLE) as terminal:
        terminal.wait_for("Page 1", "Review")
        terminal.send("\x1b[200~half a pas")
        terminal.wait_for("half a pas", timeout=PASTE_DELAY + 10)
        terminal.send("te")
        terminal.wait_for("half a paste")
        terminal.send("\x0f")
        terminal.wait_for("Really?")


@pytest.mark.parametrize("text", ["e\u0301x", "👍🏽x", "क्षx", "क्\u200cषx", "👩\u200d🔬x"])
def test_no_part_of_a_sign_is_lost_when_the_cursor_is_in_it(text: str) -> None:
    with Terminal(SAMPLE) as terminal:
        terminal.wait_for("Page 1", "Review")
        terminal.send(f"\x1b[200~{text}\x1b[201~")
        terminal.wait_for(lambda one: "x" in one.screen.display[3])
        for _ in text:
            terminal.send(LEFT)
            terminal.settle(0.1)
        terminal.send("\x0c")  # everything again, as it is remembered
        before = len(terminal.received)
        terminal.wait_for(lambda one: len(one.received) > before)
        terminal.settle(0.2)
        sent = terminal.received[before:].decode()
        assert text in re.sub("\x1b\\[[0-9;?]*[A-Za-z]", "", sent)
