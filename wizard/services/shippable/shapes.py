"""The server's objects as data: what is read of them, and what is sent. Nothing is asked here.

Each reader raises `ServiceError` `shippable-answer` where something without which the object means nothing is absent.
"""

from __future__ import annotations

import re
from typing import Any

from wizard.core.model.errors import ServiceError
from wizard.core.model.integration_types import FIELDS
from wizard.core.model.secret import AwsKeys
from wizard.services.runtime.foreign import foreign_name, foreign_text
from wizard.services.shippable.protocol import (
    IntegrationType,
    RemoteAccount,
    RemoteIntegration,
    RemoteSubscription,
    RemoteUse,
)

# Where an object of a list of dependencies may have its name; the first that is there counts.
_NAMES = ("name", "fullName", "projectFullName", "subscriptionOrgName", "orgName", "id")


def read_text(item: Any, key: str) -> str:
    """A text or a number of an object, as text."""
    value = item.get(key) if isinstance(item, dict) else None
    if not isinstance(value, str | int) or value == "":
        raise ServiceError(
            "shippable-answer",
            f"Shippable's answer has no `{key}` where one belongs.",
            remedy="Look in Shippable whether the thing was done, then try again.",
        )
    return foreign_name(str(value))


def _name(item: dict[str, Any], *keys: str) -> str:
    """The first of these that an object has, as text; empty where it has none."""
    found = next((item[key] for key in keys if item.get(key)), "")
    return foreign_name(str(found))


def read_master(item: dict[str, Any]) -> IntegrationType:
    """A type of integration."""
    return IntegrationType(
        id=read_text(item, "id"),
        name=read_text(item, "name"),
        type=_name(item, "type"),
        display_name=_name(item, "displayName", "name"),
        enabled=item.get("isEnabled") is not False,
        deprecated=item.get("isDeprecated") is True,
    )


def read_account(item: dict[str, Any]) -> RemoteAccount:
    """An account integration, without the values of its fields."""
    return RemoteAccount(read_text(item, "id"), read_text(item, "name"), _name(item, "masterName"))


def read_subscription(item: dict[str, Any]) -> RemoteSubscription:
    """A subscription."""
    kind = item.get("isOrg")
    return RemoteSubscription(
        id=read_text(item, "id"),
        organisation=read_text(item, "orgName"),
        provider=_name(item, "providerId", "provider"),
        is_organisation=kind if isinstance(kind, bool) else None,
    )


def read_integration(item: dict[str, Any]) -> RemoteIntegration:
    """A subscription integration, without the values of its fields."""
    return RemoteIntegration(
        id=read_text(item, "id"),
        name=read_text(item, "name"),
        account_id=_name(item, "accountIntegrationId"),
        subscription_id=read_text(item, "subscriptionId"),
        master_name=_name(item, "masterName"),
    )


def read_uses(answer: Any) -> tuple[RemoteUse, ...] | None:
    """What a list of dependencies names: a list, or lists under the names of their kinds. None: it is neither.

    The form is published nowhere, so whatever is in a list counts as a dependency.
    """
    if isinstance(answer, list):
        return tuple(_use("", item) for item in answer)
    if not isinstance(answer, dict):
        return None
    lists = {kind: items for kind, items in answer.items() if isinstance(items, list)}
    if not lists:
        return None
    return tuple(_use(_words(kind), item) for kind, items in lists.items() for item in items)


def account_body(name: str, integration_type: IntegrationType, keys: AwsKeys) -> dict[str, Any]:
    """The object of a new account integration."""
    return {
        "name": name,
        "masterDisplayName": integration_type.display_name,
        "masterIntegrationId": integration_type.id,
        "masterName": integration_type.name,
        "masterType": integration_type.type,
        "formJSONValues": _values(integration_type, keys),
    }


def with_keys(held: dict[str, Any], integration_type: IntegrationType, keys: AwsKeys) -> dict[str, Any]:
    """An account integration as the server has it, with other keys; fields of other labels stay."""
    ours = _values(integration_type, keys)
    labels = [item["label"] for item in ours]
    before = held.get("formJSONValues")
    others = [
        item
        for item in (before if isinstance(before, list) else [])
        if isinstance(item, dict) and item.get("label") not in labels
    ]
    return held | {"formJSONValues": [*ours, *others], "isValid": True}


def _values(integration_type: IntegrationType, keys: AwsKeys) -> list[dict[str, str]]:
    id_label, secret_label = FIELDS[integration_type.kind or "ECR"]
    return [
        {"label": id_label, "value": keys.key_id.reveal()},
        {"label": secret_label, "value": keys.secret.reveal()},
    ]


def _use(kind: str, item: Any) -> RemoteUse:
    if not isinstance(item, dict):
        return RemoteUse(kind or "object", foreign_text(str(item)))
    names = [foreign_name(str(item[key])) for key in _NAMES if item.get(key) not in (None, "")]
    if not kind:
        kind = "subscription integration" if "subscriptionId" in item else "object"
    return RemoteUse(kind, names[0] if names else "(without a name)", _name(item, "id"))


def _words(kind: str) -> str:
    """`subscriptionIntegrations` as people say it: `subscription integration`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", foreign_name(kind).removesuffix("s")).lower()
