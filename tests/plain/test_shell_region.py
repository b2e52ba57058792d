"""The region question begins with the region of the shell or of its profile, says so, and changes nothing by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.integrations import repository as made
from tests.plain.person import services, talk
from tests.tui.conftest import Making, real, repository
from tests.tui.hands import sitting_at
from wizard.tui.screens.account import AccountScreen

__all__ = ["real", "repository"]  # fixtures of the screens' tests


def asked(monkeypatch: pytest.MonkeyPatch, root: Path) -> str:
    done = talk(monkeypatch, services(), root, ("1.3 Keys", "EOF"))
    return next(prompt for prompt, _ in done.asked if "1.2 Region" in prompt) + "\n" + done.said


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return made(tmp_path / "shop")


def test_the_region_of_the_shell(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    said = asked(monkeypatch, root)
    assert "1.2 Region (/ lists) [eu-west-1]" in said
    assert "eu-west-1 is the region of AWS_REGION." in said


def test_the_region_of_the_profile(monkeypatch: pytest.MonkeyPatch, root: Path, own_home: Path) -> None:
    (own_home / ".aws").mkdir()
    (own_home / ".aws" / "config").write_text("[default]\nregion = eu-west-2\n[profile work]\nregion = ap-south-1\n")
    assert "1.2 Region (/ lists) [eu-west-2]" in asked(monkeypatch, root)
    monkeypatch.setenv("AWS_PROFILE", "work")
    said = asked(monkeypatch, made(root / "other"))
    assert "1.2 Region (/ lists) [ap-south-1]" in said
    assert "ap-south-1 is the region of the AWS profile work." in said


@pytest.mark.parametrize("value", ["the moon", ""])
def test_what_is_no_region_prefills_nothing(value: str, monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    monkeypatch.setenv("AWS_REGION", value)
    said = asked(monkeypatch, root)
    assert "1.2 Region (/ lists) [us-east-1]" in said
    assert "is the region of" not in said


def test_a_file_of_aws_that_cannot_be_read_prefills_nothing(
    monkeypatch: pytest.MonkeyPatch, root: Path, own_home: Path
) -> None:
    (own_home / ".aws").mkdir()
    (own_home / ".aws" / "config").write_text("[default\n")
    assert "1.2 Region (/ lists) [us-east-1]" in asked(monkeypatch, root)


def test_what_the_repository_tells_comes_first(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    (root / "Dockerfile").write_text("FROM 123456789012.dkr.ecr.us-west-2.amazonaws.com/base\n")
    said = asked(monkeypatch, root)
    assert "1.2 Region (/ lists) [us-west-2]" in said
    assert "is the region of" not in said


async def test_the_screen_says_it_too(monkeypatch: pytest.MonkeyPatch, real: Making) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    async with sitting_at(real()) as hands:
        await hands.begin()
        await hands.on(AccountScreen)
        await hands.sees("eu-west-1 is the region of AWS_REGION.")
        assert hands.control("region").value == "eu-west-1"
        await hands.fill("region", "us-west-2")
        await hands.until(lambda: "is the region of" not in hands.said)
