"""The rights of a scenario, and the least policy that gives them."""

from __future__ import annotations

import pytest

from wizard.core.answers import Scenario
from wizard.core.ecrname import EcrImage
from wizard.core.errors import UsageError
from wizard.core.rights import PULL, PUSH, TOKEN, Right, least_policy, missing, needed, unchecked

APP = EcrImage("123456789012", "us-west-2", "shop/app")


def test_push_needs_what_pull_needs_and_more() -> None:
    assert needed(Scenario.PULL) == needed(Scenario.BUILD) == PULL
    assert needed(Scenario.PUSH) == (*PULL, *PUSH)


def test_what_is_not_checked_is_neither_missing_nor_there() -> None:
    rows = (Right(TOKEN, "*", "may"), Right("ecr:PutImage", APP.arn, "may-not"), Right("x", APP.arn, "not-checked"))
    assert missing(rows) == rows[1:2]
    assert unchecked(rows) == rows[2:]


def test_the_policy_names_the_repositories_and_no_other() -> None:
    policy = least_policy(Scenario.PUSH, [APP, EcrImage("123456789012", "us-west-2", "shop/app", "1.0")])
    resources = [statement["Resource"] for statement in policy["Statement"]]
    assert resources == ["*", [APP.arn]]
    assert [statement["Action"] for statement in policy["Statement"]] == [TOKEN, [*PULL, *PUSH]]


def test_without_a_repository_or_in_two_partitions_there_is_no_policy() -> None:
    with pytest.raises(UsageError, match="No repository"):
        least_policy(Scenario.PULL, [])
    with pytest.raises(UsageError, match="aws, aws-us-gov"):
        least_policy(Scenario.PULL, [APP, EcrImage("123456789012", "us-gov-west-1", "app")])
