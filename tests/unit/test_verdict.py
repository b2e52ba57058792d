"""What the review says first, where its reasons are, and the keys that settle its warnings."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.support.scenario_keys import Scenario
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.interview.remedies import SETTLING_KEYS, remedies_for, settlements
from wizard.core.interview.verdict import reasons, verdict
from wizard.core.model.answers import Answers, PushSection
from wizard.core.model.finding import note
from wizard.core.plan import Plan, make_plan
from wizard.core.text.diff import diff_lines
from wizard.yamlpatch.result import Edit, apply_edits

ECR = "123456789012.dkr.ecr.us-west-2.amazonaws.com"
PUSH = Answers(integration="ecr", scenario=Scenario.PUSH, image="acme/app", tag="1", region="us-west-2")
PULL = Answers(integration="ecr", scenario=Scenario.PULL, image=f"{ECR}/ci", tag="1", region="us-west-2", aws_cli=True)
DAEMON = "build:\n  ci:\n    - dockerd &\n    - service docker start\n"
TOP = "pre_ci_boot:\n  image_name: acme/ci\n"

# A file, answers, and the warning about them that one key settles.
SETTLED = (
    (None, PUSH, "image-not-built"),
    (None, replace(PULL, region="us-east-1"), "ecr-other-registry"),
    ("build:\n  ci:\n    - ./ci.sh\n", replace(PULL, aws_cli=None), "aws-cli-unknown"),
    (None, replace(PULL, options="--privileged=true"), "custom-image-home"),
    (DAEMON, PULL, "options-without-privileged"),
    (TOP, PULL, "top-level-pre-ci-boot"),
    (
        None,
        replace(PUSH, push_section=PushSection.POST_CI, custom_image=True, aws_cli=False),
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
    built = replace(PUSH, build_command="docker build -t acme/app:1 .", image=f"{ECR}/app")
    built = replace(built, build_command=f"docker build -t {ECR}/app:1 .")
    text = "language: go\n"
    plan = make_plan(project(text), built)
    added = sum(line.kind == "+" for line in diff_lines(text, plan.after or ""))
    assert verdict(plan) == (f"Ready to write. {added} lines added, nothing removed.", False)
    again = make_plan(project(plan.after), built)
    assert verdict(again).text == "Already up to date: there is nothing to write."
    assert verdict(make_plan(project(None), built)).text.startswith("Ready to write. A new file. ")
    broken = verdict(make_plan(project(text), replace(built, region="us-east-1")))
    assert broken.fails
    assert broken.text.startswith("1 thing will fail the build. ")
    missing_build_command = replace(PUSH, image=f"{ECR}/app")
    assert verdict(make_plan(project(text), missing_build_command)).text.endswith(" 1 thing to know.")
    both = verdict(make_plan(project(text), replace(missing_build_command, region="us-east-1")))
    assert both.text.endswith("1 more thing to know.")


def test_each_reason_is_at_the_change_that_it_is_for() -> None:
    text = "# CI\nlanguage: go\n\nbuild:\n  ci:\n    - make\n  on_failure:\n    - cat log\n\nenv:\n  - A=1\n"
    answers = replace(PUSH, image=f"{ECR}/app", build_command=f"docker build -t {ECR}/app:1 .")
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


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        (PUSH, "no-such-code"),
        (replace(PUSH, commit_container=True), "image-not-built"),
        (PUSH, "ecr-other-registry"),
        (Answers(scenario=Scenario.PUSH, image="acme/app"), "aws-cli-unknown"),
    ],
    ids=["unknown", "made by a commit", "region not known", "cannot be planned"],
)
def test_where_no_answers_settle_it_no_key_is_offered(answers: Answers, code: str) -> None:
    assert settlements(project(None), answers, note(code, "")) == ()


INSIDE = replace(PUSH, push_section=PushSection.POST_CI, image=f"{ECR}/app")
WITHOUT_CLI = replace(PULL, aws_cli=False)


@pytest.mark.parametrize(
    ("answers", "said", "labels"),
    [
        (PULL, "", []),
        (replace(PULL, region="us-east-1"), "The image is in us-west-2", ["Log in to us-west-2"]),
        (replace(INSIDE, agent_only=True), "You chose it.", ["Push in `push` instead", "agent_only as derived"]),
        (
            replace(WITHOUT_CLI, agent_only=False),
            "You chose it.",
            ["The image will get the AWS CLI (pip install awscli)", "agent_only as derived"],
        ),
    ],
)
def test_each_way_out_of_answers_that_cannot_work_makes_them_work(
    answers: Answers, said: str, labels: list[str]
) -> None:
    reason, ways = remedies_for(project(None), answers)
    assert reason.startswith(said)
    assert [way.label for way in ways] == labels
    for way in ways:
        assert remedies_for(project(None), way.answers)[0] == ""


def edited(before: str, *edits: Edit) -> Plan:
    return Plan("shippable.yml", before, apply_edits(before, edits), edits, ())


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (edited("a: 1\nb: 2\n", Edit(4, 4, "\n", "sets the parts apart")), {2: "sets the parts apart"}),
        (edited("a: 1\n", Edit(0, 4, "a: 1", "changes nothing")), {}),
        (edited("a\nb\nc\n", Edit(0, 1, "x", "renames"), Edit(4, 5, "y", "renames")), {1: "renames"}),
        (edited("a: 1\n", Edit(3, 3, "2", "longer"), Edit(4, 4, "3", "longer")), {1: "longer"}),
        (edited("a\na\na\nb\n", Edit(0, 2, "", "is there twice")), {3: "is there twice"}),
    ],
    ids=["a blank line", "no change", "one reason for two changes", "two edits of one line", "one of equal lines"],
)
def test_each_reason_is_said_once_at_a_line_that_changes(plan: Plan, said: dict[int, str]) -> None:
    assert reasons(plan) == said
