"""However fast keys come, they do what they do when each waits for the one before; before Write they do nothing."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from harness import DOWN, ENTER, ESC, RIGHT, TAB, UP, Terminal, environment
from real_wizard import NEXT, WIZARD, kept_answers, repository

from tests.support.moto import Moto

END, EMPTY = "\x1b[F", "\x05\x15"  # to the end of a list; what a field holds is taken out
LINK = [sys.executable, str(Path(__file__).with_name("slow_link.py"))]
REVIEW = "Step 6 of 6"


def letters(text: str) -> list[str]:
    return list(text)


def without_keys() -> list[str]:
    """Names and region, the last source, push, an image and a tag, some branches; help and a way back among it."""
    return [
        ENTER,
        *EMPTY,
        *letters("prod-ecr"),
        ENTER,
        *EMPTY,
        *letters("eu-west-1"),
        ENTER,
        END,
        ENTER,
        *EMPTY,
        *letters("acme"),
        ENTER,
        *EMPTY,
        *letters("ecr-prod"),
        "\x07",
        ENTER,
        ENTER,
        DOWN,
        DOWN,
        UP,
        DOWN,
        ENTER,
        RIGHT,
        TAB,
        *EMPTY,
        *letters("acme/shop"),
        ENTER,
        *EMPTY,
        *letters("v1"),
        NEXT,
        RIGHT,
        ENTER,
        *letters("dev"),
        " ",
        *EMPTY,
        *letters("hotfix/*"),
        ENTER,
        NEXT,
    ]


def with_keys(key_id: str, secret: str) -> list[str]:
    """The keys typed into their fields and checked by AWS; the answers behind that are typed while AWS is asked."""
    return [
        ENTER,
        *EMPTY,
        *letters("prod-ecr"),
        ENTER,
        ENTER,
        ENTER,
        *letters(key_id),
        ENTER,
        *letters(secret),
        ENTER,
        NEXT,
        *EMPTY,
        *letters("acme"),
        TAB,
        *EMPTY,
        *letters("ecr-prod"),
        NEXT,
        NEXT,
        *EMPTY,
        *letters("acme/ci"),
        NEXT,
        NEXT,
    ]


def early() -> list[str]:
    """With nothing that edits a line: until the program reads them, the terminal obeys such keys itself."""
    return [
        ENTER,
        *letters("-1"),
        ENTER,
        ENTER,
        END,
        ENTER,
        *letters("-2"),
        NEXT,
        DOWN,
        DOWN,
        ENTER,
        RIGHT,
        TAB,
        *letters("shop"),
        NEXT,
        NEXT,
    ]


CTRL_C = "\x03"
Sending = Callable[[Terminal, Sequence[str]], None]


def one_by_one(terminal: Terminal, keys: Sequence[str]) -> None:
    terminal.wait_for("[ Go on ]", timeout=30)
    for key in keys:
        terminal.settle(0.15)
        terminal.wait_for(lambda now: "Asking AWS" not in now.text and "loading" not in now.text, timeout=30)
        terminal.send(key)


def at_once(terminal: Terminal, keys: Sequence[str]) -> None:
    terminal.wait_for("[ Go on ]", timeout=30)
    terminal.send("".join(keys))


def before_it_starts(terminal: Terminal, keys: Sequence[str]) -> None:
    terminal.send("".join(keys))


def every(seconds: float) -> Sending:
    def send(terminal: Terminal, keys: Sequence[str]) -> None:
        terminal.wait_for("[ Go on ]", timeout=30)
        for key in keys:
            terminal.send(key)
            terminal.settle_for(seconds)

    return send


def walked(root: Path, home: Path, keys: Sequence[str], send: Sending, argv: Sequence[str] = WIZARD) -> dict[str, Any]:
    """Send the keys, wait for the review, look that nothing is written yet, write; what was answered and written."""
    file = root / "shippable.yml"
    before = file.read_bytes()
    with Terminal(argv, cwd=root, env=environment()) as terminal:
        send(terminal, keys)
        terminal.wait_for(REVIEW, "(w) ]", timeout=60)
        terminal.settle()
        assert file.read_bytes() == before
        answers = kept_answers(home)
        terminal.send("w")
        terminal.wait_for("Written:", timeout=30)
        terminal.send(CTRL_C)  # which does not ask where to keep the keys
        assert terminal.wait_for_exit(timeout=30) == 0
    written = file.read_bytes()
    file.write_bytes(before)
    return {"answers": answers, "written": written}


WAYS: dict[str, tuple[Sending, Sequence[str]]] = {
    "one write": (at_once, WIZARD),
    "before it starts": (before_it_starts, WIZARD),
    "every 20 ms": (every(0.02), WIZARD),
    "every 200 ms": (every(0.2), WIZARD),
    "a slow link": (every(0.03), [*LINK, *WIZARD]),
    "before it starts, by a slow link": (before_it_starts, [*LINK, *WIZARD]),
}
EARLY = ("before it starts", "before it starts, by a slow link")


EXPECTED: dict[str, dict[str, Any]] = {}  # by the name of the walk: what it comes to, key by key


def check(name: str, keys: Sequence[str], way: str, folder: Path, home: Path) -> None:
    """The walk this way comes to the same as key by key."""
    root = repository(folder, "dev", "dev-2", "release/1")
    if name not in EXPECTED:
        EXPECTED[name] = walked(root, home, keys, one_by_one)
    send, argv = WAYS[way]
    got = walked(root, home, keys, send, argv)
    assert got == EXPECTED[name]


def ways(names: Sequence[str], *, by_day: str) -> list[Any]:
    """These ways as parameters, all but one of them for the night."""
    return [pytest.param(way, marks=() if way == by_day else pytest.mark.nightly) for way in names]


@pytest.mark.parametrize("way", ways([way for way in WAYS if way not in EARLY], by_day="one write"))
def test_a_walk_without_keys(way: str, tmp_path: Path, own_home: Path) -> None:
    check("without keys", without_keys(), way, tmp_path, own_home)


@pytest.mark.parametrize("way", ways(EARLY, by_day="before it starts, by a slow link"))
def test_a_walk_that_begins_before_the_program(way: str, tmp_path: Path, own_home: Path) -> None:
    check("early", early(), way, tmp_path, own_home)


@pytest.mark.nightly
@pytest.mark.parametrize("way", [way for way in WAYS if way not in EARLY])
def test_a_walk_with_keys_that_are_checked(way: str, moto: Moto, tmp_path: Path, own_home: Path) -> None:
    keys = with_keys(moto.everything.key_id.reveal(), moto.everything.secret.reveal())
    check("with keys", keys, way, tmp_path, own_home)


def test_what_follows_enter_goes_to_the_next_field(tmp_path: Path) -> None:
    with Terminal(WIZARD, cwd=repository(tmp_path), env=environment()) as terminal:
        terminal.wait_for("[ Go on ]", timeout=30)
        terminal.send(ENTER + EMPTY + "prod-ecr" + ENTER + EMPTY + "p")
        terminal.wait_for(lambda now: "prod-ecr " in now.text and "prod-ecrp" not in now.text, timeout=30)


def test_keys_behind_the_review_are_dropped(tmp_path: Path) -> None:
    root = repository(tmp_path, "dev", "dev-2", "release/1")
    before = (root / "shippable.yml").read_bytes()
    with Terminal(WIZARD, cwd=root, env=environment()) as terminal:
        at_once(terminal, [*without_keys(), "w", ENTER, "s", "y"])
        terminal.wait_for(REVIEW, "(w) ]", timeout=60)
        terminal.settle()
        assert REVIEW in terminal.text
        assert (root / "shippable.yml").read_bytes() == before


def test_esc_stops_what_keys_wait_for_and_they_are_forgotten(tmp_path: Path) -> None:
    with Terminal([*WIZARD, "demo"], cwd=repository(tmp_path), env=environment()) as terminal:
        terminal.wait_for("[ Go on ]", timeout=30)
        terminal.send(ENTER * 3)
        terminal.wait_for("Try: A good", timeout=30)
        for _ in range(20):
            terminal.send(DOWN)
            terminal.settle(0.3)
            if re.search(r"\(•\) Try: A slow", terminal.text):
                break
        terminal.send(NEXT + "xyz")
        terminal.wait_for("Asking AWS", timeout=30)
        terminal.send(ESC)
        terminal.wait_for("Stopped. Nothing was kept.")
        terminal.settle()
        assert "Step 1 of 6" in terminal.text
        assert "xyz" not in terminal.text
