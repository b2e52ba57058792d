"""The proposal: every answer that a run would write, each with the source that it comes from, before anything is asked.

A guess only fills in what nobody answered. It deletes nothing, renames nothing, and is never said to be more than it
is: each row names where its value comes from, or what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field, replace
from typing import Literal

from wizard.core.aws.ecr_name import EcrImage
from wizard.core.aws.ecr_name import parse as parse_ecr
from wizard.core.ci_file.ci_image import images_made
from wizard.core.ci_file.project import Project
from wizard.core.docker.commands import split_tag
from wizard.core.interview.form import Given, followed, unfollowed
from wizard.core.interview.question import Question, StepKey
from wizard.core.interview.questions import BY_KEY, QUESTIONS
from wizard.core.interview.suggestions import offered_build
from wizard.core.model.answers import Answers, Branches
from wizard.core.model.inventory import Inventory, SubscriptionRecord, is_same_subscription
from wizard.core.model.settings import SETTINGS_NAME
from wizard.core.scenarios.desired_changes import region_of
from wizard.core.scenarios.images import image_and_tag, images_in_ecr
from wizard.core.scenarios.recognize import starting_answers
from wizard.core.scenarios.registry import scenario_of, suggested_scenario
from wizard.frozen import frozen

# settled: a value that can be written; missing: an answer without which nothing is; trouble: what will not work;
# open: what can be left as it is; checking: what is being found out.
State = Literal["settled", "missing", "trouble", "open", "checking"]
KeyState = Literal["none", "checking", "checked", "unchecked", "refused"]
YOURS, SUGGESTED = "your answer", "suggested"
NO_KEYS = "paste them here, or Enter"
# Which file it is, is no guess: it was chosen before.
_ASKED = tuple(question for question in QUESTIONS if question.key != "file")


@frozen
class KeysAtHand:
    """What is known of the keys: where they were found, and what the check came to. `problem` says why it failed."""

    state: KeyState = "none"
    source: str = ""
    problem: str = ""
    user: str = ""


@frozen
class Known:
    """What a proposal rests on besides the project. `absent` are images whose repository ECR does not have.

    `said` is what `.ecr-wizard.yml` says.
    """

    inventory: Inventory = field(default_factory=Inventory)
    keys: KeysAtHand = KeysAtHand()
    absent: frozenset[EcrImage] = frozenset()
    said: Answers = field(default_factory=Answers)


@frozen
class Row:
    """One answer: its label, its value, where it comes from or what is wrong with it, and the step that asks it."""

    label: str
    value: str
    source: str
    step: StepKey
    state: State = "settled"


@frozen
class Proposal:
    """The answers with every guess filled in, and a row for each. `touched` are the questions that were answered.

    `knows` tells whether anything is known that the project's own name does not tell anyway; `is_led` that the six
    steps are the usual way from here, because there are no keys.
    """

    answers: Answers
    touched: frozenset[str]
    rows: tuple[Row, ...]
    knows: bool
    is_led: bool = True

    @property
    def missing(self) -> tuple[Row, ...]:
        """What has to be answered before anything can be written."""
        return tuple(row for row in self.rows if row.state == "missing")

    @property
    def awaited(self) -> tuple[Row, ...]:
        """The rows that have no value until AWS has answered."""
        return tuple(row for row in self.rows if row.state == "checking" and not row.value)

    @property
    def settled(self) -> int:
        """How many rows need nobody."""
        return sum(row.state == "settled" for row in self.rows)


def propose(project: Project, base: Answers, touched: frozenset[str], known: Known) -> Proposal:
    """What the wizard would write, from `base`: what was answered, or what an entry of the file says.

    Questions that are not in `touched` follow their suggestions; those that are keep what was answered.

    >>> propose(project, Answers(), frozenset(), Known()).answers.branches
    Branches(mode='all', names=())
    """
    answers = unfollowed(_ASKED, Given(base, touched))
    answers, known_names = _with_known_names(project, answers, touched, known.inventory)
    answers = followed(_ASKED, answers, Given(answers, touched), project)
    rows = tuple(_with_settings(row, answers, known.said) for row in _rows(project, answers, touched, known))
    missing_first = sorted(rows, key=lambda row: row.state != "missing")
    is_known = known.keys.state != "none" or suggested_scenario(project) is not None or bool(touched)
    return Proposal(answers, touched | known_names, tuple(missing_first), is_known, known.keys.state == "none")


# A row -> the answer that it shows.
_SHOWN = {
    "Integration": "integration",
    "Scenario": "scenario",
    "Image": "image",
    "Build": "build_command",
    "Branches": "branches",
    "Region": "region",
}


def _with_settings(row: Row, answers: Answers, said: Answers) -> Row:
    """The row, its source named where that is `.ecr-wizard.yml`."""
    key = _SHOWN.get(row.label)
    if key is None or row.state != "settled" or getattr(said, key) is None:
        return row
    return replace(row, source=SETTINGS_NAME) if getattr(said, key) == getattr(answers, key) else row


# -- the guesses


def _with_known_names(
    project: Project, answers: Answers, touched: frozenset[str], inventory: Inventory
) -> tuple[Answers, frozenset[str]]:
    """The answers with the names that the inventory has for this subscription, and which questions those answer."""
    record = known_integration(project, inventory)
    if record is None or {"integration", "account.name"} & touched:
        return answers, frozenset()
    answers = BY_KEY["integration"].put(answers, record.name)
    if not record.account:
        return answers, frozenset({"integration"})
    return BY_KEY["account.name"].put(answers, record.account), frozenset({"integration", "account.name"})


def known_integration(project: Project, inventory: Inventory) -> SubscriptionRecord | None:
    """The integration of the project's subscription that most files name; None where none is known."""
    organisation = project.organisation
    if not organisation:
        return None
    found = [item for item in inventory.subscriptions if is_same_subscription(item.subscription, organisation)]
    return max(found, key=lambda item: len(item.places), default=None)


# -- the rows


def _rows(project: Project, answers: Answers, touched: frozenset[str], known: Known) -> Iterator[Row]:
    yield keys_row(answers, known.keys)
    yield _name_row(project, answers, touched, known.inventory)
    yield _scenario_row(project, answers, touched)
    scenario = scenario_of(answers)
    if scenario is not None:
        yield _image_row(project, answers, touched, known)
        asked = scenario.asks(answers)
        for key in ("push_section", "dockerfile"):
            if key in asked:
                yield _plain_row(BY_KEY[key], project, answers, touched)
        yield from _build_row(project, answers, touched)
    yield _branches_row(project, answers, touched)
    yield _region_row(project, answers, touched)


def keys_row(answers: Answers, keys: KeysAtHand) -> Row:
    """The keys, and what is known of them."""
    account, masked = answers.account, answers.account.masked_id or "found"
    if keys.state == "none":
        # Keys at hand need not be those of an account integration that is known.
        source = f"{keys.source} not used yet" if keys.source else NO_KEYS
        return Row("Keys", "none", source, StepKey.ACCOUNT, "open")
    if keys.state == "checking":
        return Row("Keys", masked, f"{keys.source}, checking ...", StepKey.ACCOUNT, "checking")
    if keys.state == "refused":
        return Row("Keys", "refused", keys.problem, StepKey.ACCOUNT, "trouble")
    if keys.state == "unchecked":
        return Row("Keys", f"{masked}, not checked", keys.problem or keys.source, StepKey.ACCOUNT, "trouble")
    whose = f"account {account.aws_account}" + (f", {keys.user}" if keys.user else "")
    return Row("Keys", f"{masked}, checked", f"{whose}, from {keys.source}", StepKey.ACCOUNT)


def _name_row(project: Project, answers: Answers, touched: frozenset[str], inventory: Inventory) -> Row:
    record = known_integration(project, inventory)
    if answers.changes_entry == answers.integration and answers.changes_entry is not None:
        source = project.file.name
    elif record is not None and record.name == answers.integration:
        source = "used by " + _projects(len(record.places)) if record.places else "from the inventory"
    else:
        source = _whose("integration", touched)
    return Row("Integration", answers.integration or "", source, StepKey.SUBSCRIPTION)


def _projects(number: int) -> str:
    return "one of your projects" if number == 1 else f"{number} of your projects"


def _scenario_row(project: Project, answers: Answers, touched: frozenset[str]) -> Row:
    if answers.scenario is None:
        return Row("Scenario", "not known", "what is the project to do with ECR?", StepKey.SCENARIO, "missing")
    suggested = suggested_scenario(project)
    source = _whose("scenario", touched)
    if answers.changes_entry is not None:
        source = _source("scenario", project, answers, touched)
    elif suggested is not None and suggested.key == answers.scenario:
        source = suggested.reason
    return Row("Scenario", answers.scenario, source, StepKey.SCENARIO)


def _image_row(project: Project, answers: Answers, touched: frozenset[str], known: Known) -> Row:
    image, tag = image_and_tag(project, answers)
    if not image and known.keys.state == "checking":
        return Row("Image", "", "in the account of the keys ...", StepKey.IMAGE, "checking")
    if not image:
        return Row("Image", "not known", "which image?", StepKey.IMAGE, "missing")
    from wizard.core.interview.remedies import remedies_for  # late: it makes a plan, and most first pages need none

    reason, _ = remedies_for(project, answers)
    value = f"{image}:{tag}"
    if reason:
        return Row("Image", value, reason, StepKey.IMAGE, "trouble")
    gone = [item for item in images_in_ecr(project, answers) if item in known.absent]
    if gone:
        where = f"no repository {gone[0].repository} in {gone[0].region}"
        return Row("Image", value, where, StepKey.IMAGE, "trouble")
    return Row("Image", value, _source_of_image(project, answers, touched, image), StepKey.IMAGE)


def _source_of_image(project: Project, answers: Answers, touched: frozenset[str], image: str) -> str:
    scenario = scenario_of(answers)
    if scenario is not None and scenario.named(project.file, Answers()).image == image:
        return project.file.name
    return _whose("image", touched, project.file.name if _is_made(project, image) else "this project's name")


def _is_made(project: Project, image: str) -> bool:
    """Whether a command of the file makes the image."""
    return any(image == split_tag(name)[0] for name in images_made(project.file))


def _plain_row(question: Question, project: Project, answers: Answers, touched: frozenset[str]) -> Row:
    value = question.start(answers, project)
    return Row(question.label, str(value or ""), _source(question.key, project, answers, touched), StepKey.IMAGE)


def _build_row(project: Project, answers: Answers, touched: frozenset[str]) -> Iterator[Row]:
    offered = offered_build(answers, project)
    if answers.build_command:
        why = "nothing else makes this image" if answers.build_command == offered else SUGGESTED
        yield Row("Build", answers.build_command, _whose("build_command", touched, why), StepKey.IMAGE)
    elif offered is not None:
        source = _whose("build_command", touched, project.file.name)
        yield Row("Build", "nothing makes this image", source, StepKey.IMAGE, "trouble")


def _branches_row(project: Project, answers: Answers, touched: frozenset[str]) -> Row:
    source = _source("branches", project, answers, touched)
    return Row("Branches", branches_in_words(answers.branches or Branches()), source, StepKey.BRANCHES)


def branches_in_words(branches: Branches) -> str:
    """`all`, `only master, release/*`, `all but wip`."""
    if branches.mode == "all":
        return "all"
    return ("only " if branches.mode == "only" else "all but ") + ", ".join(branches.names)


def _region_row(project: Project, answers: Answers, touched: frozenset[str]) -> Row:
    region = answers.region or region_of(project, answers)
    return Row("Region", region, _source_of_region(project, answers, touched, region), StepKey.ACCOUNT)


def _source_of_region(project: Project, answers: Answers, touched: frozenset[str], region: str) -> str:
    if answers.changes_entry is not None:
        return _source("region", project, answers, touched)
    for item in project.dockerfiles:
        if any(found.region == region for found in map(parse_ecr, item.froms) if found is not None):
            return f"{item.path}: FROM an image there"
    if any(image.region == region for image in images_in_ecr(project, answers)):
        return "the image is there"
    return _whose("region", touched, "Shippable's default" if region == "us-east-1" else SUGGESTED)


def _source(key: str, project: Project, answers: Answers, touched: frozenset[str]) -> str:
    """Where an answer comes from: the entry of the file that is changed, where it says the same."""
    entry = project.file.entry_of(answers) if answers.changes_entry is not None else None
    if entry is not None:
        there = BY_KEY[key].get(starting_answers(project.file, entry))
        return project.file.name if there == BY_KEY[key].get(answers) else YOURS
    return _whose(key, touched)


def _whose(key: str, touched: frozenset[str], guess: str = SUGGESTED) -> str:
    return YOURS if key in touched else guess
