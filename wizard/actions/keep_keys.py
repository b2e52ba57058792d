"""Keys kept for the next time: asked about once, at the end, when the name of the integration is settled."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from wizard.actions.account_step import HeldKeys, keep_keys
from wizard.actions.record_applied import account_record
from wizard.actions.services import Services
from wizard.core.model.answers import Answers, Storage


class Kept(NamedTuple):
    """The answers after the question, and one sentence on where the keys are."""

    answers: Answers
    said: str


def keep(services: Services, held: HeldKeys, answers: Answers, storage: Storage, profile: str = "") -> Kept:
    """Keep the keys where the user chose, and note it in the inventory, so that `account list` knows.

    Raises like `store_keys`, then nothing is kept or noted; and `WizardError` when the inventory cannot be written.
    """
    moved = keep_keys(services.credential_store, held, answers.account, storage, profile)
    answers = replace(answers, account=moved.account)
    name, now = answers.account.name or "", datetime.now(UTC).isoformat(timespec="seconds")
    services.inventory.change(
        lambda inventory: inventory.with_account(account_record(answers, name, inventory.account(name), now))
    )
    return Kept(answers, in_words(answers, moved.where))


def in_words(answers: Answers, where: str) -> str:
    """Where the keys are, "" for nowhere."""
    keys = f"The keys {answers.account.masked_id}"
    return f"{keys} are kept in {where}." if where else f"{keys} are kept nowhere: they end with this program."
