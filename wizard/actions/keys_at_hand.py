"""Keys that are taken without a question: whether they may be, and what their check comes to. Decided here alone."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from wizard.actions import account_step
from wizard.actions.account_step import HeldKeys, Source
from wizard.actions.credentials import KeyReport
from wizard.core.interview.proposal import KeysAtHand, KeyState
from wizard.core.model.answers import Account, Answers
from wizard.core.model.errors import WizardError
from wizard.core.model.secret import AwsKeys

WORDS = {"environment": "AWS_ACCESS_KEY_ID", "keyring": "the keyring", "typed": "given by you"}


class Looked(NamedTuple):
    """The answers with the keys, and what the proposal says of them."""

    answers: Answers
    keys: KeysAtHand


class Resumed(NamedTuple):
    """The answers that a run goes on with, and whether its keys are at hand again."""

    answers: Answers
    has_keys: bool


def may_take(source: Source | None, account: Account) -> bool:
    """Whether the keys of the source can be those of this account integration."""
    return source is not None and account.source in (None, source.kind)


def came_from(account: Account) -> Source:
    """Where keys that are held came from."""
    words = f"AWS profile {account.profile}" if account.source == "profile" else WORDS.get(account.source or "", "")
    return Source(account.source or "typed", words, name=account.profile or "")


def left_by(account: Account) -> Source | None:
    """Where the keys of a run that was cut off can be taken from; None for keys that were typed and kept nowhere."""
    kept = account_step.kept_source(account)
    if kept is not None:
        return kept
    if account.source in (None, "typed", "later"):
        return None
    name = account.name if account.source == "keyring" else account.profile
    return replace(came_from(account), name=name or "")


def resumed(held: HeldKeys, known: Account, left: Answers, region: str) -> Resumed:
    """The answers of a run that was cut off, with the keys that are held where they are that run's.

    `known` is what is known of the keys that are held. Others are dropped.
    """
    if held.keys is None or held.keys.masked_id != left.account.masked_id:
        held.drop()
        return Resumed(left, has_keys=False)
    account = replace(left.account, checked=known.checked, aws_account=known.aws_account, arn=known.arn)
    return Resumed(account_step.for_region(held, replace(left, account=account), region), has_keys=True)


def of_held(held: HeldKeys, account: Account) -> KeysAtHand:
    """What is known of the keys that are held; nothing where none are."""
    if held.keys is None:
        return KeysAtHand()
    user = held.report.identity.user if held.report is not None else ""
    state: KeyState = "checked" if account.checked else "unchecked"
    return KeysAtHand(state, came_from(account).label, user=f"user {user}" if user else "")


def accepted(held: HeldKeys, answers: Answers, source: Source, keys: AwsKeys, report: KeyReport) -> Looked:
    """AWS accepts the keys."""
    answers = account_step.accept(held, answers, source, keys, report)
    user = report.identity.user
    return Looked(answers, KeysAtHand("checked", source.label, user=f"user {user}" if user else ""))


def not_accepted(
    held: HeldKeys, answers: Answers, source: Source, keys: AwsKeys | None, error: WizardError | None
) -> Looked:
    """Keys that AWS refused are dropped; those that it could not be asked about are kept, and called so.

    `error` is None where the user did not wait for AWS.
    """
    if keys is None or (error is not None and not account_step.can_skip_check(error)):
        return Looked(answers, KeysAtHand("refused", source.label, error.title if error is not None else ""))
    problem = error.title if error is not None else ""
    answers = account_step.accept(held, answers, source, keys, None)
    return Looked(answers, KeysAtHand("unchecked", source.label, problem))
