"""What follows from a step's result: a pure function that drives the screens and the prompts alike.

    react(state, event, project) -> (state, effects)

The state says which step comes next and what was seen, touched and made stale; the effects are what a driver does
besides showing that step. Drivers hold no order of their own: `tui.app.coordinator` and `plain.walk` run this.

    >>> react(State(step=StepKey.REVIEW), Back(Answers()), None).state.step
    <StepKey.BRANCHES: 'branches'>
"""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING, NamedTuple

from wizard.core.interview.answers_file import FILE_FIELDS
from wizard.core.interview.flow import (
    STEPS,
    Back,
    GoTo,
    Next,
    Proposed,
    Quit,
    StepResult,
    TakeOut,
    after,
    before,
    stale,
)
from wizard.core.interview.question import StepKey
from wizard.core.model.answers import Answers
from wizard.core.model.errors import ExitCode
from wizard.core.scenarios.desired_changes import region_of
from wizard.core.scenarios.images import image_region
from wizard.frozen import frozen

if TYPE_CHECKING:
    from wizard.core.ci_file.project import Project


class Beginning(NamedTuple):
    """What a run works on: the entry that it changes (None: a new one) and the file."""

    entry: str | None
    file: str | None


@frozen
class State:
    """Where the interview is. `touched` are the questions that were answered; the others follow their suggestions.

    `proposed`: the step was opened from the proposal, and leads back to it. `resumes_at` is where a run that was cut
    off goes on once its keys were asked for.
    """

    step: StepKey = StepKey.WELCOME
    answers: Answers = field(default_factory=Answers)
    seen: frozenset[StepKey] = frozenset()
    stale: frozenset[StepKey] = frozenset()
    touched: frozenset[str] = frozenset()
    began: Beginning | None = None
    finished: bool = False
    proposed: bool = False
    resumes_at: StepKey | None = None

    @property
    def reached(self) -> StepKey:
        """The step that the next run goes on at."""
        return self.resumes_at or self.step


@frozen
class Recalled:
    """The answer to `Recall`: what the inventory knows of the entry's integrations is filled in."""

    answers: Answers


@frozen
class Removed:
    """The answer to `RemoveEntry`; `done` is False when the user went back."""

    done: bool


Event = StepResult | Recalled | Removed


@frozen
class Recall:
    """Look up what the inventory knows of the entry that these answers begin with; then send `Recalled`."""

    answers: Answers


@frozen
class RemoveEntry:
    """Take the entry out, asking and showing as the driver does; then send `Removed`."""

    integration: str


@frozen
class Save:
    """Keep the answers, so that a lost connection costs nothing."""

    answers: Answers
    step: StepKey


@frozen
class Forget:
    """Nothing is to be resumed."""


@frozen
class End:
    """The run is over, with this exit code."""

    code: int


Effect = Recall | RemoveEntry | Save | Forget | End


class Reaction(NamedTuple):
    """The next state, and what is to be done before its step is shown."""

    state: State
    effects: tuple[Effect, ...]


def react(state: State, event: Event, project: Project | None) -> Reaction:
    """What follows from `event`; `project` is None before anything was found. Never raises."""
    match event:
        case Quit():
            state = replace(state, answers=event.answers)
            code = ExitCode.DONE if state.finished else ExitCode.CANCELLED
            return Reaction(state, (*_keep(state), End(code)))
        case TakeOut():
            return Reaction(state, (RemoveEntry(event.integration),))
        case Removed():
            return Reaction(replace(state, finished=event.done), (End(ExitCode.DONE),) if event.done else ())
        case Back() | GoTo() | Proposed():
            return _kept(_moved(state, event), state)
        case Recalled():
            return _kept(_advanced(begun(state, event.answers), event.answers, project))
    return _forward(state, event, project)


def begun(state: State, answers: Answers) -> State:
    """The state at the start, from these answers, as if each of them that is set had been given by the user."""
    began = Beginning(answers.changes_entry, answers.file)
    return State(step=state.step, answers=answers, touched=answered(answers), began=began)


def answered(answers: Answers) -> frozenset[str]:
    """The questions that these answers answer."""
    touched = {name for name in FILE_FIELDS if getattr(answers, name) not in (None, ())}
    if answers.account.name:
        touched.add("account.name")
    if answers.subscription:
        touched.add("subscription")
    return frozenset(touched)


def reachable(state: State, step: StepKey) -> bool:
    """Whether the user may jump there: it was seen, or comes right after one that was."""
    earlier = STEPS[1 : STEPS.index(step)]
    return step is not StepKey.DONE and state.seen.issuperset(earlier)


def _moved(state: State, event: Back | GoTo | Proposed) -> State:
    if isinstance(event, GoTo):
        return _jumped(state, event)
    if isinstance(event, Proposed):
        return _opened(state, event)
    step = StepKey.WELCOME if state.proposed else before(state.step) or StepKey.WELCOME
    return replace(state, answers=event.answers, step=step, proposed=False, resumes_at=None)


def _opened(state: State, event: Proposed) -> State:
    """One step, or the review, from the proposal: every answer was in sight there."""
    began = Beginning(event.answers.changes_entry, event.answers.file)
    seen = state.seen | frozenset(STEPS[: STEPS.index(StepKey.REVIEW)])
    return replace(
        state,
        step=event.step,
        answers=event.answers,
        touched=event.touched,
        seen=seen,
        stale=frozenset(),
        began=began,
        proposed=True,
        resumes_at=None,
    )


def _forward(state: State, event: Next, project: Project | None) -> Reaction:
    answers = event.answers
    if state.step is StepKey.REVIEW or (state.step is not StepKey.WELCOME and not state.proposed):
        return _kept(_advanced(state, answers, project))
    if state.proposed and state.step is not StepKey.WELCOME:
        return _kept(replace(state, answers=answers, step=StepKey.WELCOME, proposed=False), state)
    if state.seen and state.began == Beginning(answers.changes_entry, answers.file):
        return _kept(_advanced(state, state.answers, project))  # the user only came back to look
    if answers.changes_entry is not None:
        return Reaction(state, (Recall(answers),))
    return _kept(_advanced(begun(state, answers), answers, project))


def _advanced(state: State, answers: Answers, project: Project | None) -> State:
    """The step was answered: what rested on the old answers is stale, and the next step comes."""
    seen = state.seen | {state.step}
    now_stale = (state.stale | (stale(state.answers, answers) & seen)) - {state.step}
    if state.step is StepKey.IMAGE and project is not None and _in_another_region(project, answers):
        now_stale |= {StepKey.ACCOUNT}
    step = state.resumes_at or after(state.step) or StepKey.DONE
    return replace(state, answers=answers, seen=seen, stale=now_stale, step=step, resumes_at=None)


def _in_another_region(project: Project, answers: Answers) -> bool:
    region = image_region(project, answers)
    return region is not None and region != region_of(project, answers)


def _jumped(state: State, event: GoTo) -> State:
    if state.step is StepKey.WELCOME and not state.seen:
        return _resumed(state, event)
    return replace(state, answers=event.answers, step=event.step, proposed=False, resumes_at=None)


def _resumed(state: State, event: GoTo) -> State:
    """A run that was cut off: its steps were seen; keys that it had and that are gone are asked for first."""
    seen = frozenset(STEPS[: STEPS.index(event.step)])
    state = replace(begun(state, event.answers), seen=seen)
    had_keys = event.answers.account.source not in (None, "later")
    if had_keys and not event.has_keys and StepKey.ACCOUNT in seen:
        return replace(state, step=StepKey.ACCOUNT, resumes_at=event.step)
    return replace(state, step=event.step)


def _kept(state: State, before: State | None = None) -> Reaction:
    """The state, with its answers kept; of a step that led back to the proposal under that step."""
    if before is not None and before.proposed and state.step is StepKey.WELCOME and not state.finished:
        return Reaction(state, (Save(state.answers, before.step),))
    return Reaction(state, _keep(state))


def _keep(state: State) -> tuple[Effect, ...]:
    if state.finished:
        return (Forget(),)
    if state.step is StepKey.WELCOME:
        return ()
    return (Save(state.answers, state.reached),)
