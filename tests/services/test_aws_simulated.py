"""The demo's AWS behaves as the real one does: the same words, pages, rights; and it imports nothing heavy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.scenario_keys import Scenario
from wizard.actions.credentials import check_keys, check_rights
from wizard.core.aws.ecr_name import EcrImage, parse
from wizard.core.aws.key_forms import problem_of_key_id, problem_of_secret
from wizard.core.model.errors import CredentialsError, ServiceError, UsageError, WizardError
from wizard.core.model.secret import AwsKeys, Secret
from wizard.services.aws import simulated as demo
from wizard.services.aws.errors import Asked, refusal
from wizard.services.aws.protocol import newest_repositories, newest_tags
from wizard.services.aws.simulated import SAMPLE_KEYS, SampleKey, SimulatedAws
from wizard.services.repository.sample_project import REGISTRY

REGION = "us-west-2"
OUTCOMES = {
    demo.GOOD: "",
    demo.READ_ONLY: "",
    demo.UNSURE: "",
    demo.ROOT: "",
    demo.THROTTLED: "",
    demo.SLOW: "",
    demo.UNKNOWN: "unknown-key-id",
    demo.WRONG_SECRET: "wrong-secret",
    demo.INACTIVE: "inactive-key",
    demo.TEMPORARY: "temporary-key",
    demo.SKEWED: "clock-skew",
    demo.DENIED: "access-denied",
    demo.SILENT: "read-timeout",
    demo.OFFLINE: "no-network",
}


@pytest.fixture
def waited() -> list[float]:
    return []


@pytest.fixture
def aws(waited: list[float]) -> SimulatedAws:
    return SimulatedAws(sleep=waited.append)


def test_every_sample_is_in_the_list_and_has_an_outcome() -> None:
    assert set(SAMPLE_KEYS) == set(OUTCOMES)
    assert len({sample.keys.masked_id for sample in SAMPLE_KEYS}) == len(SAMPLE_KEYS)


@pytest.mark.parametrize("sample", SAMPLE_KEYS, ids=lambda sample: sample.label)
def test_each_sample_shows_what_it_says(aws: SimulatedAws, sample: SampleKey) -> None:
    code = OUTCOMES[sample]
    if code != "temporary-key":
        assert problem_of_key_id(sample.keys.key_id.reveal()) is None
    assert problem_of_secret(sample.keys.secret.reveal()) is None
    said: list[str] = []
    if not code:
        report = check_keys(aws, sample.keys, REGION, said.append)
        assert report.identity.account == "123456789012"
        assert [item.code for item in report.warnings] == (["root-key"] if sample == demo.ROOT else [])
        assert bool(said) is (sample == demo.THROTTLED)
        return
    with pytest.raises(WizardError) as caught:
        check_keys(aws, sample.keys, REGION, said.append)
    assert caught.value.code == code


def test_the_words_are_those_of_the_real_one(aws: SimulatedAws) -> None:
    real = {"Error": {"Code": "InvalidClientTokenId", "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": 403}}
    with pytest.raises(CredentialsError) as caught:
        aws.identify(demo.UNKNOWN.keys, REGION)
    assert caught.value == refusal(real, Asked("STS", REGION, demo.UNKNOWN.keys))


def test_keys_of_the_users_own_are_unknown_and_a_changed_secret_is_wrong(aws: SimulatedAws) -> None:
    others = AwsKeys(Secret("AKIAOTHEROTHEROTHER1"), Secret("o" * 40))
    for keys, code in ((others, "unknown-key-id"), (AwsKeys(demo.GOOD.keys.key_id, others.secret), "wrong-secret")):
        with pytest.raises(CredentialsError) as caught:
            check_keys(aws, keys, REGION)
        assert caught.value.code == code


def test_it_takes_its_time_only_through_what_it_was_given(aws: SimulatedAws, waited: list[float]) -> None:
    check_keys(aws, demo.SLOW.keys, REGION)
    assert max(waited) == 3
    with pytest.raises(ServiceError, match="did not answer within 8 s"):
        aws.identify(demo.SILENT.keys, REGION)
    assert max(waited) == 8


def test_the_registry_has_some_dozens_of_repositories_with_tags(aws: SimulatedAws) -> None:
    pages = list(aws.repositories(demo.GOOD.keys, REGION))
    repositories = newest_repositories(item for page in pages for item in page)
    assert len(pages) > 1
    assert len(repositories) > 24
    assert all((image := parse(item.uri)) and image.name.startswith(REGISTRY) for item in repositories)
    tags = newest_tags(tag for page in aws.tags(demo.GOOD.keys, REGION, "storefront") for tag in page)
    assert {"latest", "v1.0"} <= {tag.name for tag in tags}
    assert aws.has_repository(demo.GOOD.keys, REGION, "base/node")  # the FROM of the sample project's Dockerfile
    assert not aws.has_repository(demo.GOOD.keys, "us-east-1", "base/node")
    with pytest.raises(ServiceError, match="no such repository"):
        list(aws.tags(demo.GOOD.keys, REGION, "gone"))


def test_rights_differ_by_sample(aws: SimulatedAws) -> None:
    image = EcrImage("123456789012", REGION, "storefront")
    states = {}
    for sample in (demo.GOOD, demo.READ_ONLY, demo.UNSURE, demo.ROOT):
        identity = aws.identify(sample.keys, REGION)
        report = check_rights(aws, sample.keys, REGION, identity, Scenario.PUSH, [image])
        states[sample] = {right.state for right in report.rights}
        assert (report.policy is not None) is (sample == demo.READ_ONLY)
    assert list(states.values()) == [{"may"}, {"may", "may-not"}, {"may", "not-checked"}, {"may", "not-checked"}]


def test_regions_are_those_of_aws(aws: SimulatedAws) -> None:
    with pytest.raises(UsageError, match="us-west-2"):
        aws.identify(demo.GOOD.keys, "us-wst-2")
    with pytest.raises(CredentialsError, match="eu-south-1 is not enabled"):
        check_keys(aws, demo.GOOD.keys, "eu-south-1")


def test_a_demo_never_loads_the_real_thing() -> None:
    code = (
        "import sys; from wizard.actions.credentials import check_keys; "
        "from wizard.services.aws import simulated as demo; "
        "check_keys(demo.SimulatedAws(lambda _: None), demo.GOOD.keys, 'us-west-2'); "
        "print([name for name in ('botocore', 'boto3', 'keyring', 'urllib3') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert done.stdout.strip() == "[]"
