"""Each rule of `check`: where it speaks, where it points, and the nearest case in which it is silent."""

from __future__ import annotations

from textwrap import dedent

import pytest

from wizard.actions.fix import fix
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.docker.dockerfile import parse as parse_dockerfile
from wizard.core.rules import Finding, Known, Severity, findings
from wizard.core.rules.entries import BUILD_MESSAGE

ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
ENTRY = "integrations:\n  hub:\n    - integrationName: ecr\n      type: ecr\n      region: eu-west-1\n"
BOOT = "build:\n  pre_ci_boot:\n    image_name: {}\n    image_tag: '1'\n    pull: true\n    options: -e HOME=/root\n"


def check(text: str, known: Known | None = None, **facts: object) -> list[Finding]:
    project = Project(root="/nowhere", file=view("shippable.yml", dedent(text)), **facts)  # type: ignore[arg-type]
    # These fragments push what they do not build, in every build; test_rules.py and test_pull_requests.py look at that.
    return [item for item in findings(project, known) if item.code not in ("image-not-built", "push-in-pull-requests")]


def found(text: str, known: Known | None = None, **facts: object) -> list[tuple[str, str, int]]:
    return [(item.code, item.severity.value, item.line) for item in check(text, known, **facts)]


def codes(text: str, known: Known | None = None, **facts: object) -> set[str]:
    return {item.code for item in check(text, known, **facts)}


def one(text: str, code: str, known: Known | None = None, **facts: object) -> Finding:
    (finding,) = [item for item in check(text, known, **facts) if item.code == code]
    assert finding.message
    assert finding.remedy
    return finding


def entry(*lines: str, name: str = "ecr") -> str:
    head = [f"    - integrationName: {name}", "      type: ecr"]
    return "\n".join(["integrations:", "  hub:", *head, *(f"      {line}" for line in lines)]) + "\n"


def pushing(section: str, *commands: str) -> str:
    return "\n".join(["build:", f"  {section}:", *(f"    - {command}" for command in commands)]) + "\n"


# -- the form of the file


def test_an_absent_or_empty_file_has_no_findings() -> None:
    assert findings(Project(root="/nowhere", file=view("shippable.yml", None))) == ()
    assert check("") == []
    assert check("# only a comment\n") == []
    assert check("just text") == []


def test_a_text_that_is_no_yaml_is_an_error_with_its_place() -> None:
    finding = one("build:\n  ci:\n    - secure: @todo\n", "not-yaml")
    assert (finding.severity, finding.line, finding.column) == (Severity.ERROR, 3, 15)
    assert found("a: 1\n---\nb: 2\n") == [("several-documents", "error", 2)]


def test_a_merge_conflict_is_called_what_it_is() -> None:
    assert found("language: c\n<<<<<<< HEAD\nbuild:\n=======\nbuilds:\n>>>>>>> other\n") == [
        ("merge-conflict", "error", 2)
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_tab_in_the_indentation_is_named(end: str) -> None:
    text = end.join(["build:", "  ci:", "  \t- make", ""])
    assert found(text) == [("tab", "error", 3)]
    assert one(text, "tab").column == 3


def test_tabs_that_do_no_harm_are_not_found() -> None:
    assert check("build:\t# a tab before a comment\n  ci:\n    - make\t\n") == []


def test_a_key_that_stands_twice() -> None:
    finding = one("build:\n  pre_ci_boot:\n    options: a\n    options: b\n", "duplicate-key")
    assert (finding.line, finding.column) == (4, 5)
    assert "build.pre_ci_boot" in finding.message
    assert codes("build:\n  ci:\n    - a\n  post_ci:\n    - a\n") == set()


def test_a_key_that_says_the_same_twice_is_taken_out_by_fix() -> None:
    text = "script:\n  - npm test\nintegrations:\n  hub:\n    - type: quay\n      type: 'quay'\nscript:\n  - npm test\n"
    project = Project(root="/nowhere", file=view("shippable.yml", text))
    plan, settled = fix(project, findings(project))
    assert [(item.code, item.line) for item in settled] == [("duplicate-key", 6), ("duplicate-key", 7)]
    assert plan is not None
    assert plan.after == "script:\n  - npm test\nintegrations:\n  hub:\n    - type: quay\n"


def test_a_key_that_says_two_things_is_left_to_its_owner() -> None:
    finding = one("script:\n  - npm test\nscript:\n  - npm run lint\n", "duplicate-key")
    assert finding.fix == ()
    assert "Put what both say under one key" in finding.remedy


def test_a_top_level_pre_ci_boot_is_a_warning_that_can_be_mended() -> None:
    text = "pre_ci_boot:\n  image_name: drydock/u16nod\nbuild:\n  ci:\n    - make\n"
    finding = one(text, "top-level-pre-ci-boot")
    assert (finding.severity, finding.line) == (Severity.WARNING, 1)
    assert finding.fix
    assert codes("build:\n  pre_ci_boot:\n    image_name: drydock/u16nod\n") == set()


def test_a_second_pre_ci_boot_is_not_moved_over_the_first() -> None:
    text = "pre_ci_boot:\n  image_name: a\nbuild:\n  pre_ci_boot:\n    image_name: drydock/b\n"
    assert one(text, "top-level-pre-ci-boot").fix == ()


@pytest.mark.parametrize(
    ("value", "severity"),
    [
        ("\n  hub:\n    - integrationName: ecr\n      type: ecr\n", "error"),
        ("\n  hub:\n    - integrationName: hub\n      type: docker\n", "warning"),
        ("\n  notifications:\n    - integrationName: mail\n      type: email\n", "warning"),
    ],
)
def test_integration_for_integrations(value: str, severity: str) -> None:
    assert found(f"language: none\nintegration:{value}") == [("integration-key", severity, 2)]


def test_a_hub_beside_integrations() -> None:
    text = "integrations:\nhub:\n  - integrationName: ecr\n    type: ecr\n"
    assert found(text) == [("hub-key", "error", 2)]
    assert codes("hub: github\n") == set()


def test_integration_elsewhere_is_another_key() -> None:
    assert check("resources:\n  - name: image\n    type: image\n    integration: ecr\n") == []
    assert check("integration: text\n") == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("build:\n  pre_ci_boot:\n    - image_name: a\n", 2),
        ("build:\n  - ci: a\n", 1),
        ("language: c\nintegrations:\n  - integrationName: a\n    type: ecr\n", 2),
        ("integrations:\n  hub:\n    integrationName: a\n    type: ecr\n", 2),
    ],
)
def test_a_list_where_a_map_is_read_and_the_other_way_round(text: str, line: int) -> None:
    severity = "error" if "type: ecr" in text or "ci: a" in text else "warning"
    assert ("wrong-kind", severity, line) in found(text)


@pytest.mark.parametrize("value", ["", " ~", " *template"])
def test_empty_values_and_aliases_are_of_no_wrong_kind(value: str) -> None:
    assert check(f"build:{value}\nintegrations:{value}\n") == []


# -- names


def test_a_name_that_the_subscription_does_not_have() -> None:
    known = Known(("ecr-integration", "slack"), complete=True)
    finding = one(entry(name="ecr-integratoin"), "name-unknown", known)
    assert (finding.severity, finding.line, finding.column) == (Severity.ERROR, 3, 24)
    assert BUILD_MESSAGE + "ecr-integratoin" in finding.message
    assert "`ecr-integration`" in finding.message
    assert "name-unknown" not in codes(entry(name="ecr-integration"), known)


def test_the_builds_message_is_quoted_to_the_letter() -> None:
    words = "Integration name specified in yml does not match integrations present in Subscription settings: x"
    assert words in one(entry(name="x"), "name-unknown", Known(("ecr",), complete=True)).message


def test_what_only_the_wizards_own_list_lacks_is_a_warning() -> None:
    known = Known(("ecr-integration",))
    assert one(entry(name="other"), "name-unknown", known).severity is Severity.WARNING
    assert "name-unknown" not in codes(entry(name="other"), Known())


@pytest.mark.parametrize("name", ["ECR-Integration", "ecr- integration", "'ecr-integration '"])
@pytest.mark.parametrize("complete", [True, False])
def test_a_name_that_differs_by_case_or_space(name: str, complete: bool) -> None:
    finding = one(entry(name=name), "name-case-or-space", Known(("ecr-integration",), complete=complete))
    assert finding.severity is Severity.ERROR
    assert BUILD_MESSAGE in finding.message
    assert "`ecr-integration`" in finding.remedy


def test_spaces_at_the_ends_are_seen_without_knowing_the_names() -> None:
    assert one(entry(name="' ecr'"), "name-case-or-space").severity is Severity.WARNING
    assert codes(entry(name="' ecr'"), Known((" ecr",), complete=True)) == {"entry-unused"}


def test_a_name_with_a_variable_is_never_wrong() -> None:
    assert codes(entry(name="$ECR_NAME"), Known(("ecr",), complete=True)) == {"entry-unused"}


def test_an_entry_needs_a_name() -> None:
    text = "integrations:\n  hub:\n    - type: ecr\n"
    assert found(text) == [("entry-without-name", "error", 3)]
    assert "entry-without-name" not in codes(
        "x: &a {integrationName: e}\nintegrations:\n  hub:\n    - <<: *a\n      type: ecr\n"
    )


def test_two_entries_whose_names_look_alike() -> None:
    text = (
        entry("branches:", "  only: a")
        + "    - integrationName: ECR\n      type: ecr\n      branches:\n        only: b\n"
    )
    assert ("name-near", "warning", 7) in found(text)


def test_the_type_is_written_in_small_letters() -> None:
    assert found("integrations:\n  hub:\n    - integrationName: e\n      type: ECR\n") == [("type-case", "warning", 4)]


@pytest.mark.parametrize(
    ("region", "wrong"), [("us-west", True), ("Frankfurt", True), ("eu-west-1", False), ("$R", False)]
)
def test_a_region_that_is_none(region: str, wrong: bool) -> None:
    assert ("region-form" in codes(entry(f"region: {region}"))) is wrong


# -- branches


def test_only_and_except_at_once() -> None:
    text = entry("branches:", "  only:", "    - a", "  except:", "    - b")
    assert ("branches-both", "warning", 5) in found(text)
    assert "branches-both" not in codes(entry("branches:", "  only:", "    - a"))
    assert "branches-both" not in codes("branches:\n  only: a\n  except: b\n" + entry())


@pytest.mark.parametrize("value", ["[master]", "master"])
def test_branches_without_only_and_except(value: str) -> None:
    assert ("branches-form", "warning", 5) in found(entry(f"branches: {value}"))


def test_branches_that_the_repository_does_not_have() -> None:
    text = entry("branches:", "  only:", "    - master", "    - devel", "    - release/*", "    - hotfix/*")
    assert [item for item in found(text, branches=("master", "release/1")) if item[0] == "branch-unknown"] == [
        ("branch-unknown", "warning", 8),
        ("branch-unknown", "warning", 10),
    ]
    assert "branch-unknown" not in codes(text)


@pytest.mark.parametrize("name", ["v1.*", "2.0", "/^release/", "$BRANCH"])
def test_names_that_may_be_tags_or_are_no_plain_names_are_not_judged(name: str) -> None:
    assert "branch-unknown" not in codes(entry("branches:", f"  only: {name}"), branches=("master",))


OVERLAP = """
integrations:
  hub:
    - integrationName: one
      type: ecr
      branches:
        {one}
    - integrationName: two
      type: ecr
      branches:
        {two}
"""


@pytest.mark.parametrize(
    ("one_", "two", "overlaps"),
    [
        ("only: [master]", "only: [dev]", False),
        ("only: [master, dev]", "only: [dev]", True),
        ("only: [master]", "except: [master]", False),
        ("only: [master, dev]", "except: [master]", True),
        ("only: ['release/*']", "only: [release/1]", True),
        ("only: ['release/*']", "except: ['rel*']", False),
        ("only: ['release/*']", "only: ['*/1']", True),
        ("except: [master]", "except: [dev]", True),
    ],
)
def test_entries_whose_branches_overlap(one_: str, two: str, overlaps: bool) -> None:
    assert ("entries-overlap" in codes(OVERLAP.format(one=one_, two=two))) is overlaps


def test_entries_of_two_regions_or_two_accounts_do_not_disturb_each_other() -> None:
    text = entry() + "    - integrationName: two\n      type: ecr\n"
    assert ("entries-overlap", "warning", 5) in found(text)
    assert "entries-overlap" not in codes(text + "      region: eu-west-1\n")
    accounts = {"ecr": "123456789012", "two": "210987654321"}
    assert "entries-overlap" not in codes(text, Known(("ecr", "two"), accounts=accounts))


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
    if expected:
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
