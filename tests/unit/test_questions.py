"""What holds for every question: a field, a way through every door, and an answer that does something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import NamedTuple

import pytest

from wizard.cli.inputs import answers_of
from wizard.cli.parsing import add_answer_flags, parser
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.interview.answers_file import FILE_FIELDS, from_file_dict, to_file_dict
from wizard.core.interview.commands import apply_arguments
from wizard.core.interview.questions import BY_KEY, QUESTIONS
from wizard.core.model.answers import Answers
from wizard.core.plan import make_plan

IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/app"
BASE = ("--integration=ecr",)
PULL = ("--scenario=pull", f"--image={IMAGE}")
BUILD = ("--scenario=build", f"--image={IMAGE}")
PUSH = ("--scenario=push", f"--image={IMAGE}")
TOP_BOOT = "pre_ci_boot:\n  image_name: acme/ci\n"


class Example(NamedTuple):
    """A flag that gives the answer, a piece of the file that it makes, and what is given and there besides."""

    flag: str
    makes: str
    besides: Sequence[str] = ()
    text: str | None = None


EXAMPLES: dict[str, Example] = {
    "integration": Example("--integration=shop", "integrationName: shop\n"),
    "region": Example("--region=us-west-2", "region: us-west-2\n"),
    "scenario": Example("--scenario=pull", "pre_ci_boot:\n", (f"--image={IMAGE}",)),
    "image": Example(f"--image={IMAGE}2", f"image_name: {IMAGE}2\n", ("--scenario=pull",)),
    "tag": Example("--tag=v7", "image_tag: v7\n", PULL),
    "options": Example("--options=--net=host", "--net=host", PULL),
    "env": Example("--env=A=1", "A=1", PULL),
    "dockerfile": Example("--dockerfile=ci/Dockerfile", "-f ci/Dockerfile", BUILD),
    "build_command": Example(f"--build-command=docker build -t {IMAGE}:tip x", ":tip x\n", BUILD),
    "push_section": Example("--push-section=post_ci", "post_ci:\n", PUSH),
    "commit_container": Example("--commit-container", "docker commit", (*PUSH, "--push-section=post_ci")),
    "skip_pull_requests": Example("--skip-pull-requests", "IS_PULL_REQUEST", PUSH),
    "move_pre_ci_boot": Example("--move-pre-ci-boot", "build:\n  pre_ci_boot:\n", (), TOP_BOOT),
    "custom_image": Example("--custom-image", "agent_only: true\n", ("--no-aws-cli",)),
    "aws_cli": Example("--aws-cli", "type: ecr\n", ("--custom-image",)),
    "agent_only": Example("--agent-only", "agent_only: true\n"),
    "branches": Example("--only=master", "only:\n"),
}
NOT_IN_THE_FILE = {"file"}  # which file it is


def test_every_answer_of_a_file_is_a_question_with_a_field_and_an_example() -> None:
    names = {field.name for field in fields(Answers)}
    assert {item.key for item in QUESTIONS if "." not in item.key} <= names
    assert set(FILE_FIELDS) <= set(BY_KEY)
    assert set(FILE_FIELDS) == set(EXAMPLES) | NOT_IN_THE_FILE
    assert {item.key for item in QUESTIONS if item.flag} <= set(FILE_FIELDS)


def test_every_question_says_what_it_asks() -> None:
    for question in QUESTIONS:
        assert question.label, question.key
        assert len(question.help) > 20, question.key


@pytest.mark.parametrize("key", EXAMPLES)
def test_every_answer_comes_through_flags_and_files_and_does_something(key: str) -> None:
    example = EXAMPLES[key]
    besides = [*([] if key == "integration" else BASE), *example.besides]
    answers = given([*besides, example.flag])
    assert from_file_dict(to_file_dict(answers)) == answers
    assert given(apply_arguments(answers)) == answers
    after = made(answers, example.text)
    assert example.makes in after
    if key != "integration":
        without = replace(answers, **{key: () if key == "env" else None})
        if key not in ("scenario", "image"):
            assert made(without, example.text) != after


def made(answers: Answers, text: str | None) -> str:
    project = Project(root="/nowhere", file=view("shippable.yml", text), name="shop")
    return make_plan(project, answers).after or ""


def given(words: Sequence[str]) -> Answers:
    parsing = parser("apply", "as apply reads them")
    add_answer_flags(parsing)
    return answers_of(parsing.parse_args(list(words)))
