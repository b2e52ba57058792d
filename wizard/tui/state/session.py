"""What one run of the wizard holds in memory: the interview's state, the project, the keys."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from wizard.actions.account_step import HeldKeys
from wizard.core.interview.proposal import KeysAtHand
from wizard.core.interview.question import StepKey
from wizard.core.interview.reducer import State, reachable
from wizard.core.model.answers import Answers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wizard.actions.remove_integration import Situation
    from wizard.core.aws.ecr_name import EcrImage
    from wizard.core.ci_file.project import Project
    from wizard.services.storage.files import Written


class InEcr(NamedTuple):
    """What ECR said about images: which it was asked for, and which of them have no repository there."""

    asked: frozenset[EcrImage] = frozenset()
    absent: frozenset[EcrImage] = frozenset()

    def answered(self, asked: Iterable[EcrImage], absent: Iterable[EcrImage]) -> InEcr:
        """With one more answer, which goes before an earlier one."""
        asked = frozenset(asked)
        return InEcr(self.asked | asked, (self.absent - asked) | frozenset(absent))


class Session:
    """The state that screens read. Only the reducer moves it from step to step.

    `drafts` are texts that were typed and cannot be answers yet: going back loses nothing.
    """

    def __init__(self) -> None:
        self.state = State()
        self.project: Project | None = None
        self.held = HeldKeys()
        self.drafts: dict[str, str] = {}
        self.written: Written | None = None
        self.diff = ""
        self.committed = ""
        self.keys_are = ""  # one sentence on where the keys are kept, once that was asked
        self.problem = ""
        self.left_behind: list[str] = []  # sentences on what was saved besides the CI file
        self.at_hand = KeysAtHand()
        self.in_ecr = InEcr()
        self.in_shippable: tuple[str, ...] = ()
        self.by_hand = True
        self.taken_out = ""
        self.left: Situation | None = None  # what is known of the integration of what was taken out
        self.is_deleted = False  # the subscription integration of what was taken out, in Shippable too
        self.is_account_deleted = False

    @property
    def answers(self) -> Answers:
        """What was answered so far."""
        return self.state.answers

    @answers.setter
    def answers(self, answers: Answers) -> None:
        self.state = replace(self.state, answers=answers)

    @property
    def seen(self) -> frozenset[StepKey]:
        """The steps that were answered."""
        return self.state.seen

    @property
    def stale(self) -> frozenset[StepKey]:
        """The steps whose answers rest on something that changed since."""
        return self.state.stale

    @property
    def touched(self) -> frozenset[str]:
        """The questions that the user, or a resumed run, answered: the others follow their suggestions."""
        return self.state.touched

    def touch(self, key: str, *, touched: bool = True) -> None:
        """The user answered a question, or gave it back to its suggestion."""
        keys = self.state.touched | {key} if touched else self.state.touched - {key}
        self.state = replace(self.state, touched=keys)

    @property
    def finished(self) -> bool:
        """Whether something was written, or taken out: nothing is left to be resumed."""
        return self.state.finished

    @finished.setter
    def finished(self, finished: bool) -> None:
        self.state = replace(self.state, finished=finished)

    @property
    def found(self) -> Project:
        """The project; only asked for once the welcome has found it."""
        if self.project is None:
            raise RuntimeError("no project was looked for yet")
        return self.project

    @property
    def something_to_lose(self) -> bool:
        """Whether leaving now would throw away what the user did; keys that were found by themselves are nothing."""
        has_typed_keys = self.held.keys is not None and self.answers.account.source == "typed"
        return not self.finished and (bool(self.seen - {StepKey.WELCOME}) or has_typed_keys)

    def reachable(self, step: StepKey) -> bool:
        """Whether the user may jump there: it was seen, or comes right after one that was."""
        return reachable(self.state, step)
