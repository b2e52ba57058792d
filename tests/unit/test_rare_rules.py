"""Rules on rare files, and the pages about the rules."""

from __future__ import annotations

import pytest

from tests.support.scenario_keys import Scenario
from tests.unit.finding import ECR, check, codes, entry, one
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.docker.dockerfile import Dockerfile, parse
from wizard.core.model.answers import Answers, PushSection
from wizard.core.model.settings import Settings
from wizard.core.rules import Facts, Known
from wizard.core.rules.as_build import Works, as_build
from wizard.core.rules.documentation import as_data, index, markdown, page
from wizard.core.rules.table import OLD_CODES, RULES, rule_of
from wizard.core.rules.text import not_utf8
from wizard.core.rules.unknown import not_looked_at

PUSH = f"build:\n  push:\n    - docker push {ECR}/app:1\n"
INSIDE = f"build:\n  ci:\n    - docker push {ECR}/app:1\n"
BOOT = (
    "  pre_ci:\n    - docker build -t ci:1 .\n  pre_ci_boot:\n    image_name: ci\n    image_tag: '1'\n    pull: false\n"
)
NO_CLI = parse("Dockerfile", "FROM debian:12\nRUN make\n")
CLI_2 = parse("Dockerfile", "FROM debian:12\nRUN apt-get install -y awscli\n")


@pytest.mark.parametrize(
    ("text", "dockerfiles", "works", "said"),
    [
        ("build: [\n", (), Works.NO, "The file cannot be read."),
        ("build:\n  ci: *elsewhere\n", (), Works.UNKNOWN, "commands are defined in another file"),
        (PUSH + "integrations:\n  hub:\n    - type: ecr\n", (), Works.NO, "the entry names no integration"),
        (
            INSIDE + BOOT + entry("region: eu-west-1"),
            (NO_CLI,),
            Works.UNKNOWN,
            "the custom image may lack the AWS CLI 1",
        ),
        (INSIDE + BOOT + entry("region: eu-west-1"), (CLI_2,), Works.NO, "version 2 has no `aws ecr get-login`"),
        (PUSH + entry().replace("ecr\n", "gcr\n"), (), Works.NO, "nothing logs in"),
        (PUSH + "integrations:\n  hub:\n    - *e\n", (), Works.UNKNOWN, "an entry of another type may log in"),
    ],
)
def test_a_build_step_by_step(text: str, dockerfiles: tuple[Dockerfile, ...], works: Works, said: str) -> None:
    project = Project("/nowhere", view("shippable.yml", text), dockerfiles=dockerfiles)
    result = as_build(Facts(project, Known()), "master")
    assert said in result.verdict
    assert result.works is works


def test_the_pages_about_the_rules_name_each_of_them() -> None:
    lines = index().splitlines()
    assert [line.split()[0] for line in lines] == [rule.code for rule in RULES]
    text = markdown(lambda _: ("a: 1\n", "b: 2\n"))
    for rule in RULES:
        assert as_data(rule)["code"] == rule.code
        assert f"## {rule.code}\n" in text
    assert "```yaml\na: 1\n```\nNot found in:\n```yaml\nb: 2\n```" in text
    assert "```yaml" not in markdown(lambda _: None)


def test_the_page_of_a_rule_has_its_old_codes_and_its_examples_where_it_has_some() -> None:
    old, new = next(iter(OLD_CODES.items()))
    rule = rule_of(new)
    assert rule is not None
    text = page(rule, "a: 1\nb:\n  - 2\n", "a: 2\n")
    assert f"Called before 0.2.0: {', '.join(as_data(rule)['old_codes'])}" in text
    assert old in as_data(rule)["old_codes"]
    assert text.endswith("Found in:\n    a: 1\n    b:\n      - 2\nNot found in:\n    a: 2")
    assert "Found in" not in page(rule, "", "")
    plain = next(item for item in RULES if item.code not in OLD_CODES.values())
    assert "Called before" not in page(plain, "", "")


def test_bytes_that_are_no_text_are_a_finding_with_a_place() -> None:
    finding = not_utf8(3, 7, "Line 3 is not UTF-8.")
    assert (finding.line, finding.column, finding.code) == (3, 7, "not-utf8")
    assert finding.message == "Line 3 is not UTF-8. Shippable cannot read the file."


@pytest.mark.parametrize(
    ("text", "line"),
    [
        # What is not moved, as something is there, or the value is not what belongs there.
        ("integrations:\n  hub: []\n  integrations:\n    hub: []\n", 3),
        ("build:\n  hub:\n    one:\n      integrationName: e\n      type: ecr\n", 2),
        ("build: make\nci:\n  - make\n", 2),
        # Entries in lists and below keys, wherever they are.
        ("templates:\n  - - integrationName: e\n      type: ecr\n", 2),
        ("templates:\n  one:\n    integrationName: e\n    type: ecr\n", 2),
        ("build:\n  ci:\n    - push:\n        - make\n", 3),
    ],
)
def test_a_key_where_nothing_reads_it_and_that_cannot_be_moved(text: str, line: int) -> None:
    (finding,) = [item for item in check(text) if item.code == "key-not-read" and item.line == line]
    assert finding.fix == ()


@pytest.mark.parametrize(
    "text",
    [
        "templates:\n  - &e\n    integrationName: e\n    type: ecr\n",
        "templates:\n  one: &e\n    integrationName: e\n    type: ecr\n",
        "build:\n  ci:\n    - &c\n      push:\n        - make\n",
        "build:\n  ci:\n    - make\npush: {}\n",
        "build:\n  ci:\n    - make\npush:\n",
    ],
)
def test_templates_and_empty_keys_are_in_nobodys_way(text: str) -> None:
    assert "key-not-read" not in codes(text)


def test_a_key_of_an_entry_above_two_entries_may_be_meant_for_either() -> None:
    two = entry("region: eu-west-1") + "    - integrationName: other\n      type: ecr\n"
    finding = one(two + "region: us-west-2\n", "key-not-read")
    assert finding.remedy == "Move it into the entry that it is for."
    assert finding.fix == ()


def test_the_type_in_capitals_of_an_entry_without_a_name_has_no_fix() -> None:
    assert one("integrations:\n  hub:\n    - type: ECR\n", "type-case").fix == ()


@pytest.mark.parametrize("value", ["&t ecrr", "ecrr"])
def test_a_type_of_an_entry_without_a_name_is_not_changed(value: str) -> None:
    assert [item.fix for item in check(f"integrations:\n  hub:\n    - type: {value}\n") if item.line == 3]


def test_a_variable_that_env_does_not_set_may_be_in_an_entry() -> None:
    text = "env:\n  - A=1\n" + entry("region: $B")
    assert "entry-variable" not in codes(text)
    assert "entry-variable" in codes(text.replace("$B", "$A"))


def test_old_keys_about_images_alone_need_no_sections() -> None:
    text = "build_image: acme/ci\nbuild:\n  ci:\n    - make\n"
    assert one(text, "mixed-ages").remedy == "Name the CI image in `build.pre_ci_boot`."


def test_a_resource_with_a_merge_key_may_get_its_integration_from_there() -> None:
    resource = f"resources:\n  - name: app\n    type: image\n    pointer:\n      sourceName: {ECR}/app\n"
    assert one(resource, "ecr-without-entry").message.startswith("the resource `app`")
    merged = f"x: &x\n  integration: e\n{resource}    <<: *x\n"
    assert "ecr-without-entry" not in codes(merged)


@pytest.mark.parametrize("needs_image", [True, False])
def test_settings_whose_change_would_lose_an_image_only_add(needs_image: bool) -> None:
    image = f"{ECR}/app:1"
    command = f"docker run {image} test" if needs_image else "make test"
    text = (
        f"build:\n  post_ci:\n    - docker commit $SHIPPABLE_CONTAINER_NAME {image}\n    - {command}\n"
        f"    - docker push {image}\n" + entry("region: eu-west-1")
    )
    settings = Settings(
        Answers(
            integration="ecr",
            region="eu-west-1",
            scenario=Scenario.PUSH,
            image=f"{ECR}/app",
            tag="1",
            push_section=PushSection.POST_CI,
            commit_container=False,
        )
    )
    messages = [item.message for item in check(text, settings=settings) if item.code == "settings-drift"]
    assert any("the container is not kept" in message for message in messages) is not needs_image


def test_a_registry_that_a_command_prints_is_not_looked_at() -> None:
    file = view("shippable.yml", "build:\n  push:\n    - docker push $(./registry)/app:1\n")
    (item,) = not_looked_at(Project("/nowhere", file))
    assert (item.line, item.why) == (3, "a command gives the name when the build runs")
