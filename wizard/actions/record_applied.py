"""What the inventory records when a file is written, with Shippable and without."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from wizard.actions.dependencies import of_place, subscription_of
from wizard.actions.inspect_project import read_file
from wizard.actions.project_paths import folder_of
from wizard.actions.services import Services
from wizard.core.ci_file.project import Project
from wizard.core.model.answers import Account, Answers
from wizard.core.model.integration_types import DEFAULT_TYPE
from wizard.core.model.inventory import AccountRecord, Inventory, Noted, Place, is_same_subscription


def note(services: Services, project: Project, answers: Answers) -> None:
    """Keep the inventory after the file of the project was written with these answers, with or without Shippable.

    Raises `WizardError` when the inventory cannot be written; the file is written all the same.
    """
    place = Place(project.root, project.file.name)
    if not answers.subscription:
        answers = replace(answers, subscription=subscription_of(services, project, answers.integration or ""))
    if answers.account.name is None:
        services.inventory.append([Noted(place, answers.integration or "", answers.subscription or "")])
    else:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        services.inventory.change(lambda inventory: noted(inventory, place, answers, now))
    if answers.changes_entry not in (None, answers.integration):
        note_taken_out(services, project, answers.changes_entry or "")


def note_taken_out(services: Services, project: Project, name: str) -> None:
    """Keep the inventory after the entry called `name` was taken out of the project's file.

    The repository stays in them while another of its branches names the integration or was not looked at. Raises
    `WizardError`.
    """
    place = Place(project.root, project.file.name)
    if any(place in item.places for item in services.inventory.read().named(name)):
        note_gone(services, place, name)


def note_gone(services: Services, place: Place, name: str) -> None:
    """Record that a file no longer names an integration, unless another branch does or was not looked at.

    Raises `WizardError`.
    """
    if not of_place(services, name, place):
        services.inventory.append([Noted(place, name, None)])


def note_undone(services: Services, project: Project) -> None:
    """Record what the project's file names after a write of it was undone: integrations no longer, others again.

    Only integrations that the inventory knows count. Raises `WizardError` when it cannot be read or written.
    """
    place = Place(project.root, project.file.name)
    for record in services.inventory.read().subscriptions:
        if place in record.places:
            note_gone(services, place, record.name)
    names = {entry.name for entry in read_file(services, folder_of(project), project.file.name).ecr_entries}
    named_again = [
        Noted(place, record.name, record.subscription)
        for record in services.inventory.read().subscriptions
        if record.name in names
        and is_same_subscription(record.subscription, subscription_of(services, project, record.name))
    ]
    if named_again:
        services.inventory.append(named_again)


def noted(inventory: Inventory, place: Place, answers: Answers, now: str) -> Inventory:
    """The inventory with what the answers tell, the file at `place` naming the integration; pure."""
    name, subscription = answers.integration or "", answers.subscription or ""
    account = answers.account.name
    inventory = inventory.named_in(place, name, subscription)
    if account is None:
        return inventory
    inventory = inventory.with_changed(name, subscription, account=account)
    return inventory.with_account(account_record(answers, account, inventory.account(account), now))


def _new_record(name: str, account: Account) -> AccountRecord:
    return AccountRecord(name, account.type or DEFAULT_TYPE)


def account_record(answers: Answers, name: str, old: AccountRecord | None, now: str | None = None) -> AccountRecord:
    """The record of the account integration that the answers describe, over what was known of it."""
    given = answers.account
    old = old or _new_record(name, given)
    region = answers.region or old.region
    if given.masked_id is None:
        return replace(old, region=region)
    if given.masked_id != old.masked_id:
        # Other keys: nothing that was known of the old ones holds.
        old = replace(old, aws_account=None, checked=None, storage="none", profile="")
    elif given.source == "later":
        return old  # chosen from the inventory, not from the keys
    known = replace(
        old,
        masked_id=given.masked_id,
        aws_account=given.aws_account or old.aws_account,
        region=region,
        checked=now if given.checked else old.checked,
    )
    return _stored(known, given)


def _stored(record: AccountRecord, given: Account) -> AccountRecord:
    """The record with where the keys are kept, as the answers say it; else where they were."""
    if given.storage:
        return replace(record, storage=given.storage, profile=given.profile or "")
    record = replace(record, profile=given.profile or record.profile)
    return replace(record, storage="keyring") if given.source == "keyring" else record
