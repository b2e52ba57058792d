"""What a proposal rests on besides the project: an earlier run, the inventory, keys at hand, a write to undo."""

from __future__ import annotations

from dataclasses import field

from wizard.actions import resume
from wizard.actions.account_step import Source, at_hand
from wizard.actions.keys_at_hand import left_by
from wizard.actions.known_of_entry import account_of, known_of_entry
from wizard.actions.services import Services
from wizard.actions.settings import begun_with
from wizard.actions.undo import last_write
from wizard.core.ci_file.project import Project
from wizard.core.interview.proposal import known_integration
from wizard.core.interview.question import StepKey
from wizard.core.model.answers import Account, Answers
from wizard.core.model.errors import WizardError
from wizard.core.model.inventory import Inventory
from wizard.core.scenarios.recognize import starting_answers
from wizard.frozen import frozen
from wizard.services.storage.files import Undone


@frozen
class Surroundings:
    """`base` are the answers that the file and `.ecr-wizard.yml` give already, `said` those of the latter.

    `left` is what a run that was cut off had; `problems` are what could not be looked at.
    """

    base: Answers
    left: tuple[Answers, StepKey] | None = None
    inventory: Inventory = field(default_factory=Inventory)
    source: Source | None = None
    undone: Undone | None = None
    problems: tuple[WizardError, ...] = ()
    said: Answers = field(default_factory=Answers)


def surroundings(services: Services, project: Project, file: str | None) -> Surroundings:
    """Look at all that can be looked at without a network and without the keyring. Never raises `WizardError`."""
    problems: list[WizardError] = []
    base, inventory, source = Answers(file=file), Inventory(), None
    try:
        inventory = services.inventory.read()
        base = _base(services, project, base)
    except WizardError as error:
        problems.append(error)
    said = Answers()
    try:
        base, said = begun_with(services, project, base)
    except WizardError as error:
        problems.append(error)
    try:
        source = at_hand(services, _account(project, base, inventory))
    except WizardError as error:
        problems.append(error)
    left, undone = resume.load(project), last_write(services, project)
    if source is None and left is not None:
        source = left_by(left[0].account)
    return Surroundings(base, left, inventory, source, undone, tuple(problems), said)


def _base(services: Services, project: Project, base: Answers) -> Answers:
    """What the only ECR entry of the file says; of several entries none is meant without a question."""
    entries = project.file.ecr_entries
    if project.file.refusal is not None or len(entries) != 1:
        return base
    return known_of_entry(services, project, starting_answers(project.file, entries[0]))


def _account(project: Project, base: Answers, inventory: Inventory) -> Account:
    """The account integration whose keys may be kept here."""
    record = known_integration(project, inventory)
    known = inventory.account(record.account) if record is not None else None
    if base.changes_entry is not None or known is None:
        return base.account
    return account_of(known)
