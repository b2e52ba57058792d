"""Scripts of moves: what is answered at each step that is visited, and where the user goes from there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from wizard.core.interview.flow import STEPS
from wizard.core.interview.question import StepKey
from wizard.core.model.answers import Branches
from wizard.core.scenarios.registry import SCENARIOS
from wizard.services.aws.simulated import GOOD, ROOT, SampleKey

ECR = "123456789012.dkr.ecr.us-west-2.amazonaws.com"
SAMPLES: Mapping[str, SampleKey] = {"good": GOOD, "root": ROOT}
# What is answered where nothing is suggested and the script says nothing.
FALLBACK: Mapping[str, Any] = {"scenario": "push", "image": "acme/app", "keys": "later"}
# A step that is left backwards or for another one is left before its last question, so only these are answered.
EARLY = {
    StepKey.ACCOUNT: ("account.name", "region"),
    StepKey.SUBSCRIPTION: ("subscription",),
    StepKey.SCENARIO: (),
    StepKey.IMAGE: ("image", "tag"),
    StepKey.BRANCHES: (),
}
VALUES: Mapping[StepKey, Mapping[str, st.SearchStrategy[Any]]] = {
    StepKey.ACCOUNT: {
        "account.name": st.sampled_from(["first", "second", "team keys"]),
        "region": st.sampled_from(["us-east-1", "us-west-2", "eu-west-1"]),
        "keys": st.sampled_from(["good", "root", "later"]),
        "storage": st.sampled_from(["keyring", "none", "profile"]),
    },
    StepKey.SUBSCRIPTION: {
        "subscription": st.sampled_from(["acme-org", "other"]),
        "integration": st.sampled_from(["shop ecr", "ecr"]),
    },
    StepKey.SCENARIO: {"scenario": st.sampled_from(list(SCENARIOS))},
    StepKey.IMAGE: {
        "push_section": st.sampled_from(["push", "post_ci"]),
        "image": st.sampled_from([f"{ECR}/shop/app", "acme/ci"]),
        "tag": st.sampled_from(["latest", "v1", "$BRANCH"]),
        "custom_image": st.booleans(),
        "agent_only": st.sampled_from([None, True, False]),
        "commit_container": st.booleans(),
    },
    StepKey.BRANCHES: {
        "branches": st.sampled_from([Branches(), Branches("only", ("master", "dev")), Branches("except", ("dev",))])
    },
}


@dataclass(frozen=True)
class Leg:
    """A visit of a step. `to` is where the user goes from there: on, back, or to a step by name."""

    step: StepKey
    answers: Mapping[str, Any]
    to: StepKey | str


@st.composite
def scripts(draw: st.DrawFn) -> tuple[Leg, ...]:
    """A walk to the review, with going back and jumping about on the way."""
    legs: list[Leg] = []
    at, seen = StepKey.ACCOUNT, {StepKey.WELCOME}
    turns = draw(st.integers(0, 4))
    while at is not StepKey.REVIEW:
        moves = _moves(at, seen) if turns else ["on"]
        to = draw(st.sampled_from(moves))
        turns -= to != "on"
        keys = tuple(VALUES[at]) if to == "on" else EARLY[at]
        chosen = draw(st.lists(st.sampled_from(keys), unique=True)) if keys else []
        legs.append(Leg(at, {key: draw(VALUES[at][key]) for key in keys if key in chosen}, to))
        if to == "on":
            seen.add(at)
            at = STEPS[STEPS.index(at) + 1]
        else:
            at = STEPS[STEPS.index(at) - 1] if to == "back" else StepKey(to)
    return tuple(legs)


def _moves(at: StepKey, seen: set[StepKey]) -> list[StepKey | str]:
    moves: list[StepKey | str] = ["on"]
    if at is not StepKey.ACCOUNT:
        moves.append("back")
    reachable = [step for step in STEPS[1:-2] if step is not at and seen.issuperset(STEPS[1 : STEPS.index(step)])]
    return [*moves, *reachable]
