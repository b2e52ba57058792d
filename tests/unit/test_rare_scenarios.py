"""Scenarios, removals and suggestions on rare files."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.scenario_keys import Scenario
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import ShippableFile, view
from wizard.core.docker.dockerfile import Dockerfile
from wizard.core.model.answers import NONE, Answers, PushSection, ScenarioKey
from wizard.core.plan import make_plan
from wizard.core.scenarios.dependents import Dependent
from wizard.core.scenarios.desired_changes import wanted
from wizard.core.scenarios.images import missing_build_command
from wizard.core.scenarios.registry import SCENARIOS, suggested_scenario
from wizard.core.scenarios.remove_entry import Added, added_with, changes_to_remove
from wizard.yamlpatch.changes import RemoveItem, SetKey

ECR = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
HUB = "integrations:\n  hub:\n    - integrationName: e\n      type: ecr\n"
BOOT = "  pre_ci_boot:\n    image_name: {}\n    image_tag: '1'\n    pull: {}\n"
OTHER_HUB = HUB.replace("Name: e", "Name: other")


def project(text: str | None, *dockerfiles: Dockerfile) -> Project:
    return Project("/nowhere", view("shippable.yml", text), dockerfiles=dockerfiles)


def pushing(*commands: str, section: str = "push") -> str:
    return f"build:\n  {section}:\n" + "".join(f"    - {command}\n" for command in commands)


def read(text: str) -> ShippableFile:
    return view("shippable.yml", text)


@pytest.mark.parametrize(
    ("text", "dockerfiles", "suggested"),
    [
        ("build: [\n", (), None),
        ("build:\n" + BOOT.format(f"{ECR}/ci", "true"), (), "pull"),
        (pushing(f"docker build -t {ECR}/ci:1 .", section="pre_ci") + BOOT.format(f"{ECR}/ci", "true"), (), None),
        (pushing("docker push gcr.io/p/app"), (), None),
        (pushing("docker build -t app ."), (), "push"),
        (pushing(f"docker build -t {ECR}/app ."), (), "push"),
        ("build:\n  ci: [make]\n", (Dockerfile("a", ("node",)), Dockerfile("b", (f"{ECR}/base",))), "build"),
        ("build:\n  ci: [make]\n", (Dockerfile("a", ("node",)),), None),
        (pushing("make", "docker build -t ci:1 -t app .") + BOOT.format("ci", "false"), (), "push"),
        (pushing("docker build -t ci:1 .", "make") + BOOT.format("ci", "false"), (), None),
    ],
)
def test_what_a_repository_suggests(text: str, dockerfiles: tuple[Dockerfile, ...], suggested: str | None) -> None:
    found = suggested_scenario(project(text, *dockerfiles))
    assert (found.key if found else None) == suggested


@pytest.mark.parametrize(
    ("commands", "image"),
    [(("docker build -t app .", f"docker build -t {ECR}/app:1 ."), f"{ECR}/app"), (("docker build -t app .",), None)],
)
def test_the_image_that_is_suggested_is_the_one_that_the_file_makes_in_ecr(
    commands: tuple[str, ...], image: str | None
) -> None:
    named = SCENARIOS[ScenarioKey("push")].suggested_image(project(pushing(*commands)), Answers(), "us-east-1")
    assert named.image == image


def test_the_ci_image_of_a_pull_may_be_built_here() -> None:
    text = pushing(f"docker build -t {ECR}/ci:1 -f ci.Dockerfile .", section="pre_ci")
    answers = Answers(image=f"{ECR}/ci", tag="1")
    pull = SCENARIOS[ScenarioKey("pull")]
    assert pull.ci_dockerfile(project(text), answers) == "ci.Dockerfile"
    assert pull.ci_dockerfile(project(text), replace(answers, tag="2")) is None


@pytest.mark.parametrize(
    ("kind", "code", "message"),
    [
        ("needs", "needs-registry", "push"),
        ("left", "left-in-place", "This may have come with the integration and is left: push"),
        ("may-need", "may-need-registry", "This may need the registry: push"),
    ],
)
def test_what_depends_on_an_entry_has_a_code_and_a_message(kind: str, code: str, message: str) -> None:
    dependent = Dependent(3, "push", kind)  # type: ignore[arg-type]
    assert dependent.code == code
    assert dependent.message.endswith(message)


@pytest.mark.parametrize(
    ("command", "is_made"), [(f"docker build -t {ECR}/app:1 .", True), ("docker build -t app .", False), (None, False)]
)
def test_the_build_command_of_the_answers_makes_the_image(command: str | None, is_made: bool) -> None:
    answers = Answers(scenario=Scenario.PUSH, image=f"{ECR}/app", tag="1", build_command=command)
    assert (missing_build_command(project("build:\n  ci: [make]\n"), answers) is None) is is_made


def test_a_value_of_agent_only_that_is_none_is_left_to_its_owner() -> None:
    text = HUB + "      agent_only: [yes]\n"
    answers = Answers(
        integration="e", scenario=Scenario.PULL, image=f"{ECR}/ci", tag="1", custom_image=True, aws_cli=False
    )
    assert not [
        item for item in wanted(project(text), answers) if isinstance(item, SetKey) and item.path[-1] == "agent_only"
    ]
    plain = wanted(project(HUB), answers)
    assert [item for item in plain if isinstance(item, SetKey) and item.path[-1] == "agent_only"]


def test_a_ci_image_at_the_top_level_is_left_when_nothing_about_it_changes() -> None:
    text = HUB + f"pre_ci_boot:\n  image_name: {ECR}/ci\n  image_tag: '1'\n  pull: true\n"
    answers = Answers(
        integration="e",
        changes_entry="e",
        scenario=Scenario.PULL,
        image=f"{ECR}/ci",
        tag="1",
        region="eu-west-1",
        options=NONE,
        move_pre_ci_boot=False,
    )
    after = make_plan(project(text), answers).after or ""
    assert "region: eu-west-1" in after
    assert "build:" not in after


@pytest.mark.parametrize(
    ("command", "goes"),
    [
        (f"docker push {ECR}/app:1", True),
        (f"docker build -t {ECR}/app:1 . && docker push {ECR}/app:1", False),
        (f"docker push {ECR}/app:1; docker push gcr.io/p/app", False),
    ],
)
def test_only_what_is_about_the_image_moves_to_another_section(command: str, goes: bool) -> None:
    text = pushing(command) + HUB
    answers = Answers(
        integration="e",
        changes_entry="e",
        scenario=Scenario.PUSH,
        image=f"{ECR}/app",
        tag="1",
        push_section=PushSection.POST_CI,
        commit_container=False,
    )
    removed = [item for item in wanted(project(text), answers) if isinstance(item, RemoveItem)]
    assert [item.match for item in removed] == ([command] if goes else [])


def test_what_was_added_with_an_entry_is_followed_through_its_names() -> None:
    push = f"docker push {ECR}/app"
    none, made = read("language: go\n"), read(pushing(push) + HUB)
    renamed = read(pushing(push) + OTHER_HUB)
    unrelated = read("language: node\n" + pushing(push, "make") + OTHER_HUB)
    region = read(pushing(push, "make", "docker pull x") + OTHER_HUB + "      region: eu-west-1\n")
    writes = [(none, made), (made, renamed), (renamed, unrelated), (unrelated, region)]
    assert added_with("other", writes) == Added((("push", push), ("push", "docker pull x")), boot=False)
    assert added_with("other", writes[1:]) is None


def test_what_was_added_and_has_gone_by_hand_is_not_removed_again() -> None:
    file = read(pushing("make") + HUB)
    changes = changes_to_remove(file, "e", with_build=True, added=Added((("push", "docker push x"),), boot=True))
    assert [type(item) for item in changes] == [RemoveItem]
    assert changes[0].path == ("integrations", "hub")


def test_what_a_staying_command_needs_stays_with_all_that_it_is_made_from() -> None:
    commands = (f"docker build -t {ECR}/base:1 .", f"docker tag {ECR}/base:1 {ECR}/app:1", f"docker push {ECR}/app:1")
    needed = f"docker run {ECR}/app:1 test"
    added = Added(tuple(("push", command) for command in commands), boot=False)
    changes = changes_to_remove(read(pushing(*commands, needed) + HUB), "e", with_build=True, added=added)
    assert [item.match for item in changes[1:] if isinstance(item, RemoveItem)] == [commands[2]]
    changes = changes_to_remove(read(pushing(*commands) + HUB), "e", with_build=True, added=added)
    assert [item.match for item in changes[1:] if isinstance(item, RemoveItem)] == list(commands)
