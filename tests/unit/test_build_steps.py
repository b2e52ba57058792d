"""A build of a branch, step by step: the login of each pull and push, and the first that fails."""

from __future__ import annotations

import pytest

from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.rules import Facts, Known
from wizard.core.rules.as_build import AsBuild, Works, as_build

ECR = "111122223333.dkr.ecr.us-east-1.amazonaws.com"
ENTRY = "integrations:\n  hub:\n    - integrationName: e\n      type: ecr\n"
PUSH = f"build:\n  push:\n    - docker build -t {ECR}/app:1 .\n    - docker push {ECR}/app:1\n"
INSIDE = PUSH.replace("push:\n", "post_ci:\n", 1)


def built(text: str, branch: str = "master", known: Known | None = None) -> AsBuild:
    return as_build(Facts(Project("/nowhere", view("shippable.yml", text)), known or Known()), branch)


def test_the_steps_are_in_the_order_of_a_build() -> None:
    text = (
        f"build:\n  push:\n    - docker push {ECR}/app:1\n"
        f"  post_ci:\n    - docker push {ECR}/other:1\n"
        f"  pre_ci:\n    - docker pull {ECR}/base:1\n"
        f"  pre_ci_boot:\n    image_name: {ECR}/ci\n    image_tag: '1'\n    pull: true\n" + ENTRY
    )
    result = built(text)
    assert [(step.section, step.machine, step.what.split()[0]) for step in result.steps] == [
        ("login", "build machine", "log"),
        ("pre_ci", "build machine", "pull"),
        ("pre_ci_boot", "build machine", "pull"),
        ("login", "CI container", "log"),
        ("post_ci", "CI container", "push"),
        ("push", "build machine", "push"),
    ]
    # Of the custom image nothing tells whether it has the AWS CLI.
    assert result.works is Works.UNKNOWN
    assert [step.login for step in result.steps][1] == "`e`"


def test_what_works_is_said_with_its_limits() -> None:
    assert built(PUSH + ENTRY).verdict == "It reaches ECR, as far as the file says."
    assert built("build:\n  ci:\n    - make\n").verdict == "Nothing in the file needs ECR."


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("resources:\n  - name: keys\n    type: cliConfig\njobs:\n  - name: push\n    type: runSh\n", " 1"),
        ("build:\n  ci:\n    - docker-compose push\n", " 3"),
        ("build:\n  ci:\n" + "    - docker-compose push\n" * 5, "s 3, 4, 5 and 2 more"),
    ],
)
def test_what_was_not_looked_at_may_need_ecr(text: str, lines: str) -> None:
    result = built(text)
    assert result.works is Works.UNKNOWN
    assert result.verdict == f"Not known: what is in line{lines} was not looked at; nothing else needs ECR."


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (PUSH, "nothing logs in to us-east-1 of the account 111122223333"),
        (PUSH + ENTRY + "      region: eu-west-1\n", "nothing logs in to us-east-1"),
        (INSIDE + ENTRY + "      agent_only: true\n", "agent_only: true (`e`) leaves the container without a login"),
        (PUSH + ENTRY + "      branches:\n        only: [dev]\n", "on this branch (`e` counts on others only)"),
        (PUSH.replace("docker push", "aws ecr get-login; docker push"), "nothing logs in to us-east-1"),
    ],
)
def test_the_first_step_that_fails_is_named_with_its_reason(text: str, why: str) -> None:
    result = built(text)
    assert result.works is Works.NO
    assert why in result.verdict
    assert "line 4" in result.verdict


@pytest.mark.parametrize(
    "text",
    [
        PUSH.replace(ECR, "$REGISTRY") + ENTRY,
        PUSH + ENTRY + "      region: $WHERE\n",
        PUSH.replace("    - docker push", '    - "[ -n \\"$X\\" ] && docker push').replace("app:1\n", 'app:1"\n')
        + ENTRY
        + "      branches:\n        only: [dev]\n",
    ],
)
def test_what_the_file_does_not_tell_is_not_known(text: str) -> None:
    result = built(text)
    assert result.works is Works.UNKNOWN, result
    assert result.verdict.startswith("Not known: line ")


def test_a_branch_that_does_not_build_needs_nothing() -> None:
    result = built("branches:\n  only: [master]\n" + PUSH, "dev")
    assert result.steps == ()
    assert "does not build" in result.verdict


def test_an_integration_that_the_subscription_lacks_fails_the_build() -> None:
    result = built(PUSH + ENTRY, known=Known(("other",), complete=True))
    assert "the subscription has no integration `e`" in result.verdict


def test_a_login_of_the_file_counts() -> None:
    own = PUSH.replace("    - docker push", "    - $(aws ecr get-login --region us-east-1)\n    - docker push")
    result = built(own)
    assert [step.login for step in result.steps] == ["a command of the file"]
    assert result.works is Works.YES
