"""One set of answers for many repositories: what differs between them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Run

PUSH = ("--scenario=push", "--json")


@pytest.fixture
def fleet(project: Path) -> list[Path]:
    """Two repositories of one organisation in folders of other names."""
    folders = [project / "folder-a", project / "folder-b"]
    for folder in folders:
        subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
        url = f"git@github.com:acme/service-{folder.name[-1]}.git"
        subprocess.run(["git", "-C", str(folder), "remote", "add", "origin", url], check=True)
    return folders


def test_each_repository_has_its_own_values(ecr: Run, fleet: list[Path]) -> None:
    done = ecr(
        "apply",
        "folder-a",
        "folder-b",
        "--integration={organization}-ecr",
        "--image={organization}/{repository}",
        "--tag={folder}-{default_branch}-${BUILD}",
        *PUSH,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for letter, folder in zip("ab", fleet, strict=True):
        text = (folder / "shippable.yml").read_text()
        assert f"docker push acme/service-{letter}:folder-{letter}-main-${{BUILD}}" in text
        assert "integrationName: acme-ecr" in text
    again = ecr(
        "apply",
        "folder-a",
        "--integration={organization}-ecr",
        "--image={organization}/{repository}",
        "--tag={folder}-{default_branch}-${BUILD}",
        *PUSH,
    )
    assert json.loads(again.stdout)["results"][0]["status"] == "unchanged"


def test_an_unknown_placeholder_is_an_error_with_the_nearest(ecr: Run, fleet: list[Path], project: Path) -> None:
    done = ecr("apply", "folder-a", "--integration=x", "--image=a/{repo}", *PUSH)
    assert done.returncode == 2
    assert "--image: {repo} is no placeholder. Did you mean {repository}?" in done.stderr
    (project / "answers.yml").write_text("version: 1\nintegration: x\nimage: 'a/{organisation}'\n")
    done = ecr("apply", "folder-a", "--answers=answers.yml", *PUSH)
    assert done.returncode == 2
    assert "answers.yml:3" in done.stderr
    assert "{organization}" in done.stderr
    assert not (fleet[0] / "shippable.yml").exists()


def test_what_a_repository_does_not_have_fails_it_alone(ecr: Run, fleet: list[Path]) -> None:
    subprocess.run(["git", "-C", str(fleet[0]), "remote", "remove", "origin"], check=True)
    done = ecr("apply", "folder-a", "folder-b", "--integration=x", "--image={organization}/app", *PUSH)
    first, second = json.loads(done.stdout)["results"]
    assert first["status"] == "failed"
    assert "{organization} is not known" in first["error"]["message"]
    assert second["status"] == "written"
    assert done.returncode == 5


def test_a_name_that_docker_refuses_is_an_error(ecr: Run, fleet: list[Path]) -> None:
    subprocess.run(["git", "-C", str(fleet[0]), "symbolic-ref", "HEAD", "refs/heads/feature/x"], check=True)
    done = ecr("apply", "folder-a", "--integration=x", "--image=a/b", "--tag={default_branch}", *PUSH)
    (result,) = json.loads(done.stdout)["results"]
    assert result["error"]["message"].startswith("--tag: A tag has")
    done = ecr("apply", "folder-a", "--integration=x", "--image=a/b{{c}", *PUSH)
    assert done.returncode == 2 or json.loads(done.stdout)["results"][0]["status"] == "failed"


def test_capital_letters_that_a_repository_brings_are_pointed_out(ecr: Run, project: Path) -> None:
    done = ecr("apply", "--integration=x", "--image=acme/App-{folder}", *PUSH)
    (result,) = json.loads(done.stdout)["results"]
    assert "image-capitals" in [item["code"] for item in result["warnings"]]


def test_two_braces_are_one(ecr: Run, fleet: list[Path]) -> None:
    done = ecr("apply", "folder-a", "--integration=a{{repository}", "--image=a/b", *PUSH)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "a{repository}" in (fleet[0] / "shippable.yml").read_text()
