"""The proposal on a console: every answer with its source, then what is to be done with it."""

from __future__ import annotations

from typing import NamedTuple

from wizard.actions import keys_at_hand
from wizard.actions.account_step import HeldKeys, Source
from wizard.actions.credentials import KeyReport, absent_of, check_keys, load_keys
from wizard.actions.keys_at_hand import Resumed
from wizard.actions.services import Services
from wizard.actions.surroundings import Surroundings
from wizard.core.aws.ecr_name import EcrImage
from wizard.core.ci_file.project import Project
from wizard.core.interview.draft import draft
from wizard.core.interview.flow import Proposed
from wizard.core.interview.form import Given
from wizard.core.interview.proposal import NO_KEYS, KeysAtHand, Known, Proposal, Row, propose
from wizard.core.interview.question import StepKey
from wizard.core.interview.reducer import answered
from wizard.core.model.answers import Answers
from wizard.core.model.errors import WizardError
from wizard.core.model.secret import AwsKeys
from wizard.core.scenarios.desired_changes import region_of
from wizard.core.scenarios.images import images_in_ecr
from wizard.plain.console import CallStopped, Console, WentBack

HELP = (
    "Each line is an answer with where it comes from; ! marks what needs you. A number changes that answer and comes "
    "back here. Nothing is written before you have seen the patch."
)
REVIEW, STEPS = "Review and write", "Step by step"
ASKING = "  Asking AWS who the keys at hand belong to ..."


class Wanted(NamedTuple):
    """What is given by now, and what the user wants of the proposal; None: the steps, one by one."""

    given: Given
    result: Proposed | None


class Proposing:
    """The proposal of one walk. It is asked about again after each answer that was changed from it.

    `made` is the proposal that is asked about now; None while none is.
    """

    def __init__(self, console: Console, services: Services, held: HeldKeys) -> None:
        self._console, self._services, self._held = console, services, held
        self.made: Proposal | None = None
        self._keys = KeysAtHand()
        self._absent: frozenset[EcrImage] = frozenset()
        self._looked_for_keys = False

    def ask(self, project: Project, given: Given, around: Surroundings, *, is_first: bool) -> Wanted:
        """What the user wants. Nothing is asked where nothing is known to propose.

        `is_first`: there is nothing to go back to. Raises `WentBack` and `EOFError`.
        """
        given = self._with_keys_at_hand(project, given, around.source)
        made = self._propose(project, given, around)
        if self._found_absent(project, made):
            made = self._propose(project, given, around)
        if not made.knows:
            return Wanted(given, None)
        self.made = made
        try:
            while True:
                try:
                    return Wanted(given, self._wanted(project, made))
                except WentBack:
                    if not is_first:
                        raise
                    self._console.say("  There is nothing before this.")
        finally:
            self.made = None

    def resumed(self, project: Project, left: Answers) -> Resumed:
        """The answers of a run that was cut off, with its keys where they can be taken from somewhere."""
        given = self._with_keys_at_hand(project, Given(left, answered(left)), keys_at_hand.left_by(left.account))
        return keys_at_hand.resumed(self._held, given.answers.account, left, region_of(project, left))

    def _propose(self, project: Project, given: Given, around: Surroundings) -> Proposal:
        if self._held.keys is not None:
            self._keys = keys_at_hand.of_held(self._held, given.answers.account)
        elif self._keys.state != "refused":
            self._keys = KeysAtHand()
        known = Known(around.inventory, self._keys, self._absent)
        return propose(project, given.answers, given.touched - {"file"}, known)

    def _with_keys_at_hand(self, project: Project, given: Given, source: Source | None) -> Given:
        """What is given with the keys that are at hand, checked; once in a run. ctrl+c does not wait for AWS."""
        if self._looked_for_keys or self._held.keys is not None:
            return given
        self._looked_for_keys = True
        if source is None or not keys_at_hand.may_take(source, given.answers.account):
            return given
        region = region_of(project, propose(project, given.answers, given.touched, Known()).answers)
        keys: AwsKeys | None = None
        try:
            keys = load_keys(self._services.credential_store, source.kind, source.name)
            if keys is None:
                return given
            report = self._checked(keys, region)
        except (WizardError, CallStopped) as error:
            why = error if isinstance(error, WizardError) else None
            answers, self._keys = keys_at_hand.not_accepted(self._held, given.answers, source, keys, why)
        else:
            answers, self._keys = keys_at_hand.accepted(self._held, given.answers, source, keys, report)
        return given.with_answers(answers)

    def _checked(self, keys: AwsKeys, region: str) -> KeyReport:
        return self._console.during(ASKING, lambda: check_keys(self._services.aws, keys, region))

    def _found_absent(self, project: Project, made: Proposal) -> bool:
        """Look whether ECR has the images of the proposal; whether that changes what is known."""
        keys, before = self._held.keys, self._absent
        if keys is None or not made.answers.account.checked:
            return False
        try:
            self._absent = absent_of(self._services.aws, keys, images_in_ecr(project, made.answers))
        except WizardError:
            return False  # not looked at: nothing is said of it
        return self._absent != before

    def _wanted(self, project: Project, made: Proposal) -> Proposed | None:
        """Show the proposal, and ask."""
        self._console.say(f"\nProposed: {made.settled} of {len(made.rows)} settled.")
        self._console.say(f"  {project.file.name}: {draft(project, made.answers).text} (+ shows the patch)")
        choices = [(row.label, _about(row)) for row in made.rows]
        if not made.missing:
            choices.append((REVIEW, ""))
        choices.append((STEPS, ""))
        picked = self._console.choose("What next", HELP, choices, _default(made, len(choices)))
        if picked < len(made.rows):
            return Proposed(made.rows[picked].step, made.answers, made.touched)
        if choices[picked][0] == REVIEW:
            return Proposed(StepKey.REVIEW, made.answers, made.touched)
        return None


def _about(row: Row) -> str:
    """The value, and where it comes from or what is wrong with it."""
    if row.state in ("missing", "trouble"):
        return f"{row.value} ! {row.source}".strip()
    # A row takes a paste on the screens; here the number asks.
    source = "this number asks for them" if row.source == NO_KEYS else row.source
    return f"{row.value} ({source})" if source else row.value


def _default(made: Proposal, number: int) -> int:
    """As on the screens: what is missing, else the review; with no keys at hand the steps, one by one."""
    if made.is_led:
        return number - 1
    if made.missing:
        return made.rows.index(made.missing[0])
    return len(made.rows)
