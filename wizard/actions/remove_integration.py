"""Removing a subscription integration: everything that depends on it, one by one, then the integration itself."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from wizard.actions.dependencies import (
    NO_API,
    NOT_READ,
    Dependency,
    of_subscription,
    subscription_of,
    to_change,
)
from wizard.actions.integrations import unknown
from wizard.actions.project_paths import folder_of
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
from wizard.core.ci_file.project import Project
from wizard.core.guide.manual_steps import subscription_removal_steps
from wizard.core.model.errors import RefusedError, ServiceError, UsageError
from wizard.core.model.integration_types import AccountType, type_name
from wizard.core.model.inventory import Place, SubscriptionRecord
from wizard.frozen import frozen
from wizard.services.shippable.errors import DEPENDENTS
from wizard.services.shippable.protocol import RemoteIntegration, ShippableApi

SHOWN_BRANCHES = 3


@frozen
class ExistingIntegration:
    """What there is of a subscription integration to be deleted.

    `own_keys` is the type of the keys that it holds itself (docs/domain.md, "The two integrations", 2), empty where it
    points at an account integration or the server was not asked.
    """

    found: bool = False
    own_keys: str = ""


@frozen
class Situation:
    """A subscription integration that a project's file names or named, and everything that depends on it.

    `account` is the name of its account integration, empty when it is not known, `account_type` its type.
    """

    name: str
    subscription: str
    account: str
    dependencies: tuple[Dependency, ...]
    account_type: AccountType | None = None

    @property
    def files(self) -> tuple[Place, ...]:
        """The files of working copies that name it, each once."""
        return tuple(dict.fromkeys(item.place for item in self.dependencies if item.kind == "file" and item.place))

    @property
    def branches(self) -> tuple[Dependency, ...]:
        """What is committed on branches and surely names it, but for what the file that is here will change."""
        return tuple(item for item in to_change(self.dependencies) if item.kind == "branch")

    def beside(self, project: Project) -> tuple[Dependency, ...]:
        """What depends on it besides the project's file and what the branch that is checked out has committed of it."""
        place = Place(project.root, project.file.name)
        of_others = [
            item.without(project.branch) if item.place == place and item.looked_at else item
            for item in self.dependencies
        ]
        return tuple(item for item in of_others if item is not None)


def situation(services: Services, project: Project, name: str) -> Situation:
    """Everything that depends on the integration called `name`; raises `WizardError`. The server is not asked."""
    subscription = subscription_of(services, project, name)
    inventory = services.inventory.read()
    record = inventory.subscription(name, subscription)
    account = record.account if record is not None else ""
    dependencies = of_subscription(services, name, subscription, [folder_of(project)])
    known = inventory.account(account)
    return Situation(name, subscription, account, dependencies, known.type if known is not None else None)


def branch_commands(dependency: Dependency) -> tuple[str, ...]:
    """The commands that take the entry out on the first branches that the dependency names."""
    name, file = shlex.quote(dependency.name), shlex.quote(dependency.place.file if dependency.place else "")
    message = shlex.quote(f"Take out {dependency.name}")
    return tuple(
        f"git switch {shlex.quote(branch)} && ecr-wizard remove --integration={name} --file={file} && "
        f"git commit -m {message} -- {file} && git push origin HEAD"
        for branch in dependency.branches[:SHOWN_BRANCHES]
    )


def existing_integration(services: Services, name: str, subscription: str) -> ExistingIntegration:
    """The subscription integration in the inventory and on the server; raises `WizardError`."""
    record = services.inventory.read().subscription(name, subscription)
    found = _on_server(services, name, subscription) or ()
    return ExistingIntegration(record is not None or bool(found), _own_keys(found))


def remove_subscription(
    services: Services,
    name: str,
    subscription: str,
    paths: Sequence[Path] = (),
    *,
    accept_unchecked: bool = False,
    delete_own_keys: bool = False,
) -> Removed:
    """Remove a subscription integration: in Shippable, then its record.

    One that holds keys of its own is deleted only with `delete_own_keys`. Raises `StillNeeded` while a file names it or
    the server says that something uses it, `NotChecked` when the server does not answer that or a branch could not be
    looked at (not with `accept_unchecked`), `UsageError` when it is not known, and `WizardError`.
    """
    inventory = services.inventory.read()
    record = inventory.subscription(name, subscription)
    found = _on_server(services, name, subscription)
    if record is None and not found:
        raise unknown("subscription integration", name, [item.name for item in inventory.subscriptions])
    refuse_other_server(services, name, record)
    what = f"The subscription integration {name}"
    in_files = of_subscription(services, name, subscription, paths)
    refuse_while(in_files, what)
    if not delete_own_keys:
        _refuse_own_keys(found or (), what)
    uses = _server_uses(services.api, found, name, subscription)
    refuse_while((*uses.items, *in_files), what, uses.unchecked)
    if not accept_unchecked:
        refuse_unseen(in_files, uses.unchecked, what)
    on_server = _delete_on_server(services.api, found, what)
    here = _forget_subscription(services, record)
    done = (*on_server, *here) if on_server else (*here, ONLY_HERE)
    steps = subscription_removal_steps(subscription, name).lines if found is None else ()
    return Removed(done, steps, (*map(str, in_files), *uses.unchecked, *uses.unlisted))


def _forget_subscription(services: Services, record: SubscriptionRecord | None) -> tuple[str, ...]:
    """Delete the record; what was done, in words."""
    if record is None:
        return ()
    services.inventory.change(lambda current: current.without_subscription(record.name, record.subscription))
    return (RECORD_GONE,)


def _delete_on_server(
    api: ShippableApi | None, found: tuple[RemoteIntegration, ...] | None, what: str
) -> tuple[str, ...]:
    """Delete the integrations in Shippable; what was done, in words, nothing where it cannot be asked."""
    if api is None or found is None:
        return ()
    deleted = [_delete_integration(api, item, what) for item in found]
    return (deletion_line(api.address, any(deleted)),)


def _delete_integration(api: ShippableApi, item: RemoteIntegration, what: str) -> bool:
    try:
        return api.delete_integration(item.id)
    except ServiceError as error:
        if error.code != DEPENDENTS:
            raise
        raise refused_unseen(error, what) from None


@frozen
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
    items: list[Dependency] = []
    unchecked: list[str] = []
    unlisted: list[str] = []
    for item in found:
        uses = _uses_of(api, item, name, subscription)
        items += uses.items
        unchecked += uses.unchecked
        unlisted += uses.unlisted
    return _ServerUses(tuple(items), tuple(unchecked), tuple(dict.fromkeys(unlisted)))


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
    """The subscription of the integration called `name`, as the inventory knows it; `default` where it does not.

    Raises `UsageError` when it knows several.
    """
    found = [item.subscription for item in services.inventory.read().named(name)]
    if len(found) > 1:
        raise UsageError(
            "which-subscription",
            f"There are several subscription integrations called {name}.",
            f"Their subscriptions: {', '.join(item or '(not given)' for item in found)}.",
            "Say which with --subscription ORG.",
        )
    return found[0] if found else default


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


def _on_server(services: Services, name: str, subscription: str) -> tuple[RemoteIntegration, ...] | None:
    """The subscription integration on the server; None where the server shows no such subscription."""
    if services.api is None or not subscription:
        return None
    owners = services.api.subscriptions(subscription)
    if not owners:
        return None
    return tuple(item for owner in owners for item in services.api.integrations(owner.id) if item.name == name)
