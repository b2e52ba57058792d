"""Shippable's API as the environment names it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wizard.core.model.secret import Secret

if TYPE_CHECKING:
    from wizard.services.shippable.protocol import ShippableApi


def api_from_environment() -> ShippableApi | None:
    """The server that SHIPPABLE_API_URL names, with the token in SHIPPABLE_API_TOKEN; None without a token.

    Nothing is asked yet: an address or a token that cannot be one is a `UsageError` of the first call, and so is a
    token without an address. There is no default address: the hosted service is closed, and keys must not go to
    whoever has its name now.
    """
    token = os.environ.get("SHIPPABLE_API_TOKEN", "").strip()
    if not token:
        return None
    return api_with_token(Secret(token))


def api_with_token(token: Secret) -> ShippableApi:
    """The server that SHIPPABLE_API_URL names, with this token."""
    from wizard.services.shippable.http import HttpShippable  # httpx takes a tenth of a second

    return HttpShippable(named_address(), token)


def named_address() -> str:
    """What SHIPPABLE_API_URL says; empty when it is not set. With it, asking for a token makes sense."""
    return os.environ.get("SHIPPABLE_API_URL", "").strip()
