"""Taking an integration out for good: everything that depends on it, one by one, then the integration itself."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wizard.actions.credentials import forget_keys
from wizard.actions.dependencies import (
    NO_API,
    NOT_READ,
    Dependencies,
    Dependency,
    look_commands,
    needing,
    not_looked_at,
    of_account,
    of_subscription,
    subscription_of,
)
from wizard.actions.integrations import unknown
from wizard.actions.services import Services
from wizard.core.ci_file.project import Project
from wizard.core.guide.manual_steps import account_removal_steps, subscription_removal_steps
from wizard.core.model.errors import RefusedError, ServiceError, UsageError
from wizard.core.model.integration_types import type_name
from wizard.core.model.inventory import AccountRecord, Place, SubscriptionRecord
from wizard.services.shippable.errors import DEPENDENTS
from wizard.services.shippable.protocol import RemoteIntegration, ShippableApi

SHOWN_BRANCHES = 3
TAKE_OUT_FIRST = (
    "Take these out first: `ecr-wizard remove` for a file (then commit and push), "
    "`ecr-wizard subscription remove` for a subscription integration."
)
NOT_EVERYTHING = "Not everything could be looked at."
ONLY_HERE = "Nothing was deleted in Shippable: only what is kept here."
RECORD_GONE = "Its record was deleted from the registry."


class StillNeeded(RefusedError):
    """An integration cannot be taken away: `dependencies` need it, or were not looked at.

    `unchecked` names what the server did not answer.
    """

    dependencies: tuple[Dependency, ...] = ()
    unchecked: tuple[str, ...] = ()


class NotChecked(StillNeeded):
    """Nothing is seen to need it, but not everything could be looked at. A user may delete it all the same."""

    @property
    def not_seen(self) -> tuple[str, ...]:
        """All that was not looked at, in words."""
        return (*map(str, self.dependencies), *self.unchecked)


@dataclass(frozen=True, slots=True)
class Removed:
    """What was deleted and from where, and the steps that remain to be done by hand.

    `unchecked` names what was not looked at before: only without any of it is there no dependency.
    """

    done: tuple[str, ...]
    remaining: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class There:
    """What there is of a subscription integration to be deleted.

    `own_keys` is the type of the keys that it holds itself (docs/domain.md, "The two integrations", 2), empty where it
    points at an account integration or the server was not asked.
    """

    found: bool = False
    own_keys: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """A subscription integration that a project's file names or named, and everything that depends on it.

    `account` is the name of its account integration, empty when it is not known.
    """

    name: str
    subscription: str
    account: str
    dependencies: tuple[Dependency, ...]

    @property
    def files(self) -> tuple[Place, ...]:
        """The files of working copies that name it, each once."""
        return tuple(dict.fromkeys(item.place for item in self.dependencies if item.kind == "file" and item.place))

    @property
    def branches(self) -> tuple[Dependency, ...]:
        """What is committed on branches and surely names it."""
        return tuple(item for item in needing(self.dependencies) if item.kind == "branch")


def situation(services: Services, project: Project, name: str) -> Situation:
    """Everything that depends on the integration called `name`; raises `WizardError`. The server is not asked."""
    subscription = subscription_of(services, project, name)
    record = services.registry.read().subscription(name, subscription)
    dependencies = of_subscription(services, name, subscription, [Path(project.root)])
    return Situation(name, subscription, record.account if record is not None else "", dependencies)


def branch_commands(dependency: Dependency) -> tuple[str, ...]:
    """The commands that take the entry out on the first branches that the dependency names."""
    name, file = shlex.quote(dependency.name), shlex.quote(dependency.place.file if dependency.place else "")
    message = shlex.quote(f"Take out {dependency.name}")
    return tuple(
        f"git switch {shlex.quote(branch)} && ecr-wizard remove --integration={name} --file={file} && "
        f"git commit -m {message} -- {file} && git push origin HEAD"
        for branch in dependency.branches[:SHOWN_BRANCHES]
    )


def what_is_there(services: Services, name: str, subscription: str) -> There:
    """The subscription integration in the registry and on the server; raises `WizardError`."""
    record = services.registry.read().subscription(name, subscription)
    found = _on_server(services, name, subscription) or ()
    return There(record is not None or bool(found), _own_keys(found))


def account_to_delete(services: Services, account: str) -> Dependencies | None:
    """Of an account integration that the registry knows and nothing is seen to need: what the server did not answer.

    None where it is not known, or something depends on it or may do so on a branch. Raises `WizardError`.
    """
    if not account or services.registry.read().account(account) is None:
        return None
    found = of_account(services, account)
    return None if found.items else found


def remove_account(
    services: Services, name: str, paths: Sequence[Path] = (), *, accept_unchecked: bool = False
) -> Removed:
    """Take an account integration away: in Shippable, then its stored keys, then its record.

    In that order a failure leaves the record, and a second run does the rest. Without an API only the keys and the
    record go. Raises `StillNeeded` while anything depends on it, `NotChecked` when that could not be looked at (not
    with `accept_unchecked`), `UsageError` when it is not known, and `WizardError`.
    """
    api, books = services.api, services.registry.read()
    record = books.account(name)
    found = api.accounts(name) if api is not None else ()
    if record is None and not found:
        raise unknown("account integration", name, [item.name for item in books.accounts])
    _refuse_other_server(services, name, record)
    what = f"The account integration {name}"
    dependencies = of_account(services, name, paths)
    _refuse_while(dependencies.items, what, dependencies.unchecked)
    if not accept_unchecked:
        # Without a token the server is never asked: that is said, and does not stop what is kept here only.
        _refuse_unseen(dependencies.items, dependencies.unchecked if api is not None else (), what)
    done: list[str] = []
    if api is not None:
        deleted = [_delete_account(services, api, item.id, name, paths) for item in found]
        done.append(_told(api.address, any(deleted)))
    if record is not None:
        done += _forget_account(services, record)
    unchecked = (*map(str, dependencies.items), *dependencies.unchecked)
    if api is not None:
        return Removed(tuple(done), (), unchecked)
    done.append(ONLY_HERE)
    kind = record.type if record is not None else "ECR"
    return Removed(tuple(done), account_removal_steps(name, kind).lines, unchecked)


def _forget_account(services: Services, record: AccountRecord) -> list[str]:
    """Delete the stored keys, then the record; what was done, in words."""
    done: list[str] = []
    if record.storage != "none":
        where = forget_keys(services.vault, record.storage, record.name, record.profile)
        done.append(f"The keys were deleted from {where}." if where else "The stored keys were gone already.")
    services.registry.change(lambda current: current.without_account(record.name))
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
    _refuse_while(of_account(services, name, paths).items, f"The account integration {name}")
    raise _unseen(refused, f"The account integration {name}")


def remove_subscription(
    services: Services,
    name: str,
    subscription: str,
    paths: Sequence[Path] = (),
    *,
    accept_unchecked: bool = False,
    delete_own_keys: bool = False,
) -> Removed:
    """Take a subscription integration away: in Shippable, then its record.

    One that holds keys of its own is deleted only with `delete_own_keys`. Raises `StillNeeded` while a file names it or
    the server says that something uses it, `NotChecked` when the server does not answer that or a branch could not be
    looked at (not with `accept_unchecked`), `UsageError` when it is not known, and `WizardError`.
    """
    books = services.registry.read()
    record = books.subscription(name, subscription)
    found = _on_server(services, name, subscription)
    if record is None and not found:
        raise unknown("subscription integration", name, [item.name for item in books.subscriptions])
    _refuse_other_server(services, name, record)
    what = f"The subscription integration {name}"
    in_files = of_subscription(services, name, subscription, paths)
    _refuse_while(in_files, what)
    if not delete_own_keys:
        _refuse_own_keys(found or (), what)
    uses = _server_uses(services.api, found, name, subscription)
    _refuse_while((*uses.items, *in_files), what, uses.unchecked)
    if not accept_unchecked:
        _refuse_unseen(in_files, uses.unchecked, what)
    on_server = _delete_on_server(services.api, found, what)
    done = [on_server] if on_server else []
    if record is not None:
        services.registry.change(lambda current: current.without_subscription(name, subscription))
        done.append(RECORD_GONE)
    if not on_server:
        done.append(ONLY_HERE)
    steps = subscription_removal_steps(subscription, name).lines if found is None else ()
    return Removed(tuple(done), steps, (*map(str, in_files), *uses.unchecked, *uses.unlisted))


def _delete_on_server(api: ShippableApi | None, found: tuple[RemoteIntegration, ...] | None, what: str) -> str:
    """Delete the integrations in Shippable; what was done, in words, "" where it cannot be asked."""
    if api is None or found is None:
        return ""
    deleted = [_delete_integration(api, item, what) for item in found]
    return _told(api.address, any(deleted))


def _delete_integration(api: ShippableApi, item: RemoteIntegration, what: str) -> bool:
    try:
        return api.delete_integration(item.id)
    except ServiceError as error:
        if error.code != DEPENDENTS:
            raise
        raise _unseen(error, what) from None


def _unseen(error: ServiceError, what: str) -> StillNeeded:
    """The server says that something depends on it, and does not show what."""
    return StillNeeded(
        "still-needed",
        f"{what} is needed still: {error.title}",
        error.cause or "What it is, the token may not see.",
        "Look in Shippable's own pages at what depends on it (Delete lists it).",
    )


@dataclass(frozen=True, slots=True)
class _ServerUses:
    """What uses a subscription integration as the server lists it.

    `unchecked`: what it should have answered and did not. `unlisted`: what nobody can look at there.
    """

    items: tuple[Dependency, ...] = ()
    unchecked: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()


def _server_uses(
    api: ShippableApi | None, found: tuple[RemoteIntegration, ...] | None, name: str, subscription: str
) -> _ServerUses:
    if api is None:
        return _ServerUses(unlisted=(NO_API,))
    if found is None:
        owner = f"the subscription {subscription}" if subscription else "the subscription, which is not known"
        return _ServerUses(unlisted=(f"{owner}: {api.address} shows none to the owner of the token",))
    each = [_uses_of(api, item, name, subscription) for item in found]
    return _ServerUses(
        tuple(use for one in each for use in one.items),
        tuple(text for one in each for text in one.unchecked),
        tuple(dict.fromkeys(text for one in each for text in one.unlisted)),
    )


def _uses_of(api: ShippableApi, item: RemoteIntegration, name: str, subscription: str) -> _ServerUses:
    """What the server says of one of the integrations that are called so."""
    try:
        uses = api.integration_uses(item.id)
    except NOT_READ as error:
        said = f"what {api.address} lists as using {name}: {error.title} {error.cause}".strip()
        return _ServerUses(unchecked=(said,))
    if uses is None:
        said = f"builds of other repositories: {api.address} has no list of what uses an integration"
        return _ServerUses(unlisted=(said,))
    return _ServerUses(tuple(Dependency("server", name, subscription, what=str(use), on_server=True) for use in uses))


def the_subscription(services: Services, name: str, default: str = "") -> str:
    """The subscription of the integration called `name`, as the registry knows it; `default` where it does not.

    Raises `UsageError` when it knows several.
    """
    found = [item.subscription for item in services.registry.read().named(name)]
    if len(found) > 1:
        raise UsageError(
            "which-subscription",
            f"There are several subscription integrations called {name}.",
            f"Their subscriptions: {', '.join(item or '(not given)' for item in found)}.",
            "Say which with --subscription ORG.",
        )
    return found[0] if found else default


def _refuse_while(dependencies: tuple[Dependency, ...], what: str, unchecked: tuple[str, ...] = ()) -> None:
    """Raise `StillNeeded`, with what was not looked at beside, where something surely needs it."""
    if not needing(dependencies):
        return
    remedy = f"{TAKE_OUT_FIRST} {look_remedy(dependencies)}".strip()
    error = StillNeeded("still-needed", f"{what} is needed still.", remedy=remedy)
    error.dependencies, error.unchecked = dependencies, unchecked
    raise error


def _refuse_unseen(dependencies: Sequence[Dependency], unchecked: tuple[str, ...], what: str) -> None:
    """Raise `NotChecked` for branches that were not looked at, and for what the server did not answer."""
    unseen = not_looked_at(dependencies)
    if not unseen and not unchecked:
        return
    remedies = ["Try again, with a token that may look there."] if unchecked else []
    # A command to be copied comes last.
    remedies += ["With --accept-unchecked it is deleted all the same.", look_remedy(unseen)]
    error = NotChecked(
        "not-looked-at" if unseen else "not-checked",
        f"It is not known whether something depends on it, so nothing was deleted. {what} stays.",
        f"Not looked at: {'; '.join(unchecked)}" if unchecked else NOT_EVERYTHING,
        " ".join(remedies).strip(),
    )
    error.dependencies, error.unchecked = unseen, unchecked
    raise error


def _refuse_own_keys(found: tuple[RemoteIntegration, ...], what: str) -> None:
    kind = _own_keys(found)
    if kind:
        raise RefusedError(
            "own-keys",
            f"{what} holds keys of its own ({kind}): it was made at the subscription and points at no account "
            "integration.",
            "Deleting it deletes these keys, which nobody may have elsewhere.",
            "It stays as it is. To delete it with its keys, give --delete-own-keys.",
        )


def _own_keys(found: tuple[RemoteIntegration, ...]) -> str:
    kinds = [type_name(item.master_name) or "type not known" for item in found if item.has_own_keys]
    return ", ".join(dict.fromkeys(kinds))


def look_remedy(dependencies: Sequence[Dependency]) -> str:
    """What to do about what was not looked at; empty where everything was."""
    commands = look_commands(dependencies)
    if commands:
        return f"If you trust the repository, fetch what is missing, then try again: {'; '.join(commands)}"
    return "Solve what is listed, then try again." if not_looked_at(dependencies) else ""


def _refuse_other_server(services: Services, name: str, record: AccountRecord | SubscriptionRecord | None) -> None:
    """Where it was made in another Shippable, deleting its record would leave it there for nobody to find."""
    if services.api is None or record is None or record.server in ("", services.api.address):
        return
    raise UsageError(
        "other-server",
        f"{name} was made in {record.server}, and now {services.api.address} is asked.",
        remedy=f"Set SHIPPABLE_API_URL to {record.server}. If that server is no more, unset SHIPPABLE_API_TOKEN: then "
        "only what is kept here is deleted.",
    )


def _on_server(services: Services, name: str, subscription: str) -> tuple[RemoteIntegration, ...] | None:
    """The subscription integration on the server; None where the server shows no such subscription."""
    if services.api is None or not subscription:
        return None
    owners = services.api.subscriptions(subscription)
    if not owners:
        return None
    return tuple(item for owner in owners for item in services.api.integrations(owner.id) if item.name == name)


def _told(address: str, deleted: bool) -> str:
    return f"It was deleted from {address}." if deleted else f"{address} has none of that name."
