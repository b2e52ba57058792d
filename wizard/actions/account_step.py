"""What the account step does, whoever asks: screens and prompts only show it.

A check counts for *these keys in this region*. Which sources are offered, in which order, and when going on
unchecked is allowed is decided here and nowhere else.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from wizard.actions.credentials import KeyReport, KeySources, forget_keys, key_sources, store_keys
from wizard.actions.services import Services
from wizard.core.ci_file.project import Project
from wizard.core.interview.validators import InvalidAnswer
from wizard.core.interview.validators import region as clean_region
from wizard.core.model.answers import Account, Answers, KeySource, Storage
from wizard.core.model.errors import CredentialsError, WizardError
from wizard.core.model.secret import AwsKeys
from wizard.frozen import frozen
from wizard.services.credentials.store import CredentialStore
from wizard.services.runtime.foreign import foreign_text


@dataclass
class HeldKeys:
    """The keys of this run, in memory until it ends.

    `report` is what AWS said of them, if it was asked. `kept` are the keys of which the user has
    said where to keep them; they differ from `keys` once others were given.
    """

    keys: AwsKeys | None = None
    report: KeyReport | None = None
    kept: AwsKeys | None = None

    def drop(self) -> None:
        """Forget the keys, not where others are kept."""
        self.keys = self.report = None

    @property
    def are_kept(self) -> bool:
        """Whether the keys that are held are the ones that were kept."""
        return self.keys is not None and self.keys is self.kept


@frozen
class Source:
    """One place that keys can come from. `name` is of the profile; `keys` are set for the demo's samples alone."""

    kind: KeySource
    label: str
    about: str = ""
    name: str = ""
    keys: AwsKeys | None = None


class Sources(NamedTuple):
    """The places that keys can come from, the one that the shell means, and why something there cannot be used."""

    offered: tuple[Source, ...]
    suggested: Source | None
    problems: tuple[WizardError, ...]


class KeptPlace(NamedTuple):
    """A place where keys are kept: the keyring under a name, or a profile."""

    storage: Storage
    name: str


class Moved(NamedTuple):
    """The account integration after its keys were kept, and where they are, in words ("" for nowhere)."""

    account: Account
    where: str


AT_HAND = "At hand: what this shell would use."
TYPED = Source(
    "typed",
    "Type or paste them",
    "Pasted at once they fill both fields: two export lines, a profile, a row of credentials.csv, JSON.",
)
LATER = Source("later", "None now", "Go on without keys; nothing is checked, and that is said until the end.")


def quick_sources(services: Services) -> tuple[Source, ...]:
    """What can be offered at once: typing, the demo's sample keys, and going on without keys."""
    samples = tuple(Source("typed", f"Try: {item.label}", item.about, keys=item.keys) for item in services.samples)
    return (TYPED, *samples, LATER)


def all_sources(services: Services) -> Sources:
    """Every source: also the environment, the keyring and the profiles. A silent keyring takes three seconds.

    Never raises: what is wrong with a source is part of the answer.
    """
    *first, later = quick_sources(services)
    found = key_sources(services.credential_store)
    suggested = _suggested(found)
    others: list[Source] = []
    state = services.credential_store.probe()
    if state.kind == "keyring":
        others.append(Source("keyring", f"The keyring ({state.name})", "Under the name of the account integration."))
    named = suggested.name if suggested is not None else ""
    others += [Source("profile", f"AWS profile {name}", name=name) for name in found.profiles if name != named]
    at_hand_first = (suggested,) if suggested is not None else ()
    return Sources((*at_hand_first, *first, *others, later), suggested, found.problems)


def _suggested(found: KeySources) -> Source | None:
    if found.of_shell == "profile":
        label = f"AWS profile {found.profile}, which AWS_PROFILE names"
        return Source("profile", label, AT_HAND, name=found.profile)
    if found.environment is None:
        return None
    return Source("environment", f"AWS_ACCESS_KEY_ID of this shell: {found.environment.masked_id}", AT_HAND)


def at_hand(services: Services, account: Account) -> Source | None:
    """The keys that can be taken without a question; None where there are none, or it is not clear which.

    The shell's own, then the profile that AWS_PROFILE names, then those that are kept for the account integration.
    Raises `WizardError` for keys of the shell that cannot be used.
    """
    found = key_sources(services.credential_store)
    if found.of_shell == "environment":
        return Source("environment", "AWS_ACCESS_KEY_ID")
    if found.of_shell == "profile":
        return Source("profile", f"AWS profile {found.profile}", name=found.profile)
    if found.problems:
        raise found.problems[0]
    return kept_source(account)


def kept_source(account: Account) -> Source | None:
    """The place where the keys of the account integration are kept, as a source; None for nowhere."""
    place = kept_place(account)
    if place is None:
        return None
    if place.storage == "keyring":
        return Source("keyring", "the keyring", name=place.name)
    return Source("profile", f"AWS profile {place.name}", name=place.name)


def with_shell_region(project: Project) -> Project:
    """The project with the region that the shell or its AWS profile names, where that can be one.

    It prefills the question of the region. The wizard's other doors never look at it: it changes no file by itself.
    """
    if not any(name.startswith("AWS_") for name in os.environ) and not Path("~/.aws").expanduser().exists():
        return project  # without reading what takes its time to import
    from wizard.services.credentials.aws_settings import LAST_SOURCE, region_for

    try:
        found = region_for()
        region = clean_region(found.value).text
    except (WizardError, InvalidAnswer):
        return project
    if found.source == LAST_SOURCE:
        return project
    return replace(project, shell_region=region, shell_region_source=foreign_text(found.source, limit=60))


def is_checked_in(held: HeldKeys, answers: Answers, region: str) -> bool:
    """Whether AWS has accepted the keys that are held, in that very region."""
    if held.report is None or held.keys is None or not answers.account.checked:
        return False
    return held.report.region == region and held.report.masked_id == held.keys.masked_id


def for_region(held: HeldKeys, answers: Answers, region: str) -> Answers:
    """The answers once the region is known: a check of another region counts no more."""
    if not answers.account.checked or held.keys is None or is_checked_in(held, answers, region):
        return answers
    held.report = None
    return replace(answers, account=replace(answers.account, checked=False))


def with_other_keys(held: HeldKeys, answers: Answers) -> Answers:
    """The answers when other keys are wanted: what is known of the old ones is dropped, where they are kept is not."""
    held.drop()
    account = replace(answers.account, source=None, masked_id=None, checked=False, aws_account=None, arn=None)
    return replace(answers, account=account)


def without_keys(held: HeldKeys, answers: Answers) -> Answers:
    """The answers when the user goes on without keys."""
    answers = with_other_keys(held, answers)
    return replace(answers, account=replace(answers.account, source="later"))


def accept(held: HeldKeys, answers: Answers, source: Source, keys: AwsKeys, report: KeyReport | None) -> Answers:
    """The answers with these keys; `report` is None where the user goes on without a check."""
    held.keys, held.report = keys, report
    account = replace(answers.account, source=source.kind, masked_id=keys.masked_id, checked=report is not None)
    if source.kind == "profile":
        account = replace(account, profile=source.name)
    aws_account = report.identity.account if report is not None else None
    arn = report.identity.arn if report is not None else None
    return replace(answers, account=replace(account, aws_account=aws_account, arn=arn))


def can_skip_check(error: WizardError) -> bool:
    """Whether keys can be used unchecked after this error of the check: AWS could not be asked, or would not tell."""
    return not isinstance(error, CredentialsError) or error.code == "access-denied"


def asks_storage(held: HeldKeys, answers: Answers) -> bool:
    """Whether it is to be asked where to keep the keys: they were typed, and it was not asked yet."""
    return can_keep(held, answers) and answers.account.source == "typed"


def can_keep(held: HeldKeys, answers: Answers) -> bool:
    """Whether the keys can be kept: they come from nowhere that keeps them. Those of this shell only on a wish."""
    return held.keys is not None and not held.are_kept and answers.account.source in ("typed", "environment")


def kept_place(account: Account) -> KeptPlace | None:
    """Where this run has kept the keys of the account integration; None for nowhere."""
    if account.storage not in ("keyring", "profile"):
        return None
    before_kept_as = account.name if account.storage == "keyring" else account.profile  # a state of 0.1.0
    return KeptPlace(account.storage, account.kept_as or before_kept_as or "")


def place_for(account: Account, storage: Storage, profile: str = "") -> KeptPlace | None:
    """Where keys of the account integration belong with this choice; None for nowhere."""
    if storage == "none":
        return None
    return KeptPlace(storage, profile if storage == "profile" else account.name or "")


def keep_keys(store: CredentialStore, held: HeldKeys, account: Account, storage: Storage, profile: str = "") -> Moved:
    """Keep the keys where the user chose, under the integration's present name, and no longer where they were.

    Raises like `store_keys`; then they are still where they were.
    """
    if held.keys is None:
        return Moved(account, "")
    name = account.name or ""
    before, after = kept_place(account), place_for(account, storage, profile)
    stored = store_keys(store, storage, name, held.keys, profile=profile, overwrite=after == before)
    if before is not None and before != after:
        forget_keys(store, before.storage, before.name, before.name)
    held.kept = held.keys
    kept_as = after.name if after is not None else None
    changed = replace(account, storage=storage, profile=profile or None, kept_as=kept_as)
    return Moved(changed, stored.where if after is not None else "")
