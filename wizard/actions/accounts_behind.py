"""The AWS accounts behind a project's integrations, as far as the inventory tells."""

from __future__ import annotations

from dataclasses import replace

from wizard.actions.services import Services
from wizard.core.ci_file.project import Project
from wizard.core.model.errors import WizardError
from wizard.core.model.inventory import Inventory, Place, SubscriptionRecord, is_same_subscription


def aws_accounts(services: Services, project: Project) -> dict[str, str]:
    """The AWS account of each integration; none where the inventory cannot be read.

    That is no reason to stop a plan: writing the record reports it.
    """
    try:
        return accounts_in(services.inventory.read(), project)
    except WizardError:
        return {}


def with_accounts(services: Services, project: Project) -> Project:
    """The project with the AWS accounts behind its integrations."""
    return replace(project, accounts=aws_accounts(services, project))


def accounts_in(inventory: Inventory, project: Project) -> dict[str, str]:
    """The AWS account of the keys behind each integration of the project's subscription, where the inventory says."""
    accounts: dict[str, str] = {}
    for record in inventory.subscriptions:
        account = _account(inventory, record) if is_of(record, project) else None
        if account is not None:
            accounts[record.name] = account
    return accounts


def is_of(record: SubscriptionRecord, project: Project) -> bool:
    """Whether an integration is one of the project's subscription, as far as the inventory says.

    A record without a subscription says nothing of any file but those that it names.
    """
    if record.subscription and project.organisation:
        return is_same_subscription(record.subscription, project.organisation)
    return Place(project.root, project.file.name) in record.places


def _account(inventory: Inventory, record: SubscriptionRecord) -> str | None:
    account = inventory.account(record.account)
    return account.aws_account if account is not None else None
