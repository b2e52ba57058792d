"""The connection is lost at each step: the next start offers to go on, with the same answers."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from harness import DOWN, RIGHT, Terminal
from real_wizard import ENTER, NEXT, give_keys, kept_answers, repository, to_step, wizard

from tests.support.moto import ACCOUNT, Moto
from wizard.core.interview.answers_file import to_state_dict
from wizard.core.model.answers import Account, Answers
from wizard.services.storage import state

STEPS = ["account", "subscription", "scenario", "image", "branches", "review"]


def cut(terminal: Terminal) -> None:
    """The window is closed: nobody is on the other end."""
    terminal.hang_up()
    assert terminal.wait_unread() == 128 + signal.SIGHUP


def hang_up(terminal: Terminal) -> None:
    """SIGHUP comes first, as sshd sends it; the terminal is there a moment longer."""
    terminal.kill(signal.SIGHUP)
    assert terminal.wait_for_exit() == 128 + signal.SIGHUP
    assert terminal.cooked


def name_the_account(terminal: Terminal, moto: Moto) -> None:
    terminal.send("-one")
    terminal.wait_for("ecr-integration-one")


def name_the_subscription(terminal: Terminal, moto: Moto) -> None:
    terminal.tab_to("Subscription integration")
    terminal.send("-two")
    terminal.wait_for("integrationName: ecr-integration-one-two")


def choose_push(terminal: Terminal, moto: Moto) -> None:
    terminal.send(DOWN * 2)
    terminal.wait_for("(•) Push an image")


def name_the_image(terminal: Terminal, moto: Moto) -> None:
    terminal.tab_to("Tag")
    terminal.send("-3")
    terminal.wait_for("latest-3")


def choose_branches(terminal: Terminal, moto: Moto) -> None:
    terminal.tab_to("Branches")
    terminal.send(RIGHT)
    terminal.wait_for("(•) only some")
    terminal.tab_to("type to filter")
    terminal.send("master" + ENTER)
    terminal.wait_for("[x] master")


TYPED: list[Callable[[Terminal, Moto], None]] = [
    name_the_account,
    name_the_subscription,
    choose_push,
    name_the_image,
    choose_branches,
]


def without_keys(answers: dict[str, Any]) -> dict[str, Any]:
    """The answers as they are in the next run, which has no keys that were checked."""
    return answers | {"account": answers["account"] | {"checked": False}}


def give_the_keys(terminal: Terminal, moto: Moto) -> None:
    """They are asked for first, since they were never kept."""
    give_keys(terminal, moto.everything.key_id.reveal(), moto.everything.secret.reveal())
    terminal.send(NEXT)
    terminal.wait_for("AWS accepts the keys", timeout=30)


@pytest.mark.parametrize("end", [cut, hang_up])
def test_cut_off_in_the_middle_it_goes_on_with_what_was_answered(
    end: Callable[[Terminal], None], moto: Moto, own_home: Path, tmp_path: Path
) -> None:
    root = repository(tmp_path)
    answers = Answers(account=Account(name="ecr-one"), integration="ecr-two")
    state.save(root, {"step": "scenario", "answers": to_state_dict(answers)})
    with wizard(root) as terminal:
        terminal.wait_for("Go on where the last run ended")
        to_step(terminal, 3, ENTER)
        choose_push(terminal, moto)
        end(terminal)
    kept = kept_answers(own_home)
    assert kept["step"] == "scenario"
    assert kept["answers"]["account"]["name"] == "ecr-one"
    assert kept["answers"]["integration"] == "ecr-two"
    assert kept["answers"]["scenario"] == "push"
    with wizard(root) as terminal:
        to_step(terminal, 3, ENTER)
        terminal.wait_for("(•) Push an image")


@pytest.mark.nightly
@pytest.mark.parametrize("ends", [(cut, hang_up), (hang_up, cut)], ids=["cut first", "signal first"])
def test_cut_off_at_each_step_it_goes_on_with_the_same_answers(
    ends: tuple[Callable[[Terminal], None], ...], moto: Moto, own_home: Path, tmp_path: Path
) -> None:
    root = repository(tmp_path, "dev")
    before = (root / "shippable.yml").read_bytes()
    kept: dict[str, Any] = {}
    for number, step in enumerate(STEPS, 1):
        with wizard(root) as terminal:
            if number == 1:
                to_step(terminal, 1, ENTER)
            else:
                terminal.wait_for("Go on where the last run ended")
                to_step(terminal, 1, ENTER)
                assert kept_answers(own_home)["answers"] == without_keys(kept["answers"])
                assert kept_answers(own_home)["step"] == kept["step"]
                give_the_keys(terminal, moto)
                if number > 2:
                    to_step(terminal, number - 1)
                to_step(terminal, number)
            if number <= len(TYPED):
                TYPED[number - 1](terminal, moto)
            terminal.settle(0.1)
            ends[number % 2](terminal)
        kept = kept_answers(own_home)
        assert kept["step"] == step
        assert (root / "shippable.yml").read_bytes() == before
    with wizard(root) as terminal:
        to_step(terminal, 1, ENTER)
        give_the_keys(terminal, moto)
        to_step(terminal, 6)
        terminal.send("w")
        terminal.wait_for("Written:")
        terminal.settle(0.1)
    data = yaml.safe_load((root / "shippable.yml").read_text(encoding="utf-8"))
    image = f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/shop:latest-3"
    assert data["build"]["push"] == [f"docker build -t {image} .", f"docker push {image}"]
    assert data["integrations"]["hub"] == [
        {"integrationName": "ecr-integration-one-two", "type": "ecr", "branches": {"only": ["master"]}}
    ]
