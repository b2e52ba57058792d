"""The order of the steps as a pure function: what follows from each result, and what is kept."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.support.scenario_keys import Scenario
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.interview.flow import STEPS, Back, GoTo, Next, Proposed, Quit, TakeOut
from wizard.core.interview.question import StepKey
from wizard.core.interview.reducer import (
    End,
    Event,
    Forget,
    Recall,
    Recalled,
    Removed,
    RemoveEntry,
    Save,
    State,
    answered,
    reachable,
    react,
)
from wizard.core.model.answers import Account, Answers
from wizard.core.model.errors import ExitCode

ANSWERS = [Answers(), Answers(integration="ecr"), Answers(scenario=Scenario.PUSH), Answers(region="us-west-2")]


def test_a_new_run_goes_step_by_step_and_saves_each() -> None:
    state = State()
    for step in STEPS[1:-1]:
        state, effects = react(state, Next(Answers(integration="ecr")), None)
        assert state.step is step
        assert effects == (Save(state.answers, step),)


def test_a_change_asks_what_is_known_before_it_begins() -> None:
    change = Answers(changes_entry="ecr", integration="ecr")
    state, effects = react(State(), Next(change), None)
    assert (state.step, effects) == (StepKey.WELCOME, (Recall(change),))
    state, _ = react(state, Recalled(change), None)
    assert state.step is StepKey.ACCOUNT
    assert "integration" in state.touched


def test_coming_back_to_the_welcome_and_choosing_the_same_loses_nothing() -> None:
    state, _ = react(State(), Next(Answers()), None)
    state, _ = react(replace(state, answers=Answers(region="eu-west-1")), Back(Answers(region="eu-west-1")), None)
    assert state.step is StepKey.WELCOME
    state, _ = react(state, Next(Answers()), None)
    assert state.answers.region == "eu-west-1"
    state, _ = react(replace(state, step=StepKey.WELCOME), Next(Answers(file=".shippable.yml")), None)
    assert state.answers == Answers(file=".shippable.yml")


def test_a_changed_region_makes_the_image_stale_until_it_is_answered() -> None:
    state = State(step=StepKey.ACCOUNT, seen=frozenset(STEPS[:6]), answers=Answers(region="us-east-1"))
    state, _ = react(state, Next(Answers(region="us-west-2")), None)
    assert StepKey.IMAGE in state.stale
    state, _ = react(replace(state, step=StepKey.IMAGE), Next(Answers(region="us-west-2")), None)
    assert StepKey.IMAGE not in state.stale


def test_a_resumed_run_calls_nothing_stale() -> None:
    state, effects = react(State(), GoTo(StepKey.REVIEW, Answers(integration="ecr")), None)
    assert (state.step, state.stale) == (StepKey.REVIEW, frozenset())
    assert effects == (Save(state.answers, StepKey.REVIEW),)


def test_a_resumed_run_asks_for_its_keys_first_and_goes_on_where_it_was() -> None:
    left = Answers(integration="ecr", account=Account(source="typed", masked_id="AKIA...GOOD"))
    state, effects = react(State(), GoTo(StepKey.REVIEW, left), None)
    assert state.step is StepKey.ACCOUNT
    assert effects == (Save(left, StepKey.REVIEW),), "a second end on the way loses no step"
    checked = replace(left, account=replace(left.account, checked=True, name="other"))
    state, _ = react(state, Next(checked), None)
    assert (state.step, state.stale) == (StepKey.REVIEW, frozenset())
    other, _ = react(
        react(State(), GoTo(StepKey.REVIEW, left), None).state,
        Next(replace(left, account=replace(left.account, masked_id="AKIA...ELSE"))),
        None,
    )
    assert other.stale == {StepKey.IMAGE}
    assert react(State(), GoTo(StepKey.REVIEW, left, has_keys=True), None).state.step is StepKey.REVIEW


def test_taking_out_ends_the_run_only_when_it_was_done() -> None:
    assert react(State(), TakeOut("ecr"), None).effects == (RemoveEntry("ecr"),)
    assert react(State(), Removed(done=False), None) == (State(), ())
    state, effects = react(State(), Removed(done=True), None)
    assert state.finished
    assert effects == (End(ExitCode.DONE),)


def test_leaving_says_whether_anything_was_written() -> None:
    here = State(step=StepKey.REVIEW)
    assert react(here, Quit(Answers()), None).effects == (Save(Answers(), StepKey.REVIEW), End(ExitCode.CANCELLED))
    assert react(replace(here, finished=True), Quit(Answers()), None).effects == (Forget(), End(ExitCode.DONE))


MOVES: st.SearchStrategy[Event] = st.one_of(
    st.sampled_from(ANSWERS).map(Next), st.sampled_from(ANSWERS).map(Back), st.sampled_from(ANSWERS).map(Recalled)
)


@given(st.lists(MOVES, max_size=20))
def test_back_never_loses_an_answer_and_no_move_leaves_the_steps(moves: list[Event]) -> None:
    state = State()
    for move in moves:
        before = state
        state, effects = react(state, move, None)
        assert state.step in STEPS
        if isinstance(move, Back):
            assert state.answers == move.answers
            assert state.seen == before.seen
        for effect in effects:
            if isinstance(effect, Save):
                assert effect.answers == state.answers
        assert not reachable(state, StepKey.DONE)


def test_a_step_that_was_opened_from_the_proposal_leads_back_to_it() -> None:
    given = Answers(integration="ecr", region="us-west-2")
    opened, effects = react(State(), Proposed(StepKey.BRANCHES, given, frozenset({"region"})), None)
    assert (opened.step, opened.touched, effects) == (
        StepKey.BRANCHES,
        frozenset({"region"}),
        (Save(given, StepKey.BRANCHES),),
    )
    assert reachable(opened, StepKey.REVIEW)
    for leaves in (Next(given), Back(given)):
        state, effects = react(opened, leaves, None)
        assert (state.step, state.proposed) == (StepKey.WELCOME, False)
        assert effects == (Save(given, StepKey.BRANCHES),)


def test_the_review_that_was_opened_from_the_proposal_goes_on_to_the_end() -> None:
    opened, _ = react(State(), Proposed(StepKey.REVIEW, Answers()), None)
    assert react(opened, Next(Answers()), None).state.step is StepKey.DONE


def test_a_jump_from_a_later_step_keeps_what_was_seen() -> None:
    here = State(step=StepKey.REVIEW, seen=frozenset(STEPS[:6]))
    state, _ = react(here, GoTo(StepKey.SCENARIO, Answers(region="us-west-2")), None)
    assert (state.step, state.seen, state.answers.region) == (StepKey.SCENARIO, here.seen, "us-west-2")


def test_an_image_in_another_region_asks_for_the_region_again() -> None:
    project = Project(root="/r", file=view("shippable.yml", None))
    there = Answers(scenario=Scenario.PULL, image="123456789012.dkr.ecr.us-west-2.amazonaws.com/ci", region="us-east-1")
    here = State(step=StepKey.IMAGE, answers=there, seen=frozenset({StepKey.ACCOUNT}))
    assert react(here, Next(there), project).state.stale == {StepKey.ACCOUNT}
    assert react(here, Next(replace(there, region="us-west-2")), project).state.stale == frozenset()


def test_what_an_earlier_run_knew_of_its_names_counts_as_answered() -> None:
    known = Answers(account=Account(name="keys"), subscription="acme", region="us-west-2")
    assert answered(known) == {"account.name", "subscription", "region"}
