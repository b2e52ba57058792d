"""An entry that exists is edited in place: its values are the starting answers, and only what was changed changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import CORPUS
from tests.support.scenario_keys import Scenario
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import ShippableFile, view
from wizard.core.model.answers import Answers, Branches, PushSection
from wizard.core.model.errors import RefusedError, UsageError
from wizard.core.plan import Plan, make_plan
from wizard.core.scenarios.recognize import starting_answers

ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
GOLDEN = Path(__file__).parents[1] / "golden"
REAL = sorted((CORPUS / "real").glob("*.yml"))

PUSHING = f"""\
# what CI does
build:
    ci:
      - docker build -t {ECR}/app:$BRANCH .   # the image
    post_ci:
      - docker commit $SHIPPABLE_CONTAINER_NAME {ECR}/app:$BRANCH
      - if [ "$BRANCH" == master ]; then docker push {ECR}/app:$BRANCH; fi   # only there

integrations:
    hub:
    - integrationName: old name   # as in the settings
      type: ecr
      region: eu-west-1   # Ireland
      agent_only: false
      branches:
          only: [master, 'release/*']
    - integrationName: hub
      type: docker
"""
PULLING = f"""\
build:
  pre_ci_boot:
    image_name: {ECR}/ci
    image_tag: 1.0
    pull: yes
    env:
      - A=1
integrations:
  hub:
    - integrationName: ecr
      type: ecr
      region: eu-west-1
"""
BUILDING = """\
build:
  pre_ci:
    - cd ci && docker build -t ci:tip . && cd ..
  pre_ci_boot: {image_name: ci, image_tag: tip, pull: false, options: -e HOME=/root}
integrations:
  hub:
    - {integrationName: ecr, type: ecr}
"""


def begin(text: str, name: str) -> Answers:
    file = view("shippable.yml", text)
    entry = file.entry(name)
    assert entry is not None
    return starting_answers(file, entry)


def plan(text: str, answers: Answers) -> Plan:
    return make_plan(Project(root="/nowhere", file=view("shippable.yml", text)), answers)


def after(text: str, answers: Answers) -> ShippableFile:
    return view("shippable.yml", plan(text, answers).after)


def changed(text: str, answers: Answers) -> list[str]:
    lines = plan(text, answers).diff.splitlines()
    return [line for line in lines if line[:1] in "+-" and not line.startswith(("+++", "---"))]


# -- the starting answers


def test_the_starting_answers_are_what_the_file_says() -> None:
    answers = begin(PUSHING, "old name")
    assert answers == Answers(
        integration="old name",
        changes_entry="old name",
        file="shippable.yml",
        region="eu-west-1",
        scenario=Scenario.PUSH,
        push_section=PushSection.POST_CI,
        image=f"{ECR}/app",
        tag="$BRANCH",
        commit_container=True,
        skip_pull_requests=False,
        branches=Branches("only", ("master", "release/*")),
    )
    assert begin(PULLING, "ecr").scenario == Scenario.PULL
    assert begin(BUILDING, "ecr").scenario == Scenario.BUILD


@pytest.mark.parametrize("sample", sorted(GOLDEN.glob("*.yml")), ids=lambda path: path.stem)
def test_the_samples_given_back_unchanged_stay_unchanged(sample: Path) -> None:
    text = sample.read_text()
    (entry,) = view("s", text).ecr_entries
    assert plan(text, begin(text, entry.name)).after == text


@pytest.mark.parametrize(("text", "name"), [(PUSHING, "old name"), (PULLING, "ecr"), (BUILDING, "ecr")])
def test_answers_given_back_unchanged_change_nothing(text: str, name: str) -> None:
    assert changed(text, begin(text, name)) == []


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_no_entry_of_a_real_file_changes_when_its_answers_do_not(path: Path) -> None:
    text = path.read_bytes().decode()
    for entry in view("shippable.yml", text).ecr_entries:
        answers = begin(text, entry.name)
        assert plan(text, answers).after == text
        made = plan(text, replace(answers, region="ap-south-1"))
        touched = [line for line in made.diff.splitlines()[4:] if line[0] in "+-"]
        assert touched[-1].strip("+ \t").replace('"', "") == "region: ap-south-1"
        assert len(touched) == (2 if entry.region else 1)


def test_an_image_in_ecr_goes_before_others_and_the_last_push_before_the_first() -> None:
    text = (
        f"build:\n  push:\n    - docker push a/b:1\n    - docker push {ECR}/app:2\n    - docker push c/d:3\n"
        "integrations:\n  hub:\n    - integrationName: ecr\n      type: ecr\n"
    )
    assert begin(text, "ecr").image == f"{ECR}/app"
    assert begin(text.replace(ECR, "e"), "ecr").image == "c/d"


# -- what changes


def test_a_region_touches_its_line_alone() -> None:
    assert changed(PUSHING, replace(begin(PUSHING, "old name"), region="us-west-2")) == [
        "-      region: eu-west-1   # Ireland",
        "+      region: us-west-2   # Ireland",
    ]
    assert changed(PUSHING, replace(begin(PUSHING, "old name"), region="us-east-1")) == [
        "-      region: eu-west-1   # Ireland"
    ]


def test_a_rename_touches_its_line_alone() -> None:
    assert changed(PUSHING, replace(begin(PUSHING, "old name"), integration="new name")) == [
        "-    - integrationName: old name   # as in the settings",
        "+    - integrationName: new name   # as in the settings",
    ]


def test_a_rename_and_everything_else_at_once() -> None:
    answers = replace(
        begin(PUSHING, "old name"),
        integration="new",
        region="us-west-2",
        agent_only=True,
        branches=Branches("only", ("master", "dev")),
    )
    entry = after(PUSHING, answers).entry("new")
    assert entry is not None
    assert (entry.region, entry.agent_only, entry.branches) == ("us-west-2", True, Branches("only", ("master", "dev")))
    assert [item.name for item in after(PUSHING, answers).hub] == ["new", "hub"]


def test_a_rename_onto_another_entry_is_refused() -> None:
    text = PULLING + "    - integrationName: other\n      type: ecr\n"
    with pytest.raises(UsageError) as caught:
        plan(text, replace(begin(text, "ecr"), integration="other"))
    assert (caught.value.code, caught.value.line) == ("name-taken", 13)


def test_branches_touch_their_lines_alone() -> None:
    answers = begin(PUSHING, "old name")
    assert changed(PUSHING, replace(answers, branches=Branches("only", ("master",)))) == [
        "-          only: [master, 'release/*']",
        "+          only: [master]",
    ]
    assert changed(PUSHING, replace(answers, branches=Branches())) == [
        "-      branches:",
        "-          only: [master, 'release/*']",
    ]


def test_agent_only_touches_its_line_alone() -> None:
    answers = begin(PUSHING, "old name")
    assert changed(PUSHING, replace(answers, agent_only=False)) == ["-      agent_only: false"]
    assert changed(PUSHING, replace(answers, agent_only=True)) == [
        "-      agent_only: false",
        "+      agent_only: true",
    ]


def test_the_pushed_image_is_renamed_in_every_command_of_its_section() -> None:
    made = changed(PUSHING, replace(begin(PUSHING, "old name"), tag="$COMMIT"))
    assert made == [
        f"-      - docker commit $SHIPPABLE_CONTAINER_NAME {ECR}/app:$BRANCH",
        f'-      - if [ "$BRANCH" == master ]; then docker push {ECR}/app:$BRANCH; fi   # only there',
        f"+      - docker commit $SHIPPABLE_CONTAINER_NAME {ECR}/app:$COMMIT",
        f'+      - if [ "$BRANCH" == master ]; then docker push {ECR}/app:$COMMIT; fi   # only there',
    ]


def test_a_push_without_a_tag_gets_one() -> None:
    text = "build:\n  push: docker push acme/app\nintegrations:\n  hub:\n    - integrationName: e\n      type: ecr\n"
    answers = begin(text, "e")
    assert (answers.image, answers.tag) == ("acme/app", "latest")
    assert changed(text, answers) == []
    assert changed(text, replace(answers, tag="2")) == [
        "-  push: docker push acme/app",
        "+  push: docker push acme/app:2",
    ]


def test_another_section_takes_the_commands_along() -> None:
    text = (
        "build:\n  post_ci:\n    - make\n    - docker commit $SHIPPABLE_CONTAINER_NAME acme/app:1\n"
        "    - docker push acme/app:1\nintegrations:\n  hub:\n    - integrationName: e\n      type: ecr\n"
    )
    made = after(text, replace(begin(text, "e"), push_section=PushSection.PUSH, commit_container=False))
    assert made.commands_of("post_ci") == ("make",)
    assert made.commands_of("push") == ("docker push acme/app:1",)


def test_a_longer_command_of_the_owners_does_not_move_and_the_double_push_is_said() -> None:
    answers = replace(begin(PUSHING, "old name"), push_section=PushSection.PUSH, commit_container=False)
    made = plan(PUSHING, answers)
    assert any('if [ "$BRANCH" == master ]' in text for text in view("s", made.after).commands_of("post_ci"))
    assert "pushed-twice" in {item.code for item in made.warnings}


def test_the_ci_images_tag_touches_its_line_and_the_command_that_builds_it() -> None:
    assert changed(PULLING, replace(begin(PULLING, "ecr"), tag="2.0")) == [
        "-    image_tag: 1.0",
        '+    image_tag: "2.0"',
    ]
    made = after(BUILDING, replace(begin(BUILDING, "ecr"), tag="v2"))
    assert made.commands_of("pre_ci") == ("cd ci && docker build -t ci:v2 . && cd ..",)
    assert made.boot is not None
    assert made.boot.image_tag == "v2"


def test_an_entry_whose_text_stands_elsewhere_is_refused_with_its_place() -> None:
    text = "x: &e\n  integrationName: e\n  type: ecr\nintegrations:\n  hub:\n    - *e\n"
    with pytest.raises(RefusedError) as caught:
        plan(text, Answers(integration="e", region="us-west-2"))
    assert (caught.value.code, caught.value.line) == ("alias", 6)


def test_an_entry_that_has_gone_meanwhile_is_added_under_its_new_name() -> None:
    answers = replace(begin(PUSHING, "old name"), integration="new")
    text = PUSHING.replace("old name", "yet another")
    assert [entry.name for entry in after(text, answers).ecr_entries] == ["yet another", "new"]


def test_two_entries_of_one_name_are_not_guessed_between() -> None:
    text = PULLING + "    - integrationName: ecr\n      type: ecr\n"
    assert changed(text, begin(text, "ecr")) == []
    with pytest.raises(RefusedError) as caught:
        plan(text, replace(begin(text, "ecr"), region="us-west-2"))
    assert (caught.value.code, caught.value.line) == ("entry-twice", 13)
