"""What the review says first, where its reasons are, and the keys that settle its warnings."""

from __future__ import annotations

import re

import pytest

from tests.support.scenario_keys import Scenario
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.interview.remedies import SETTLING_KEYS, settlements
from wizard.core.interview.verdict import reasons, verdict
from wizard.core.model.answers import Answers, PushSection
from wizard.core.plan import make_plan
from wizard.core.text.diff import diff_lines

ECR = "123456789012.dkr.ecr.us-west-2.amazonaws.com"
PUSH = Answers(integration="ecr", scenario=Scenario.PUSH, image="acme/app", tag="1", region="us-west-2")
PULL = Answers(integration="ecr", scenario=Scenario.PULL, image=f"{ECR}/ci", tag="1", region="us-west-2", aws_cli=True)
DAEMON = "build:\n  ci:\n    - dockerd &\n    - service docker start\n"
TOP = "pre_ci_boot:\n  image_name: acme/ci\n"

# A file, answers, and the warning about them that one key settles.
SETTLED = (
    (None, PUSH, "image-not-built"),
    (None, PULL.with_(region="us-east-1"), "ecr-other-registry"),
    ("build:\n  ci:\n    - ./ci.sh\n", PULL.with_(aws_cli=None), "aws-cli-unknown"),
    (None, PULL.with_(options="--privileged=true"), "custom-image-home"),
    (DAEMON, PULL, "options-without-privileged"),
    (TOP, PULL, "top-level-pre-ci-boot"),
    (
        None,
        PUSH.with_(push_section=PushSection.POST_CI, custom_image=True, aws_cli=False),
        "aws-cli-missing",
    ),
)


def project(text: str | None) -> Project:
    return Project(root="/r", file=view("shippable.yml", text), files=("shippable.yml",) if text else ())


def codes(text: str | None, answers: Answers) -> list[str]:
    return [item.code for item in make_plan(project(text), answers).warnings]


@pytest.mark.parametrize(("text", "answers", "code"), SETTLED, ids=[code for _, _, code in SETTLED])
def test_each_key_settles_its_warning(text: str | None, answers: Answers, code: str) -> None:
    found = next(item for item in make_plan(project(text), answers).warnings if item.code == code)
    ways = settlements(project(text), answers, found)
    assert ways
    for way in ways:
        assert way.key in SETTLING_KEYS
        assert code not in codes(text, way.answers)


@pytest.mark.parametrize(("text", "answers", "code"), SETTLED, ids=[code for _, _, code in SETTLED])
def test_flags_are_for_the_command_line_alone(text: str | None, answers: Answers, code: str) -> None:
    from wizard.core.interview.questions import QUESTIONS

    flags = {question.flag for question in QUESTIONS if question.flag}
    flags |= {flag.replace("--", "--no-", 1) for flag in flags}
    for item in make_plan(project(text), answers).warnings:
        assert not flags.intersection(re.findall(r"--[a-z-]+", item.message)), (code, item.message)


def test_letters_are_used_once() -> None:
    assert len(set(SETTLING_KEYS)) == len(SETTLING_KEYS)
    assert not set(SETTLING_KEYS) & set("wsyn")


def test_the_verdict() -> None:
    built = PUSH.with_(build_command="docker build -t acme/app:1 .", image=f"{ECR}/app")
    built = built.with_(build_command=f"docker build -t {ECR}/app:1 .")
    text = "language: go\n"
    plan = make_plan(project(text), built)
    added = sum(line.kind == "+" for line in diff_lines(text, plan.after or ""))
    assert verdict(plan) == (f"Ready to write. {added} lines added, nothing removed.", False)
    again = make_plan(project(plan.after), built)
    assert verdict(again).text == "Already up to date: there is nothing to write."
    assert verdict(make_plan(project(None), built)).text.startswith("Ready to write. A new file. ")
    broken = verdict(make_plan(project(text), built.with_(region="us-east-1")))
    assert broken.fails
    assert broken.text.startswith("1 thing will fail the build. ")
    unmade = PUSH.with_(image=f"{ECR}/app")
    assert verdict(make_plan(project(text), unmade)).text.endswith(" 1 thing to know.")
    both = verdict(make_plan(project(text), unmade.with_(region="us-east-1")))
    assert both.text.endswith("1 more thing to know.")


def test_each_reason_is_at_the_change_that_it_is_for() -> None:
    text = "# CI\nlanguage: go\n\nbuild:\n  ci:\n    - make\n  on_failure:\n    - cat log\n\nenv:\n  - A=1\n"
    answers = PUSH.with_(image=f"{ECR}/app", build_command=f"docker build -t {ECR}/app:1 .")
    plan = make_plan(project(text), answers)
    lines = diff_lines(text, plan.after or "")
    said = {lines[at].text.strip(): why for at, why in reasons(plan).items()}
    assert all(lines[at].kind in "+-" for at in reasons(plan))
    assert list(said.values()) == [
        "makes the image that is pushed",
        "pushes the image to its registry",
        "logs the build in to ECR",
    ]
    assert [line.partition(" ")[0] for line in said] == ["push:", "-", "integrations:"]
