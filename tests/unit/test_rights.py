"""The rights of a scenario by step of the protocol, held against AWS's own policies, and the minimum policy."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from tests.support.scenario_keys import Scenario
from wizard.core.aws.ecr_name import EcrImage
from wizard.core.aws.policy_forms import explanation, terraform
from wizard.core.aws.rights import (
    PULL,
    PUSH,
    TOKEN,
    Right,
    least_policy,
    missing,
    needed,
    outlook,
    surely_fails,
    unchecked,
)
from wizard.core.model.errors import UsageError
from wizard.core.scenarios.registry import SCENARIOS

APP = EcrImage("123456789012", "us-west-2", "shop/app")
# The documents of "AWS managed policies for Amazon Elastic Container Registry", Amazon ECR User Guide.
MANAGED: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("managed_policies.json").read_text())
PULL_ONLY = "AmazonEC2ContainerRegistryPullOnly"
# "IAM permissions for pushing an image", Amazon ECR User Guide.
PUSH_POLICY = {
    "ecr:CompleteLayerUpload",
    "ecr:UploadLayerPart",
    "ecr:InitiateLayerUpload",
    "ecr:BatchCheckLayerAvailability",
    "ecr:PutImage",
    "ecr:BatchGetImage",
}


def allows(policy: dict[str, Any], action: str) -> bool:
    """Whether a policy of Allow statements lets an action through."""
    for statement in policy["Statement"]:
        actions = statement["Action"]
        patterns = [actions] if isinstance(actions, str) else actions
        if statement["Effect"] == "Allow" and any(fnmatchcase(action, pattern) for pattern in patterns):
            return True
    return False


PULLING, PUSHING = SCENARIOS[Scenario.PULL].access, SCENARIOS[Scenario.PUSH].access


def rights(policy: dict[str, Any], scenario: Scenario) -> list[Right]:
    """The table of rights that a key with this policy has."""
    actions = (TOKEN, *needed(SCENARIOS[scenario].access))
    return [Right(action, "*", "may" if allows(policy, action) else "may-not") for action in actions]


@pytest.mark.parametrize(
    ("name", "pulls", "pushes"),
    [
        (PULL_ONLY, True, False),
        ("AmazonEC2ContainerRegistryReadOnly", True, False),
        ("AmazonEC2ContainerRegistryPowerUser", True, True),
        ("AmazonEC2ContainerRegistryFullAccess", True, True),
    ],
)
def test_the_managed_policies_are_sufficient_for_what_they_are_made_for(name: str, pulls: bool, pushes: bool) -> None:
    found = {scenario: rights(MANAGED[name], scenario) for scenario in Scenario}
    assert (missing(found[Scenario.PULL]) == ()) == pulls
    assert (missing(found[Scenario.BUILD]) == ()) == pulls
    assert (missing(found[Scenario.PUSH]) == ()) == pushes
    assert surely_fails(PUSHING, found[Scenario.PUSH]) == (not pushes)


def test_pull_only_is_the_least_policy_through_a_cache() -> None:
    (statement,) = MANAGED[PULL_ONLY]["Statement"]
    assert set(statement["Action"]) == {TOKEN, *needed(PULLING, through_cache=True)}


def test_push_is_the_policy_of_the_user_guide() -> None:
    assert set(needed(PUSHING)) == PUSH_POLICY
    assert PULLING.steps == SCENARIOS[Scenario.BUILD].access.steps == PULL
    assert needed(PULLING) == ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")


def test_the_build_will_fail_only_where_a_step_surely_does() -> None:
    def denied(action: str) -> list[Right]:
        return [Right(action, APP.arn, "may-not")]

    assert outlook(PULLING, denied("ecr:GetDownloadUrlForLayer")) == "The build will fail"
    assert outlook(PUSHING, denied("ecr:PutImage")) == "The build will fail"
    assert outlook(PUSHING, denied(TOKEN)) == "The build will fail"
    assert outlook(PUSHING, denied("ecr:BatchGetImage")) == "The build may fail"
    assert outlook(PUSHING, [Right("ecr:PutImage", APP.arn, "not-checked")]) == ""


def test_what_is_not_checked_is_neither_missing_nor_there() -> None:
    rows = (Right(TOKEN, "*", "may"), Right("ecr:PutImage", APP.arn, "may-not"), Right("x", APP.arn, "not-checked"))
    assert missing(rows) == rows[1:2]
    assert unchecked(rows) == rows[2:]


def test_the_policy_names_the_repositories_and_no_other() -> None:
    policy = least_policy(PUSHING, [APP, EcrImage("123456789012", "us-west-2", "shop/app", "1.0")])
    resources = [statement["Resource"] for statement in policy["Statement"]]
    assert resources == ["*", [APP.arn]]
    assert [statement["Action"] for statement in policy["Statement"]] == [
        TOKEN,
        list(needed(PUSHING)),
    ]


def test_without_a_repository_or_in_two_partitions_there_is_no_policy() -> None:
    with pytest.raises(UsageError, match="No repository"):
        least_policy(PULLING, [])
    with pytest.raises(UsageError, match="aws, aws-us-gov"):
        least_policy(PULLING, [APP, EcrImage("123456789012", "us-gov-west-1", "app")])


@pytest.mark.parametrize("scenario", Scenario)
@pytest.mark.parametrize("through_cache", [False, True])
def test_every_action_of_the_policy_is_explained_with_its_source(scenario: Scenario, through_cache: bool) -> None:
    text = explanation(SCENARIOS[scenario].access, through_cache=through_cache)
    blocks = {block.splitlines()[0]: block for block in text.split("\n\n")}
    for action in (TOKEN, *needed(SCENARIOS[scenario].access, through_cache=through_cache)):
        assert "source: " in blocks[action]
        assert "not in the policy" not in blocks[action]
        assert "puts it into" not in blocks[action]
    assert len(blocks) == 1 + len(PUSH if scenario == Scenario.PUSH else PULL)


@pytest.mark.parametrize("scenario", Scenario)
def test_terraform_says_what_the_policy_says(scenario: Scenario) -> None:
    hcl2 = pytest.importorskip("hcl2")
    policy = least_policy(SCENARIOS[scenario].access, [APP, EcrImage("123456789012", "us-west-2", "other")])
    read = _plain(hcl2.loads(terraform(policy)))
    (document,) = read["data"]
    statements = document["aws_iam_policy_document"]["ecr_wizard"]["statement"]
    wanted = [
        {
            "sid": statement["Sid"],
            "effect": statement["Effect"],
            "actions": [statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"],
            "resources": [statement["Resource"]] if isinstance(statement["Resource"], str) else statement["Resource"],
        }
        for statement in policy["Statement"]
    ]
    assert statements == wanted
    (resource,) = read["resource"]
    assert "aws_iam_policy_document.ecr_wizard.json" in resource["aws_iam_policy"]["ecr_wizard"]["policy"]


def test_templates_of_terraform_are_not_made_by_accident() -> None:
    statement = {"Sid": "S", "Effect": "Allow", "Action": "x:${y}", "Resource": "%{z}"}
    text = terraform({"Statement": [statement]})
    assert '"x:$${y}"' in text
    assert '"%%{z}"' in text


def _plain(value: Any) -> Any:
    """What the HCL parser gives, without the marks of its own and the quotes that it keeps."""
    if isinstance(value, dict):
        return {_plain(key): _plain(item) for key, item in value.items() if not str(key).startswith("__")}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.strip('"') if isinstance(value, str) else value
