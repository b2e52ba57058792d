"""Lines to add by hand go into what is there: no second entry, no second section."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.scenario_keys import Scenario
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.guide.by_hand import by_hand
from wizard.core.model.answers import Answers, Branches
from wizard.core.model.errors import RefusedError
from wizard.core.plan import make_plan
from wizard.yamlpatch.changes import EnsureItem, Match, RemoveKey, ReplaceItem, SetKey

ECR = "111122223333.dkr.ecr.us-west-2.amazonaws.com"
ENTRY = "    - integrationName: one\n      type: ecr\n"
MASTER = Answers(integration="one", branches=Branches("only", ("master",)))
PUSH = replace(MASTER, scenario=Scenario.PUSH, image=f"{ECR}/app", tag="1", region="us-west-2")
PUSHED = f"push:\n  - docker push {ECR}/app:1\n"
ONLY = "branches:\n  only:\n    - master\n"


def lines(text: str, answers: Answers) -> str:
    with pytest.raises(RefusedError) as caught:
        make_plan(Project(root="/nowhere", file=view("shippable.yml", text)), answers)
    return caught.value.snippet


def test_what_an_entry_with_a_merge_key_lacks_goes_into_that_entry() -> None:
    text = (
        "x-ecr: &ecr\n  type: ecr\n  region: us-west-2\nbuild:\n  ci: [make]\nintegrations:\n  hub:\n"
        "    - <<: *ecr\n      integrationName: one\n"
    )
    west = replace(PUSH, region="eu-west-1", image="app")
    pushed = "push:\n  - docker push app:1\n"
    assert lines(text, west) == f"# in build (line 4):\n{pushed}# in the entry of line 8:\nregion: eu-west-1\n{ONLY}"


def test_what_a_merge_key_brings_to_a_section_is_not_forgotten() -> None:
    text = f"x: &b\n  push: [a]\nbuild:\n  <<: *b\n  ci: [make]\nintegrations:\n  hub:\n{ENTRY}"
    assert lines(text, PUSH) == (
        f"# in build (line 3), with what a merge key brings from push in line 2:\n{PUSHED}"
        f"# in the entry of line 8:\nregion: us-west-2\n{ONLY}"
    )


def test_a_key_twice_in_an_entry() -> None:
    text = f"integrations:\n  hub:\n{ENTRY}      branches:\n        only: [dev]\n      branches:\n        only: [dev]\n"
    assert lines(text, MASTER) == "# in integrations.hub.branches (line 5):\nonly:\n  - master\n"


def test_build_twice_gets_no_third() -> None:
    text = f"build:\n  ci: [make]\nbuild:\n  ci: [make]\nintegrations:\n  hub:\n{ENTRY}"
    assert lines(text, PUSH).startswith(f"# in build (line 1):\n{PUSHED}# in the entry of line 7:\n")


def test_a_new_item_goes_into_the_list_that_is_there() -> None:
    text = "integrations:\n  hub:\n    - &d\n      integrationName: hub\n      type: docker\n    - ? a\n      : b\n"
    text += "build: *x\n"
    assert lines(text, PUSH).startswith(
        "# in the list integrations.hub (line 2):\n- integrationName: one\n  type: ecr\n  region: us-west-2\n"
        "  branches:\n    only:\n      - master\n"
    )


def test_merge_keys_that_lead_in_a_circle() -> None:
    text = "x: &x\n  <<: *x\n  type: ecr\nintegrations:\n  hub:\n    - <<: *x\n      integrationName: one\n"
    assert "# in the entry of line 6:" in lines(text, MASTER)


WHERE = view("shippable.yml", "build:\n  ci:\n    - name: one\n    - make\n")


def test_lines_that_replace_a_command_go_into_its_list() -> None:
    one = ReplaceItem(("build", "ci"), "make", "make all", "the new command")
    several = ReplaceItem(("build", "ci"), "make", ("make", "make test"), "a command a line")
    assert by_hand(WHERE, [one]) == "# in the list build.ci (line 2):\n- make all\n"
    assert by_hand(WHERE, [several]) == "# in the list build.ci (line 2):\n- make\n- make test\n"


def test_what_is_taken_out_is_no_line_to_add() -> None:
    assert by_hand(WHERE, [RemoveKey(("build", "ci"), "not needed")]) == ""


def test_of_an_item_that_is_there_only_what_it_lacks_is_added() -> None:
    value = {"name": "one", "type": "job"}
    there = EnsureItem(("build", "ci"), Match.of(name="one"), value, "the job")
    assert by_hand(WHERE, [there]).endswith("type: job\n")
    assert "name: one" not in by_hand(WHERE, [there])
    absent = EnsureItem(("build", "ci"), Match.of(name="two"), {"name": "two"}, "the job")
    assert by_hand(WHERE, [absent]) == "# in the list build.ci (line 2):\n- name: two\n"


def test_a_number_in_a_path_is_the_item_at_that_place() -> None:
    assert by_hand(WHERE, [SetKey(("build", "ci", 0, "type"), "job", "its type")]).endswith("line 3):\ntype: job\n")


@pytest.mark.parametrize("text", ["- a\n", "only words\n", "a: [\n", None])
def test_a_file_without_a_map_has_no_place_for_lines(text: str | None) -> None:
    assert by_hand(view("shippable.yml", text), [SetKey(("language",), "go", "the language")]) == ""


def test_a_new_key_of_the_file_needs_no_place_and_a_new_value_goes_into_the_map_of_its_key() -> None:
    file = view("shippable.yml", "build:\n  cache: true\n")
    assert by_hand(file, [SetKey(("language",), "go", "the language")]) == "language: go\n"
    assert by_hand(file, [SetKey(("build", "cache"), False, "off")]) == "# in build (line 1):\ncache: false\n"
