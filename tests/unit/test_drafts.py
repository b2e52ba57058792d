"""The patch so far, the text of a pull request, the words at the end, and what is suggested."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.support.scenario_keys import Scenario
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.docker.dockerfile import parse as parse_dockerfile
from wizard.core.interview import validators
from wizard.core.interview.draft import EXAMPLE, LARGEST, draft
from wizard.core.interview.parting import GOES_ON, not_written, patch_saved
from wizard.core.interview.placeholders import fill, has_placeholders, values_of
from wizard.core.interview.pull_request import pull_request
from wizard.core.interview.suggestions import (
    hint_region,
    hint_shell_region,
    hint_yaml_line,
    suggest_aws_cli,
    suggest_build_command,
    suggest_dockerfile,
    suggest_subscription,
)
from wizard.core.interview.validators import InvalidAnswer
from wizard.core.model.answers import Answers
from wizard.core.plan import make_plan
from wizard.core.text.addresses import is_loopback

ECR = "123456789012.dkr.ecr.us-west-2.amazonaws.com"
PUSH = Answers(integration="ecr", scenario=Scenario.PUSH, image=f"{ECR}/app", tag="1")


def project(text: str | None = None, **facts: Any) -> Project:
    return Project(root="/src/shop", file=view("shippable.yml", text), name="shop", organisation="acme", **facts)


def test_the_draft_fills_in_what_was_not_answered() -> None:
    made = draft(project(), Answers(scenario=Scenario.PUSH))
    assert made.plan is not None
    assert f"docker push {EXAMPLE}" in (made.plan.after or "")
    assert "integrationName: ecr-integration" in (made.plan.after or "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [\n", "No patch yet. "),
        ("#" * (LARGEST + 1), "The file is large: the review shows the patch."),
        ("integrations:\n  hub:\n    - integrationName: ecr\n      type: ecr\n", "Already up to date."),
    ],
)
def test_where_there_is_no_draft_it_says_why(text: str, said: str) -> None:
    made = draft(project(text), Answers(integration="ecr"))
    assert made.text.startswith(said)
    assert made.plan is None


def test_a_pull_request_says_what_why_and_how_it_was_made() -> None:
    at = project(f"build:\n  push:\n    - docker build -t {ECR}/app:1 .\n    - docker push {ECR}/app:1\n")
    text = pull_request(at, PUSH, make_plan(at, PUSH))
    assert text.startswith(
        "`shippable.yml` is changed for the Amazon ECR integration `ecr`:\n\n- logs the build in to ECR"
    )
    assert "\nPut right by this:\n\n- " in text
    assert "\n- [ ] " in text
    assert text.endswith(f"--image={ECR}/app --tag=1`.\n")
    new = pull_request(project(), PUSH, make_plan(project(), PUSH))
    assert "\nTo know before merging:\n\n- warning: No command of the file builds" in new


def test_the_end_says_what_is_left_behind() -> None:
    assert not_written("shippable.yml", [], resumes=True) == f"Nothing was written. {GOES_ON}"
    left = not_written("shippable.yml", [patch_saved("ecr.patch")], resumes=False)
    assert left == "shippable.yml was not changed. The patch is in ecr.patch."


def test_placeholders_are_filled_and_the_builds_own_variables_are_not() -> None:
    text = "acme/{repository}:${TAG}-{{x}"
    assert has_placeholders(text)
    assert not has_placeholders("acme/app:${TAG}")
    assert fill(text, values_of(project())) == "acme/shop:${TAG}-{x}"
    assert values_of(project())["folder"] == "shop"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{repositry}", "Did you mean {repository}?"),
        ("{x}", "There are {repository}, "),
        ("{default_branch}", "{default_branch} is not known of this repository."),
    ],
)
def test_a_placeholder_that_stands_for_nothing_is_refused(text: str, said: str) -> None:
    with pytest.raises(InvalidAnswer) as refused:
        fill(text, values_of(project()))
    assert said in str(refused.value)


def test_suggestions_come_from_the_repository() -> None:
    there = (parse_dockerfile("Dockerfile", "FROM node\n"), parse_dockerfile("ci/Dockerfile", f"FROM {ECR}/base:1\n"))
    assert suggest_dockerfile(Answers(), project(dockerfiles=there)) == "ci/Dockerfile"
    assert suggest_dockerfile(Answers(), project(dockerfiles=there[:1])) == "Dockerfile"
    assert suggest_dockerfile(Answers(), project()) == "Dockerfile"
    assert suggest_subscription(Answers(), project()) == "acme"
    assert suggest_build_command(PUSH, project()) == f"docker build -t {ECR}/app:1 ."
    assert suggest_build_command(Answers(), project()) is None
    assert suggest_aws_cli(Answers(scenario=Scenario.PULL, image="acme/ci"), project()) is None


def test_hints_say_the_line_and_the_region() -> None:
    assert hint_yaml_line(Answers(integration="a: b"), project()) == 'In shippable.yml: integrationName: "a: b"'
    assert hint_yaml_line(Answers(), project()) == ""
    assert "the region of step 1 is eu-west-1" in hint_region(replace(PUSH, region="eu-west-1"), project())
    assert hint_region(PUSH, project()) == ""
    assert hint_shell_region(Answers(), project()) == ""
    assert hint_shell_region(Answers(region="eu-west-1"), project(shell_region="us-west-1")) == ""


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (validators.image, " "),
        (validators.tag, ""),
        (validators.path, " ./ "),
        (validators.command, ""),
        (validators.branch, ""),
        (validators.branch, "a" * 300),
        (validators.branch, "a/"),
        (validators.branch, "---"),
        (validators.env_item, "A"),
        (validators.env_item, "1=2"),
        (validators.region, "here"),
    ],
)
def test_an_answer_that_cannot_be_one_is_refused_with_a_reason(check: Any, text: str) -> None:
    with pytest.raises(InvalidAnswer, match=r"\w+ \w+"):
        check(text)


def test_name_and_tag_typed_as_one_are_split() -> None:
    assert validators.split_tag("acme/app:v1") == ("acme/app", "v1")
    for text in ("acme/app", "localhost:5000/app", "acme/app:", "acme/app:-v", "${A:b}"):
        assert validators.split_tag(text) is None


def test_which_hosts_are_this_computer() -> None:
    assert [is_loopback(host) for host in ("127.0.0.9", "::1", "LocalHost", "10.0.0.1", "example.com")] == [
        True,
        True,
        True,
        False,
        False,
    ]
