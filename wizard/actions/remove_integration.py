"""Taking an integration out for good: everything that depends on it, one by one, then the integration itself."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wizard.actions.credentials import forget_keys
from wizard.actions.dependencies import (
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
from wizard.core.model.errors import RefusedError, UsageError
from wizard.core.model.inventory import AccountRecord, Place, SubscriptionRecord

SHOWN_BRANCHES = 3
TAKE_OUT_FIRST = (
    "Take these out first: `ecr-wizard remove` for a file (then commit and push), "
    "`ecr-wizard subscription remove` for a subscription integration."
)
NOT_EVERYTHING = "Not everything could be looked at."


class StillNeeded(RefusedError):
    """An integration cannot be taken away: `dependencies` need it, or it is not known whether they do."""

    dependencies: tuple[Dependency, ...] = ()


@dataclass(frozen=True, slots=True)
class Removed:
    """What was deleted and from where, and the steps that remain to be done by hand."""

    done: tuple[str, ...]
    remaining: tuple[str, ...] = ()


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


def is_known(services: Services, name: str, subscription: str) -> bool:
    """Whether there is a subscription integration to delete, in the registry or on the server; raises `WizardError`."""
    record = services.registry.read().subscription(name, subscription)
    return record is not None or bool(_on_server(services, name, subscription))


def is_free(services: Services, account: str) -> bool:
    """Whether the registry knows the account integration and nothing depends on it; raises `WizardError`."""
    return services.registry.read().account(account) is not None and not of_account(services, account)


def remove_account(services: Services, name: str, paths: Sequence[Path] = ()) -> Removed:
    """Take an account integration away: in Shippable, then its stored keys, then its record.

    In that order a failure leaves the record, and a second run does the rest. Raises `StillNeeded` while anything
    depends on it, `UsageError` when it is not known, and `WizardError`.
    """
    books = services.registry.read()
    record = books.account(name)
    found = services.api.accounts(name) if services.api is not None else ()
    if record is None and not found:
        raise unknown("account integration", name, [item.name for item in books.accounts])
    _refuse_other_server(services, name, record)
    _refuse_while(of_account(services, name, paths), f"The account integration {name}")
    done: list[str] = []
    if services.api is not None:
        deleted = [services.api.delete_account(item.id) for item in found]
        done.append(_told(services.api.address, any(deleted)))
    if record is not None:
        if record.storage != "none":
            where = forget_keys(services.vault, record.storage, name, record.profile)
            done.append(f"The keys were deleted from {where}." if where else "The stored keys were gone already.")
        services.registry.change(lambda current: current.without_account(name))
        done.append("Its record was deleted from the registry.")
    kind = record.type if record is not None else "ECR"
    return Removed(tuple(done), () if services.api is not None else account_removal_steps(name, kind))


def remove_subscription(services: Services, name: str, subscription: str, paths: Sequence[Path] = ()) -> Removed:
    """Take a subscription integration away: in Shippable, then its record.

    Raises `StillNeeded` while a file names it, `UsageError` when it is not known, and `WizardError`.
    """
    books = services.registry.read()
    record = books.subscription(name, subscription)
    found = _on_server(services, name, subscription)
    if record is None and not found:
        raise unknown("subscription integration", name, [item.name for item in books.subscriptions])
    _refuse_other_server(services, name, record)
    _refuse_while(of_subscription(services, name, subscription, paths), f"The subscription integration {name}")
    done: list[str] = []
    if services.api is not None and found is not None:
        deleted = [services.api.delete_integration(identifier) for identifier in found]
        done.append(_told(services.api.address, any(deleted)))
    if record is not None:
        services.registry.change(lambda current: current.without_subscription(name, subscription))
        done.append("Its record was deleted from the registry.")
    return Removed(tuple(done), subscription_removal_steps(subscription, name) if found is None else ())


def the_subscription(services: Services, name: str, default: str = "") -> str:
    """The subscription of the integration called `name`, as the registry knows it; `default` where it does not.

    Raises `UsageError` when it knows several.
    """
    found = [item.subscription for item in services.registry.read().named(name)]
    if len(found) > 1:
        raise UsageError(
            "which-subscription",
            f"There are several subscription integrations called {name}.",
            f"Their subscriptions: {', '.join(item or '(not told)' for item in found)}.",
            "Say which with --subscription ORG.",
        )
    return found[0] if found else default


def _refuse_while(dependencies: tuple[Dependency, ...], what: str) -> None:
    if not dependencies:
        return
    if needing(dependencies):
        remedy = f"{TAKE_OUT_FIRST} {look_remedy(dependencies)}".strip()
        error = StillNeeded("still-needed", f"{what} is needed still.", remedy=remedy)
    else:
        error = StillNeeded("not-looked-at", f"{what} may be in use.", NOT_EVERYTHING, look_remedy(dependencies))
    error.dependencies = dependencies
    raise error


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


def _on_server(services: Services, name: str, subscription: str) -> tuple[str, ...] | None:
    """The ids of the subscription integration on the server; None where the server shows no such subscription."""
    if services.api is None or not subscription:
        return None
    owners = services.api.subscriptions(subscription)
    if not owners:
        return None
    return tuple(item.id for owner in owners for item in services.api.integrations(owner.id) if item.name == name)


def _told(address: str, deleted: bool) -> str:
    return f"It was deleted from {address}." if deleted else f"{address} has none of that name."
