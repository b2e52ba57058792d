"""The window changes its size all the time: what is left is a living screen of the last size, at rest."""

from __future__ import annotations

import random
import signal
from pathlib import Path
from typing import Any

import pytest
from harness import DOWN, ESC, SAMPLE, Terminal, converge, environment, seconds_of_work
from real_wizard import ENTER, NEXT, kept_answers, repository, to_step, wizard

F1, F4 = "\x1bOP", "\x1bOS"
SIZES = [(80, 24), (80, 3), (120, 40), (59, 30), (60, 16), (20, 5), (200, 60), (1, 1)]
NOTICE = "too small"


def seeds(number: int) -> list[Any]:
    """That many storms, the first of them by day."""
    return [pytest.param(seed, marks=pytest.mark.nightly if seed else ()) for seed in range(number)]


def storm(terminal: Terminal, seed: int, changes: int = 40) -> None:
    """Sizes that change faster than a screen is laid out, some of them too small."""
    sizes = random.Random(seed)
    for _ in range(changes):
        terminal.resize(*sizes.choice(SIZES))
        terminal.settle_for(sizes.choice([0.0, 0.01, 0.05, 0.05]))


def assert_at_rest(terminal: Terminal) -> None:
    terminal.settle(0.5)
    before = seconds_of_work(terminal)
    terminal.settle_for(1)
    assert seconds_of_work(terminal) - before < 0.2


@pytest.mark.parametrize("flags", [[], ["--no-wire"]], ids=["wire", "plain"])
def test_two_sizes_under_way_at_once_do_not_chase_each_other(flags: list[str]) -> None:
    with Terminal([*SAMPLE, *flags], env=environment()) as terminal:
        terminal.wait_for("Page 1", "Review")
        terminal.send(F4)
        terminal.send("alive")
        terminal.wait_for("alive", "Page 1")
        assert_at_rest(terminal)


@pytest.mark.parametrize("seed", seeds(4))
def test_a_storm_over_a_step_ends_with_a_living_screen(seed: int, own_home: Path, tmp_path: Path) -> None:
    with wizard(repository(tmp_path)) as terminal:
        to_step(terminal, 1, ENTER)
        storm(terminal, seed)
        terminal.resize(100, 30)
        terminal.wait_for("Step 1 of 6", lambda one: NOTICE not in one.text)
        assert_at_rest(terminal)
        terminal.send(F1)
        terminal.wait_for("[ Close ]")
        terminal.send(ESC)
        terminal.wait_for(lambda one: "[ Close ]" not in one.text)
        terminal.kill(signal.SIGTERM)
        assert terminal.wait_for_exit() == 128 + signal.SIGTERM
        assert terminal.cooked


@pytest.mark.parametrize("seed", seeds(2))
def test_a_storm_over_a_dialog_leaves_the_dialog(seed: int, own_home: Path, tmp_path: Path) -> None:
    with wizard(repository(tmp_path)) as terminal:
        to_step(terminal, 1, ENTER)
        terminal.send("-one\x03")
        terminal.wait_for("Leave the wizard?")
        storm(terminal, seed)
        terminal.resize(80, 24)
        terminal.wait_for("Leave the wizard?", lambda one: NOTICE not in one.text)
        assert_at_rest(terminal)
        terminal.send("n")
        terminal.wait_for("ecr-integration-one", lambda one: "Leave the wizard?" not in one.text)


def test_after_a_storm_the_picture_is_that_of_a_fresh_start(own_home: Path, tmp_path: Path) -> None:
    root = repository(tmp_path)
    with wizard(root) as stormed, wizard(root) as calm:
        storm(stormed, 7)
        for terminal in (stormed, calm):
            terminal.resize(110, 34)
        converge(stormed, calm)


def test_what_is_typed_under_the_notice_does_nothing(own_home: Path, tmp_path: Path) -> None:
    with wizard(repository(tmp_path)) as terminal:
        to_step(terminal, 1, ENTER)
        terminal.resize(80, 3)
        terminal.wait_for(NOTICE)
        terminal.send(f"typed{DOWN}{NEXT}\x1b[200~pasted\x1b[201~")
        terminal.settle(0.2)
        terminal.resize(80, 24)
        terminal.wait_for("Step 1 of 6", lambda one: NOTICE not in one.text)
        assert "typed" not in terminal.text
        assert "pasted" not in terminal.text


def test_the_notice_comes_over_a_dialog_and_goes(own_home: Path, tmp_path: Path) -> None:
    with wizard(repository(tmp_path)) as terminal:
        to_step(terminal, 1, ENTER)
        terminal.send(F1)
        terminal.wait_for("[ Close ]")
        terminal.resize(50, 10)
        terminal.wait_for(NOTICE, lambda one: "[ Close ]" not in one.text)
        terminal.resize(80, 24)
        terminal.wait_for("[ Close ]", lambda one: NOTICE not in one.text)


def test_ctrl_c_under_the_notice_leaves_and_keeps_the_answers(own_home: Path, tmp_path: Path) -> None:
    with wizard(repository(tmp_path)) as terminal:
        to_step(terminal, 1, ENTER)
        terminal.send("-one")
        terminal.wait_for("ecr-integration-one")
        terminal.resize(80, 3)
        terminal.wait_for("leave with ctrl+c")
        terminal.send("\x03")
        assert terminal.wait_for_exit() == 130
        assert terminal.cooked
    assert kept_answers(own_home)["answers"]["account"]["name"] == "ecr-integration-one"


def test_started_in_a_small_window_it_says_so_and_goes_on_when_there_is_room(own_home: Path, tmp_path: Path) -> None:
    with Terminal([*SAMPLE], env=environment(), width=40, height=10) as terminal:
        terminal.wait_for(NOTICE)
        terminal.resize(80, 24)
        terminal.wait_for("Page 1", "Review", lambda one: NOTICE not in one.text)
