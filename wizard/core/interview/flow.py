"""The order of the steps, and what a changed answer makes stale."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.core.interview.question import StepKey
from wizard.core.model.answers import Answers

TITLES = {
    StepKey.WELCOME: "Welcome",
    StepKey.ACCOUNT: "Account integration",
    StepKey.SUBSCRIPTION: "Subscription integration",
    StepKey.SCENARIO: "Scenario",
    StepKey.IMAGE: "Image",
    StepKey.BRANCHES: "Branches",
    StepKey.REVIEW: "Review",
    StepKey.DONE: "Done",
}
STEPS = tuple(TITLES)

# Field of Answers -> the steps that looked at it: they are to be looked at again when it changes.
_DEPENDS = {
    "region": (StepKey.IMAGE,),
    "scenario": (StepKey.IMAGE,),
    "file": (StepKey.SUBSCRIPTION, StepKey.SCENARIO, StepKey.IMAGE, StepKey.BRANCHES),
}


@dataclass(frozen=True, slots=True)
class Next:
    """A step is done, with these answers."""

    answers: Answers


@dataclass(frozen=True, slots=True)
class Back:
    """To the step before, with what was answered so far: nothing is validated and nothing lost."""

    answers: Answers


@dataclass(frozen=True, slots=True)
class Quit:
    """The user leaves; `answers` is what was answered so far."""

    answers: Answers


@dataclass(frozen=True, slots=True)
class GoTo:
    """To a step that was seen before. `has_keys`: of a run that was cut off, whether its keys are at hand again."""

    step: StepKey
    answers: Answers
    has_keys: bool = False


@dataclass(frozen=True, slots=True)
class Proposed:
    """From the proposal to one step, or to the review, with the answers that it shows; going on comes back to it.

    `touched` are the questions that were answered; the others go on following their suggestions.
    """

    step: StepKey
    answers: Answers
    touched: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TakeOut:
    """The entry of that name is to be taken out of the file."""

    integration: str


StepResult = Next | Back | Quit | GoTo | Proposed | TakeOut


def after(step: StepKey) -> StepKey | None:
    """The step that follows; None after the last."""
    at = STEPS.index(step) + 1
    return STEPS[at] if at < len(STEPS) else None


def before(step: StepKey) -> StepKey | None:
    """The step before; None before the first."""
    at = STEPS.index(step)
    return STEPS[at - 1] if at else None


def stale(old: Answers, new: Answers) -> frozenset[StepKey]:
    """The steps whose answers rest on something that changed between `old` and `new`."""
    changed = [field for field in _DEPENDS if getattr(old, field) != getattr(new, field)]
    steps = {step for field in changed for step in _DEPENDS[field]}
    if old.account.masked_id != new.account.masked_id:
        steps.add(StepKey.IMAGE)  # other keys see other repositories
    return frozenset(steps)
