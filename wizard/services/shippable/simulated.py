"""The demo's Shippable: it keeps what it is given in memory and refuses what the real one refuses.

It keeps the contract of `ShippableApi` like a server of either age: an old one refuses to delete what something
depends on (`refuses`), one of 5.8.2 or later deletes it, and what pointed at it is left without keys.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count

from wizard.core.model.errors import ServiceError
from wizard.core.model.inventory import is_same_subscription
from wizard.core.model.secret import AwsKeys
from wizard.services.shippable.errors import DEPENDENTS, gone
from wizard.services.shippable.protocol import (
    IntegrationType,
    RemoteAccount,
    RemoteIntegration,
    RemoteSubscription,
    RemoteUse,
)

ORGANISATION = "acme"


def _integration_types() -> tuple[IntegrationType, ...]:
    return (
        IntegrationType("5673c6561895ca4474669507", "ECR", "hub", "Amazon ECR"),
        IntegrationType("57467326b3cbfc0c004f9111", "amazonKeys", "generic", "AWS Keys"),
    )


@dataclass
class SimulatedShippable:
    """A server that lives in this process, with one subscription (`acme`, as in the sample project)."""

    address: str = "the demo's Shippable"
    types: tuple[IntegrationType, ...] = field(default_factory=_integration_types)
    orgs: tuple[RemoteSubscription, ...] = (RemoteSubscription("s1", ORGANISATION, "p1", True),)
    refuses: bool = False
    has_uses: bool = True
    kept_accounts: list[RemoteAccount] = field(default_factory=list)
    kept_integrations: list[RemoteIntegration] = field(default_factory=list)
    _ids: count[int] = field(default_factory=lambda: count(1))

    def integration_types(self) -> tuple[IntegrationType, ...]:
        """ECR and AWS Keys."""
        return self.types

    def accounts(self, name: str | None = None) -> tuple[RemoteAccount, ...]:
        """The account integrations made in this demo."""
        return tuple(item for item in self.kept_accounts if name is None or item.name == name)

    def create_account(self, name: str, integration_type: IntegrationType, keys: AwsKeys) -> RemoteAccount:  # noqa: ARG002 - not kept
        """Make an account integration; the keys are not kept."""
        if self.accounts(name):
            raise _taken(name)
        made = RemoteAccount(f"a{next(self._ids)}", name, integration_type.name)
        self.kept_accounts.append(made)
        return made

    def update_account(self, account: RemoteAccount, integration_type: IntegrationType, keys: AwsKeys) -> None:
        """Nothing that can be seen changes."""

    def delete_account(self, account_id: str) -> bool:
        """Delete an account integration; an old server refuses while something depends on it."""
        if self.refuses and self._pointing_at(account_id):
            raise ServiceError(
                DEPENDENTS,
                "Shippable refuses it while something depends on it.",
                "A subscription integration depends on it.",
                "Take out first what depends on it.",
            )
        left = [item for item in self.kept_accounts if item.id != account_id]
        gone = len(left) != len(self.kept_accounts)
        self.kept_accounts = left
        return gone

    def account_uses(self, account_id: str) -> tuple[RemoteUse, ...] | None:
        """The subscription integrations that point at it; None on a server without that list."""
        if not self.has_uses:
            return None
        found = self._pointing_at(account_id)
        return tuple(RemoteUse("subscription integration", item.name, item.id) for item in found)

    def subscriptions(self, organisation: str | None = None) -> tuple[RemoteSubscription, ...]:
        """The demo's one subscription, when it is asked for."""
        if organisation is None:
            return self.orgs
        return tuple(item for item in self.orgs if is_same_subscription(item.organisation, organisation))

    def hosts(self) -> dict[str, str]:
        """The one source host."""
        return {"p1": "github"}

    def integrations(self, subscription_id: str) -> tuple[RemoteIntegration, ...]:
        """The subscription integrations of a subscription."""
        return tuple(item for item in self.kept_integrations if item.subscription_id == subscription_id)

    def all_integrations(self) -> tuple[RemoteIntegration, ...]:
        """Every subscription integration."""
        return tuple(self.kept_integrations)

    def create_integration(
        self, name: str, account: RemoteAccount, subscription: RemoteSubscription
    ) -> RemoteIntegration:
        """Make a subscription integration."""
        if any(item.name == name for item in self.integrations(subscription.id)):
            raise _taken(name)
        made = RemoteIntegration(str(next(self._ids)), name, account.id, subscription.id, account.master_name)
        self.kept_integrations.append(made)
        return made

    def repoint_integration(self, integration: RemoteIntegration, account: RemoteAccount) -> None:
        """Make a subscription integration point at another account integration."""
        for at, item in enumerate(self.kept_integrations):
            if item.id == integration.id:
                self.kept_integrations[at] = replace(item, account_id=account.id)
                return
        raise gone(self.address)

    def integration_uses(self, integration_id: str) -> tuple[RemoteUse, ...] | None:  # noqa: ARG002 - none has any
        """Nothing: the demo has no builds. None on a server without that list."""
        return () if self.has_uses else None

    def delete_integration(self, integration_id: str) -> bool:
        """Delete a subscription integration."""
        left = [item for item in self.kept_integrations if item.id != integration_id]
        gone = len(left) != len(self.kept_integrations)
        self.kept_integrations = left
        return gone

    def _pointing_at(self, account_id: str) -> list[RemoteIntegration]:
        return [item for item in self.kept_integrations if item.account_id == account_id]


def _taken(name: str) -> ServiceError:
    return ServiceError(
        "shippable-conflict",
        "Shippable says that this cannot be done while something else is in its way.",
        f"There is an integration called {name} already.",
        "Choose another name.",
    )
