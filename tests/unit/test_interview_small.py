"""Picks, cleaning, forms, steps that remain, suggestions: what each says for one set of answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.support.scenario_keys import Scenario
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.interview import form
from wizard.core.interview.answers_file import ANSWERS_FILE, Form
from wizard.core.interview.cleaning import answers_for, checked, clean_answers, placed
from wizard.core.interview.commands import policy_command, rename_command
from wizard.core.interview.form import Given
from wizard.core.interview.next_steps import committing, names_to_paste
from wizard.core.interview.picks import host_pick, type_pick
from wizard.core.interview.question import Question, StepKey
from wizard.core.interview.questions import BY_KEY, QUESTIONS, ScenarioChoices, note_on
from wizard.core.interview.schema import answers_schema, settings_schema
from wizard.core.interview.settings_file import SETTINGS_FILE
from wizard.core.interview.suggestions import hint_shell_region, suggest_env, suggest_options
from wizard.core.model.answers import NONE, Account, Answers, Branches, PushSection, ScenarioKey
from wizard.core.model.errors import UsageError
from wizard.core.model.integration_types import AccountType, account_type, type_name
from wizard.core.scenarios.registry import SCENARIOS

ECR = "123456789012.dkr.ecr.us-west-2.amazonaws.com"
PUSH = Answers(scenario=Scenario.PUSH, image=f"{ECR}/shop", tag="1")
BOOT = "build:\n  pre_ci_boot:\n    image_name: acme/ci\n    options: --net=host\n    env: [A=1, B=2]\n"
ENTRY = "integrations:\n  hub:\n    - integrationName: My Ecr\n      type: ecr\n"


def project(text: str | None = None, **facts: Any) -> Project:
    return Project(root="/src/shop", file=view("shippable.yml", text), name="shop", **facts)


# -- what is asked while something is made in Shippable


@pytest.mark.parametrize(
    ("offered", "likely", "default"),
    [
        (("amazonKeys", "ECR"), "amazonKeys", 0),
        (("amazonKeys", "ECR"), None, 1),
        (("amazonKeys",), "ECR", 0),
    ],
)
def test_the_default_type_is_the_likely_one_else_amazon_ecr_else_the_first(
    offered: tuple[AccountType, ...], likely: AccountType | None, default: int
) -> None:
    pick = type_pick("keys", offered, likely)
    assert pick.default == default
    assert [choice.value for choice in pick.choices] == list(offered)
    assert "keys" in pick.question


def test_of_several_source_hosts_none_is_the_default() -> None:
    pick = host_pick("acme", ["GitHub", "Bitbucket"])
    assert [choice.label for choice in pick.choices] == ["GitHub", "Bitbucket"]
    assert pick.default is None


def test_a_type_that_is_not_known_goes_by_its_own_name() -> None:
    assert (account_type("amazonKeys"), type_name("amazonKeys")) == ("amazonKeys", "AWS Keys")
    assert (account_type("other"), type_name("other")) == (None, "other")


# -- cleaning


@pytest.mark.parametrize(
    ("answers", "path", "said"),
    [
        (Answers(region="virginia"), None, "--region: A region looks like"),
        (Answers(region="virginia"), "a.yml", "`region`: A region looks like"),
        (Answers(branches=Branches("only", ("a b",))), None, "--only: A branch has no spaces"),
        (Answers(branches=Branches("except", ("a b",))), "a.yml", "`except`: A branch has no spaces"),
        (Answers(image="acme/{repositry}"), None, "--image: {repositry} is no placeholder"),
        (Answers(image="acme/{repositry}"), "a.yml", "`image`: {repositry} is no placeholder"),
        (Answers(tag="{repository}/x"), None, "--tag: A tag has at most"),
    ],
)
def test_what_cannot_be_an_answer_is_refused_by_the_name_that_it_has_there(
    answers: Answers, path: str | None, said: str
) -> None:
    with pytest.raises(UsageError) as refused:
        checked(answers, path)
    assert refused.value.title.startswith(said)
    assert clean_answers(answers, path).answers == answers


def test_placeholders_stay_until_the_repository_is_known() -> None:
    answers = Answers(integration="{folder}", image="acme/{repository}", tag="${TAG}")
    assert checked(answers) == answers
    assert answers_for(project(), answers) == Answers(integration="shop", image="acme/shop", tag="${TAG}")
    with pytest.raises(UsageError, match="not known of this repository"):
        answers_for(project(), Answers(tag="{default_branch}"))


@pytest.mark.parametrize(
    ("text", "line"), [("version: 1\ntag: a b\n", 2), ("version: 1\n", None), ("", None), ("a: [\n", None)]
)
def test_a_mistake_gets_the_line_of_its_key_where_the_file_has_it(text: str, line: int | None) -> None:
    mistake = UsageError("invalid-answer", "`tag`: A tag has no spaces.")
    assert [item.line for item in placed([mistake], text)] == [line]


# -- questions


def test_an_offer_that_was_declined_is_not_suggested_again() -> None:
    offer = next(item for item in QUESTIONS if item.kind == "offer")
    suggested = form.begins_with(offer, PUSH, Given(PUSH), project())
    assert suggested == f"docker build -t {ECR}/shop:1 ."
    assert form.begins_with(offer, PUSH, Given(PUSH, frozenset({offer.key})), project()) is None


def test_only_an_answer_that_differs_from_the_suggestion_is_the_users() -> None:
    region = BY_KEY["region"]
    assert form.answered(region, "us-east-1", Answers(), Given(Answers()), project()).touched == frozenset()
    given = form.answered(region, "us-west-2", Answers(), Given(Answers()), project())
    assert (given.answers.region, given.touched) == ("us-west-2", frozenset({"region"}))


def test_no_options_are_an_answer_and_shown_as_an_empty_field() -> None:
    options = BY_KEY["options"]
    answers = options.put(Answers(), "")
    assert answers.options is NONE
    assert options.start(answers, project(BOOT)) == ""
    assert options.start(Answers(), project(BOOT)) == "--net=host"


def test_there_is_a_choice_for_each_scenario_and_the_section_says_its_help() -> None:
    assert len(ScenarioChoices()) == len(SCENARIOS)
    section: Question = BY_KEY["push_section"]
    helps = {choice.value: choice.help for choice in section.choices}
    assert section.hint(Answers(push_section=PushSection.POST_CI), project()) == helps["post_ci"]
    assert section.hint(Answers(), project()) == ""


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("integration", "my  ecr", "The file has `My Ecr`: the same but for case or spaces."),
        ("integration", "My Ecr", ""),
        ("integration", "other", ""),
        ("integration", None, ""),
        ("region", "my ecr", ""),
    ],
)
def test_a_name_that_is_nearly_the_one_of_the_file_is_pointed_out(key: str, value: str | None, said: str) -> None:
    assert note_on(BY_KEY[key], value, project(ENTRY)) == said


def test_the_container_of_the_file_is_suggested() -> None:
    assert suggest_options(Answers(), project(BOOT)) == "--net=host"
    assert suggest_options(Answers(), project()) == "-e HOME=/root"
    assert suggest_env(Answers(), project(BOOT)) == ("A=1", "B=2")
    assert suggest_env(Answers(), project()) == ()


def test_a_region_that_only_the_shell_says_is_said_to_be_from_there() -> None:
    shell = project(shell_region="eu-west-1", shell_region_source="AWS_REGION")
    assert hint_shell_region(Answers(), shell) == "eu-west-1 is the region of AWS_REGION."
    assert hint_shell_region(Answers(region="us-west-2"), shell) == ""


# -- what remains, and the commands for it


def test_the_names_to_paste_are_those_of_the_two_integrations() -> None:
    one = Answers(integration="ecr")
    assert names_to_paste(one) == (("Account integration", "ecr"), ("Subscription integration", "ecr"))
    two = replace(one, account=Account(name="keys"))
    assert names_to_paste(two)[0] == ("Account integration", "keys")


def test_without_git_the_file_has_to_be_brought_to_the_branches() -> None:
    folder = committing(project(), None)
    assert folder.lines == ("This folder is no git repository: bring shippable.yml to each branch there.",)
    assert not folder.copies
    assert "git push origin HEAD" in committing(project(is_repository=True, branch="master"), None).lines


def test_commands_are_quoted_for_the_shell() -> None:
    assert rename_command("my ecr", "ecr") == "ecr-wizard subscription rename 'my ecr' ecr"
    assert policy_command(ScenarioKey("push"), ["a b"]) == "ecr-wizard policy --scenario=push 'a b'"


# -- schemas


@pytest.mark.parametrize(("form_of", "schema"), [(ANSWERS_FILE, answers_schema()), (SETTINGS_FILE, settings_schema())])
def test_a_schema_describes_every_key_of_its_form_and_no_other(form_of: Form, schema: dict[str, Any]) -> None:
    assert set(schema["properties"]) == form_of.keys
    assert all(item["description"] for item in schema["properties"].values())
    assert schema["properties"]["scenario"]["enum"] == [*SCENARIOS, None]
    assert schema["properties"]["push_section"]["enum"] == ["push", "post_ci", None]
    assert schema["properties"]["agent_only"]["type"] == ["boolean", "null"]


def test_a_step_shows_only_the_questions_that_apply() -> None:
    keys = [item.key for item in form.asked(StepKey.IMAGE, Given(PUSH), project())]
    assert "push_section" in keys
    assert "options" not in keys
