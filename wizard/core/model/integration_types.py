"""The types of account integrations that hold AWS keys, as Shippable names them."""

from __future__ import annotations

from typing import Literal

AccountType = Literal["ECR", "amazonKeys"]

# Type of an account integration -> what Shippable's pages call it, its two fields, its filter in the list.
TYPE_NAMES: dict[AccountType, str] = {"ECR": "Amazon ECR", "amazonKeys": "AWS Keys"}
FIELDS: dict[AccountType, tuple[str, str]] = {
    "ECR": ("aws_access_key_id", "aws_secret_access_key"),
    "amazonKeys": ("accessKey", "secretKey"),
}


def type_name(master_name: str) -> str:
    """What Shippable's pages call a type; one that the wizard does not know goes by its own name."""
    return next((shown for kind, shown in TYPE_NAMES.items() if kind == master_name), master_name)


def account_type(master_name: str) -> AccountType | None:
    """The type of account integration that the server calls by that name; None where the wizard does not know it."""
    return next((kind for kind in TYPE_NAMES if kind == master_name), None)
