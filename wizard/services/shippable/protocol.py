"""What the wizard asks Shippable, whoever answers: the REST API (`shippable_http`) or the demo's simulation.

The records hold what the wizard uses of the server's objects, never the values of an integration's fields: those
are secrets. Every call blocks, for at most `TOTAL_SECONDS`, and raises `CredentialsError` (the token is refused) or
`ServiceError` (the server could not be asked, or says no).
"""

from __future__ import annotations

from typing import Protocol

from wizard.core.model.integration_types import AccountType, account_type
from wizard.core.model.secret import AwsKeys
from wizard.frozen import frozen

# Codes of errors after which another token may help.
WRONG_TOKEN = ("shippable-token", "api-token")
TOTAL_SECONDS = 15.0


@frozen
class IntegrationType:
    """A type of integration that the server knows. `name` is `ECR`, `amazonKeys` and so on."""

    id: str
    name: str
    type: str
    display_name: str
    enabled: bool = True
    deprecated: bool = False

    @property
    def offered(self) -> bool:
        """Whether new integrations of the type can be made."""
        return self.enabled and not self.deprecated

    @property
    def kind(self) -> AccountType | None:
        """The type, where the wizard knows it."""
        return account_type(self.name)


@frozen
class RemoteAccount:
    """An account integration on the server; `master_name` is the name of its type."""

    id: str
    name: str
    master_name: str


@frozen
class RemoteSubscription:
    """A subscription: an organisation or user on a source host.

    `provider` is the id of the source host, `is_organisation` None where the server does not say.
    """

    id: str
    organisation: str
    provider: str = ""
    is_organisation: bool | None = None


@frozen
class RemoteIntegration:
    """A subscription integration on the server, with the id of the account integration that it points at.

    Without one it was made at the subscription itself and holds keys of its own; `master_name` is its type then.
    """

    id: str
    name: str
    account_id: str
    subscription_id: str
    master_name: str = ""

    @property
    def has_own_keys(self) -> bool:
        """Whether it points at no account integration: deleting it deletes the keys of a team."""
        return not self.account_id


@frozen
class RemoteUse:
    """One thing that the server names as a dependency: its kind in the server's words, its name, and its id."""

    kind: str
    name: str
    id: str = ""

    def __str__(self) -> str:
        return f"the {self.kind} {self.name}".replace("  ", " ")


class ShippableApi(Protocol):
    """Shippable, as far as the wizard needs it (routes: docs/domain.md, "The REST API")."""

    @property
    def address(self) -> str:
        """The base address of the server, as it is shown."""
        ...

    def integration_types(self) -> tuple[IntegrationType, ...]:
        """The types of integrations."""
        ...

    def accounts(self, name: str | None = None) -> tuple[RemoteAccount, ...]:
        """The account integrations of who the token belongs to; with `name` those of exactly that name."""
        ...

    def create_account(self, name: str, integration_type: IntegrationType, keys: AwsKeys) -> RemoteAccount:
        """Make an account integration; raises `ServiceError` `shippable-conflict` when the name is taken."""
        ...

    def update_account(self, account: RemoteAccount, integration_type: IntegrationType, keys: AwsKeys) -> None:
        """Give an account integration other keys; all else of it stays."""
        ...

    def delete_account(self, account_id: str) -> bool:
        """Delete an account integration; False when it was gone already.

        A server older than 5.8.2 refuses while something depends on it (`ServiceError` `shippable-dependents`);
        later ones delete it all the same, so whoever calls this has looked at the dependents before.
        """
        ...

    def account_uses(self, account_id: str) -> tuple[RemoteUse, ...] | None:
        """What depends on an account integration, as the server lists it; None where it has no such list."""
        ...

    def subscriptions(self, organisation: str | None = None) -> tuple[RemoteSubscription, ...]:
        """The subscriptions of exactly that organisation: several when several source hosts have one of the name.

        Without an organisation: all that the token may see.
        """
        ...

    def hosts(self) -> dict[str, str]:
        """What each source host is called, by its id."""
        ...

    def integrations(self, subscription_id: str) -> tuple[RemoteIntegration, ...]:
        """The subscription integrations of a subscription."""
        ...

    def all_integrations(self) -> tuple[RemoteIntegration, ...]:
        """The subscription integrations of every subscription that the token may see."""
        ...

    def create_integration(
        self, name: str, account: RemoteAccount, subscription: RemoteSubscription
    ) -> RemoteIntegration:
        """Make a subscription integration; raises `ServiceError` `shippable-conflict` when the name is taken."""
        ...

    def repoint_integration(self, integration: RemoteIntegration, account: RemoteAccount) -> None:
        """Make a subscription integration point at another account integration; its id, scope and all else stay."""
        ...

    def integration_uses(self, integration_id: str) -> tuple[RemoteUse, ...] | None:
        """What uses a subscription integration, as the server lists it; None where it has no such list."""
        ...

    def delete_integration(self, integration_id: str) -> bool:
        """Delete a subscription integration; False when it was gone already.

        Raises `ServiceError` `shippable-dependents` while jobs or resources use it.
        """
        ...
