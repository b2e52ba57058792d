"""Taking an integration out for good: everything that depends on it, one by one, then the integration itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wizard.actions.dependencies import Dependency, of_account, of_subscription, subscription_of
from wizard.actions.services import Services
from wizard.core.integrations import Place
from wizard.core.project import Project


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a subscription integration that a project's file names or named.

    `account` is the name of its account integration, empty when it is not known. `known`: there is something to
    delete, in the registry or on a server.
    """

    name: str
    subscription: str
    account: str
    known: bool
    dependencies: tuple[Dependency, ...]

    @property
    def files(self) -> tuple[Place, ...]:
        """The files of working copies that name it, each once."""
        return tuple(dict.fromkeys(item.place for item in self.dependencies if item.kind == "file" and item.place))

    @property
    def branches(self) -> tuple[Dependency, ...]:
        """What is committed on branches."""
        return tuple(item for item in self.dependencies if item.kind == "branch")


def situation(services: Services, project: Project, name: str) -> Situation:
    """Everything that depends on the integration called `name`; raises `WizardError`."""
    subscription = subscription_of(services, project, name)
    record = services.registry.read().subscription(name, subscription)
    return Situation(
        name,
        subscription,
        account=record.account if record is not None else "",
        known=record is not None or (services.api is not None and bool(subscription)),
        dependencies=of_subscription(services, name, subscription, [Path(project.root)]),
    )


def account_is_free(services: Services, name: str) -> bool:
    """Whether the registry knows the account integration and nothing depends on it; raises `WizardError`."""
    return services.registry.read().account(name) is not None and not of_account(services, name)


def branch_commands(dependency: Dependency) -> tuple[str, ...]:
    """The commands that take the entry out on the first branches that the dependency names."""
    import shlex

    name, file = shlex.quote(dependency.name), shlex.quote(dependency.place.file if dependency.place else "")
    return tuple(
        f"git switch {shlex.quote(branch)} && ecr-wizard remove --integration={name} --file={file} && "
        f"git commit -m {shlex.quote('Take out ' + dependency.name)} -- {file} && git push origin HEAD"
        for branch in dependency.branches[:3]
    )
