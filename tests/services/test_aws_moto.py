"""The wizard's questions against moto's server with its IAM checks on, through real HTTP.

What moto cannot do (rights of an image that is absent, simulations, pages, time) is in the other tests of AWS.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from wizard.actions.keys import check_keys, check_rights
from wizard.core.answers import Scenario
from wizard.core.ecrname import parse
from wizard.core.errors import CredentialsError
from wizard.core.rights import PULL, PUSH, TOKEN
from wizard.core.secret import AwsKeys, Secret
from wizard.services.aws import newest_repositories, newest_tags
from wizard.services.aws_boto import AwsBoto

REGION = "us-west-2"
REGISTRY = "123456789012.dkr.ecr.us-west-2.amazonaws.com"


@dataclass(frozen=True)
class Moto:
    """The server, and the keys of users with different rights."""

    url: str
    everything: AwsKeys
    pull_only: AwsKeys
    nothing: AwsKeys


@pytest.fixture(scope="session")
def moto_server() -> Iterator[Moto]:
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    iam, ecr = _client("iam", url), _client("ecr", url)
    made = Moto(
        url,
        _user(iam, "everything", ["ecr:*"]),
        _user(iam, "puller", [TOKEN, *PULL, "ecr:DescribeRepositories"]),
        _user(iam, "nobody", ["s3:ListAllMyBuckets"]),
    )
    for name in ("shop/app", "shop/worker", "base/node"):
        ecr.create_repository(repositoryName=name)
    for tag in ("1.0", "latest"):
        manifest = {
            "schemaVersion": 2,
            "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
            "config": {"digest": f"sha256:{tag * 8}", "size": 1},
            "layers": [],
        }
        ecr.put_image(repositoryName="shop/app", imageManifest=json.dumps(manifest), imageTag=tag)
    # From here on every request is checked against IAM (moto, "IAM-like access control").
    post = urllib.request.Request(
        f"{url}/moto-api/reset-auth", data=b"0", headers={"Content-Type": "application/octet-stream"}
    )
    urllib.request.urlopen(post).close()
    yield made
    server.stop()


@pytest.fixture
def moto(moto_server: Moto, monkeypatch: pytest.MonkeyPatch) -> Moto:
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto_server.url)
    return moto_server


def _client(service: str, url: str) -> Any:
    import boto3

    return boto3.client(
        service, region_name=REGION, endpoint_url=url, aws_access_key_id="set", aws_secret_access_key="up"
    )


def _user(iam: Any, name: str, actions: list[str]) -> AwsKeys:
    iam.create_user(UserName=name)
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]}
    iam.put_user_policy(UserName=name, PolicyName="rights", PolicyDocument=json.dumps(policy))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return AwsKeys(Secret(key["AccessKeyId"]), Secret(key["SecretAccessKey"]))


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
    assert {states[action] for action in PULL} == {"may-not"}
    # moto simulates nothing: what was not asked is not called fine.
    assert {states[action] for action in PUSH} == {"not-checked"}
    assert report.policy is not None
    assert report.policy["Statement"][1]["Resource"] == [image.arn]
    assert set(report.policy["Statement"][1]["Action"]) == {*PULL, *PUSH}


def test_rights_that_are_there_need_no_policy(aws: AwsBoto, moto: Moto) -> None:
    image = parse(f"{REGISTRY}/shop/app")
    assert image is not None
    identity = aws.identify(moto.pull_only, REGION)
    report = check_rights(aws, moto.pull_only, REGION, identity, Scenario.PULL, [image])
    states = {right.action: right.state for right in report.rights}
    assert states[TOKEN] == states["ecr:BatchGetImage"] == "may"
    assert report.policy is None
