"""What answers mean for a file: unset keeps, a value changes, `none` takes out (docs/design.md, section 3)."""

from __future__ import annotations

from dataclasses import replace
from textwrap import dedent

import pytest

from tests.support.scenario_keys import Scenario
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.docker.dockerfile import parse as parse_dockerfile
from wizard.core.model.answers import NONE, Answers, Branches, PushSection
from wizard.core.model.errors import RefusedError, UsageError
from wizard.core.plan import Plan, make_plan
from wizard.core.scenarios.images import missing_build_command

ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
ENTRY = Answers(integration="ecr")
PULL = replace(ENTRY, scenario=Scenario.PULL)
BUILD = replace(ENTRY, scenario=Scenario.BUILD)
PUSH = replace(ENTRY, scenario=Scenario.PUSH)


def project(text: str | None, **facts: object) -> Project:
    file = view("shippable.yml", None if text is None else dedent(text).lstrip("\n"))
    return Project(root="/nowhere", file=file, **facts)  # type: ignore[arg-type]


def plan(text: str | None, answers: Answers, **facts: object) -> Plan:
    made = make_plan(project(text, **facts), answers)
    again = make_plan(Project(root="/nowhere", file=view("shippable.yml", made.after), **facts), answers)  # type: ignore[arg-type]
    assert not again.changes_something, "the same answers a second time change something"
    return made


def changed(text: str | None, answers: Answers, **facts: object) -> list[str]:
    """The lines that go and come, as a diff shows them."""
    lines = plan(text, answers, **facts).diff.splitlines()
    return [line for line in lines if line[:1] in "+-" and not line.startswith(("+++", "---"))]


def codes(text: str | None, answers: Answers, **facts: object) -> set[str]:
    return {item.code for item in plan(text, answers, **facts).warnings}


FULL = """
build:
  pre_ci_boot:
    image_name: acme/ci
    image_tag: 1.0
    pull: true
    env: FOO=bar
    options: --privileged=true -e A=1

integrations:
  hub:
    - integrationName: ecr
      type: ecr
      region: us-west-2
      agent_only: true
      branches:
        only:
          - master
"""


# -- unset keeps what the file has


def test_unset_answers_change_nothing_of_what_is_there() -> None:
    assert changed(FULL, PULL) == []
    assert changed(FULL, ENTRY) == []


def test_a_value_changes_that_line_alone() -> None:
    assert changed(FULL, replace(PULL, tag="2")) == ["-    image_tag: 1.0", '+    image_tag: "2"']
    assert changed(FULL, replace(PULL, image="acme/new")) == ["-    image_name: acme/ci", "+    image_name: acme/new"]
    assert changed(FULL, replace(PULL, options="-e B=2")) == [
        "-    options: --privileged=true -e A=1",
        '+    options: "-e B=2"',
    ]
    assert changed(FULL, replace(ENTRY, region="eu-west-1")) == ["-      region: us-west-2", "+      region: eu-west-1"]
    assert changed(FULL, replace(ENTRY, branches=Branches("only", ("master", "dev")))) == ["+          - dev"]


def test_none_takes_the_key_out() -> None:
    assert changed(FULL, replace(PULL, options=NONE)) == ["-    options: --privileged=true -e A=1"]
    assert changed(FULL, replace(ENTRY, agent_only=False)) == ["-      agent_only: true"]
    assert changed(FULL, replace(ENTRY, branches=Branches())) == [
        "-      branches:",
        "-        only:",
        "-          - master",
    ]


def test_us_east_1_takes_out_another_region_and_otherwise_changes_nothing() -> None:
    answers = replace(ENTRY, region="us-east-1")
    assert changed(FULL, answers) == ["-      region: us-west-2"]
    assert changed(FULL.replace("us-west-2", "us-east-1"), answers) == []
    assert changed(FULL.replace("      region: us-west-2\n", ""), answers) == []


def test_defaults_fill_only_what_is_lacking() -> None:
    text = "build:\n  pre_ci_boot:\n    image_name: acme/ci\n"
    assert changed(text, PULL)[:3] == ["+    image_tag: latest", "+    pull: true", '+    options: "-e HOME=/root"']
    keyed = (
        "build:\n  pre_ci_boot:\n    image_name: acme/ci\n    image_tag: *tag\n    options: *options\n    pull: true\n"
    )
    assert not [line for line in changed(keyed, PULL) if "image_tag" in line or "options" in line]


def test_an_agent_only_that_the_file_has_is_not_derived_anew() -> None:
    text = FULL.replace("agent_only: true", "agent_only: false")
    assert changed(text, replace(PULL, aws_cli=False)) == []
    assert "aws-cli-missing" in codes(text, replace(PULL, aws_cli=False))
    lacking = FULL.replace("      agent_only: true\n", "")
    assert changed(lacking, replace(PULL, aws_cli=False)) == ["+      agent_only: true"]
    assert changed(lacking, replace(PULL, aws_cli=True)) == []


def test_the_other_kind_of_branches_takes_the_place_of_the_first() -> None:
    assert changed(FULL, replace(ENTRY, branches=Branches("except", ("dev",)))) == [
        "-        only:",
        "-          - master",
        "+        except:",
        "+          - dev",
    ]


def test_branches_with_both_keep_both_until_they_are_answered_anew() -> None:
    both = FULL.rstrip() + "\n        except:\n          - dev\n"
    assert changed(both, replace(ENTRY, branches=Branches("only", ("master",)))) == []
    made = plan(both, replace(ENTRY, branches=Branches("only", ("master", "rc")))).after or ""
    assert made.endswith("        only:\n          - master\n          - rc\n")


@pytest.mark.parametrize("value", ["master", "[master]"])
def test_branches_keep_their_form(value: str) -> None:
    text = (
        f"integrations:\n  hub:\n    - integrationName: ecr\n      type: ecr\n      branches:\n        only: {value}\n"
    )
    assert changed(text, replace(ENTRY, branches=Branches("only", ("master",)))) == []
    made = plan(text, replace(ENTRY, branches=Branches("only", ("master", "dev"))))
    entry = view("shippable.yml", made.after).entry("ecr")
    assert entry is not None
    assert entry.branches == Branches("only", ("master", "dev"))


# -- env


def test_env_sets_that_name_and_keeps_the_others() -> None:
    assert changed(FULL, replace(PULL, env=("FOO=baz",))) == ["-    env: FOO=bar", "+    env: FOO=baz"]
    listed = FULL.replace("env: FOO=bar", "env:\n      - FOO=bar\n      - X=1")
    assert changed(listed, replace(PULL, env=("FOO=baz", "NEW=2"))) == [
        "-      - FOO=bar",
        "+      - FOO=baz",
        "+      - NEW=2",
    ]


def test_one_variable_is_a_scalar_and_several_are_a_list() -> None:
    assert plan(None, replace(PULL, image="a", env=("A=1",))).after.count("    env: A=1\n") == 1  # type: ignore[union-attr]
    assert "    env:\n      - A=1\n      - B=2\n" in (
        plan(None, replace(PULL, image="a", env=("A=1", "B=2"))).after or ""
    )
    made = plan(FULL, replace(PULL, env=("B=2",))).after or ""
    assert "FOO=bar" in made
    boot = view("shippable.yml", made).boot
    assert boot is not None
    assert boot.env == ("FOO=bar", "B=2")


def test_an_empty_env_is_filled_in_place() -> None:
    text = "build:\n  pre_ci_boot:\n    env:\n    image_name: acme/ci\n"
    assert "    env: B=2\n    " in (plan(text, replace(PULL, env=("B=2",))).after or "")


def test_a_name_that_is_given_twice_has_its_last_value() -> None:
    made = view("s", plan(None, replace(PULL, image="a", env=("A=1", "B=2", "A=3"))).after)
    assert made.boot is not None
    assert made.boot.env == ("A=3", "B=2")


def test_variables_in_a_form_of_their_own_are_refused_not_guessed() -> None:
    text = "build:\n  pre_ci_boot:\n    image_name: a\n    env:\n      FOO: bar\n"
    with pytest.raises(RefusedError) as caught:
        make_plan(project(text), replace(PULL, env=("B=2",)))
    assert (caught.value.code, caught.value.line) == ("wrong-kind", 5)


# -- which entry


def test_an_entry_is_known_by_name_and_type() -> None:
    text = "integrations:\n  hub:\n    - integrationName: ecr\n      type: docker\n"
    assert changed(text, ENTRY) == ["+    - integrationName: ecr", "+      type: ecr"]
    assert codes(text, ENTRY) == {"same-name-other-type", "entry-unused"}


def test_another_name_is_added_beside_it_and_said() -> None:
    item = "    - integrationName: {}\n      type: ecr\n"
    text = "integrations:\n  hub:\n" + item.format("one") + item.format("two")
    assert changed(text, ENTRY) == ["+    - integrationName: ecr", "+      type: ecr"]
    warnings = [
        item for item in plan(text, replace(ENTRY, region="eu-west-1")).warnings if item.code == "another-entry"
    ]
    assert [item.line for item in warnings] == [3, 5]


def test_a_name_that_only_looks_equal_is_said() -> None:
    text = "integrations:\n  hub:\n    - integrationName: E CR\n      type: ecr\n"
    assert "name-near" in codes(text, ENTRY)


def test_of_two_entries_only_the_one_that_is_meant_changes() -> None:
    two = """
    integrations:
      hub:
        - integrationName: one
          type: ecr
          region: us-west-1
        - integrationName: ecr
          type: ecr
          region: us-west-1
    """
    made = plan(two, replace(ENTRY, region="eu-west-1")).after or ""
    assert [entry.region for entry in view("s", made).ecr_entries] == ["us-west-1", "eu-west-1"]


def test_the_keys_of_an_entry_stand_in_their_order() -> None:
    text = "integrations:\n  hub:\n    - integrationName: ecr\n      type: ecr\n      branches: {only: [a]}\n"
    made = plan(text, replace(ENTRY, region="eu-west-1", agent_only=True)).after
    entry = view("s", made).entry("ecr")
    assert entry is not None
    assert [key.value for key, _ in entry.node.pairs] == ["integrationName", "type", "region", "agent_only", "branches"]


def test_the_region_comes_from_the_image_where_nothing_else_tells() -> None:
    assert "+      region: eu-west-1" in changed(None, replace(PULL, image=f"{ECR}/ci"))
    assert "+      region: us-west-2" in changed(None, replace(PULL, image=f"{ECR}/ci", region="us-west-2"))
    assert "ecr-other-registry" in codes(None, replace(PULL, image=f"{ECR}/ci", region="us-west-2"))
    docker = (parse_dockerfile("Dockerfile", f"FROM {ECR}/base\n"),)
    assert "+      region: eu-west-1" in changed(None, replace(BUILD, image="app"), dockerfiles=docker)
    assert not [line for line in changed(None, replace(PULL, image="$ECR/app")) if "region" in line]


# -- pre_ci_boot at the top level, legacy files


TOP = "pre_ci_boot:  # CI\n  image_name: acme/ci\n  image_tag: '3'\n  pull: true\n  options: -e A=1\n\nlanguage: none\n"


def test_a_top_level_pre_ci_boot_is_told_and_stays_without_a_word() -> None:
    made = plan(TOP, PULL)
    assert "top-level-pre-ci-boot" in {item.code for item in made.warnings}
    assert TOP in (made.after or "")


def test_a_top_level_pre_ci_boot_is_moved_when_that_is_answered() -> None:
    made = plan(TOP, replace(PULL, move_pre_ci_boot=True))
    assert "top-level-pre-ci-boot" not in {item.code for item in made.warnings}
    file = view("s", made.after)
    assert file.top_boot is None
    assert file.boot is not None
    assert (file.boot.image_name, file.boot.image_tag, file.boot.options) == ("acme/ci", "3", "-e A=1")
    assert "pre_ci_boot:  # CI" in (made.after or "")


def test_moving_over_another_pre_ci_boot_is_refused() -> None:
    with pytest.raises(RefusedError) as caught:
        make_plan(project(TOP + "build:\n  pre_ci_boot:\n    image_name: b\n"), replace(PULL, move_pre_ci_boot=True))
    assert caught.value.code == "exists"


def test_an_old_file_keeps_its_commands_at_the_top() -> None:
    old = "language: node_js\nbefore_script: npm i\nscript:\n  - npm test\n"
    made = plan(old, replace(PULL, image="acme/ci"))
    assert (made.after or "").startswith(old)
    assert "legacy-file" in {item.code for item in made.warnings}
    assert "legacy-file" not in codes("build:\n  ci:\n    - npm test\nscript: x\n", replace(PULL, image="acme/ci"))


# -- build FROM


BUILT = """
build:
  pre_ci:
    - make assets
    - {}
  pre_ci_boot:
    image_name: acme/ci
    image_tag: '1'
    pull: false
    options: -e HOME=/root
"""


def test_the_command_that_builds_the_ci_image_follows_its_name() -> None:
    text = BUILT.format("docker build -t acme/ci:1 --no-cache .  # ours")
    assert changed(text, replace(BUILD, tag="2"))[:4] == [
        "-    - docker build -t acme/ci:1 --no-cache .  # ours",
        "+    - docker build -t acme/ci:2 --no-cache .  # ours",
        "-    image_tag: '1'",
        "+    image_tag: '2'",
    ]
    assert not [line for line in changed(text, BUILD) if "docker" in line or "image" in line]


def test_a_build_command_that_is_answered_takes_the_place_of_the_one_that_is_there() -> None:
    text = BUILT.format("docker build -t acme/ci:1 .")
    command = "docker build --pull -t acme/ci:1 ."
    assert changed(text, replace(BUILD, build_command=command))[:2] == [
        "-    - docker build -t acme/ci:1 .",
        f"+    - {command}",
    ]


def test_a_build_command_that_makes_another_image_is_said() -> None:
    answers = replace(BUILD, image="acme/ci", build_command="docker build -t acme/other .")
    assert "build-command-other-image" in codes(None, answers)
    assert "build-command-other-image" not in codes(None, replace(answers, build_command="docker build -t $IMAGE ."))


# -- push


@pytest.mark.parametrize("section", PushSection)
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (" make", ["make", "docker push acme/app:1"]),
        ("", ["docker push acme/app:1"]),
        (" [make]", ["make", "docker push acme/app:1"]),
        (" |\n    make\n    make test", ["make\nmake test\n", "docker push acme/app:1"]),
        ("\n    - make", ["make", "docker push acme/app:1"]),
    ],
)
def test_push_and_post_ci_of_every_form(section: PushSection, value: str, expected: list[str]) -> None:
    text = f"build:\n  {section.value}:{value}\n  cache: true\n"
    made = view("s", plan(text, replace(PUSH, push_section=section, image="acme/app", tag="1")).after)
    assert [item.rstrip() for item in made.commands_of(section.value)] == [item.rstrip() for item in expected]


def test_the_section_the_image_and_the_tag_that_are_unset_are_those_of_the_file() -> None:
    text = "build:\n  post_ci:\n    - docker build -t acme/app:7 .\n    - docker push acme/app:7\n"
    entry = ["+", "+integrations:", "+  hub:", "+    - integrationName: ecr", "+      type: ecr"]
    assert changed(text, PUSH) == entry
    assert changed(text, replace(PUSH, image="acme/app")) == entry
    assert "+    - docker push acme/app:8" in changed(text, replace(PUSH, image="acme/app", tag="8"))
    assert "+    - docker push acme/app:7" in changed(text, replace(PUSH, push_section=PushSection.PUSH, tag="7"))


def test_of_several_images_none_is_guessed() -> None:
    text = "build:\n  push:\n    - docker push acme/app:7\n    - docker push acme/web:7\n"
    with pytest.raises(UsageError) as caught:
        make_plan(project(text), PUSH)
    assert "--image" in caught.value.remedy


def test_a_push_inside_a_longer_command_is_a_push() -> None:
    text = 'build:\n  push:\n    - if [ "$BRANCH" == master ]; then docker push acme/app:7; fi\n'
    assert not [line for line in changed(text, replace(PUSH, image="acme/app", tag="7")) if "docker" in line]


def test_the_container_is_committed_before_the_push() -> None:
    text = "build:\n  post_ci:\n    - docker push acme/app:1\n    - make clean\n"
    answers = replace(PUSH, push_section=PushSection.POST_CI, image="acme/app", tag="1", commit_container=True)
    made = view("s", plan(text, answers).after)
    assert made.commands_of("post_ci") == (
        "docker commit $SHIPPABLE_CONTAINER_NAME acme/app:1",
        "docker push acme/app:1",
        "make clean",
    )
    back = plan(f"{make_plan(project(text), answers).after}", replace(answers, commit_container=False))
    assert view("s", back.after).commands_of("post_ci") == ("docker push acme/app:1", "make clean")


def test_variables_are_quoted_where_yaml_needs_it() -> None:
    made = plan(None, replace(PUSH, image="${REGISTRY}/$REPO", tag="$BRANCH.$BUILD_NUMBER")).after or ""
    assert view("s", made).commands_of("push") == ("docker push ${REGISTRY}/$REPO:$BRANCH.$BUILD_NUMBER",)


# -- the image that nothing makes


def offered(text: str | None, **answers: object) -> str | None:
    found = [item for item in plan(text, replace(PUSH, **answers)).warnings if item.code == "image-not-built"]
    return found[0].message.partition("Suggested: ")[2].partition(" (--build-command")[0] if found else None


def test_an_image_that_nothing_makes_is_said_with_the_line_that_would() -> None:
    assert offered(None, image="acme/app", tag="1") == "docker build -t acme/app:1 ."
    ci = "build:\n  ci:\n    - {}\n"
    assert offered(ci.format("docker build -t app ."), image="acme/app", tag="1") == "docker tag app acme/app:1"
    assert offered(ci.format("docker build -t web:2 ."), image=f"{ECR}/app", tag="1") == f"docker tag web:2 {ECR}/app:1"
    two = "build:\n  ci:\n    - docker build -t web:2 .\n    - docker build -t db:2 db\n"
    assert offered(two, image="acme/app", tag="1") == "docker build -t acme/app:1 ."
    assert offered(two, image="acme/db", tag="1") == "docker tag db:2 acme/db:1"


@pytest.mark.parametrize(
    "command",
    [
        "docker build -t acme/app:1 .",
        "docker build -t=acme/app:1 --rm .",
        "docker tag web acme/app:1",
        "docker tag -f web:2 acme/app:1",
        "docker commit $SHIPPABLE_CONTAINER_NAME acme/app:1",
        "if $X; then sudo docker build --tag acme/app:1 -f D .; fi",
        "docker build -t $IMAGE .",
    ],
)
def test_an_image_that_some_command_makes_is_not_said(command: str) -> None:
    assert offered(f"build:\n  ci:\n    - {command}\n", image="acme/app", tag="1") is None
    assert offered(None, image="acme/app", tag="1", build_command=command) is None


def test_commands_that_stand_elsewhere_may_make_the_image() -> None:
    for text in ("build:\n  ci: *template\n", "build:\n  ci:\n    - *template\n", "build: *template\n"):
        file = project(text)
        assert missing_build_command(file, replace(PUSH, image="acme/app", tag="1")) is None


def test_another_tag_or_a_comment_makes_no_image() -> None:
    assert offered("build:\n  ci:\n    - docker build -t acme/app:2 .\n", image="acme/app", tag="1") is not None
    assert offered("build:\n  ci:\n    - make # docker build -t acme/app:1 .\n", image="acme/app", tag="1") is not None


def test_the_offered_line_stands_before_the_push() -> None:
    answers = replace(PUSH, image="acme/app", tag="1", build_command="docker tag app acme/app:1")
    text = "build:\n  ci:\n    - docker build -t app .\n  push:\n    - docker push acme/app:1\n"
    made = view("s", plan(text, answers).after)
    assert made.commands_of("push") == ("docker tag app acme/app:1", "docker push acme/app:1")


# -- what is missing


def test_answers_that_nothing_supplies_are_asked_for() -> None:
    for answers, code in ((Answers(), "no-integration"), (PULL, "no-image"), (BUILD, "no-image"), (PUSH, "no-image")):
        with pytest.raises(UsageError) as caught:
            make_plan(project(None), answers)
        assert caught.value.code == code
        assert "--" in caught.value.remedy
