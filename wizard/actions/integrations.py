"""The integrations that the wizard knows: added, taken away, renamed, in Shippable too where a token is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from wizard.actions.dependencies import Dependency, of_account, of_subscription
from wizard.actions.keys import check_form, check_keys, forget_keys, store_keys
from wizard.actions.register import Confirm, Progress, Registered, account_record, register
from wizard.actions.services import Services
from wizard.core.answers import Account, Answers
from wizard.core.errors import RefusedError, UsageError, WizardError
from wizard.core.handwork import account_removal_steps, subscription_removal_steps, subscription_steps
from wizard.core.integrations import AccountRecord, SubscriptionRecord
from wizard.core.secret import AwsKeys
from wizard.services.shippable_api import ShippableApi


@dataclass(frozen=True, slots=True)
class Removed:
    """What was deleted and from where, and the steps that remain to be done by hand."""

    done: tuple[str, ...]
    remaining: tuple[str, ...] = ()


class StillNeeded(RefusedError):
    """An integration cannot be taken away: `dependencies` need it."""

    dependencies: tuple[Dependency, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """The account integrations to choose from, and what hindered the search for more of them."""

    records: tuple[AccountRecord, ...]
    error: WizardError | None = None


def known_accounts(services: Services) -> Known:
    """The account integrations of the registry, then others that the server has; never raises `WizardError`."""
    records: tuple[AccountRecord, ...] = ()
    try:
        records = services.registry.read().accounts
        if services.api is not None:
            records += _others(services.api, {item.name for item in records})
    except WizardError as error:
        return Known(records, error)
    return Known(records)


def _others(api: ShippableApi, names: set[str]) -> tuple[AccountRecord, ...]:
    kinds = {item.name: item.kind for item in api.masters()}
    return tuple(
        AccountRecord(item.name, kind, server=api.address)
        for item in api.accounts()
        if item.name not in names and (kind := kinds.get(item.master_name)) is not None
    )


def account_of(record: AccountRecord) -> Account:
    """A known account integration as the answer to which one is meant; its keys are not at hand."""
    return Account(
        name=record.name,
        type=record.type,
        source="later",
        profile=record.profile or None,
        masked_id=record.masked_id,
        checked=record.checked is not None,
        aws_account=record.aws_account,
        storage=record.storage,
    )


def add_account(
    services: Services, answers: Answers, keys: AwsKeys, confirm: Confirm, progress: Progress, *, check: bool = True
) -> Registered:
    """Check the keys (their form always, with AWS unless told not to), keep them as the answers say, and register.

    The keys that were kept under the name before, elsewhere, are deleted. Raises `WizardError` before anything is
    kept; what fails in Shippable afterwards is in `Registered.error`.
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
    old = services.registry.read().account(name)
    ours = old is not None and (old.storage, old.profile) == ("profile", profile)
    stored = store_keys(services.vault, storage, name, keys, profile=profile, overwrite=ours)
    if storage != "none":
        done.append(f"The keys are kept in {stored.where}.")
    if old is not None and (old.storage, old.profile) != (storage, profile):
        where = forget_keys(services.vault, old.storage, name, old.profile)
        done += [f"The former keys were deleted from {where}."] if where else []
    answers = answers.with_(account=replace(account, masked_id=keys.masked_id, storage=storage))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    services.registry.change(lambda books: books.with_account(account_record(answers, name, books.account(name), now)))
    done.append(f"Noted the account integration {name} in the registry.")
    registered = register(services, answers, keys, confirm, progress)
    return replace(registered, done=(*done, *registered.done))


def add_subscription(
    services: Services, name: str, account: str, subscription: str, confirm: Confirm, progress: Progress
) -> Registered:
    """Note a subscription integration, and make it in Shippable where a token is given.

    Raises `UsageError` when the account integration is not known, and `WizardError`.
    """
    record = services.registry.read().account(account)
    on_server = _accounts_on_server(services, account)
    if record is None and not on_server:
        raise _unknown("account integration", account, [item.name for item in known_accounts(services).records])
    entry = services.registry.read().subscription(name, subscription) or SubscriptionRecord(name, subscription)
    services.registry.change(lambda books: books.with_subscription(replace(entry, account=account)))
    answers = Answers(
        integration=name,
        subscription=subscription,
        account=Account(name=account, type=record.type if record is not None else "ECR"),
    )
    keys = None if on_server or record is None or services.api is None else stored_keys(services, record)
    registered = register(services, answers, keys, confirm, progress)
    if on_server or services.api is None:
        steps = subscription_steps(subscription, name, account)
        registered = replace(registered, remaining=steps if registered.remaining else ())
    return replace(registered, done=(f"Noted the subscription integration {name} in the registry.", *registered.done))


def stored_keys(services: Services, record: AccountRecord) -> AwsKeys | None:
    """The keys that are kept for the account integration; None when there are none. Raises `WizardError`."""
    if record.storage == "keyring":
        return services.vault.load(record.name)
    return services.vault.load_profile(record.profile) if record.profile else None


def remove_account(services: Services, name: str, paths: Sequence[Path] = ()) -> Removed:
    """Take an account integration away: in Shippable, then its stored keys, then its record.

    In that order a failure leaves the record, and a second run does the rest. Raises `StillNeeded` while anything
    depends on it, `UsageError` when it is not known, and `WizardError`.
    """
    record = services.registry.read().account(name)
    if record is None and not _accounts_on_server(services, name):
        raise _unknown("account integration", name, [item.name for item in services.registry.read().accounts])
    _refuse_while(of_account(services, name, paths), f"The account integration {name}")
    done: list[str] = []
    if services.api is not None:
        deleted = [services.api.delete_account(item.id) for item in services.api.accounts(name)]
        done.append(_told(services.api, any(deleted)))
    if record is not None:
        if record.storage != "none":
            where = forget_keys(services.vault, record.storage, name, record.profile)
            done.append(f"The keys were deleted from {where}." if where else "The stored keys were gone already.")
        services.registry.change(lambda books: books.without_account(name))
        done.append("Its record was deleted from the registry.")
    kind = record.type if record is not None else "ECR"
    return Removed(tuple(done), () if services.api is not None else account_removal_steps(name, kind))


def remove_subscription(services: Services, name: str, subscription: str, paths: Sequence[Path] = ()) -> Removed:
    """Take a subscription integration away: in Shippable, then its record.

    Raises `StillNeeded` while a file names it, `UsageError` when it is not known, and `WizardError`.
    """
    books = services.registry.read()
    record = books.subscription(name, subscription)
    on_server = _integrations_on_server(services, name, subscription)
    if record is None and not on_server:
        raise _unknown("subscription integration", name, [item.name for item in books.subscriptions])
    _refuse_while(of_subscription(services, name, subscription, paths), f"The subscription integration {name}")
    done: list[str] = []
    if services.api is not None and subscription:
        deleted = [services.api.delete_integration(identifier) for identifier in on_server]
        done.append(_told(services.api, any(deleted)))
    if record is not None:
        services.registry.change(lambda current: current.without_subscription(name, subscription))
        done.append("Its record was deleted from the registry.")
    by_hand = services.api is None or not subscription
    return Removed(tuple(done), subscription_removal_steps(subscription, name) if by_hand else ())


def the_subscription(services: Services, name: str, subscription: str | None) -> str:
    """The subscription of the integration called `name`, where only one is meant (empty: not told).

    Raises `UsageError` when the registry knows several.
    """
    if subscription is not None:
        return subscription
    found = [item.subscription for item in services.registry.read().named(name)]
    if len(found) > 1:
        raise UsageError(
            "which-subscription",
            f"There are several subscription integrations called {name}.",
            f"Their subscriptions: {', '.join(item or '(not told)' for item in found)}.",
            "Say which with --subscription ORG.",
        )
    return found[0] if found else ""


def _refuse_while(dependencies: tuple[Dependency, ...], what: str) -> None:
    if not dependencies:
        return
    error = StillNeeded(
        "still-needed",
        f"{what} is needed still.",
        remedy="Take these out first: `ecr-wizard remove` for a file (then commit and push), "
        "`ecr-wizard subscription remove` for a subscription integration.",
    )
    error.dependencies = dependencies
    raise error


def _accounts_on_server(services: Services, name: str) -> bool:
    return services.api is not None and bool(services.api.accounts(name))


def _integrations_on_server(services: Services, name: str, subscription: str) -> tuple[str, ...]:
    if services.api is None or not subscription:
        return ()
    found = (services.api.integrations(item.id) for item in services.api.subscriptions(subscription))
    return tuple(item.id for items in found for item in items if item.name == name)


def _told(api: ShippableApi, deleted: bool) -> str:
    return f"It was deleted from {api.address}." if deleted else f"It was gone already from {api.address}."


def _unknown(what: str, name: str, known: Sequence[str]) -> WizardError:
    names = ", ".join(dict.fromkeys(known)) or "none"
    return UsageError("unknown-integration", f"No {what} called {name} is known.", remedy=f"Known ones: {names}.")
