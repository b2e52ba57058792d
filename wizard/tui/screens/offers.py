"""What can be done from the welcome: the rows of the proposal, then everything else, each with what it leads to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.actions.account_step import kept_place
from wizard.actions.undo import offer
from wizard.core.interview.flow import STEPS, TITLES, GoTo, Next, Proposed, StepResult, TakeOut
from wizard.core.interview.proposal import Proposal, Row
from wizard.core.interview.question import StepKey
from wizard.core.model.answers import Account, Answers
from wizard.core.scenarios.recognize import starting_answers
from wizard.frozen import frozen

if TYPE_CHECKING:
    from wizard.actions.surroundings import Surroundings
    from wizard.core.ci_file.project import Project


@frozen
class Doing:
    """One thing that can be done from here, and the result that it means.

    `row` is a row of the proposal; `file` chooses that file; `undoes` takes the last write back; `resumes` and `leads`
    tell the rows that go on with an earlier run and that begin the six steps.
    """

    label: str
    result: StepResult | None = None
    file: str = ""
    row: Row | None = None
    undoes: bool = False
    resumes: bool = False
    leads: bool = False

    @property
    def reviews(self) -> bool:
        """Whether it takes the whole proposal to the review."""
        return isinstance(self.result, Proposed) and self.row is None

    def comes_first(self, *, is_led: bool) -> bool:
        """Whether it is on top, where the focus begins; `is_led`: whether the six steps are what is usual.

        That is an earlier run, the row that needs the user, else the next thing to do.
        """
        if self.resumes or (is_led and self.leads):
            return True
        return not is_led and (self.reviews or (self.row is not None and self.row.state == "missing"))

    def is_about(self, other: Doing) -> bool:
        """Whether the other one, from before something became known, is about the same thing."""
        if self.row is not None or other.row is not None:
            return self.row is not None and other.row is not None and self.row.label == other.row.label
        return self.label == other.label


def offers(
    project: Project, around: Surroundings, made: Proposal | None, account: Account, *, chosen: bool, fresh: bool
) -> Iterator[Doing]:
    """Everything that can be done.

    `account` is what is known of the keys; `chosen` tells that one of two files was; `fresh` that nothing was answered.
    """
    if len(project.files) > 1 and not chosen:
        for name in project.files:
            yield Doing(f"Work on {name}: both files exist, and only one of them counts", file=name)
        return
    if project.file.refusal is not None:
        yield Doing("Look again, when the file is fixed", file=project.file.name)
        return
    if around.left is not None and fresh:
        yield _resumed(*around.left)
    if made is not None:
        yield from _proposed(made)
    yield from _others(project, around, account)


def _resumed(answers: Answers, step: StepKey) -> Doing:
    last = STEPS[min(STEPS.index(step), STEPS.index(StepKey.REVIEW))]
    typed = answers.account.source == "typed" and kept_place(answers.account) is None
    said = f"Go on where the last run ended: {TITLES[last]}" + (" (the keys are asked for first)" if typed else "")
    return Doing(said, GoTo(last, answers), resumes=True)


def _proposed(made: Proposal) -> Iterator[Doing]:
    for row in made.rows:
        yield Doing(row.label, Proposed(row.step, made.answers, made.touched), row=row)
    if not made.missing:
        yield Doing("Review and write", Proposed(StepKey.REVIEW, made.answers, made.touched))


def _others(project: Project, around: Surroundings, account: Account) -> Iterator[Doing]:
    name = project.file.name
    started = Answers(file=project.named_file, account=account)
    yield Doing("Set up an integration, step by step (s)", Next(started), leads=True)
    for entry in project.file.ecr_entries:
        yield Doing(f"Change {entry.name}", Next(starting_answers(project.file, entry)))
    for entry in project.file.ecr_entries:
        yield Doing(f"Take out {entry.name}", TakeOut(entry.name))
    if around.undone is not None:
        yield Doing(offer(around.undone, name), undoes=True)
    for other in project.files:
        if other != name:
            yield Doing(f"Work on {other} instead", file=other)
