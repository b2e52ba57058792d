"""What the wizard asks Shippable, whoever answers: the REST API (`shippable_http`) or the demo's simulation.

The records hold what the wizard uses of the server's objects, never the values of an integration's fields: those
are secrets. Every call blocks, for at most `TOTAL_SECONDS`, and raises `CredentialsError` (the token is refused) or
`ServiceError` (the server could not be asked, or says no).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Protocol

from wizard.core.guide.manual_steps import TYPE_NAMES, AccountType
from wizard.core.model.secret import AwsKeys, Secret

ADDRESS = "https://api.shippable.com"
# Codes of errors after which another token may help.
WRONG_TOKEN = ("shippable-token", "api-token")
TOTAL_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Master:
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
        """The type, where it is one of ours."""
        return next((kind for kind in TYPE_NAMES if kind == self.name), None)


@dataclass(frozen=True, slots=True)
class RemoteAccount:
    """An account integration on the server; `master_name` is the name of its type."""

    id: str
    name: str
    master_name: str


@dataclass(frozen=True, slots=True)
class RemoteSubscription:
    """A subscription: an organisation or user on a source host."""

    id: str
    organisation: str
    provider: str = ""


@dataclass(frozen=True, slots=True)
class RemoteIntegration:
    """A subscription integration on the server, with the id of the account integration that it points at."""

    id: str
    name: str
    account_id: str
    subscription_id: str
    account_name: str = ""


class ShippableApi(Protocol):
    """Shippable, as far as the wizard needs it (routes: DOMAIN, "The REST API")."""

    @property
    def address(self) -> str:
        """The base address of the server, as it is shown."""
        ...

    def masters(self) -> tuple[Master, ...]:
        """The types of integrations."""
        ...

    def accounts(self, name: str | None = None) -> tuple[RemoteAccount, ...]:
        """The account integrations of who the token belongs to; with `name` those of exactly that name."""
        ...

    def create_account(self, name: str, master: Master, keys: AwsKeys) -> RemoteAccount:
        """Make an account integration; raises `ServiceError` `shippable-conflict` when the name is taken."""
        ...

    def update_account(self, account: RemoteAccount, master: Master, keys: AwsKeys) -> None:
        """Give an account integration other keys."""
        ...

    def delete_account(self, account_id: str) -> bool:
        """Delete an account integration; False when it was gone already.

        Raises `ServiceError` `shippable-conflict` or `shippable-refused` while something depends on it.
        """
        ...

    def subscriptions(self, organisation: str) -> tuple[RemoteSubscription, ...]:
        """The subscriptions of exactly that organisation: several when several source hosts have one of the name."""
        ...

    def integrations(self, subscription_id: str) -> tuple[RemoteIntegration, ...]:
        """The subscription integrations of a subscription."""
        ...

    def create_integration(
        self, name: str, account: RemoteAccount, subscription: RemoteSubscription
    ) -> RemoteIntegration:
        """Make a subscription integration; raises `ServiceError` `shippable-conflict` when the name is taken."""
        ...

    def delete_integration(self, integration_id: str) -> bool:
        """Delete a subscription integration; False when it was gone already."""
        ...


def api_from_environment() -> ShippableApi | None:
    """The server that SHIPPABLE_API_URL names, with the token in SHIPPABLE_API_TOKEN; None without a token.

    Nothing is asked yet: an address or a token that cannot be one is a `UsageError` of the first call.
    """
    token = os.environ.get("SHIPPABLE_API_TOKEN", "").strip()
    if not token:
        return None
    return api_with_token(Secret(token))


def api_with_token(token: Secret) -> ShippableApi:
    """The server that SHIPPABLE_API_URL names (else the hosted one), with a token that was typed."""
    from wizard.services.shippable.http import HttpShippable

    return HttpShippable(named_address() or ADDRESS, token)


def named_address() -> str:
    """What SHIPPABLE_API_URL says; empty when it is not set. With it, asking for a token makes sense."""
    return os.environ.get("SHIPPABLE_API_URL", "").strip()
