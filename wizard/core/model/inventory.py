"""The inventory: which integrations there are and what uses them. Pure records, to and from plain data; no secrets."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, TypeVar, get_args

from wizard.core.model.answers import Storage
from wizard.core.model.integration_types import TYPE_NAMES, AccountType
from wizard.frozen import frozen

VERSION = 1
STORAGES: tuple[Storage, ...] = get_args(Storage)

Kept = TypeVar("Kept")


@frozen
class AccountRecord:
    """An account integration: its name, and what may be shown of its keys.

    `checked` is the time (ISO 8601) at which AWS accepted the keys, None when it was not asked. `storage` tells
    where the program keeps the keys, `profile` the AWS profile that they are in: with another storage it is the
    user's own, and only read. `server` is the address of the Shippable that the integration was
    made in, empty when it was not made by the program.
    """

    name: str
    type: AccountType = "ECR"
    masked_id: str | None = None
    aws_account: str | None = None
    region: str | None = None
    checked: str | None = None
    storage: Storage = "none"
    profile: str = ""
    server: str = ""

    @property
    def keeps_keys(self) -> bool:
        """Whether the keys are on this computer: in the keyring, or in an AWS profile."""
        return self.storage == "keyring" or bool(self.profile)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A CI file: the absolute path of its repository and its name below that."""

    root: str
    file: str = "shippable.yml"


@frozen
class SubscriptionRecord:
    """A subscription integration: its subscription (empty: not known), its account integration, the files that name it.

    `server` as in `AccountRecord`.
    """

    name: str
    subscription: str = ""
    account: str = ""
    places: tuple[Place, ...] = ()
    server: str = ""


@frozen
class Inventory:
    """Everything that is known, each kind sorted by name. An account is known by its name, a subscription
    integration by its name and its subscription."""

    accounts: tuple[AccountRecord, ...] = ()
    subscriptions: tuple[SubscriptionRecord, ...] = ()

    def account(self, name: str) -> AccountRecord | None:
        """The account integration of that name."""
        return next((item for item in self.accounts if item.name == name), None)

    def subscription(self, name: str, subscription: str) -> SubscriptionRecord | None:
        """The subscription integration of that name in that subscription."""
        wanted = _key(SubscriptionRecord(name, subscription))
        return next((item for item in self.subscriptions if _key(item) == wanted), None)

    def named(self, name: str) -> tuple[SubscriptionRecord, ...]:
        """The subscription integrations of that name, of every subscription."""
        return tuple(item for item in self.subscriptions if item.name == name)

    def of_account(self, name: str) -> tuple[SubscriptionRecord, ...]:
        """The subscription integrations that point at that account integration."""
        return tuple(item for item in self.subscriptions if item.account == name)

    def with_account(self, record: AccountRecord) -> Inventory:
        """The inventory with this record in place of the one of the same name."""
        return replace(self.without_account(record.name), accounts=_put(self.accounts, record, lambda item: item.name))

    def without_account(self, name: str) -> Inventory:
        """The inventory without that account integration."""
        return replace(self, accounts=tuple(item for item in self.accounts if item.name != name))

    def with_subscription(self, record: SubscriptionRecord) -> Inventory:
        """The inventory with this record in place of the one of the same name and subscription."""
        return replace(self, subscriptions=_put(self.subscriptions, record, _key))

    def with_changed(
        self, name: str, subscription: str, *, account: str | None = None, server: str | None = None
    ) -> Inventory:
        """The inventory with this of a subscription integration changed (None: not changed); its record is made when
        absent."""
        record = self._record(name, subscription)
        if account is not None:
            record = replace(record, account=account)
        if server is not None:
            record = replace(record, server=server)
        return self.with_subscription(record)

    def without_subscription(self, name: str, subscription: str) -> Inventory:
        """The inventory without that subscription integration."""
        gone = _key(SubscriptionRecord(name, subscription))
        return replace(self, subscriptions=tuple(item for item in self.subscriptions if _key(item) != gone))

    def with_places(self, name: str, subscription: str, places: Iterable[Place]) -> Inventory:
        """The inventory after these files have begun to name the integration."""
        record = self._record(name, subscription)
        known = record.places
        for place in places:
            # Sorted as they are: with thousands of places a set would cost more than the rest of a write.
            at = bisect_left(known, place)
            if known[at : at + 1] != (place,):
                known = (*known[:at], place, *known[at:])
        return self.with_subscription(replace(record, places=known))

    def _record(self, name: str, subscription: str) -> SubscriptionRecord:
        return self.subscription(name, subscription) or SubscriptionRecord(name, subscription)

    def named_in(self, place: Place, name: str, subscription: str) -> Inventory:
        """The inventory after the file at `place` was written to name the integration of this subscription alone."""
        inventory = self.without_place(place, name).with_places(name, subscription, [place])
        # Recorded without its subscription once, and with it now: the first record says nothing more.
        unused = inventory.subscription(name, "")
        if subscription and unused is not None and not unused.places:
            inventory = inventory.without_subscription(name, "")
        return inventory

    def without_place(self, place: Place, name: str) -> Inventory:
        """The inventory after the file at `place` has ceased to name the integration."""
        return replace(self, subscriptions=tuple(_left(item, place, name) for item in self.subscriptions))


@frozen
class Noted:
    """A file began to name the integration of a subscription, or (None) ceased to name it: one line of the log."""

    place: Place
    name: str
    subscription: str | None

    def on(self, inventory: Inventory) -> Inventory:
        """The inventory after this."""
        if self.subscription is None:
            return inventory.without_place(self.place, self.name)
        return inventory.named_in(self.place, self.name, self.subscription)

    def as_dict(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        return asdict(self)

    @staticmethod
    def from_dict(data: Any) -> Noted:
        """The inverse of `as_dict`; raises `ValueError` for anything else."""
        try:
            noted = Noted(**data | {"place": Place(**data["place"])})
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(str(error)) from None
        texts = (noted.place.root, noted.place.file, noted.name, noted.subscription or "")
        if not all(isinstance(text, str) for text in texts):
            raise ValueError("a text is no text")
        return noted


def _key(record: SubscriptionRecord) -> tuple[str, str]:
    # The names of integrations know case (docs/domain.md, "The two integrations", 3), those of organisations do not.
    return record.name, record.subscription.casefold()


def is_same_subscription(one: str, other: str) -> bool:
    """Whether these are names of one subscription: source hosts know no case in the names of organisations."""
    return one.casefold() == other.casefold()


def _left(record: SubscriptionRecord, place: Place, name: str) -> SubscriptionRecord:
    at = bisect_left(record.places, place)
    if record.name != name or record.places[at : at + 1] != (place,):
        return record
    return replace(record, places=record.places[:at] + record.places[at + 1 :])


def _put(records: tuple[Kept, ...], record: Kept, key: Callable[[Kept], Any]) -> tuple[Kept, ...]:
    others = [item for item in records if key(item) != key(record)]
    return tuple(sorted([*others, record], key=key))


def to_dict(inventory: Inventory) -> dict[str, Any]:
    """The inventory as plain data, for JSON."""
    return {"version": VERSION} | asdict(inventory)


def from_dict(data: Any) -> Inventory:
    """The inverse of `to_dict`; raises `ValueError` for anything else."""
    try:
        if data["version"] != VERSION:
            raise ValueError(f"version {data['version']!r}")
        accounts = tuple(AccountRecord(**item) for item in data["accounts"])
        subscriptions = tuple(_subscription(item) for item in data["subscriptions"])
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(str(error)) from None
    records: list[AccountRecord | SubscriptionRecord | Place] = [*accounts, *subscriptions]
    for item in (*records, *(place for entry in subscriptions for place in entry.places)):
        _check_texts(item)
    return Inventory(accounts, subscriptions)


def _subscription(item: dict[str, Any]) -> SubscriptionRecord:
    return SubscriptionRecord(**item | {"places": _sorted(Place(**place) for place in item["places"])})


def _sorted(places: Iterable[Place]) -> tuple[Place, ...]:
    found = tuple(dict.fromkeys(places))
    for place in found:
        _check_texts(place)
    return tuple(sorted(found))


def _check_texts(record: AccountRecord | SubscriptionRecord | Place) -> None:
    for field in fields(record):
        value = getattr(record, field.name)
        may_be = str | None if field.default is None else str
        if field.name != "places" and not isinstance(value, may_be):
            raise ValueError(f"{field.name} is no text")
    if isinstance(record, AccountRecord) and (record.type not in TYPE_NAMES or record.storage not in STORAGES):
        raise ValueError(f"type {record.type!r}, storage {record.storage!r}")
