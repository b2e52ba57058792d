"""The wizard as line prompts, where integrations are known or made in Shippable."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.integrations import repository
from tests.plain.person import Talk, services, talk
from tests.plain.test_walk import ALL, LATER, PUSH, TYPED, WRITE
from tests.services.shippable_server import TOKEN, Fault, ShippableServer, running
from wizard.core.model.inventory import AccountRecord
from wizard.core.model.secret import Secret
from wizard.services.aws.simulated import GOOD
from wizard.services.shippable.http import HttpShippable


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop")


@pytest.fixture
def server() -> Iterator[ShippableServer]:
    with running() as made:
        yield made


def test_another_account_integration_can_be_chosen(
    monkeypatch: pytest.MonkeyPatch, root: Path, server: ShippableServer
) -> None:
    server.accounts["x"] = {"id": "x", "name": "from the server", "masterName": "ECR"}
    around = services(HttpShippable(server.address, Secret(TOKEN)))
    around.inventory.change(
        lambda inventory: inventory.with_account(AccountRecord("from the inventory", masked_id="AKIA...BOOK"))
    )
    done = talk(
        monkeypatch,
        around,
        root,
        LATER,
        ("2.2 Account integration", "from the server"),
        *PUSH,
        *ALL,
        WRITE,
        ("Make the integrations", "y"),
    )
    assert done.code == 0, done.said
    assert "2) from the inventory: AKIA...BOOK" in done.said
    assert [item["accountIntegrationId"] for item in server.integrations.values()] == ["x"]
    assert len(server.accounts) == 1


def test_shippable_is_asked_only_when_wanted_and_told_exactly(
    monkeypatch: pytest.MonkeyPatch, root: Path, server: ShippableServer
) -> None:
    around = services(HttpShippable(server.address, Secret(TOKEN)))
    declined = talk(monkeypatch, around, root, *TYPED, *PUSH, *ALL, WRITE, ("Make the integrations", "n"))
    assert server.integrations == {}
    assert "Integration Name: ecr-integration" in declined.said
    server.faults = [Fault("POST", "/subscriptionIntegrations", 403, b'{"message": "owners only"}')]
    half = made(monkeypatch, root, server)
    assert "Made the account integration" in half.said
    assert "owners only" in half.said
    assert "Name: ecr-integration" in half.said
    assert "Integration type" not in half.said
    assert "1) Amazon ECR: Made for ECR." in half.said
    whole = made(monkeypatch, root, server, ("Give it the keys", "n"))
    assert "its keys stay as they are" in whole.said
    assert "Made the subscription integration" in whole.said
    assert "Add Integration" not in whole.said
    assert len(server.integrations) == 1
    assert GOOD.keys.secret.reveal() not in half.said + whole.said


def test_a_token_can_be_typed_where_a_server_is_named(
    monkeypatch: pytest.MonkeyPatch, root: Path, server: ShippableServer, own_home: Path
) -> None:
    monkeypatch.setenv("SHIPPABLE_API_URL", server.address)
    tokens = ("API token", ["wrong-token-of-mine", TOKEN])
    done = talk(monkeypatch, services(), root, *TYPED, *PUSH, *ALL, WRITE, tokens)
    assert done.code == 0
    assert "refuses the token" in done.said
    assert len(server.integrations) == 1
    kept = "".join(path.read_text(errors="replace") for path in own_home.rglob("*") if path.is_file())
    assert TOKEN not in done.said + kept


def made(monkeypatch: pytest.MonkeyPatch, root: Path, server: ShippableServer, *more: tuple[str, str]) -> Talk:
    """The same walk again, with the integrations made in Shippable."""
    around = services(HttpShippable(server.address, Secret(TOKEN)))
    first = ("What is to be done", "1")
    return talk(monkeypatch, around, root, first, *TYPED, *PUSH, *ALL, *more, ("Make the integrations", "y"))
