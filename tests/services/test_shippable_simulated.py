"""The demo's Shippable keeps the same contract as the real one: one list of promises for both."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.services.shippable_server import TOKEN, running
from wizard.core.model.errors import ServiceError
from wizard.core.model.secret import AwsKeys, Secret
from wizard.services.shippable.http import HttpShippable
from wizard.services.shippable.protocol import ShippableApi
from wizard.services.shippable.simulated import SimulatedShippable

KEYS = AwsKeys(Secret("AKIAIOSFODNN7EXAMPLE"), Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))


@pytest.fixture(params=["real", "simulated"])
def api(request: pytest.FixtureRequest) -> Iterator[ShippableApi]:
    if request.param == "simulated":
        yield SimulatedShippable()
        return
    with running() as server:
        yield HttpShippable(server.address, Secret(TOKEN))


def test_the_types_on_offer(api: ShippableApi) -> None:
    ours = [item for item in api.masters() if item.kind]
    assert [(item.name, item.type, item.display_name, item.offered) for item in ours] == [
        ("ECR", "hub", "Amazon ECR", True),
        ("amazonKeys", "generic", "AWS Keys", True),
    ]
    assert ours[0].id == "5673c6561895ca4474669507"
    assert ours[1].id == "57467326b3cbfc0c004f9111"


def test_a_life_of_integrations(api: ShippableApi) -> None:
    ecr = api.masters()[0]
    account = api.create_account("keys", ecr, KEYS)
    assert api.accounts() == api.accounts("keys") == (account,)
    assert api.accounts("Keys") == ()
    api.update_account(account, ecr, KEYS)
    (subscription,) = api.subscriptions("ACME") or api.subscriptions("acme")
    assert api.subscriptions("nobody") == ()
    made = api.create_integration("ecr", account, subscription)
    assert api.integrations(subscription.id) == (made,)
    assert (made.account_id, made.account_name) == (account.id, "keys")
    for refused in (
        lambda: api.create_account("keys", ecr, KEYS),
        lambda: api.create_integration("ecr", account, subscription),
        lambda: api.delete_account(account.id),
    ):
        with pytest.raises(ServiceError) as caught:
            refused()
        assert caught.value.code == "shippable-conflict"
    assert [api.delete_integration(made.id) for _ in range(2)] == [True, False]
    assert [api.delete_account(account.id) for _ in range(2)] == [True, False]
