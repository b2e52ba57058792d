"""One contract for every Shippable: the tests' server in each age, and the demo's simulation of an old and a later one.

What a row of the contract rests on is named in `tests.services.shippable_server.CONTRACT`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.services.shippable_server import CONTRACT, TOKEN, VERSIONS, ShippableServer, running
from wizard.core.model.errors import ServiceError
from wizard.core.model.secret import AwsKeys, Secret
from wizard.services.shippable.http import HttpShippable
from wizard.services.shippable.protocol import IntegrationType, RemoteAccount, ShippableApi
from wizard.services.shippable.simulated import SimulatedShippable

KEYS = AwsKeys(Secret("AKIAIOSFODNN7EXAMPLE"), Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))


@dataclass(frozen=True)
class Side:
    """A Shippable, and what its age does."""

    api: ShippableApi
    refuses: bool
    lists_account_uses: bool
    lists_integration_uses: bool


@pytest.fixture(params=[*VERSIONS, "simulated old", "simulated"])
def side(request: pytest.FixtureRequest) -> Iterator[Side]:
    if request.param.startswith("simulated"):
        old = request.param == "simulated old"
        yield Side(SimulatedShippable(refuses=old, has_uses=not old), old, not old, not old)
        return
    version = VERSIONS[request.param]
    with running(version=version) as server:
        api = HttpShippable(server.address, Secret(TOKEN))
        yield Side(api, bool(version.refuses), version.account_uses, version.integration_uses)


@pytest.fixture
def api(side: Side) -> ShippableApi:
    return side.api


def offered(api: ShippableApi) -> IntegrationType:
    return next(item for item in api.integration_types() if item.kind and item.offered)


def account(api: ShippableApi, name: str = "keys") -> RemoteAccount:
    return api.create_account(name, offered(api), KEYS)


def test_every_row_has_a_source_and_a_handler() -> None:
    assert all(row.source and callable(getattr(ShippableServer, row.handler)) for row in CONTRACT)
    assert len({(row.method, row.path) for row in CONTRACT}) == len(CONTRACT)


def test_the_types_that_are_ours(api: ShippableApi) -> None:
    ours = {item.name: (item.type, item.display_name, item.id) for item in api.integration_types() if item.kind}
    assert ours.pop("amazonKeys") == ("generic", "AWS Keys", "57467326b3cbfc0c004f9111")
    assert ours in ({}, {"ECR": ("hub", "Amazon ECR", "5673c6561895ca4474669507")})


def test_a_life_of_integrations(api: ShippableApi) -> None:
    made = account(api)
    assert api.accounts() == api.accounts("keys") == (made,)
    assert api.accounts("Keys") == ()
    api.update_account(made, offered(api), KEYS)
    assert api.accounts() == (made,)
    (subscription,) = api.subscriptions("ACME")
    assert api.subscriptions() == (subscription,)
    assert subscription.provider in api.hosts()
    integration = api.create_integration("ecr", made, subscription)
    assert api.integrations(subscription.id) == api.all_integrations() == (integration,)
    assert integration.id.isdecimal()
    assert integration.account_id == made.id
    assert not integration.has_own_keys
    assert [api.delete_integration(integration.id) for _ in range(2)] == [True, False]
    assert [api.delete_account(made.id) for _ in range(2)] == [True, False]


def test_an_organisation_that_is_not_known_has_no_subscription(api: ShippableApi) -> None:
    assert api.subscriptions("nobody") == ()


def test_a_name_that_is_taken_is_a_conflict(api: ShippableApi) -> None:
    made = account(api)
    (subscription,) = api.subscriptions("acme")
    api.create_integration("ecr", made, subscription)
    for refused in (lambda: account(api), lambda: api.create_integration("ecr", made, subscription)):
        with pytest.raises(ServiceError) as caught:
            refused()
        assert caught.value.code == "shippable-conflict"


def test_pointing_elsewhere_keeps_the_integration(api: ShippableApi) -> None:
    first, second = account(api), account(api, "second")
    (subscription,) = api.subscriptions("acme")
    made = api.create_integration("ecr", first, subscription)
    api.repoint_integration(made, second)
    (now,) = api.all_integrations()
    assert (now.id, now.name, now.account_id) == (made.id, "ecr", second.id)
    api.delete_integration(made.id)
    with pytest.raises(ServiceError) as caught:
        api.repoint_integration(made, first)
    assert caught.value.code in ("shippable-gone", "shippable-not-found")


def test_what_depends_on_it_is_listed_where_there_is_a_list(side: Side) -> None:
    made = account(side.api)
    (subscription,) = side.api.subscriptions("acme")
    integration = side.api.create_integration("ecr", made, subscription)
    uses = side.api.account_uses(made.id)
    named = None if uses is None else [(use.kind, use.name, use.id) for use in uses]
    assert named == ([("subscription integration", "ecr", integration.id)] if side.lists_account_uses else None)
    assert side.api.integration_uses(integration.id) == (() if side.lists_integration_uses else None)


def test_an_old_server_keeps_what_something_depends_on_and_a_later_one_does_not(side: Side) -> None:
    made = account(side.api)
    (subscription,) = side.api.subscriptions("acme")
    side.api.create_integration("ecr", made, subscription)
    if not side.refuses:
        assert side.api.delete_account(made.id) is True
        assert side.api.all_integrations()[0].account_id == made.id
        return
    with pytest.raises(ServiceError) as caught:
        side.api.delete_account(made.id)
    assert caught.value.code == "shippable-dependents"
    assert side.api.accounts() == (made,)
