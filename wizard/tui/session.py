"""What one run of the wizard holds in memory: the answers so far, the project, the keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wizard.actions.account_step import HeldKeys
from wizard.core.answers import Answers
from wizard.core.answers_file import FILE_FIELDS
from wizard.core.flow import STEPS, stale
from wizard.core.images import image_region
from wizard.core.questions import StepKey
from wizard.core.scenarios import region_of

if TYPE_CHECKING:
    from wizard.core.project import Project
    from wizard.services.files import Written


@dataclass
class Session:
    """The state that screens read and the coordinator keeps.

    `touched` are the questions that the user (or a resumed run) answered: the others follow their suggestions.
    `drafts` are texts that were typed and cannot be answers yet: going back loses nothing.
    """

    answers: Answers = field(default_factory=Answers)
    project: Project | None = None
    held: HeldKeys = field(default_factory=HeldKeys)
    touched: set[str] = field(default_factory=set)
    drafts: dict[str, str] = field(default_factory=dict)
    seen: set[StepKey] = field(default_factory=set)
    stale: set[StepKey] = field(default_factory=set)
    written: Written | None = None
    kept_where: str = ""
    problem: str = ""
    in_shippable: tuple[str, ...] = ()
    by_hand: bool = True
    taken_out: str = ""
    finished: bool = False

    @property
    def found(self) -> Project:
        """The project; only asked for once the welcome has found it."""
        if self.project is None:
            raise RuntimeError("no project was looked for yet")
        return self.project

    @property
    def something_to_lose(self) -> bool:
        """Whether leaving now would throw away what the user did."""
        return not self.finished and (bool(self.seen - {StepKey.WELCOME}) or self.held.keys is not None)

    def begin(self, answers: Answers) -> None:
        """Start over from these answers, as if each of them that is set had been given by the user."""
        self.answers = answers
        self.touched = {name for name in FILE_FIELDS if getattr(answers, name) not in (None, ())}
        self.touched |= {"account.name"} if answers.account.name else set()
        self.touched |= {"subscription"} if answers.subscription else set()
        self.drafts.clear()
        self.seen.clear()
        self.stale.clear()

    def advance(self, step: StepKey, answers: Answers) -> None:
        """A step was answered: keep the answers, and mark what rested on the old ones."""
        old, self.answers = self.answers, answers
        self.seen.add(step)
        self.stale |= stale(old, answers) & self.seen
        self.stale.discard(step)
        if self.project is not None and step is StepKey.IMAGE:
            region = image_region(self.project, answers)
            if region is not None and region != region_of(self.project, answers):
                self.stale.add(StepKey.ACCOUNT)

    def reachable(self, step: StepKey) -> bool:
        """Whether the user may jump there: it was seen, or comes right after one that was."""
        at = STEPS.index(step)
        return step is not StepKey.DONE and all(earlier in self.seen for earlier in STEPS[1:at])
