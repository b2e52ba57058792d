"""The prompts begin with the proposal of the screens: every answer with its source, changed by number."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.integrations import repository
from tests.plain.person import services, talk
from wizard.core.model.inventory import Place
from wizard.core.model.secret import AwsKeys
from wizard.services.aws.simulated import GOOD, INACTIVE, SAMPLE_KEYS, SimulatedAws
from wizard.services.credentials.simulated import SimulatedStore

IMAGE = "123456789012.dkr.ecr.us-west-2.amazonaws.com/shop"
PUSHED = f"build:\n  ci:\n    - docker build -t {IMAGE}:v1 .\n  push:\n    - docker push {IMAGE}:v1\n"
REVIEW = "What next [Review and write]"


class Shell(SimulatedStore):
    """A shell with keys in its environment."""

    keys = GOOD.keys

    def environment(self) -> AwsKeys:
        return self.keys


class ShellOfInactiveKeys(Shell):
    keys = INACTIVE.keys


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = repository(tmp_path / "shop")
    (made / "shippable.yml").write_text(PUSHED)
    return made


def test_with_keys_at_hand_enter_and_y_write_the_file(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    around = replace(services(), credential_store=Shell())
    done = talk(monkeypatch, around, root, ("Write shippable.yml", "y"))
    assert done.code == 0, done.said
    assert "  1) Keys: AKIA...GOOD, checked (account 123456789012, user" in done.said
    assert f"Image: {IMAGE}:v1" in done.said
    assert "Region: us-west-2 (the image is there)" in done.said
    assert REVIEW in done.asked[0][0]
    assert "Step 1" not in done.said
    assert "region: us-west-2" in (root / "shippable.yml").read_text()


def test_a_number_changes_that_answer_and_comes_back(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    around = replace(services(), credential_store=Shell())
    answers = (
        ("What next", ["Branches", "+", ""]),
        ("Branches [", "2"),
        ("Branches: numbers", "master"),
        ("Take it", "y"),
    )
    done = talk(monkeypatch, around, root, *answers, ("Write shippable.yml", "y"))
    assert done.code == 0, done.said
    assert "Branches: only master (your answer)" in done.said
    assert "- master" in (root / "shippable.yml").read_text()
    assert "Step 5" in done.said
    assert "Step 4" not in done.said


def test_without_keys_the_steps_are_the_usual_way(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    done = talk(monkeypatch, services(), root, ("1.3 Keys", "EOF"))
    assert "What next [Step by step]" in done.said
    assert "Keys: none (this number asks for them)" in done.said
    assert "Step 1 of 6" in done.said


def test_what_a_step_was_given_is_in_the_proposal_when_one_comes_back(
    monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    demo = replace(services(), demo=True, samples=SAMPLE_KEYS)
    there = (("1.1", ["mine", "<"]), ("1.2", ["eu-west-1"]), ("1.3 Keys", ["Try: A good key"]), ("2.1", ["<"]))
    done = talk(monkeypatch, demo, root, *there, ("What next", ["Step", "Step"]), ("3.1", "EOF"))
    assert "Keys: AKIA...GOOD, checked (account 123456789012, user" in done.said
    assert "Region: eu-west-1" in done.said
    assert ("1.1 Account integration (/ lists) [mine]: ", "<") in done.asked


def test_keys_that_aws_refuses_are_said_and_not_used(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    around = replace(services(), credential_store=ShellOfInactiveKeys())
    done = talk(monkeypatch, around, root, ("What next", "EOF"))
    assert "Keys: refused !" in done.said


def test_an_image_that_ecr_does_not_have_is_said(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    text = PUSHED.replace("/shop", "/nothing-there")
    (root / "shippable.yml").write_text(text)
    around = replace(services(), credential_store=Shell(), aws=SimulatedAws(sleep=lambda _seconds: None))
    done = talk(monkeypatch, around, root, ("What next", "EOF"))
    assert "! no repository nothing-there in us-west-2" in done.said


def test_what_is_missing_comes_first_and_is_what_enter_answers(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    (root / "shippable.yml").unlink()
    around = replace(services(), credential_store=Shell())
    done = talk(monkeypatch, around, root, ("Scenario", "EOF"))
    assert "  1) Scenario: not known ! what is the project to do with ECR?" in done.said
    assert "What next [Scenario]" in done.said
    assert "Review and write" not in done.said


def test_a_name_of_the_inventory_is_proposed(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    around = services()
    around.inventory.change(lambda inventory: inventory.named_in(Place("/other"), "acme-ecr", "acme"))
    done = talk(monkeypatch, around, root, ("What next", "EOF"))
    assert "Integration: acme-ecr (used by one of your projects)" in done.said
