"""Step 5: for which branches the integration counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual import on

from wizard.core.answers import Answers
from wizard.core.flow import Next
from wizard.core.questions import BY_KEY, StepKey
from wizard.tui.screens.base import StepScreen
from wizard.tui.widgets.branch_picker import BranchPicker

if TYPE_CHECKING:
    from textual.widget import Widget


class BranchesScreen(StepScreen):
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
        self.query_one(BranchPicker).focus_first()

    def collect(self) -> Answers:
        """The answers with the branches as they are chosen."""
        return BY_KEY["branches"].put(self.session.answers, self.query_one(BranchPicker).get())

    @on(BranchPicker.Accepted)
    def action_next(self) -> None:
        """On, when at least one branch is chosen or none is needed."""
        picker = self.query_one(BranchPicker)
        if problem := picker.problem():
            picker.say(problem)
            return
        self.finish(Next(self.collect()))
