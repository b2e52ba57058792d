"""The integrations that the wizard knows, and new ones: in the inventory, and in Shippable where a token is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from wizard.actions.account_step import HeldKeys, keep_keys
from wizard.actions.credentials import check_form, check_keys
from wizard.actions.known_of_entry import account_of, known_type
from wizard.actions.record_applied import account_record
from wizard.actions.register import Confirm, Progress, Registered, register
from wizard.actions.services import Services
from wizard.core.guide.manual_steps import subscription_steps
from wizard.core.interview.picks import Choose
from wizard.core.model.answers import Account, Answers
from wizard.core.model.errors import UsageError, WizardError
from wizard.core.model.integration_types import account_type
from wizard.core.model.inventory import AccountRecord
from wizard.core.model.secret import AwsKeys
from wizard.frozen import frozen
from wizard.services.shippable.protocol import ShippableApi


@frozen
class Known:
    """The account integrations to choose from, and what hindered the search for more of them."""

    records: tuple[AccountRecord, ...]
    error: WizardError | None = None


def known_accounts(services: Services) -> Known:
    """The account integrations of the inventory, then others that the server has; never raises `WizardError`."""
    records: tuple[AccountRecord, ...] = ()
    try:
        records = services.inventory.read().accounts
        if services.api is not None:
            records += _others(services.api, {item.name for item in records})
    except WizardError as error:
        return Known(records, error)
    return Known(records)


def _others(api: ShippableApi, names: set[str]) -> tuple[AccountRecord, ...]:
    return tuple(
        AccountRecord(item.name, kind, server=api.address)
        for item in api.accounts()
        if item.name not in names and (kind := account_type(item.master_name)) is not None
    )


def add_account(
    services: Services,
    answers: Answers,
    keys: AwsKeys,
    confirm: Confirm,
    progress: Progress,
    *,
    choose: Choose,
    check: bool = True,
) -> Registered:
    """Check the keys (their form always, with AWS where `check` says so), register, keep them as the answers say.

    The keys that were kept under the name before, elsewhere, are deleted. Raises `WizardError` before anything is
    done; what fails in Shippable is in `Registered.error`, and then nothing is kept.
    """
    account, region = answers.account, answers.region or "us-east-1"
    name, storage, profile = account.name or "", account.storage or "none", account.profile or ""
    done: list[str] = []
    check_form(keys)
    if check:
        progress("Asking AWS who these keys belong to ...")
        report = check_keys(services.aws, keys, region, progress)
        done.append(f"Checked: account {report.identity.account}, {report.identity.arn}.")
        done += [f"Warning: {item.message}" for item in report.warnings]
        account = replace(account, checked=True, aws_account=report.identity.account, arn=report.identity.arn)
    former = _recorded(services, name)
    # Shippable first: where that fails, nothing is kept here, and the keys that were kept before are still there.
    not_kept = replace(answers, account=replace(account, masked_id=None, storage=None))
    registered = register(services, not_kept, keys, confirm, progress, choose)
    done += registered.done
    if registered.error is not None:
        return replace(registered, done=tuple(done))
    answers = replace(answers, account=replace(account, masked_id=keys.masked_id, storage=storage))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        moved = keep_keys(services.credential_store, HeldKeys(keys), former, storage, profile)
        if moved.where:
            done.append(f"The keys are kept in {moved.where}.")
        services.inventory.change(
            lambda inventory: inventory.with_account(account_record(answers, name, inventory.account(name), now))
        )
    except WizardError as error:
        return replace(registered, done=tuple(done), error=error)
    done.append(f"Noted the account integration {name} in the inventory.")
    return replace(registered, done=tuple(done))


def _recorded(services: Services, name: str) -> Account:
    """The account integration as the inventory has it, with nothing but its name where it is new."""
    record = services.inventory.read().account(name)
    return account_of(record) if record is not None else Account(name=name)


def add_subscription(
    services: Services,
    name: str,
    account: str,
    subscription: str,
    confirm: Confirm,
    progress: Progress,
    choose: Choose,
) -> Registered:
    """Make a subscription integration in Shippable where a token is given, and note it once that is done.

    Raises `UsageError` when the account integration is not known, and `WizardError`.
    """
    record = services.inventory.read().account(account)
    on_server = services.api is not None and bool(services.api.accounts(account))
    if record is None and not on_server:
        raise unknown("account integration", account, [item.name for item in known_accounts(services).records])
    noted = f"Noted the subscription integration {name} in the inventory."
    if services.api is None:
        services.inventory.change(lambda inventory: inventory.with_changed(name, subscription, account=account))
        return Registered((noted,), subscription_steps(subscription, name, account).lines)
    answers = Answers(
        integration=name,
        subscription=subscription,
        account=Account(name=account, type=known_type(record)),
    )
    registered = register(services, answers, None, confirm, progress, choose, account_exists=on_server)
    if registered.error is not None or registered.remaining:
        return registered
    return replace(registered, done=(noted, *registered.done))


def unknown(what: str, name: str, known: Sequence[str]) -> WizardError:
    """The error for an integration that nobody knows."""
    names = ", ".join(dict.fromkeys(known)) or "none"
    return UsageError("unknown-integration", f"No {what} called {name} is known.", remedy=f"Known ones: {names}.")
