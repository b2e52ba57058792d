"""Names that are nearly right, keys in clear, and what could not be looked at."""

from __future__ import annotations

import pytest
from botocore.session import Session

from tests.support.scenario_keys import Scenario
from wizard.core.aws.regions import REGIONS, nearest_region
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.interview import validators
from wizard.core.model.answers import Answers
from wizard.core.plan import make_plan
from wizard.core.rules import Finding, findings
from wizard.core.rules.unknown import not_looked_at

KEY = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


def project(text: str) -> Project:
    return Project(root="/nowhere", file=view("shippable.yml", text))


def found(text: str, code: str) -> list[Finding]:
    return [item for item in findings(project(text)) if item.code == code]


NEARLY = {
    "11112222333.dkr.ecr.us-east-1.amazonaws.com/app": "12 digits",
    "1111222233334.dkr.ecr.us-east-1.amazonaws.com/app": "12 digits",
    "ACCOUNT_ID.dkr.ecr.us-east-1.amazonaws.com/app": "12 digits",
    "111122223333.dkr.ecr.us-east-1.amazonaws.com/App": "capital",
    "111122223333.dkr.ecr.us-east-1.amazonaws.com": "no repository",
    "111122223333.dkr.ecr.cn-north-1.amazonaws.com/app": "amazonaws.com.cn",
    "111122223333.dkr.ecr.useast1.amazonaws.com/app": "region",
    "111122223333.ecr.us-east-1.amazonaws.com/app": "host",
}


@pytest.mark.parametrize(("image", "reason"), NEARLY.items())
def test_a_name_that_is_nearly_one_of_ecr_is_an_error_with_its_reason(image: str, reason: str) -> None:
    text = f"build:\n  push:\n    - docker build -t '{image}:1' .\n    - docker push '{image}:1'\n"
    (finding,) = found(text, "ecr-name")
    assert (finding.severity, finding.line) == ("error", 4)
    assert reason in finding.message


@pytest.mark.parametrize("image", list(NEARLY))
def test_a_plan_says_the_same_and_never_docker_hub(image: str) -> None:
    plan = make_plan(project(""), Answers(integration="e", scenario=Scenario.PUSH, image=image, tag="1"))
    codes = [item.code for item in plan.warnings]
    assert "ecr-name" in codes
    assert "image-not-in-ecr" not in codes


def test_a_name_that_docker_refuses_gets_the_reason_of_ecr() -> None:
    with pytest.raises(validators.InvalidAnswer, match="12 digits"):
        validators.image("ACCOUNT_ID.dkr.ecr.us-east-1.amazonaws.com/app")


@pytest.mark.parametrize(
    "image", ["$REGISTRY/app", "acme/app", "111122223333.dkr.ecr.us-east-1.amazonaws.com/app", "ecr/app"]
)
def test_other_names_are_let_be(image: str) -> None:
    assert found(f"build:\n  push:\n    - docker push {image}:1\n", "ecr-name") == []


def test_the_regions_are_those_of_botocore() -> None:
    session = Session()
    listed = {name for one in session.get_available_partitions() for name in session.get_available_regions("ecr", one)}
    assert {name for name in listed if not name.startswith("fips") and not name.endswith("fips")} <= REGIONS


@pytest.mark.parametrize(
    ("wrong", "right"), [("us-est-1", "us-east-1"), ("eu-central-3", "eu-central-1"), ("us-east-11", "us-east-1")]
)
def test_a_region_that_is_not_listed_has_a_nearest(wrong: str, right: str) -> None:
    assert nearest_region(wrong) == right
    entry = f"integrations:\n  hub:\n    - integrationName: e\n      type: ecr\n      region: {wrong}\n"
    (finding,) = found("build:\n  push:\n    - make push\n" + entry, "region-unknown")
    assert finding.severity == "warning"
    assert right in finding.message


def test_a_remedy_does_not_repeat_a_wrong_region() -> None:
    entry = "integrations:\n  hub:\n    - integrationName: e\n      type: ecr\n"
    text = "build:\n  push:\n    - docker push 111122223333.dkr.ecr.us-est-1.amazonaws.com/app\n" + entry
    (finding,) = found(text, "ecr-other-registry")
    assert "say `region:" not in finding.remedy


@pytest.mark.parametrize(
    "text",
    [
        f"env:\n  - AWS_ACCESS_KEY_ID={KEY}\n",
        f"env:\n  global:\n    - AWS_SECRET_ACCESS_KEY={SECRET}\n",
        f"env:\n  AWS_SECRET_ACCESS_KEY: {SECRET}\n",
        f"build:\n  ci:\n    - aws configure set aws_secret_access_key {SECRET}\n",
        f"build:\n  pre_ci_boot:\n    image_name: a\n    options: -e AWS_ACCESS_KEY_ID={KEY}\n",
    ],
)
def test_a_key_in_clear_is_an_error_that_does_not_repeat_it(text: str) -> None:
    (finding,) = found(text, "key-in-clear")
    assert finding.severity == "error"
    assert KEY not in finding.message + finding.remedy
    assert SECRET not in finding.message + finding.remedy


@pytest.mark.parametrize(
    "text",
    [
        f"env:\n  - secure: {SECRET}\n",
        "env:\n  - AWS_SECRET_ACCESS_KEY=$SECRET\n",
        "build:\n  ci:\n    - git checkout 0123456789abcdef0123456789abcdef01234567\n",
    ],
)
def test_what_is_no_key_is_not_found(text: str) -> None:
    assert found(text, "key-in-clear") == []


def test_a_key_in_a_comment_is_in_clear_too() -> None:
    (finding,) = found(f"build:\n  ci:\n    - make\n    # AWS_SECRET_ACCESS_KEY={SECRET}\n", "key-in-clear")
    assert (finding.line, finding.column) == (4, 5)
    assert SECRET not in finding.message + finding.remedy


@pytest.mark.parametrize(
    "image",
    [
        "111122223333.dkr.us-east-1.amazonaws.com/app",
        "ecr.us-east-1.amazonaws.com/111122223333/app",
        "https://111122223333.dkr.ecr.us-east-1.amazonaws.com/app",
    ],
)
def test_other_hosts_that_are_meant_for_ecr_are_told(image: str) -> None:
    assert found(f"build:\n  push:\n    - docker push {image}\n", "ecr-name")


@pytest.mark.parametrize("image", ["my-1.us-east-1.elb.amazonaws.com/app", "ec2-1-2.amazonaws.com:5000/app"])
def test_a_registry_of_ones_own_on_aws_is_none_of_them(image: str) -> None:
    assert not found(f"build:\n  push:\n    - docker push {image}\n", "ecr-name")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("build:\n  push:\n    - docker push $REG/app:1\n", "$REG is not set in the file"),
        ("env:\n  - REG=a\n  - REG=b\nbuild:\n  push:\n    - docker push $REG/app:1\n", "no single plain value"),
        ("env:\n  - secure: xyz\nbuild:\n  push:\n    - docker push $REG/app:1\n", "encrypted"),
        ("build:\n  ci:\n    - *template\n", "not looked into"),
    ],
)
def test_what_could_not_be_looked_at_is_said_with_its_reason(text: str, why: str) -> None:
    (item,) = not_looked_at(project(text))
    assert why in item.why


def test_what_is_known_was_looked_at() -> None:
    for image in ("acme/app:$TAG", "111122223333.dkr.ecr.us-east-1.amazonaws.com/app:$TAG", "quay.io/$ORG/app"):
        assert not_looked_at(project(f"build:\n  push:\n    - docker push {image}\n")) == ()
