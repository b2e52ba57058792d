"""The demo's Shippable: it keeps what it is told in memory and refuses what the real one refuses."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

from wizard.core.model.errors import ServiceError
from wizard.core.model.secret import AwsKeys
from wizard.services.shippable.protocol import Master, RemoteAccount, RemoteIntegration, RemoteSubscription

ORGANISATION = "acme"


def _masters() -> tuple[Master, ...]:
    return (
        Master("5673c6561895ca4474669507", "ECR", "hub", "Amazon ECR"),
        Master("57467326b3cbfc0c004f9111", "amazonKeys", "generic", "AWS Keys"),
    )


@dataclass
class SimulatedShippable:
    """A server that lives in this process, with one subscription (`acme`, as in the sample project)."""

    address: str = "the demo's Shippable"
    types: tuple[Master, ...] = field(default_factory=_masters)
    orgs: tuple[RemoteSubscription, ...] = (RemoteSubscription("s1", ORGANISATION, "github"),)
    kept_accounts: list[RemoteAccount] = field(default_factory=list)
    kept_integrations: list[RemoteIntegration] = field(default_factory=list)
    _ids: count[int] = field(default_factory=lambda: count(1))

    def masters(self) -> tuple[Master, ...]:
        """ECR and AWS Keys."""
        return self.types

    def accounts(self, name: str | None = None) -> tuple[RemoteAccount, ...]:
        """The account integrations made in this demo."""
        return tuple(item for item in self.kept_accounts if name is None or item.name == name)

    def create_account(self, name: str, master: Master, keys: AwsKeys) -> RemoteAccount:  # noqa: ARG002 - not kept
        """Make an account integration; the keys are not kept."""
        if self.accounts(name):
            raise _taken(name)
        made = RemoteAccount(f"a{next(self._ids)}", name, master.name)
        self.kept_accounts.append(made)
        return made

    def update_account(self, account: RemoteAccount, master: Master, keys: AwsKeys) -> None:
        """Nothing that can be seen changes."""

    def delete_account(self, account_id: str) -> bool:
        """Delete an account integration that nothing depends on."""
        if any(item.account_id == account_id for item in self.kept_integrations):
            raise ServiceError(
                "shippable-conflict",
                "Shippable says that this cannot be done while something else stands in its way.",
                "A subscription integration depends on it.",
                "Take that out first.",
            )
        left = [item for item in self.kept_accounts if item.id != account_id]
        gone = len(left) != len(self.kept_accounts)
        self.kept_accounts = left
        return gone

    def subscriptions(self, organisation: str) -> tuple[RemoteSubscription, ...]:
        """The demo's one subscription, when it is asked for."""
        return tuple(item for item in self.orgs if item.organisation.casefold() == organisation.casefold())

    def integrations(self, subscription_id: str) -> tuple[RemoteIntegration, ...]:
        """The subscription integrations made in this demo."""
        return tuple(item for item in self.kept_integrations if item.subscription_id == subscription_id)

    def create_integration(
        self, name: str, account: RemoteAccount, subscription: RemoteSubscription
    ) -> RemoteIntegration:
        """Make a subscription integration."""
        if any(item.name == name for item in self.integrations(subscription.id)):
            raise _taken(name)
        made = RemoteIntegration(f"i{next(self._ids)}", name, account.id, subscription.id, account.name)
        self.kept_integrations.append(made)
        return made

    def delete_integration(self, integration_id: str) -> bool:
        """Delete a subscription integration."""
        left = [item for item in self.kept_integrations if item.id != integration_id]
        gone = len(left) != len(self.kept_integrations)
        self.kept_integrations = left
        return gone


def _taken(name: str) -> ServiceError:
    return ServiceError(
        "shippable-conflict",
        "Shippable says that this cannot be done while something else stands in its way.",
        f"There is an integration called {name} already.",
        "Choose another name.",
    )
