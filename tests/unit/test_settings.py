"""Variables that the file itself sets: they are followed, and a finding names them and the lines that set them."""

from __future__ import annotations

import pytest

from tests.unit.finding import ECR, entry, found, one

PUSH = "build:\n  push:\n    - docker build -t $REGISTRY/app:1 .\n    - docker push $REGISTRY/app:1\n"


@pytest.mark.parametrize(
    ("env", "line"),
    [
        (f"env: REGISTRY={ECR}\n", 1),
        (f"env:\n  - A=1 REGISTRY={ECR}\n", 2),
        (f"env:\n  global:\n    - A=1\n    - REGISTRY={ECR}\n", 4),
        (f"env:\n  global:\n    REGISTRY: {ECR}\n", 3),
        (f"env:\n  REGISTRY: {ECR}\n", 2),
        (f"env:\n  global:\n    - REGISTRY={ECR}\n  matrix:\n    - A=1\n    - A=2\n", 3),
    ],
)
def test_a_registry_in_env_is_followed_and_its_line_is_named(env: str, line: int) -> None:
    finding = one(env + PUSH, "ecr-without-entry")
    assert f"`docker push {ECR}/app:1` in push ($REGISTRY is set in line {line})" in finding.message


@pytest.mark.parametrize(
    "env",
    [
        f"env:\n  - REGISTRY={ECR}\n  - REGISTRY=other\n",
        "env:\n  global:\n    - secure: abc\n",
        "env:\n  global:\n    secure: abc\n",
        "",
    ],
)
def test_a_variable_with_several_values_or_none_that_is_known_stays_unknown(env: str) -> None:
    assert not [code for code, _, _ in found(env + PUSH) if code == "ecr-without-entry"]


def test_an_export_is_followed_within_its_machine_with_the_lines_of_all_that_it_is_made_from() -> None:
    text = f"""\
env:
  global:
    - HOST={ECR}
build:
  ci:
    - export IMAGE=elsewhere
  push:
    - |
      echo
      export IMAGE=$HOST/$APP
    - docker push $IMAGE:$BUILD_NUMBER
"""
    message = one(text, "ecr-without-entry").message
    assert f"`docker push {ECR}/$APP:$BUILD_NUMBER`" in message
    assert "($IMAGE is set in line 10, $HOST is set in line 3)" in message


def test_the_image_of_the_container_and_its_own_variables_are_followed() -> None:
    text = f"env: CI_IMAGE={ECR}/ci\nbuild:\n  pre_ci_boot:\n    image_name: $CI_IMAGE\n    pull: true\n"
    assert "$CI_IMAGE is set in line 1" in one(text, "ecr-without-entry").message
    text = f"build:\n  pre_ci_boot:\n    env:\n      HOST: {ECR}\n  post_ci:\n    - docker push $HOST/app\n"
    assert "$HOST is set in line 4" in one(text, "ecr-without-entry").message


def test_a_registry_that_is_known_counts_although_the_repository_is_a_variable() -> None:
    text = f"build:\n  push:\n    - docker push {ECR}/$REPO:$TAG\n"
    assert found(text) == [("ecr-without-entry", "error", 3)]
    assert found(text + entry("region: us-west-2"))[0][0] == "ecr-other-registry"
    assert found(text + entry("region: eu-west-1")) == []


def test_the_other_rules_name_the_setting_too() -> None:
    text = f"env: IMAGE={ECR}/app\nbuild:\n  post_ci:\n    - docker push $IMAGE\n"
    both = entry("region: eu-west-1", "agent_only: true")
    assert "$IMAGE is set in line 1" in one(text + both, "agent-only-in-container").message
    assert "$IMAGE is set in line 1" in one(text + entry(), "ecr-other-registry").message


def test_a_registry_in_env_that_no_entry_is_for_is_told_though_its_variable_is_unknown() -> None:
    text = f"env:\n  global:\n    - {ECR}\nbuild:\n  push:\n    - docker push $WHERE/app:1\n"
    assert found(text) == [("ecr-named-without-entry", "warning", 3)]
    assert found(text + entry("region: eu-west-1")) == []
    assert found(text.replace("push:", "push:\n    - $(aws ecr get-login)")) == []
    assert found(text.replace("$WHERE", "acme")) == []
