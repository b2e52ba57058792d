"""The inventory as a value: what is kept, what is read back, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from wizard.core.model.inventory import AccountRecord, Inventory, Noted, Place, SubscriptionRecord, from_dict, to_dict

SHOP, CART = Place("/src/shop"), Place("/src/cart")


def inventory() -> Inventory:
    return (
        Inventory()
        .with_account(AccountRecord("keys", "amazonKeys"))
        .with_changed("ecr", "Acme", account="keys")
        .with_places("ecr", "acme", [SHOP, CART])
    )


def test_the_name_of_an_integration_knows_case_and_that_of_its_organisation_does_not() -> None:
    record = inventory().subscription("ecr", "ACME")
    assert record is not None
    assert record.places == (CART, SHOP)
    assert inventory().subscription("ECR", "acme") is None
    assert inventory().of_account("keys") == inventory().named("ecr")


def test_what_is_written_is_read_back() -> None:
    assert from_dict(to_dict(inventory())) == inventory()


def test_a_record_without_a_subscription_goes_when_the_subscription_is_known() -> None:
    noted = Noted(SHOP, "ecr", "").on(Inventory())
    assert [item.subscription for item in noted.subscriptions] == [""]
    assert [item.subscription for item in Noted(SHOP, "ecr", "acme").on(noted).subscriptions] == ["acme"]


def test_what_ceased_to_name_it_is_named_no_more() -> None:
    left = Noted(SHOP, "ecr", None).on(inventory())
    assert [item.places for item in left.subscriptions] == [(CART,)]
    assert left.without_subscription("ecr", "acme").without_account("keys") == Inventory()


@pytest.mark.parametrize(
    ("where", "value", "said"),
    [
        ("version", 9, "version 9"),
        ("accounts", None, "not iterable"),
        ("accounts", [{"name": 1, "type": "amazonKeys"}], "name is no text"),
        ("accounts", [{"name": "keys", "type": "other"}], "type 'other'"),
        ("accounts", [{"name": "keys", "type": "ECR", "storage": "a drawer"}], "storage 'a drawer'"),
        ("accounts", [{"unknown": "field"}], "unknown"),
        ("subscriptions", [{"name": "ecr", "subscription": "acme", "places": [{"root": 3}]}], "root is no text"),
        ("subscriptions", ["ecr"], "str"),
    ],
)
def test_what_is_no_inventory_is_refused(where: str, value: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        from_dict(to_dict(inventory()) | {where: value})


def test_a_line_of_the_log_is_read_back_and_others_are_refused() -> None:
    noted = Noted(SHOP, "ecr", None)
    assert Noted.from_dict(noted.as_dict()) == noted
    for data in (None, {}, noted.as_dict() | {"name": 3}, noted.as_dict() | {"place": "/src/shop"}):
        with pytest.raises(ValueError, match=r"text|NoneType|place|str"):
            Noted.from_dict(data)


def test_a_subscription_integration_of_the_same_name_is_replaced() -> None:
    changed = inventory().with_subscription(SubscriptionRecord("ecr", "acme"))
    assert [(item.name, item.places) for item in changed.subscriptions] == [("ecr", ())]


def test_a_file_that_names_an_integration_twice_is_recorded_once() -> None:
    assert inventory().with_places("ecr", "acme", [SHOP, SHOP]) == inventory()


def test_a_file_that_never_named_an_integration_ceases_to_name_nothing() -> None:
    assert inventory().without_place(Place("/src/other"), "ecr") == inventory()
    assert inventory().without_place(SHOP, "another") == inventory()


@pytest.mark.parametrize(
    ("record", "kept"),
    [
        (AccountRecord("keys", storage="keyring"), True),
        (AccountRecord("keys", profile="work"), True),
        (AccountRecord("keys"), False),
    ],
)
def test_keys_are_kept_in_the_keyring_or_in_a_profile(record: AccountRecord, kept: bool) -> None:
    assert record.keeps_keys is kept
