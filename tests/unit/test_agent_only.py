"""The table of docs/domain.md, section agent_only, row by row."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.scenario_keys import Scenario
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.docker.dockerfile import parse
from wizard.core.model.answers import Answers, PushSection
from wizard.core.scenarios.container import agent_only, container

CUSTOM = "build:\n  pre_ci_boot:\n    image_name: acme/ci\n"
OFFICIAL = "build:\n  pre_ci_boot:\n    image_name: drydock/u16nod\n"


def project(text: str | None = None) -> Project:
    return Project(root="/nowhere", file=view("shippable.yml", text))


def push(section: PushSection, **answers: object) -> Answers:
    return replace(Answers(integration="ecr", scenario=Scenario.PUSH, push_section=section, image="app"), **answers)


@pytest.mark.parametrize("section", PushSection)
@pytest.mark.parametrize("text", [None, OFFICIAL])
def test_an_official_image_needs_nothing(text: str | None, section: PushSection) -> None:
    result = agent_only(project(text), push(section))
    assert (result.value, result.works) == (False, True)


@pytest.mark.parametrize("section", PushSection)
def test_a_custom_image_with_the_aws_cli_needs_nothing(section: PushSection) -> None:
    result = agent_only(project(CUSTOM), push(section, aws_cli=True))
    assert (result.value, result.works) == (False, True)


@pytest.mark.parametrize("scenario", [Scenario.PULL, Scenario.BUILD])
def test_a_custom_image_without_it_logs_in_on_the_build_machine_only(scenario: Scenario) -> None:
    result = agent_only(project(), Answers(integration="ecr", scenario=scenario, image="app", aws_cli=False))
    assert (result.value, result.works) == (True, True)


def test_push_on_the_build_machine_works_with_it() -> None:
    result = agent_only(project(CUSTOM), push(PushSection.PUSH, aws_cli=False))
    assert (result.value, result.works) == (True, True)


def test_push_inside_a_container_without_the_aws_cli_works_neither_way() -> None:
    answers = push(PushSection.POST_CI, aws_cli=False)
    assert agent_only(project(CUSTOM), answers).works is False
    assert agent_only(project(CUSTOM), replace(answers, agent_only=True)).works is False
    assert agent_only(project(CUSTOM), replace(answers, agent_only=False)).works is False


def test_the_override_wins_and_says_what_was_derived() -> None:
    result = agent_only(project(), push(PushSection.PUSH, agent_only=True))
    assert (result.value, result.derived, result.overridden) == (True, False, True)
    assert "You chose it" in result.reason


def test_what_the_file_has_is_kept() -> None:
    text = "integrations:\n  hub:\n    - integrationName: ecr\n      type: ecr\n      agent_only: true\n"
    result = agent_only(project(text), push(PushSection.PUSH))
    assert result.value is True


def test_the_file_answers_whether_the_image_is_custom() -> None:
    assert container(project(CUSTOM), push(PushSection.PUSH)).custom is True
    assert container(project(OFFICIAL), push(PushSection.PUSH)).custom is False
    assert container(project(), push(PushSection.PUSH)).custom is False


BUILT = (
    "build:\n  pre_ci:\n    - docker build -t app:tip {} .\n  pre_ci_boot:\n    image_name: app\n    image_tag: tip\n"
)


@pytest.mark.parametrize(
    ("text", "answers", "expected"),
    [
        (None, {}, True),
        (None, {"dockerfile": "other/Dockerfile"}, None),
        (None, {"dockerfile": "official/Dockerfile"}, True),
        (None, {"build_command": "docker build -t app:tip -f other/Dockerfile ."}, None),
        (BUILT.format("-f other/Dockerfile"), {}, None),
        (BUILT.format("-f official/Dockerfile"), {}, True),
        ("build:\n  pre_ci:\n    - cd other\n    - docker build -t app:tip .\n", {}, True),
    ],
)
def test_the_dockerfile_of_the_ci_image_answers_whether_it_has_the_aws_cli(
    text: str | None, answers: dict[str, str], expected: bool | None
) -> None:
    files = {
        "Dockerfile": "FROM node\nRUN pip install awscli\n",
        "other/Dockerfile": "FROM node\n",
        "official/Dockerfile": "FROM drydock/u16nod\n",
    }
    found = Project("/nowhere", view("s", text), dockerfiles=tuple(parse(path, text) for path, text in files.items()))
    built = Answers(integration="ecr", scenario=Scenario.BUILD, image="app", **answers)  # type: ignore[arg-type]
    assert container(found, built).aws_cli is expected


def test_an_official_image_that_is_pulled_has_the_aws_cli() -> None:
    pull = Answers(integration="ecr", scenario=Scenario.PULL, image="drydock/u16nod")
    assert container(project(), pull).aws_cli is True
    assert container(project(), replace(pull, image="acme/ci")).aws_cli is None
