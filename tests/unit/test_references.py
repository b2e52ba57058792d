"""No plan takes an image away from a command that names it: then a command is added, and none renamed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.scenario_keys import Scenario
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.references import Reference, images_of
from wizard.core.ci_file.shippable_file import view
from wizard.core.model.answers import Answers, PushSection
from wizard.core.plan import Plan, make_plan
from wizard.core.scenarios.lost import lost_references
from wizard.core.scenarios.recognize import starting_answers

ECR = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
BUILD = Answers(integration="ecr", scenario=Scenario.BUILD, image=f"{ECR}/ci", tag="tip", aws_cli=True)
BOOT = "  pre_ci_boot:\n    image_name: acme/ci\n    image_tag: '1'\n    pull: false\n    options: -e HOME=/root\n"
ENTRY = "integrations:\n  hub:\n    - integrationName: ecr\n      type: ecr\n"
TAGGED = f"docker tag acme/ci:1 {ECR}/ci:tip"


def plan(text: str, answers: Answers) -> Plan:
    return make_plan(Project(root="/nowhere", file=view("shippable.yml", text)), answers)


def pre_ci(text: str, answers: Answers = BUILD) -> tuple[str, ...]:
    return view("s", plan(text, answers).after).commands_of("pre_ci")


@pytest.mark.parametrize(
    "more",
    [
        "  push:\n    - docker push acme/ci:1\n",
        "  post_ci:\n    - docker tag acme/ci:1 acme/ci:latest\n",
        "  ci:\n    - docker run --rm acme/ci:1 make test\n",
        "  ci:\n    - ./deploy.sh --image=acme/ci:1\n",
        "  ci:\n    - IMAGE=acme/ci:1 docker-compose up\n",
        "  push:\n    - docker push acme/ci\n",
        "  push:\n    - export NAME=acme/ci\n    - docker push $NAME:1\n",
        "  push:\n    - *push\n",
    ],
)
def test_an_image_that_is_named_elsewhere_keeps_its_name(more: str) -> None:
    text = f"build:\n  pre_ci:\n    - docker build -t acme/ci:1 .\n{BOOT}{more}"
    assert pre_ci(text) == ("docker build -t acme/ci:1 .", TAGGED)


def test_an_image_that_nothing_else_names_is_renamed() -> None:
    text = f"build:\n  pre_ci:\n    - docker build -t acme/ci:1 .\n{BOOT}  push:\n    - docker push acme/ci-base:1\n"
    assert pre_ci(text) == (f"docker build -t {ECR}/ci:tip .",)


def test_what_the_same_command_does_with_the_image_stays() -> None:
    text = f"build:\n  pre_ci:\n    - docker build -t acme/ci:1 . && docker push acme/ci:1\n{BOOT}"
    assert pre_ci(text) == ("docker build -t acme/ci:1 . && docker push acme/ci:1", TAGGED)


def test_a_second_tag_that_is_pushed_is_not_lost_to_a_command_of_the_users() -> None:
    text = (
        f"build:\n  pre_ci:\n    - docker build -t acme/ci:1 -t acme/web:1 .\n{BOOT}"
        "  push:\n    - docker push acme/web:1\n"
    )
    made = plan(text, replace(BUILD, build_command=f"docker build -t {ECR}/ci:tip -f ci/Dockerfile ."))
    assert view("s", made.after).commands_of("pre_ci") == (
        "docker build -t acme/ci:1 -t acme/web:1 .",
        f"docker build -t {ECR}/ci:tip -f ci/Dockerfile .",
    )
    assert [item.code for item in made.warnings if item.code == "still-named"] == ["still-named"]


def test_the_second_time_nothing_changes() -> None:
    text = f"build:\n  pre_ci:\n    - docker build -t acme/ci:1 .\n{BOOT}  push:\n    - docker push acme/ci:1\n"
    after = plan(text, BUILD).after or ""
    assert plan(after, BUILD).after == after


@pytest.mark.parametrize("command", ["docker build -t app .", "docker build -t app:latest .", "docker tag base app"])
def test_a_build_that_makes_the_image_already_is_left_as_it_is_written(command: str) -> None:
    text = f"build:\n  pre_ci:\n    - {command}\n"
    answers = replace(BUILD, image="app", tag="latest")
    assert pre_ci(text, answers) == (command,)
    entry = text + "  pre_ci_boot:\n    image_name: app\n    pull: false\n" + ENTRY
    file = view("s", entry)
    assert pre_ci(entry, replace(starting_answers(file, file.ecr_entries[0]), tag="latest")) == (command,)


def test_a_change_leaves_pushes_that_are_not_surely_the_entrys() -> None:
    text = f"build:\n  post_ci:\n    - docker build -t acme/app:1 .\n    - docker push acme/app:1\n{ENTRY}"
    file = view("s", text)
    answers = starting_answers(file, file.ecr_entries[0])
    made = view("s", plan(text, replace(answers, image=f"{ECR}/app")).after)
    assert made.commands_of("post_ci")[:2] == ("docker build -t acme/app:1 .", "docker push acme/app:1")
    assert made.commands_of("post_ci")[-1] == f"docker push {ECR}/app:1"


def test_a_change_does_not_begin_with_what_goes_to_another_registry() -> None:
    text = (
        "build:\n  pre_ci_boot:\n    image_name: drydock/u16nod\n    image_tag: v5\n"
        f"  push:\n    - docker push gcr.io/acme/app:1\n{ENTRY}"
    )
    file = view("s", text)
    answers = starting_answers(file, file.ecr_entries[0])
    assert (answers.scenario, answers.image) == (None, None)


def test_a_new_tag_is_added_where_another_command_needs_the_old_one() -> None:
    commit = f"docker commit $SHIPPABLE_CONTAINER_NAME {ECR}/app:1"
    text = (
        f"build:\n  post_ci:\n    - {commit}\n    - docker push {ECR}/app:1\n"
        f"  push:\n    - docker run {ECR}/app:1 smoke\n{ENTRY}"
    )
    file = view("s", text)
    answers = starting_answers(file, file.ecr_entries[0])
    made = plan(text, replace(answers, tag="2"))
    assert view("s", made.after).commands_of("post_ci")[-2:] == (
        f"docker commit $SHIPPABLE_CONTAINER_NAME {ECR}/app:2",
        f"docker push {ECR}/app:2",
    )
    assert commit in view("s", made.after).commands_of("post_ci")
    assert lost_references(file, made.after) == ()
    moved = plan(text, replace(answers, push_section=PushSection.PUSH, commit_container=False))
    assert lost_references(file, moved.after) == ()


@pytest.mark.parametrize(
    ("commands", "held"),
    [
        (["docker build -t a:1 .", "docker push a:1"], 2),
        (["docker build -t a:1 .", "docker push a"], 2),
        (["docker push a:1", "docker build -t a:1 ."], 0),
        (["docker build -t a:$TAG .", "docker push a:1"], 1),
        (["docker build -t a:2 .", "docker push a:1"], 0),
        (["docker pull a:1", "docker push a:1"], 2),
    ],
)
def test_whether_a_reference_holds(commands: list[str], held: int) -> None:
    text = "build:\n  push:\n" + "".join(f"    - {command}\n" for command in commands)
    grades = images_of(view("s", text)).held()
    assert [grade for reference, grade in grades.items() if isinstance(reference, Reference)] == [held]
