"""Rules of `check` about the login in the container, the CI image, and what is reached in ECR."""

from __future__ import annotations

import pytest

from tests.unit.finding import BOOT, ECR, ENTRY, check, codes, entry, found, one, pushing
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.docker.dockerfile import parse as parse_dockerfile
from wizard.core.rules import Known, Severity, findings

# -- agent_only and the AWS CLI


@pytest.mark.parametrize("section", ["ci", "post_ci", "on_success", "on_failure", "always"])
@pytest.mark.parametrize(
    "command",
    [
        f"docker push {ECR}/app:1",
        f"docker push {ECR}/app:$BRANCH.$BUILD_NUMBER",
        f"sudo docker pull {ECR}/base",
        f'if [ "$BRANCH" == master ]; then docker push {ECR}/app; fi',
        f"docker run --rm {ECR}/tool:2 test",
    ],
)
def test_docker_commands_for_ecr_inside_the_container(section: str, command: str) -> None:
    text = pushing(section, "make", command) + entry("region: eu-west-1", "agent_only: true")
    assert found(text) == [("agent-only-in-container", "error", 4)]
    assert check(text)[0].fix, "an official image has the AWS CLI, so agent_only can go"
    assert codes(text.replace("agent_only: true", "agent_only: false")) == set()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_in_a_command_of_several_lines_the_line_is_found(end: str) -> None:
    text = pushing("post_ci", f'|\n      make\n      docker push "{ECR}/app:1"') + entry(
        "region: eu-west-1", "agent_only: true"
    )
    project = Project(root="/nowhere", file=view("shippable.yml", text.replace("\n", end)))
    (finding,) = [item for item in findings(project) if item.code != "push-in-pull-requests"]
    assert (finding.code, finding.line, finding.column) == ("agent-only-in-container", 5, 20)


@pytest.mark.parametrize("section", ["pre_ci", "push"])
def test_docker_commands_on_the_build_machine_reach_ecr_with_agent_only(section: str) -> None:
    text = pushing(section, f"docker push {ECR}/app:1") + entry("region: eu-west-1", "agent_only: true")
    assert check(text) == []


@pytest.mark.parametrize(
    "command",
    [
        "docker push $AMAZON_ECR_URL/$REPO:$TAG",
        f"docker push {ECR}/$REPO:1",
        f'echo "docker push {ECR}/app"',
        "docker pull node:8",
        "docker push quay.io/acme/app",
        f"echo done # docker push {ECR}/app",
    ],
)
def test_what_is_not_surely_in_ecr_is_no_error(command: str) -> None:
    assert "agent-only-in-container" not in codes(pushing("post_ci", f"'{command}'") + entry("agent_only: true"))


def test_the_old_pages_sample_cannot_work_as_it_stands() -> None:
    text = pushing(
        "post_ci",
        "docker commit $SHIPPABLE_CONTAINER_NAME manishas/sample-node:tag",
        "docker push manishas/sample-node:tag",
    ) + entry("agent_only: true")
    assert ("agent-only-in-container", "error", 4) in found(text)
    with_docker_hub = text + "    - integrationName: dh\n      type: docker\n"
    assert "agent-only-in-container" not in codes(with_docker_hub)


@pytest.mark.parametrize(
    "login",
    [
        "$(aws ecr get-login)",
        "eval $(aws ecr --region eu-west-1 get-login --no-include-email)",
        f"aws ecr get-login-password | docker login -u AWS --password-stdin {ECR}",
    ],
)
def test_a_login_of_its_own_inside_the_container_is_respected(login: str) -> None:
    text = pushing("post_ci", login, f"docker push {ECR}/app:1") + entry("region: eu-west-1", "agent_only: true")
    assert "agent-only-in-container" not in codes(text)
    outside = pushing("pre_ci", login) + f"  post_ci:\n    - docker push {ECR}/app:1\n"
    assert "agent-only-in-container" in codes(outside + entry("region: eu-west-1", "agent_only: true"))


def test_the_same_is_found_once() -> None:
    text = pushing("post_ci", f"docker push {ECR}/app:1 || docker push {ECR}/app:1")
    assert found(text + entry("region: eu-west-1", "agent_only: true")) == [("agent-only-in-container", "error", 3)]


def test_another_entry_may_serve_the_container() -> None:
    text = pushing("post_ci", f"docker push {ECR}/app:1") + entry("region: eu-west-1", "agent_only: true")
    other = "    - integrationName: two\n      type: ecr\n"
    assert "agent-only-in-container" in codes(text + other)
    assert "agent-only-in-container" not in codes(text + other + "      region: eu-west-1\n")


def test_agent_only_is_not_taken_from_a_custom_image_that_may_need_it() -> None:
    text = (
        BOOT.format("acme/ci")
        + f"  post_ci:\n    - docker push {ECR}/app\n"
        + entry("region: eu-west-1", "agent_only: true")
    )
    assert one(text, "agent-only-in-container").fix == ()


def test_a_custom_image_whose_aws_cli_nobody_knows_of() -> None:
    text = BOOT.format(f"{ECR}/ci") + ENTRY
    assert found(text) == [("aws-cli-unknown", "info", 3)]
    assert codes(text + "      agent_only: true\n") == set()
    assert codes(BOOT.format("drydock/u16nod") + ENTRY) <= {"entry-unused"}
    assert codes(BOOT.format("$IMAGE") + ENTRY) == set()
    assert codes(BOOT.format("acme/ci")) == set(), "without an ECR entry nothing logs in"


@pytest.mark.parametrize(
    ("dockerfile", "expected"),
    [
        ("FROM node:8\n", {"aws-cli-missing"}),
        ("FROM node:8\nRUN pip install awscli\n", set()),
        ("FROM node:8\nRUN yum install -y awscli\n", {"aws-cli-unknown"}),
        ("FROM node:8\nRUN pip install awscli==$CLI\n", {"aws-cli-unknown"}),
        ("FROM drydock/u16nod\n", set()),
    ],
)
def test_a_dockerfile_that_makes_the_ci_image_tells_of_the_aws_cli(dockerfile: str, expected: set[str]) -> None:
    text = (
        "build:\n  pre_ci:\n    - docker build -t ci:tip -f ci/Dockerfile .\n    - docker pull " + f"{ECR}/app\n"
        "  pre_ci_boot:\n    image_name: ci\n    image_tag: tip\n    pull: false\n    options: -e HOME=/root\n" + ENTRY
    )
    files = (parse_dockerfile("Dockerfile", "FROM scratch\n"), parse_dockerfile("ci/Dockerfile", dockerfile))
    assert codes(text, dockerfiles=files) == expected
    if "aws-cli-unknown" in expected:
        said = one(text, "aws-cli-unknown", dockerfiles=files).message
        assert "ci/Dockerfile installs one whose version is not known" in said
    if "aws-cli-missing" in expected:
        finding = one(text, "aws-cli-missing", dockerfiles=files)
        assert finding.severity is Severity.WARNING
        assert finding.fix
        in_container = text.replace("  pre_ci_boot:", "  ci:\n    - docker ps\n  pre_ci_boot:")
        assert one(in_container, "aws-cli-missing", dockerfiles=files).fix == ()


# -- the CI image


@pytest.mark.parametrize(
    ("options", "silent"),
    [
        ("-e HOME=/root", True),
        ("--env=HOME=/home/ci", True),
        ("--privileged=true --net=bridge", False),
        ("-e MAVEN_HOME=/opt", False),
        ("$OPTIONS", True),
    ],
)
def test_a_custom_image_without_home(options: str, silent: bool) -> None:
    text = (BOOT.format(f"{ECR}/ci") + ENTRY).replace("-e HOME=/root", f"'{options}'")
    assert ("custom-image-home" not in codes(text)) is silent


def test_home_may_be_set_by_env_and_is_no_matter_of_official_images() -> None:
    text = BOOT.format(f"{ECR}/ci").replace("options: -e HOME=/root", "env: HOME=/root") + ENTRY
    assert "custom-image-home" not in codes(text)
    official = BOOT.format("drydock/u16nod").replace("-e HOME=/root", "-e A=1") + ENTRY
    assert "custom-image-home" not in codes(official)
    assert codes(BOOT.format("acme/ci").replace("-e HOME=/root", "-e A=1")) == set(), "nothing to do with ECR"


@pytest.mark.parametrize(
    ("command", "options", "said"),
    [
        ("dockerd &", "-e HOME=/root", True),
        ("sudo service docker start", "-e HOME=/root", True),
        ("sudo service docker start", "--privileged=true --net=bridge -e HOME=/root", False),
        ("docker-compose up -d", "-e HOME=/root", False),
        ("echo dockerd", "-e HOME=/root", False),
    ],
)
def test_options_without_privileged_only_where_a_daemon_runs(command: str, options: str, said: bool) -> None:
    text = BOOT.format("acme/ci").replace("-e HOME=/root", options) + f"  ci:\n    - {command}\n"
    assert (found(text) == [("options-without-privileged", "info", 6)]) is said


@pytest.mark.parametrize(
    ("tag", "said"), [("1.10", True), ("007", True), ("'1.10'", False), ("1.1", False), ("12", False)]
)
def test_a_tag_that_is_a_number(tag: str, said: bool) -> None:
    assert ("not-text" in codes(BOOT.format("acme/ci").replace("'1'", tag))) is said


# -- what is reached in ECR


def test_an_image_in_ecr_without_an_entry() -> None:
    assert found(BOOT.format(f"{ECR}/ci")) == [("ecr-without-entry", "error", 3)]
    assert found(pushing("push", f"docker push {ECR}/app:$TAG")) == [("ecr-without-entry", "error", 3)]
    assert "--region eu-west-1" in one(BOOT.format(f"{ECR}/ci"), "ecr-without-entry").remedy


@pytest.mark.parametrize(
    "text",
    [
        BOOT.format("$AMAZON_ECR_URL/ci"),
        BOOT.format("acme/ci"),
        pushing("push", "$(aws ecr get-login --region eu-west-1)", f"docker push {ECR}/app"),
        pushing("pre_ci", f"docker build -t {ECR}/ci:1 .")
        + BOOT.format(f"{ECR}/ci").removeprefix("build:\n").replace("pull: true", "pull: false"),
        "integrations:\n  hub:\n    - integrationName: aws\n      type: amazonKeys\n" + BOOT.format(f"{ECR}/ci"),
        "x: &e {integrationName: e, type: ecr}\nintegrations:\n  hub:\n    - *e\n" + BOOT.format(f"{ECR}/ci"),
    ],
)
def test_what_needs_no_entry_or_may_have_one(text: str) -> None:
    assert "ecr-without-entry" not in codes(text)


def test_an_entry_for_another_region_does_not_cover_the_image() -> None:
    text = BOOT.format(f"{ECR}/ci") + entry()
    assert ("ecr-other-registry", "error", 3) in found(text)
    assert "region: eu-west-1" in one(text, "ecr-other-registry").remedy
    assert "ecr-other-registry" not in codes(BOOT.format(f"{ECR}/ci") + entry("region: $REGION"))


def test_an_entry_for_another_account_does_not_cover_the_image() -> None:
    text = BOOT.format(f"{ECR}/ci") + ENTRY
    known = Known(("ecr",), accounts={"ecr": "210987654321"})
    assert "210987654321" in one(text, "ecr-other-registry", known).message
    assert "ecr-other-registry" not in codes(text, Known(("ecr",), accounts={"ecr": "123456789012"}))


def test_branches_that_build_without_a_login() -> None:
    text = "branches:\n  only: [master, dev, 'feature/*']\n" + BOOT.format(f"{ECR}/ci") + ENTRY
    assert "branch-not-covered" not in codes(text)
    limited = text + "      branches:\n        only: [master]\n"
    finding = one(limited, "branch-not-covered")
    assert finding.severity is Severity.WARNING
    assert "`dev`" in finding.message
    assert "`master`" not in finding.message


def test_the_branch_that_is_checked_out_counts_too() -> None:
    text = BOOT.format(f"{ECR}/ci") + ENTRY + "      branches:\n        only: [master]\n"
    assert "branch-not-covered" not in codes(text)
    assert "branch-not-covered" not in codes(text, branch="master", branches=("master", "dev"))
    assert "branch-not-covered" in codes(text, branch="dev", branches=("master", "dev"))
    assert "branch-not-covered" not in codes(
        "branches:\n  except: dev\n" + text, branch="dev", branches=("master", "dev")
    )


def test_a_command_that_chooses_its_branch_needs_no_login_on_the_others() -> None:
    command = 'if [ "$BRANCH" == master ]; then {}; fi'
    push = f"docker push {ECR}/app:1"
    rest = ENTRY + "      branches:\n        only: [master]\n"
    assert "branch-not-covered" in codes(pushing("push", push) + rest, branch="dev", branches=("master", "dev"))
    chosen = pushing("push", command.format(push)) + rest
    assert "branch-not-covered" not in codes(chosen, branch="dev", branches=("master", "dev"))


def test_an_entry_that_nothing_uses() -> None:
    assert found(pushing("ci", "npm test") + ENTRY) == [("entry-unused", "info", 6)]
    two = pushing("push", f"docker push {ECR}/app:$TAG") + ENTRY + "    - integrationName: two\n      type: ecr\n"
    assert found(two) == [("entry-unused", "info", 9)]
    assert found(two.replace("eu-west-1\n    -", "us-west-2\n    -")) == [("ecr-other-registry", "error", 3)]
    hub = one(BOOT.format("acme/ci") + ENTRY, "entry-unused")
    assert "acme/ci is not in ECR" in hub.message


@pytest.mark.parametrize(
    "command",
    [
        "./deploy.sh",
        "gradle pushImage",
        "docker push $IMAGE",
        "docker build .",
        "make all",
        "aws ecr list-images",
        "$RUN",
    ],
)
def test_an_entry_that_something_may_use(command: str) -> None:
    assert codes(pushing("ci", command) + ENTRY) == set()


def test_a_from_in_ecr_uses_the_entry() -> None:
    text = pushing("pre_ci", "docker build -t app .") + ENTRY
    in_ecr = parse_dockerfile("Dockerfile", f"FROM {ECR}/base:1\n")
    assert codes(text, dockerfiles=(in_ecr,)) == set()
    assert codes(text, dockerfiles=(parse_dockerfile("Dockerfile", "FROM node:8\n"),)) == {"entry-unused"}
    assert codes(pushing("pre_ci", "docker build -t app ."), dockerfiles=(in_ecr,)) == {"ecr-without-entry"}
    assert codes(pushing("pre_ci", "cd sub && docker build -t app ."), dockerfiles=(in_ecr,)) == set()


def test_findings_stand_in_the_order_of_the_lines() -> None:
    text = entry("region: nowhere", "branches: [x]") + "pre_ci_boot:\n  image_name: acme/ci\n"
    lines = [item.line for item in check(text)]
    assert lines == sorted(lines)
    assert len(lines) > 2


@pytest.mark.parametrize(
    "maker",
    [
        "docker load -i app.tar",
        "docker image load -i app.tar",
        f"docker import app.tar {ECR}/app:1",
        "docker buildx bake",
        "docker compose build",
    ],
)
def test_an_image_that_docker_takes_from_elsewhere_is_not_called_unmade(maker: str) -> None:
    text = pushing("post_ci", maker, f"docker push {ECR}/app:1") + entry("region: eu-west-1")
    without = text.replace(maker, "docker images")
    for known, is_unmade in ((text, False), (without, True)):
        project = Project(root="/nowhere", file=view("shippable.yml", known))
        assert ("image-not-built" in [item.code for item in findings(project)]) is is_unmade


def test_a_digest_is_no_part_of_the_name_of_an_image() -> None:
    image = f"{ECR}/app@sha256:{'0' * 64}"
    text = pushing("push", f"docker pull {image}", f"docker run {image}") + entry("region: eu-west-1")
    assert "ecr-name" not in codes(text)
