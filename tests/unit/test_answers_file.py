"""An answers file says what the answers say, and a wrong one is told in words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.scenario_keys import Scenario
from wizard.core.interview.answers_file import from_file_dict, from_state_dict, merge, to_file_dict, to_state_dict
from wizard.core.model.answers import NONE, Account, Answers, Branches, PushSection
from wizard.core.model.errors import UsageError

names = st.text(min_size=1, max_size=10)
some_answers = st.builds(
    Answers,
    integration=st.none() | names,
    scenario=st.none() | st.sampled_from(Scenario),
    push_section=st.none() | st.sampled_from(PushSection),
    commit_container=st.none() | st.booleans(),
    image=st.none() | names,
    options=st.none() | st.just(NONE) | st.just("-e A=b"),
    env=st.lists(names, max_size=3).map(tuple),
    branches=st.none()
    | st.just(Branches())
    | st.builds(Branches, st.sampled_from(["only", "except"]), st.lists(names, min_size=1).map(tuple)),
    agent_only=st.none() | st.booleans(),
)


@given(some_answers)
def test_there_and_back(answers: Answers) -> None:
    assert from_file_dict(to_file_dict(answers)) == answers
    assert from_state_dict(to_state_dict(answers)) == answers


def test_a_check_of_keys_is_not_resumed() -> None:
    answers = Answers(account=Account(name="ecr", checked=True), subscription="acme")
    assert from_state_dict(to_state_dict(answers)).account == Account(name="ecr", checked=False)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "version"),
        ({"version": 2}, "version"),
        ({"version": 1, "imgae": "x"}, "imgae"),
        ({"version": 1, "tag": 1.0}, "tag"),
        ({"version": 1, "scenario": "pul"}, "pull, build, push"),
        ({"version": 1, "push_section": "ci"}, "one of push, post_ci"),
        ({"version": 1, "agent_only": "yes"}, "true or false"),
        ({"version": 1, "only": [1]}, "only"),
        ({"version": 1, "only": ["a"], "except": ["b"]}, "exclude"),
        ({"version": 1, "all_branches": True, "except": ["b"]}, "exclude"),
    ],
)
def test_what_is_wrong_is_named(data: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        from_file_dict(data, "answers.yml")


def test_flags_win() -> None:
    base = Answers(image="a", tag="1", agent_only=True)
    assert merge(base, Answers(tag="2", agent_only=False)) == Answers(image="a", tag="2", agent_only=False)


def test_null_in_an_answers_file_is_no_answer() -> None:
    assert from_file_dict({"version": 1, "region": None, "tag": "1"}) == Answers(tag="1")


def test_an_account_goes_over_another_and_none_goes_over_nothing() -> None:
    base = Answers(account=Account(name="ecr"))
    assert merge(base, Answers(account=Account(name="other"))).account == Account(name="other")
    assert merge(base, Answers(tag="2")).account == Account(name="ecr")
