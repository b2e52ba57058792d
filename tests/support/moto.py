"""moto's server with its IAM checks on, behind real HTTP, and users with different rights."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.support.scenario_keys import Scenario
from wizard.core.aws.rights import TOKEN, needed
from wizard.core.model.secret import AwsKeys, Secret
from wizard.core.scenarios.registry import SCENARIOS

REGION = "us-west-2"
ACCOUNT = "123456789012"
REGISTRY = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com"
REPOSITORIES = ("shop/app", "shop/worker", "base/node")


@dataclass(frozen=True)
class Moto:
    """The server, and the keys of users with different rights."""

    url: str
    everything: AwsKeys
    pull_only: AwsKeys
    nothing: AwsKeys


@contextmanager
def moto_server() -> Iterator[Moto]:
    """The server with repositories in `REGION`, two tags in the first."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    iam, ecr = _client("iam", url), _client("ecr", url)
    made = Moto(
        url,
        _user(iam, "everything", ["ecr:*"]),
        _user(iam, "puller", [TOKEN, *needed(SCENARIOS[Scenario.PULL].access), "ecr:DescribeRepositories"]),
        _user(iam, "nobody", ["s3:ListAllMyBuckets"]),
    )
    for name in REPOSITORIES:
        ecr.create_repository(repositoryName=name)
    for tag in ("1.0", "latest"):
        manifest = {
            "schemaVersion": 2,
            "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
            "config": {"digest": f"sha256:{tag * 8}", "size": 1},
            "layers": [],
        }
        ecr.put_image(repositoryName=REPOSITORIES[0], imageManifest=json.dumps(manifest), imageTag=tag)
    # From here on every request is checked against IAM (moto, "IAM-like access control").
    post = urllib.request.Request(
        f"{url}/moto-api/reset-auth", data=b"0", headers={"Content-Type": "application/octet-stream"}
    )
    urllib.request.urlopen(post).close()
    try:
        yield made
    finally:
        server.stop()


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
