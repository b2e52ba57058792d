"""Removing an account integration: in Shippable, then its stored keys, then its record."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from wizard.actions.credentials import forget_keys
from wizard.actions.dependencies import Dependencies, of_account
from wizard.actions.integrations import unknown
from wizard.actions.removal import (
    ONLY_HERE,
    RECORD_GONE,
    Removed,
    deletion_line,
    refuse_other_server,
    refuse_unseen,
    refuse_while,
    refused_unseen,
)
from wizard.actions.services import Services
from wizard.core.guide.manual_steps import account_removal_steps
from wizard.core.model.errors import ServiceError
from wizard.core.model.inventory import AccountRecord
from wizard.services.shippable.errors import DEPENDENTS
from wizard.services.shippable.protocol import RemoteAccount, ShippableApi


def account_to_delete(services: Services, account: str) -> Dependencies | None:
    """Of an account integration that the inventory knows and nothing is seen to need: what the server did not answer.

    None where it is not known, or something depends on it or may do so on a branch. Raises `WizardError`.
    """
    if not account or services.inventory.read().account(account) is None:
        return None
    found = of_account(services, account)
    return None if found.items else found


def remove_account(
    services: Services, name: str, paths: Sequence[Path] = (), *, accept_unchecked: bool = False
) -> Removed:
    """Remove an account integration: in Shippable, then its stored keys, then its record.

    In that order a failure leaves the record, and a second run does the rest. Without an API only the keys and the
    record go. Raises `StillNeeded` while anything depends on it, `NotChecked` when that could not be looked at (not
    with `accept_unchecked`), `UsageError` when it is not known, and `WizardError`.
    """
    api, inventory = services.api, services.inventory.read()
    record = inventory.account(name)
    found = api.accounts(name) if api is not None else ()
    if record is None and not found:
        raise unknown("account integration", name, [item.name for item in inventory.accounts])
    refuse_other_server(services, name, record)
    what = f"The account integration {name}"
    dependencies = of_account(services, name, paths)
    refuse_while(dependencies.items, what, dependencies.unchecked)
    # Without a token the server is never asked: that is said, and does not stop what is kept here only.
    unanswered = dependencies.unchecked if api is not None else ()
    if not accept_unchecked:
        refuse_unseen(dependencies.items, unanswered, what)
    on_server = _delete_on_server(services, found, name, paths)
    here = _forget_account(services, record)
    unchecked = (*map(str, dependencies.items), *dependencies.unchecked)
    if on_server:
        return Removed((*on_server, *here), (), unchecked)
    steps = account_removal_steps(name, record.type if record is not None else None)
    return Removed((*here, ONLY_HERE), steps.lines, unchecked)


def _delete_on_server(
    services: Services, found: Sequence[RemoteAccount], name: str, paths: Sequence[Path]
) -> tuple[str, ...]:
    """Delete the integrations in Shippable; what was done, in words, nothing where it is not asked."""
    api = services.api
    if api is None:
        return ()
    deleted = [_delete_account(services, api, item.id, name, paths) for item in found]
    return (deletion_line(api.address, any(deleted)),)


def _forget_account(services: Services, record: AccountRecord | None) -> list[str]:
    """Delete the stored keys, then the record; what was done, in words."""
    if record is None:
        return []
    done: list[str] = []
    if record.storage != "none":
        where = forget_keys(services.credential_store, record.storage, record.name, record.profile)
        done.append(f"The keys were deleted from {where}." if where else "The stored keys were gone already.")
    services.inventory.change(lambda current: current.without_account(record.name))
    done.append(RECORD_GONE)
    return done


def _delete_account(services: Services, api: ShippableApi, identifier: str, name: str, paths: Sequence[Path]) -> bool:
    try:
        return api.delete_account(identifier)
    except ServiceError as error:
        if error.code != DEPENDENTS:
            raise
        # Something began to depend on it, or the token may not see what does.
        refused = error
    refuse_while(of_account(services, name, paths).items, f"The account integration {name}")
    raise refused_unseen(refused, f"The account integration {name}")
