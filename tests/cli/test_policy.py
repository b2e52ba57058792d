"""`ecr-wizard policy`: the minimum policy as JSON on stdout, and what cannot be one in words on stderr."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from wizard.cli import run

HOST = "123456789012.dkr.ecr.us-west-2.amazonaws.com"
ARN = "arn:aws:ecr:us-west-2:123456789012:repository"
# "Repository policy examples", Amazon ECR User Guide: what pulling and pushing an image take.
PULL = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
PUSH = [
    "ecr:BatchCheckLayerAvailability",
    "ecr:InitiateLayerUpload",
    "ecr:UploadLayerPart",
    "ecr:CompleteLayerUpload",
    "ecr:PutImage",
    "ecr:BatchGetImage",
]


def policy(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert run(["policy", *arguments]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    found: dict[str, Any] = json.loads(captured.out)
    return found


@pytest.mark.parametrize(("scenario", "actions"), [("pull", PULL), ("build", PULL), ("push", PUSH)])
def test_each_scenario_has_its_least_policy(
    capsys: pytest.CaptureFixture[str], scenario: str, actions: list[str]
) -> None:
    found = policy(capsys, "--scenario", scenario, f"{HOST}/shop/app")
    assert found["Version"] == "2012-10-17"
    log_in, images = found["Statement"]
    assert (log_in["Effect"], log_in["Action"], log_in["Resource"]) == ("Allow", "ecr:GetAuthorizationToken", "*")
    assert (images["Effect"], images["Action"], images["Resource"]) == ("Allow", actions, [f"{ARN}/shop/app"])


def test_several_repositories_are_one_policy_whatever_their_tags(capsys: pytest.CaptureFixture[str]) -> None:
    found = policy(
        capsys,
        "--scenario=push",
        f"{HOST}/web:1.0",
        f"{HOST}/app",
        "--image",
        f"{HOST}/web:2.0",
        "--image",
        f"{HOST}/x/y",
    )
    assert found["Statement"][1]["Resource"] == [f"{ARN}/app", f"{ARN}/web", f"{ARN}/x/y"]


@pytest.mark.parametrize(
    ("image", "arn"),
    [
        (
            "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/app",
            "arn:aws-cn:ecr:cn-north-1:123456789012:repository/app",
        ),
        (
            "123456789012.dkr.ecr.us-gov-west-1.amazonaws.com/app",
            "arn:aws-us-gov:ecr:us-gov-west-1:123456789012:repository/app",
        ),
    ],
)
def test_the_partition_is_that_of_the_region(capsys: pytest.CaptureFixture[str], image: str, arn: str) -> None:
    assert policy(capsys, "--scenario", "pull", image)["Statement"][1]["Resource"] == [arn]


def test_a_repository_alone_takes_account_and_region(capsys: pytest.CaptureFixture[str]) -> None:
    found = policy(
        capsys, "--scenario", "pull", "--account", "123456789012", "--region", "us-west-2", "shop/app", f"{HOST}/other"
    )
    assert found["Statement"][1]["Resource"] == [f"{ARN}/other", f"{ARN}/shop/app"]


def test_scenario_and_image_can_come_from_an_answers_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    answers = tmp_path / "answers.yml"
    answers.write_text(f"version: 1\nscenario: push\nimage: {HOST}/shop/app\n")
    found = policy(capsys, "--answers", str(answers))
    assert found["Statement"][1]["Action"] == PUSH
    assert found["Statement"][1]["Resource"] == [f"{ARN}/shop/app"]
    other = policy(capsys, "--answers", str(answers), "--scenario", "pull", f"{HOST}/other")
    assert other["Statement"][1]["Action"] == PULL
    assert other["Statement"][1]["Resource"] == [f"{ARN}/other"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--scenario", "pull"], "No repository in ECR is named"),
        (["--scenario", "pull", "shop/app"], "not in Amazon ECR"),
        (["--scenario", "pull", "12345.dkr.ecr.us-west-2.amazonaws.com/app"], "12 digits, this has 5"),
        (["--scenario", "pull", "123456789012.dkr.ecr.somewhere.amazonaws.com/app"], "a region looks like"),
        (["--scenario", "pull", "123456789012.dkr.ecr.cn-north-1.amazonaws.com/app"], ".amazonaws.com.cn"),
        (["--scenario", "pull", HOST], "no repository after"),
        (["--scenario", "pull", f"{HOST}/Shop/app"], "no capital letters"),
        (["--scenario", "pull", f"{HOST}/shop//app"], "small letters and digits"),
        (["--scenario", "pull", f"{HOST}/$REPO"], "has variables"),
        (["--scenario", "pull", "--account", "12", "--region", "us-east-1", "app"], "12 digits, this has 2"),
        (["--scenario", "pull", "--account", "123456789012", "--region", "moon", "app"], "a region looks like"),
        (
            ["--scenario", "pull", f"{HOST}/app", "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/app"],
            "different partitions of AWS: aws, aws-cn",
        ),
        (["--scenario", "pull", "\x1b]0;pwned\x07/x"], "\\x1b]0;pwned"),
    ],
)
def test_what_cannot_have_a_policy_is_said_and_nothing_is_printed(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert run(["policy", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert words in captured.err
    assert "\x1b" not in captured.err


def test_the_scenario_is_needed(ecr: Callable[..., CompletedProcess[str]]) -> None:
    done = ecr("policy", f"{HOST}/app")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "--scenario is missing: one of pull, build, push" in done.stderr


def test_the_real_command_prints_json_alone(ecr: Callable[..., CompletedProcess[str]]) -> None:
    done = ecr("policy", "--scenario", "push", f"{HOST}/app", "-v")
    assert done.returncode == 0
    assert json.loads(done.stdout)["Statement"][1]["Action"] == PUSH


def test_explain_says_why_each_action(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "--scenario=pull", "--explain"]) == 0
    said = capsys.readouterr().out
    assert "ecr:GetDownloadUrlForLayer\n  to download its layers\n  needed: without it the build fails\n" in said
    assert "ecr:BatchImportUpstreamImage" in said
    assert "AmazonEC2ContainerRegistryPullOnly" in said


def test_a_pull_through_cache_may_fetch(capsys: pytest.CaptureFixture[str]) -> None:
    found = policy(capsys, "--scenario=pull", "--pull-through-cache", f"{HOST}/docker-hub/library/alpine")
    assert found["Statement"][1]["Action"] == [*PULL, "ecr:BatchImportUpstreamImage"]


def test_terraform_goes_to_stdout_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "--scenario=push", "--terraform", f"{HOST}/app"]) == 0
    captured = capsys.readouterr()
    assert captured.out.startswith('data "aws_iam_policy_document" "ecr_wizard" {\n')
    assert f'resources = ["{ARN}/app"]' in captured.out
    assert captured.err == ""
