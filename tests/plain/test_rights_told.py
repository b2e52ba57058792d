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


def push(monkeypatch: pytest.MonkeyPatch, root: Path, sample: SampleKey, image: str = IMAGE) -> Talk:
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
    )


def test_all_rights(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    said = push(monkeypatch, root, GOOD).said
    assert "  may: ecr:GetAuthorizationToken, ecr:BatchCheckLayerAvailability" in said
    assert "may not" not in said
    assert "The least policy" not in said


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
    assert "The least policy" not in said


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
