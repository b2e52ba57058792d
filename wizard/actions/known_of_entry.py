"""What the inventory knows of an account integration, and of the entry of a file, as answers to begin with."""

from __future__ import annotations

from dataclasses import replace

from wizard.actions.services import Services
from wizard.core.ci_file.project import Project
from wizard.core.model.answers import Account, Answers, KeySource
from wizard.core.model.integration_types import DEFAULT_TYPE, AccountType
from wizard.core.model.inventory import AccountRecord


def account_of(record: AccountRecord) -> Account:
    """A known account integration as the answer to which one is meant; its keys are not at hand."""
    return Account(
        name=record.name,
        type=known_type(record),
        source="later",
        profile=record.profile or None,
        masked_id=record.masked_id,
        checked=record.checked is not None,
        aws_account=record.aws_account,
        storage=record.storage,
    )


def known_type(record: AccountRecord | None) -> AccountType | None:
    """The type that a record surely tells: without a server the default is only what it was taken for."""
    if record is None or (record.type == DEFAULT_TYPE and not record.server):
        return None
    return record.type


def known_of_entry(services: Services, project: Project, answers: Answers) -> Answers:
    """Answers that begin with an entry of the file, with what the inventory knows of its integration.

    Raises `WizardError` when the inventory cannot be read.
    """
    from wizard.actions.dependencies import subscription_of  # late: most files have no entry when the wizard starts

    name = answers.changes_entry or ""
    subscription = subscription_of(services, project, name)
    inventory = services.inventory.read()
    record = inventory.subscription(name, subscription)
    known = inventory.account(record.account) if record is not None else None
    if known is None:
        return replace(answers, subscription=subscription or None)
    account = replace(account_of(known), source=_source_of(known), checked=False)
    return replace(answers, subscription=subscription or None, account=account)


def _source_of(record: AccountRecord) -> KeySource:
    """Where the keys can be taken from: where they are kept."""
    if record.storage == "keyring":
        return "keyring"
    return "profile" if record.profile else "later"
