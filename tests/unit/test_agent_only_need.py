"""`agent_only` from need: what runs inside the CI container decides, before what is known of its AWS CLI."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.scenario_keys import Scenario
from tests.unit.finding import BOOT, ECR, entry, one
from wizard.core.ci_file.inside import need_inside
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.docker.dockerfile import Dockerfile, parse
from wizard.core.model.answers import Answers, PushSection
from wizard.core.plan import make_plan
from wizard.core.scenarios.container import agent_only

PULL = Answers(integration="e", scenario=Scenario.PULL, image=f"{ECR}/ci", tag="1")


def project(commands: str = "", *dockerfiles: Dockerfile) -> Project:
    text = f"build:\n  ci:\n{commands}" if commands else None
    return Project(root="/nowhere", file=view("shippable.yml", text), dockerfiles=dockerfiles)


@pytest.mark.parametrize(
    ("commands", "need"),
    [
        ("    - npm test\n    - docker build -t app .\n", "no"),
        ("    - docker push quay.io/acme/app\n", "no"),
        (f"    - docker push {ECR}/app\n", "yes"),
        (f"    - docker pull {ECR}/base:1\n", "yes"),
        ("    - aws ecr describe-images\n", "yes"),
        (f"    - ./ci.sh\n    - docker push {ECR}/app\n", "yes"),
        ("    - docker push $IMAGE\n", "unknown"),
        ("    - ./ci.sh\n", "unknown"),
        ("    - make\n", "unknown"),
        ("    - *template\n", "unknown"),
    ],
)
def test_what_something_inside_needs(commands: str, need: str) -> None:
    assert need_inside(project(commands).file) == need


@pytest.mark.parametrize(
    ("commands", "value"),
    [("", True), ("    - npm test\n", True), ("    - make\n", False), (f"    - docker pull {ECR}/b\n", False)],
)
def test_an_unknown_cli_gives_true_only_where_nothing_inside_needs_ecr(commands: str, value: bool) -> None:
    result = agent_only(project(commands), PULL)
    assert (result.value, result.works) == (value, True)
    assert ("agent_only: true" in (make_plan(project(commands), PULL).after or "")) is value
    assert ("AWS CLI 1 must be in the image" in result.reason) is not value


def test_an_image_with_aws_cli_2_is_one_without_a_usable_cli() -> None:
    image = parse("Dockerfile", "FROM debian:12\nRUN apt-get install -y awscli\n")
    build = Answers(integration="e", scenario=Scenario.BUILD, image="ci", tag="1")
    assert agent_only(project("    - make\n", image), build).value is True
    inside = agent_only(project(f"    - docker push {ECR}/app\n", image), build)
    assert (inside.value, inside.works) == (False, False)
    usable = parse("Dockerfile", "FROM debian:11\nRUN apt-get install -y awscli\n")
    assert agent_only(project(f"    - docker push {ECR}/app\n", usable), build).works is True


def test_an_entry_that_leaves_it_out_keeps_that_where_the_cli_is_not_known() -> None:
    text = BOOT.format(f"{ECR}/ci") + entry("region: eu-west-1", name="e")
    there = Project(root="/nowhere", file=view("shippable.yml", text))
    assert make_plan(there, Answers(integration="e")).after == text


def test_a_push_in_push_with_an_unknown_image_needs_no_login_inside() -> None:
    text = BOOT.format("acme/ci")
    there = Project(root="/nowhere", file=view("shippable.yml", text))
    push = Answers(integration="e", scenario=Scenario.PUSH, image=f"{ECR}/app")
    assert agent_only(there, push).value is True
    assert agent_only(there, replace(push, push_section=PushSection.POST_CI)).value is False


def test_check_says_why_an_aws_cli_that_is_there_cannot_be_used() -> None:
    text = (
        BOOT.format("acme/ci").replace("build:\n", "build:\n  pre_ci:\n    - docker build -t acme/ci:1 .\n") + entry()
    )
    dockerfile = parse("Dockerfile", "FROM node\nCOPY --from=amazon/aws-cli /usr/local/aws-cli /usr/local/aws-cli\n")
    finding = one(text, "aws-cli-missing", dockerfiles=(dockerfile,))
    assert "version 2 has no `aws ecr get-login`" in finding.message
    assert finding.fix
