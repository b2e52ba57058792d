"""Step 5: for which branches the integration counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual import on

from wizard.core.interview.flow import Next
from wizard.core.interview.question import StepKey
from wizard.core.interview.questions import BY_KEY
from wizard.core.model.answers import Answers, Branches
from wizard.tui.screens.patched import PatchedStep
from wizard.tui.widgets.branch_picker import BranchPicker

if TYPE_CHECKING:
    from textual.widget import Widget

DRAFT = "branches"  # where the session keeps what is left in the filter


class BranchesScreen(PatchedStep):
    """All, only some, all but some."""

    step = StepKey.BRANCHES
    about = (
        BY_KEY["branches"].help + "\n\nThese are the branches of the hub entry. The top-level `branches:` of "
        "shippable.yml is another thing: it says which branches are built at all.\n\n"
        "Shippable reads shippable.yml from the branch that it builds: what is written must be committed on each "
        "branch that is chosen here."
    )

    def body(self) -> Iterator[Widget]:
        """The picker."""
        question = BY_KEY["branches"]
        project = self.session.found
        yield BranchPicker(project.branches, question.start(self.session.answers, project))

    def on_mount(self) -> None:
        """The mode comes first."""
        picker = self.query_one(BranchPicker)
        if draft := self.session.drafts.get(DRAFT):
            picker.show_typed(draft)
        picker.focus_first()
        self._branches_changed()

    @on(BranchPicker.Changed)
    def _branches_changed(self) -> None:
        branches = self.query_one(BranchPicker).get()
        self.show_patch(BY_KEY["branches"].put(self.session.answers, branches))

    def lit_texts(self) -> tuple[str, ...]:
        """The branches of the entry."""
        chosen = self.query_one(BranchPicker).get()
        return ("branches:", f"{chosen.mode}:", *(f"- {name}" for name in chosen.names))

    def collect(self) -> Answers:
        """The answers with the branches as they are chosen; what is left in the filter is kept for the next visit."""
        picker = self.query_one(BranchPicker)
        self.session.drafts.pop(DRAFT, None)
        if picker.typed:
            self.session.drafts[DRAFT] = picker.typed
        chosen = picker.get()
        if chosen != Branches():
            self.session.touch("branches")
        return BY_KEY["branches"].put(self.session.answers, chosen)

    def has_input(self) -> bool:
        """Whether something was typed or chosen here that is not in the session yet."""
        picker = self.query_one(BranchPicker)
        question = BY_KEY["branches"]
        return bool(picker.typed) or picker.get() != question.start(self.session.answers, self.session.found)

    @on(BranchPicker.Accepted)
    def action_next(self) -> None:
        """On, when nothing is left undecided in the filter, and at least one branch is chosen or none is needed."""
        picker = self.query_one(BranchPicker)
        if problem := picker.take_typed():
            picker.say(problem)
            return
        self.finish(Next(self.collect()))
