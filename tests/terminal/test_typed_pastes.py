"""A terminal without bracketed paste types what is pasted: no secret is in sight, and its line ends press nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness import DOWN, ENTER, RIGHT, Terminal, environment
from real_wizard import NEXT, WIZARD, repository, to_step, wizard

ID, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
EXPORT = f"export AWS_ACCESS_KEY_ID={ID}\rexport AWS_SECRET_ACCESS_KEY={SECRET}\r"
FORMS = {
    "export": EXPORT,
    "profile": f"[default]\raws_access_key_id = {ID}\raws_secret_access_key = {SECRET}\r",
    "csv": f"Access key ID,Secret access key\r{ID},{SECRET}\r",
    "bare": f"{ID}\r{SECRET}\r",
}
DOTS = "•" * len(SECRET)


def hidden(terminal: Terminal) -> bool:
    """Whether no half of the secret was ever sent to the terminal."""
    return SECRET[:20].encode() not in terminal.received and SECRET[20:].encode() not in terminal.received


BY_DAY = {("export", "name"), ("profile", "region"), ("csv", "sources"), ("bare", "name")}


@pytest.mark.parametrize(
    ("form", "where"),
    [
        pytest.param(form, where, marks=() if (form, where) in BY_DAY else pytest.mark.nightly)
        for form in FORMS
        for where in ("name", "region", "sources")
    ],
)
def test_keys_typed_anywhere_on_the_first_step_go_to_their_fields(form: str, where: str, tmp_path: Path) -> None:
    with wizard(repository(tmp_path)) as terminal:
        to_step(terminal, 1, ENTER)
        terminal.send({"name": "", "region": ENTER, "sources": ENTER + ENTER + DOWN}[where])
        terminal.settle()
        terminal.send(FORMS[form])
        terminal.wait_for(ID, DOTS)
        terminal.settle()
        assert "Step 1 of 6" in terminal.text
        assert "us-east-1 " in terminal.text
        assert "ecr-integration " in terminal.text
        assert hidden(terminal)


@pytest.mark.parametrize(
    "cut",
    [
        pytest.param(3, marks=pytest.mark.nightly),
        9,
        pytest.param(30, marks=pytest.mark.nightly),
        60,
        pytest.param(100, marks=pytest.mark.nightly),
    ],
)
def test_a_link_may_cut_it_in_two(cut: int, tmp_path: Path) -> None:
    with wizard(repository(tmp_path)) as terminal:
        to_step(terminal, 1, ENTER + ENTER)
        terminal.send(EXPORT[:cut])
        terminal.settle_for(0.25)  # the link takes that long: it is what is tested
        terminal.send(EXPORT[cut:])
        terminal.wait_for(ID, DOTS)
        terminal.settle()
        assert "Step 1 of 6" in terminal.text
        assert "us-east-1 " in terminal.text
        assert hidden(terminal)


def test_typed_slowly_into_another_field_it_is_masked_and_goes_when_it_is_a_key(tmp_path: Path) -> None:
    with wizard(repository(tmp_path)) as terminal:
        to_step(terminal, 1, ENTER + ENTER)
        for letter in f"aws_secret_access_key={SECRET}":
            terminal.send(letter)
            terminal.settle_for(0.06)
        terminal.wait_for(DOTS)
        assert hidden(terminal)


@pytest.mark.parametrize(
    "step", [2, pytest.param(3, marks=pytest.mark.nightly), pytest.param(5, marks=pytest.mark.nightly), 6]
)
def test_on_other_steps_they_are_not_taken(step: int, tmp_path: Path) -> None:
    with wizard(repository(tmp_path)) as terminal:
        terminal.send(ENTER + ENTER + ENTER + "\x1b[F" + ENTER)
        terminal.wait_for("Step 2 of 6", timeout=30)
        if step > 2:
            to_step(terminal, 3)
        if step > 3:
            terminal.send(NEXT + "acme/ci" + NEXT)
            terminal.wait_for("Step 5 of 6", timeout=30)
            terminal.send(RIGHT + ENTER)
        if step > 5:
            terminal.send("dev" + ENTER + NEXT)
            terminal.wait_for("Step 6 of 6", "(w) ]", timeout=30)
        terminal.settle()
        terminal.send(EXPORT)
        terminal.wait_for("was not taken")
        terminal.settle()
        assert f"Step {step} of 6" in terminal.text
        assert hidden(terminal)
        assert ID not in terminal.text


def test_prompts_take_them_off_the_terminal(tmp_path: Path) -> None:
    with Terminal([*WIZARD, "--plain"], cwd=repository(tmp_path), env=environment()) as terminal:
        terminal.wait_for("1.1 ", timeout=30)
        terminal.settle()
        terminal.send(EXPORT.replace("\r", "\n"))
        terminal.wait_for("was not taken")
        terminal.settle()
        assert SECRET not in terminal.text
        assert ID not in terminal.text
        assert terminal.text.count("was not taken") == 1
        assert "1.1 " in terminal.text.rstrip().splitlines()[-1]
