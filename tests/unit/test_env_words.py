"""`env` of the CI container holds words of a shell: one variable changes, all others stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.scenario_keys import Scenario
from wizard.core.ci_file.env_words import as_text, env_words, with_word
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.model.answers import Answers
from wizard.core.plan import make_plan
from wizard.core.scenarios.recognize import starting_answers

ENTRY = "integrations:\n  hub:\n    - integrationName: ecr\n      type: ecr\n"


def env_after(env: str, *wanted: str) -> str:
    text = f"build:\n  pre_ci_boot:\n    image_name: acme/ci\n    image_tag: latest\n    pull: true\n    env: {env}\n"
    project = Project(root="/nowhere", file=view("shippable.yml", text + ENTRY))
    answers = Answers(integration="ecr", scenario=Scenario.PULL, env=wanted)
    after = make_plan(project, answers).after or ""
    return after.partition("    env:")[2].partition("    options:")[0].strip(" ").removesuffix("\n")


@pytest.mark.parametrize(
    ("env", "wanted", "after"),
    [
        ("A=1 B=2", ["A=9"], "A=9 B=2"),
        ("A=1 B=2", ["B=9"], "A=1 B=9"),
        ("A=1 B=2", ["B=2"], "A=1 B=2"),
        ("A=1 B=2", ["C=3"], "A=1 B=2 C=3"),
        ("A=1  B='two words'   C=3", ["B=2", "C=4"], "A=1  B=2   C=4"),
        ("A=1 B=2", ["A=two words"], 'A="two words" B=2'),
        ("\n      - A=1 B=2\n      - C=3", ["B=9"], "\n      - A=1 B=9\n      - C=3"),
        ("\n      - A=1 B=2\n      - C=3", ["D=4"], "\n      - A=1 B=2\n      - C=3\n      - D=4"),
        ("A=1 -e B=2", ["A=9"], "A=9 -e B=2"),
        ("A=1 -e B=2", ["B=9", "C=3"], "A=1 -e B=9 -e C=3"),
        ('""', ["A=1"], '"A=1"'),
        ("A=1", ["A=2"], "A=2"),
        ("A=1", ["B=2"], "\n      - A=1\n      - B=2"),
    ],
)
def test_one_word_changes_and_no_other_is_lost(env: str, wanted: list[str], after: str) -> None:
    assert env_after(env, *wanted) == after


def test_one_variable_that_could_be_read_as_two_gets_quotes() -> None:
    assert as_text("A=1 B=2") == 'A="1 B=2"'


def test_the_variables_of_one_text_are_answers_of_their_own() -> None:
    text = "build:\n  pre_ci_boot:\n    image_name: acme/ci\n    env: A=1 B='x y' C=\"$D\"\n" + ENTRY
    file = view("shippable.yml", text)
    answers = starting_answers(file, file.ecr_entries[0])
    assert answers.env == ("A=1", "B=x y", "C=$D")
    assert make_plan(Project(root="/nowhere", file=file), answers).after == text


NAMES = st.sampled_from(["A", "B", "HOME", "_x1"])
VALUES = st.text(st.sampled_from("ab1 =:'\"\\$`#,"), max_size=8)


@given(st.lists(st.tuples(NAMES, VALUES), min_size=1, max_size=4, unique_by=lambda item: item[0]), NAMES, VALUES)
def test_any_value_is_read_back_and_the_others_stay(pairs: list[tuple[str, str]], name: str, value: str) -> None:
    text = ""
    for key, held in pairs:
        text = with_word(text, f"{key}={held}") if text else as_text(f"{key}={held}")
    before = {word.name: word.value for word in env_words(text)}
    item = f"{name}={value}"
    after = {word.name: word.value for word in env_words(with_word(text, item))}
    assert after.pop(name) == env_words(as_text(item))[0].value
    assert {key: held for key, held in after.items() if key != name} == {
        key: held for key, held in before.items() if key != name
    }
