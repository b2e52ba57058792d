"""Before the review the prompts say what the key may do of what the scenario needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.integrations import repository
from tests.plain.person import Talk, services, talk
from wizard.services.aws.simulated import GOOD, READ_ONLY, UNSURE, SampleKey

IMAGE = "123456789012.dkr.ecr.us-west-2.amazonaws.com/shop/storefront"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop")


def push(
    monkeypatch: pytest.MonkeyPatch,
    root: Path,
    sample: SampleKey,
    image: str = IMAGE,
    more: tuple[tuple[str, str], ...] = (),
) -> Talk:
    return talk(
        monkeypatch,
        services(),
        root,
        ("1.3 Keys", "1"),
        ("Region", "us-west-2"),
        ("aws_access_key_id", sample.keys.key_id.reveal()),
        ("secret_access", sample.keys.secret.reveal()),
        ("Scenario", "3"),
        ("Image", image),
        ("Write shippable.yml", "n"),
        *more,
    )


def test_all_rights(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    said = push(monkeypatch, root, GOOD).said
    assert "  may: ecr:GetAuthorizationToken, ecr:BatchCheckLayerAvailability" in said
    assert "may not" not in said
    assert "Minimum policy needed" not in said


def test_a_missing_right_comes_with_the_command_that_prints_the_policy(
    monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    said = push(monkeypatch, root, READ_ONLY).said
    assert "! may not: ecr:InitiateLayerUpload" in said
    assert f"Minimum policy needed: ecr-wizard policy --scenario=push {IMAGE}" in said
    assert "The build will fail" in said


def test_what_could_not_be_asked_is_not_checked(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    said = push(monkeypatch, root, UNSURE).said
    assert "! not checked: ecr:InitiateLayerUpload" in said
    assert "may not ask IAM" in said
    assert "Minimum policy needed" not in said


def test_a_repository_that_does_not_exist_is_said(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    said = push(monkeypatch, root, GOOD, IMAGE.replace("storefront", "storefrnt")).said
    assert "There is no repository shop/storefrnt in account 123456789012, us-west-2" in said


def test_without_keys_nothing_is_asked(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    said = talk(
        monkeypatch,
        services(),
        root,
        ("1.3 Keys", "None now"),
        ("Region", "us-west-2"),
        ("Scenario", "3"),
        ("Image", IMAGE),
        ("Write", "n"),
    ).said
    assert "Asking AWS" not in said


TRY = "Ask the registry whether the key may start a push"


@pytest.mark.parametrize(
    ("sample", "words"),
    [(GOOD, "yes: The key may start a push"), (READ_ONLY, "! no: The key may not push")],
    ids=["good", "reader"],
)
def test_a_push_is_tried_when_the_user_says_so(
    monkeypatch: pytest.MonkeyPatch, root: Path, sample: SampleKey, words: str
) -> None:
    asked = push(monkeypatch, root, sample, more=((TRY, "y"),)).said
    assert words in asked
    assert ("ecr:InitiateLayerUpload" in asked.partition("! may not:")[2]) == (sample is READ_ONLY)


def test_the_account_step_asks_for_what_the_file_pulls(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    base = IMAGE.replace("shop/storefront", "base/node")
    (root / "shippable.yml").write_text(
        f"build:\n  pre_ci_boot:\n    image_name: {base}\n    image_tag: '9'\n    pull: true\n"
    )
    said = push(monkeypatch, root, GOOD).said
    account, _, review = said.partition("Step 2")
    assert f"! no: There is no tag 9 in {base}." in account
    assert "Asking the registry itself" in account
    assert "There is no tag 9" not in review  # there it is about what the answers mean


def test_without_that_no_push_is_tried(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    said = push(monkeypatch, root, GOOD).said
    assert TRY in said
    assert "may start a push to" not in said
