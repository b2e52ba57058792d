"""The wizard's questions against moto's server with its IAM checks on, through real HTTP.

What moto cannot do (rights of an image that is absent, simulations, pages, time) is in the other tests of AWS.
"""

from __future__ import annotations

import pytest

from tests.support.moto import REGION, REGISTRY, Moto
from tests.support.scenario_keys import Scenario
from wizard.actions.credentials import check_keys, check_rights
from wizard.core.aws.ecr_name import parse
from wizard.core.aws.rights import TOKEN, TRIED, needed
from wizard.core.model.errors import CredentialsError
from wizard.core.model.secret import AwsKeys, Secret
from wizard.core.scenarios.registry import SCENARIOS
from wizard.services.aws.boto import AwsBoto
from wizard.services.aws.protocol import newest_repositories, newest_tags


def test_good_keys_are_checked_and_told_whose_they_are(aws: AwsBoto, moto: Moto) -> None:
    report = check_keys(aws, moto.everything, REGION)
    assert report.identity.account == "123456789012"
    assert report.identity.user == "everything"
    assert not report.identity.is_root
    assert report.warnings == ()


def test_an_unknown_id(aws: AwsBoto, moto: Moto) -> None:
    keys = AwsKeys(Secret("AKIAAAAAAAAAAAAAAAAA"), moto.everything.secret)
    with pytest.raises(CredentialsError, match="does not accept the key id AKIA") as caught:
        check_keys(aws, keys, REGION)
    assert caught.value.code == "unknown-key-id"


def test_a_wrong_secret(aws: AwsBoto, moto: Moto) -> None:
    keys = AwsKeys(moto.everything.key_id, Secret("x" * 40))
    with pytest.raises(CredentialsError, match="secret does not belong") as caught:
        check_keys(aws, keys, REGION)
    assert caught.value.code == "wrong-secret"


def test_a_key_without_the_right_to_log_in(aws: AwsBoto, moto: Moto) -> None:
    with pytest.raises(CredentialsError, match="ecr-wizard policy") as caught:
        check_keys(aws, moto.nothing, REGION)
    assert caught.value.code == "access-denied"
    assert TOKEN in caught.value.title


def test_repositories_and_tags_are_listed_newest_first(aws: AwsBoto, moto: Moto) -> None:
    repositories = [item for page in aws.repositories(moto.everything, REGION) for item in page]
    assert {item.name for item in repositories} == {"shop/app", "shop/worker", "base/node"}
    assert repositories[0].uri.startswith(REGISTRY)
    assert newest_repositories(repositories)[0].name == "base/node"
    tags = [item for page in aws.tags(moto.everything, REGION, "shop/app") for item in page]
    assert {item.name for item in newest_tags(tags)} == {"1.0", "latest"}


def test_a_repository_that_does_not_exist_is_said(aws: AwsBoto, moto: Moto) -> None:
    assert aws.has_repository(moto.everything, REGION, "shop/app") is True
    assert aws.has_repository(moto.everything, REGION, "shop/gone") is False
    assert aws.has_repository(moto.nothing, REGION, "shop/app") is None


def test_rights_that_are_missing_come_with_the_policy_that_would_do(aws: AwsBoto, moto: Moto) -> None:
    image = parse(f"{REGISTRY}/shop/app")
    assert image is not None
    identity = aws.identify(moto.nothing, REGION)
    report = check_rights(aws, moto.nothing, REGION, identity, Scenario.PUSH, [image])
    states = {right.action: right.state for right in report.rights}
    assert states[TOKEN] == "may-not"
    assert {states[action] for action in TRIED & set(needed(SCENARIOS[Scenario.PUSH].access))} == {"may-not"}
    # moto simulates nothing: what was not asked is not called fine.
    assert {states[action] for action in set(needed(SCENARIOS[Scenario.PUSH].access)) - TRIED} == {"not-checked"}
    assert report.policy is not None
    assert report.policy["Statement"][1]["Resource"] == [image.arn]
    assert set(report.policy["Statement"][1]["Action"]) == set(needed(SCENARIOS[Scenario.PUSH].access))


def test_rights_that_are_there_need_no_policy(aws: AwsBoto, moto: Moto) -> None:
    image = parse(f"{REGISTRY}/shop/app")
    assert image is not None
    identity = aws.identify(moto.pull_only, REGION)
    report = check_rights(aws, moto.pull_only, REGION, identity, Scenario.PULL, [image])
    states = {right.action: right.state for right in report.rights}
    assert states[TOKEN] == states["ecr:BatchGetImage"] == "may"
    assert report.policy is None
