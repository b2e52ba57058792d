"""What a user learns before a plan is written: notes about answers and findings, each with its nearest silent case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.scenario_keys import Scenario
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.docker.dockerfile import parse as parse_dockerfile
from wizard.core.model.answers import NONE, Account, Answers, Branches, PushSection
from wizard.core.model.finding import Finding
from wizard.core.plan import make_plan

ECR = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
PULL = Answers(integration="ecr", scenario=Scenario.PULL, image=f"{ECR}/ci", tag="1")
PUSH = Answers(integration="ecr", scenario=Scenario.PUSH, image=f"{ECR}/app", tag="1")
ENTRY = "integrations:\n  hub:\n    - integrationName: ecr\n      type: ecr\n"
BOOT = "build:\n  pre_ci_boot:\n    image_name: acme/ci\n    image_tag: '1'\n    pull: true\n"


def told(answers: Answers, text: str | None = None, **facts: object) -> list[Finding]:
    project = Project(root="/r", file=view("shippable.yml", text), **facts)  # type: ignore[arg-type]
    return list(make_plan(project, answers).warnings)


def codes(answers: Answers, text: str | None = None, **facts: object) -> set[str]:
    return {item.code for item in told(answers, text, **facts)}


def test_the_aws_cli_is_taken_for_granted_only_where_it_matters() -> None:
    assert "aws-cli-unknown" not in codes(PULL), "nothing inside needs ECR"
    assert "aws-cli-unknown" in codes(PULL, "build:\n  ci:\n    - ./ci.sh\n")
    assert "aws-cli-unknown" not in codes(replace(PULL, aws_cli=True))
    assert "aws-cli-unknown" not in codes(replace(PULL, image="drydock/u16nod"))
    assert "aws-cli-unknown" not in codes(PULL, ENTRY + "      agent_only: true\n"), "nothing logs in inside"
    assert "aws-cli-unknown" not in codes(PUSH), "CI runs in an official image"
    assert "aws-cli-unknown" not in codes(PUSH, BOOT)
    assert "aws-cli-unknown" in codes(replace(PUSH, push_section=PushSection.POST_CI), BOOT)
    dockerfile = parse_dockerfile("Dockerfile", "FROM node\nRUN pip install awscli\n")
    assert "aws-cli-unknown" not in codes(PULL, dockerfiles=(dockerfile,))


@pytest.mark.parametrize("section", PushSection)
def test_what_cannot_work_is_said_with_its_reason(section: PushSection) -> None:
    answers = replace(PUSH, push_section=section, agent_only=True)
    cannot = section is PushSection.POST_CI
    assert ("agent-only-in-container" in codes(answers)) is cannot
    assert ("agent-only-differs" in codes(answers)) is not cannot


def test_a_post_ci_push_of_the_file_counts_where_no_section_is_answered() -> None:
    text = f"build:\n  post_ci:\n    - docker push {ECR}/app:1\n" + ENTRY + "      agent_only: true\n"
    assert "agent-only-in-container" in codes(PUSH, text)


@pytest.mark.parametrize(
    ("options", "said"),
    [(None, False), (NONE, True), ("-e A=1", True), ("-e HOME=/root", False), ("-e M2_HOME=/m", True)],
)
def test_options_without_home(options: object, said: bool) -> None:
    assert ("custom-image-home" in codes(replace(PULL, options=options))) is said
    assert "custom-image-home" not in codes(replace(PULL, options=options, env=("HOME=/root",)))


def test_options_of_the_file_that_are_kept_count() -> None:
    text = BOOT + "    options: -e A=1\n"
    assert "custom-image-home" in codes(PULL, text)
    assert "custom-image-home" not in codes(replace(PULL, options="-e HOME=/root"), text)


def test_a_docker_daemon_needs_a_privileged_container() -> None:
    text = BOOT + "  ci:\n    - sudo service docker start\n"
    (caution,) = [item for item in told(PULL, text) if item.code == "options-without-privileged"]
    assert "(line 8)" in caution.message
    assert "options-without-privileged" not in codes(replace(PULL, options="--privileged=true -e HOME=/root"), text)
    assert "options-without-privileged" not in codes(replace(PULL, options=NONE), text), "then the defaults count"
    assert "options-without-privileged" not in codes(PULL, BOOT + "  ci:\n    - docker ps\n")


def test_where_an_image_is_and_whose_it_is() -> None:
    assert "image-not-in-ecr" in codes(replace(PUSH, image="manishas/sample-node"))
    assert "image-not-in-ecr" not in codes(replace(PUSH, image="$AMAZON_ECR_URL/$REPO"))
    other = Account(aws_account="210987654321", checked=True)
    assert "ecr-other-registry" in codes(replace(PUSH, account=other))
    assert "ecr-other-registry" not in codes(replace(PUSH, account=Account(aws_account="123456789012", checked=True)))


def test_the_region_of_the_image_and_of_the_entry() -> None:
    assert "ecr-other-registry" not in codes(PUSH)
    assert "ecr-other-registry" in codes(replace(PUSH, region="eu-west-1"))
    assert "ecr-other-registry" in codes(PUSH, ENTRY + "      region: eu-west-1\n")
    assert "ecr-other-registry" not in codes(replace(PUSH, region="us-east-1"), ENTRY + "      region: eu-west-1\n")


def test_pushed_in_two_sections() -> None:
    text = f"build:\n  on_success:\n    - docker push {ECR}/app:1\n"
    (caution,) = [item for item in told(PUSH, text) if item.code == "pushed-twice"]
    assert caution.line == 5
    assert "(line 3)" in caution.message
    assert "pushed-twice" not in codes(replace(PUSH, tag="2"), text)


def test_branches_that_the_repository_does_not_have() -> None:
    def unknown(*names: str) -> int:
        answers = replace(PUSH, branches=Branches("only", names))
        return sum(item.code == "branch-unknown" for item in told(answers, branches=("master", "release/1")))

    assert unknown("master", "release/*") == 0
    assert unknown("devel", "hotfix/*") == 2
    assert unknown("v1.*") == 0, "tags count when releases are on"


def test_keys_that_were_not_checked() -> None:
    assert "keys-not-checked" in codes(replace(PUSH, account=Account(source="typed")))
    assert "keys-not-checked" not in codes(replace(PUSH, account=Account(source="typed", checked=True)))
    assert "keys-not-checked" not in codes(PUSH), "nobody gave any"


def test_answers_that_do_nothing_are_said() -> None:
    def without_effect(answers: Answers) -> list[str]:
        return [item.message for item in told(answers) if item.code == "answers-without-effect"]

    assert without_effect(replace(PULL, env=("A=1",), options="-e B=2")) == []
    assert without_effect(replace(PUSH, env=("A=1",), options="-e B=2", build_command="docker build -t a .")) == [
        "--env, --options do nothing for the scenario push."
    ]
    assert without_effect(replace(PULL, commit_container=True)) == [
        "--commit-container does nothing for the scenario pull."
    ]
    assert without_effect(Answers(integration="ecr", image="a")) == [
        "--image does nothing without a scenario (--scenario)."
    ]
