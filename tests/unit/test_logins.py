"""Logins that commands make by themselves: which of them counts for which image."""

from __future__ import annotations

import pytest

from tests.unit.finding import ECR, entry, found

PUSH = f"docker push {ECR}/app:1"
ACCOUNT = ECR.partition(".")[0]


def sections(**commands: list[str]) -> list[tuple[str, str, int]]:
    lines = ["build:"]
    for section, texts in commands.items():
        lines.append(f"  {section}:")
        for text in texts:
            lines += ["    - |", *(f"      {line}" for line in text.splitlines())]
    return found("\n".join(lines) + "\n")


@pytest.mark.parametrize(
    "login",
    [
        "$(aws ecr get-login --region eu-west-1)",
        "`aws ecr get-login --region=eu-west-1`",
        "eval $(aws --region eu-west-1 ecr get-login --no-include-email)",
        'eval "$(aws ecr get-login)"',
        f"$(aws ecr get-login --region eu-west-1 --registry-ids 999999999999 {ACCOUNT})",
        "$(aws ecr get-login --region $REGION --registry-ids $IDS)",
        "aws ecr get-login --region eu-west-1 | sh",
        "aws ecr get-login > login.sh && sh login.sh",
        "login=$(aws ecr get-login)\necho $login\n$login",
        "export LOGIN=`aws ecr get-login`\neval $LOGIN",
        'LOGIN=$(aws ecr get-login)\necho "$LOGIN" | bash',
        f"docker login -u AWS -p secret https://{ECR}",
        f"aws ecr get-login-password | docker login --username AWS --password-stdin {ECR}",
        f"aws ecr get-login-password | docker login --username AWS --password-stdin {ECR}/app",
        "docker login -u AWS -p $PASS $REGISTRY",
        "sudo docker login -u AWS -p $PASS -e none $REGISTRY",
        "aws ecr get-authorization-token --output text | cut -d: -f2",
        'echo \'{"credsStore": "ecr-login"}\' > ~/.docker/config.json',
        "if [ $IS_PULL_REQUEST != true ]; then $(aws ecr get-login); fi",
        "aws ecr get-login > login.sh\nchmod +x login.sh\n./login.sh",
        "aws ecr get-login | tee login.sh\n. ./login.sh",
        "aws ecr get-login > login.sh\ncat login.sh | sh",
        "aws ecr get-login | sed 's/-e none//' | sh",
        "AWS_DEFAULT_REGION=eu-west-1 aws ecr get-login | sh",
        # What these do is not known.
        "./ecr-login.sh",
        "make docker-login",
    ],
)
def test_a_login_to_this_registry_before_the_push_counts(login: str) -> None:
    assert sections(push=[login, PUSH]) == []
    assert sections(push=[f"{login}\n{PUSH}"]) == []
    assert sections(pre_ci=[login], push=[PUSH]) == []


@pytest.mark.parametrize(
    "login",
    [
        'docker login -u "$HUB_USER" -p "$HUB_PASS"',
        "docker login -u me -p $PASS quay.io",
        f"docker login -u AWS -p $PASS {ECR.replace('eu-west-1', 'us-east-1')}",
        f"docker login -u AWS -p $PASS {ECR.replace('1234', '9999')}",
        "$(aws ecr get-login --region us-east-1)",
        "aws ecr get-login > login.sh",
        "aws ecr get-login > login.sh\ncat login.sh",
        "aws ecr get-login > login.sh\nrm -f login.sh",
        "aws ecr get-login | tee login.log",
        "aws ecr get-login | grep docker | cat",
        "AWS_DEFAULT_REGION=us-east-1 aws ecr get-login | sh",
        "heroku login",
        "eval $(aws ecr get-login --registry-ids 999999999999)",
        "aws ecr get-login --region eu-west-1",
        "aws ecr get-login --region eu-west-1 > /dev/null",
        "aws ecr get-login && true",
        'echo "$(aws ecr get-login --region eu-west-1)"',
        "login=$(aws ecr get-login)\necho $login",
        "aws ecr get-login-password --region eu-west-1",
    ],
)
def test_another_login_or_one_that_is_only_printed_does_not_count(login: str) -> None:
    assert "ecr-without-entry" in {code for code, _, _ in sections(push=[login, PUSH])}


def test_a_login_counts_only_for_what_follows_on_its_machine() -> None:
    login = "$(aws ecr get-login --region eu-west-1)"
    assert [code for code, _, _ in sections(push=[PUSH, login])] == ["ecr-without-entry"]
    assert [code for code, _, _ in sections(push=[f"{PUSH}\n{login}"])] == ["ecr-without-entry"]
    assert [code for code, _, _ in sections(pre_ci=[login], post_ci=[PUSH])] == ["ecr-without-entry"]
    assert [code for code, _, _ in sections(ci=[login], push=[PUSH])] == ["ecr-without-entry"]
    assert sections(ci=[login], post_ci=[PUSH]) == []


def test_the_image_of_the_container_needs_a_login_in_pre_ci() -> None:
    boot = f"  pre_ci_boot:\n    image_name: {ECR}/ci\n    pull: true\n    options: -e HOME=/root\n"
    login = "    - $(aws ecr get-login --region eu-west-1)\n"
    assert found(f"build:\n  pre_ci:\n{login}{boot}") == []
    assert [code for code, _, _ in found(f"build:\n{boot}  push:\n{login}")] == ["ecr-without-entry"]


def test_a_login_in_a_variable_of_the_file_is_followed() -> None:
    text = f"env: REGION=us-east-1\nbuild:\n  push:\n    - $(aws ecr get-login --region $REGION)\n    - {PUSH}\n"
    assert [code for code, _, _ in found(text)] == ["ecr-without-entry"]
    assert found(text.replace("us-east-1", "eu-west-1")) == []


def test_agent_only_is_no_error_where_the_container_logs_in_to_the_hub_by_itself() -> None:
    text = "build:\n  post_ci:\n    - docker login -u me -p $P\n    - docker push acme/app\n" + entry(
        "agent_only: true"
    )
    assert "agent-only-in-container" not in {code for code, _, _ in found(text)}


@pytest.mark.parametrize(("region", "counts"), [("eu-west-1", True), ("us-east-1", False)])
def test_the_region_of_the_file_is_that_of_a_login_without_one(region: str, counts: bool) -> None:
    text = f"env: AWS_DEFAULT_REGION={region}\nbuild:\n  push:\n    - $(aws ecr get-login)\n    - {PUSH}\n"
    assert (found(text) == []) is counts
