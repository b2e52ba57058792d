"""`.ecr-wizard.yml`: what is read, what is refused with its place, what is saved, and what differs from it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.scenario_keys import Scenario
from wizard.core.ci_file.name_references import uses
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.interview.settings_file import saved_text, settings_of
from wizard.core.model.answers import Answers
from wizard.core.model.errors import UsageError
from wizard.core.model.settings import SETTINGS_NAME, Settings
from wizard.core.rules import Finding, findings
from wizard.core.rules.table import rule_of

ENTRY = "integrations:\n  hub:\n    - integrationName: ecr\n      type: ecr\n"


def test_answers_and_the_names_that_are_right() -> None:
    read = settings_of("version: 1\nintegration: ecr\nnames: [old, ecr]\nregion: eu-west-1\n", "x")
    assert read == Settings(Answers(integration="ecr", region="eu-west-1"), ("old", "ecr"))
    assert settings_of("version: 1\nintegration: 'ecr-{repository}'\nnames: [a]\n", "x").names == ("a",)
    assert settings_of("version: 1\n", "x") == Settings()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [\n", "not valid YAML"),
        ("- ecr\n", "must hold a map"),
        ("version: 2\n", "version"),
        ("version: 1\nfile: shippable.yml\n", "`file` may not be in"),
        ("version: 1\nprofile: mine\n", "`profile` may not be in"),
        ("version: 1\nregon: eu-west-1\n", "`regon`"),
        ("version: 1\nnames: ['']\n", "`names` in .ecr-wizard.yml"),
        ("version: 1\nonly: [a]\nexcept: [b]\n", "only"),
    ],
)
def test_what_is_wrong_is_said(text: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        settings_of(text, SETTINGS_NAME)
    assert said in str(refused.value)
    assert refused.value.path == SETTINGS_NAME


def test_several_mistakes_are_said_together_in_the_order_of_their_lines() -> None:
    with pytest.raises(UsageError) as refused:
        settings_of("version: 1\nregion: here\nzzz: 1\n", SETTINGS_NAME)
    assert "has 2 mistakes" in refused.value.title
    assert [line.partition(":")[0] for line in refused.value.cause.splitlines()] == ["line 2", "line 3"]


def test_what_is_saved_is_read_back() -> None:
    answers = Answers(integration="ecr", scenario=Scenario.PUSH, image="acme/app", file="ci/shippable.yml")
    saved = saved_text(SETTINGS_NAME, answers)
    assert settings_of(saved, SETTINGS_NAME).answers == replace(answers, file=None)
    assert "file: ci/shippable.yml" in saved_text("answers.yml", answers)


def drift(text: str, settings: Settings) -> list[Finding]:
    project = Project(root="/src/shop", file=view("shippable.yml", text), settings=settings)
    return [item for item in findings(project) if item.code == "settings-drift"]


def test_a_file_that_differs_from_its_settings_is_found() -> None:
    (found,) = drift(ENTRY, Settings(Answers(integration="ecr", region="eu-west-1")))
    assert found.line == 5
    assert "the region of the registry" in found.message
    assert drift(ENTRY, Settings(Answers(integration="ecr"))) == []
    assert drift("a: [\n", Settings(Answers(integration="ecr"))) == []


@pytest.mark.parametrize(
    ("name", "remedy"),
    [("ecr", "Write `ecr-1`."), ("docker", "The names there: ecr-1, other."), ("$NAME", None), ("other", None)],
)
def test_a_name_that_the_settings_do_not_list_is_found(name: str, remedy: str | None) -> None:
    found = drift(ENTRY.replace("ecr\n", f"{name}\n", 1), Settings(names=("ecr-1", "other")))
    assert [item.remedy for item in found] == ([] if remedy is None else [remedy])


def test_what_apply_refuses_is_no_drift() -> None:
    twins = ENTRY + "    - integrationName: ecr\n      type: ecr\n"
    assert drift(twins, Settings(Answers(integration="ecr", region="eu-west-1"))) == []


def test_where_a_file_names_an_integration() -> None:
    assert [(use.line, use.what) for use in uses(view("x", ENTRY), "ecr")] == [(3, "an entry of type ecr")]
    assert [use.line for use in uses(view("x", ENTRY + "a: [\n"), "ecr")] == [3, 4]
    assert uses(view("x", None), "ecr") == ()
    untyped = "integrations:\n  hub:\n    - integrationName: ecr\n"
    assert [use.what for use in uses(view("x", untyped), "ecr")] == ["an entry"]


def test_an_old_code_finds_the_rule_that_replaced_it() -> None:
    rule = rule_of("near-name")
    assert rule is not None
    assert rule.code == "name-near"
    assert rule_of("nothing") is None
