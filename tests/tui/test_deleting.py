"""After an entry was taken out: the integration itself is deleted only with everything known, or knowingly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.shippable_server import TOKEN, Fault, ShippableServer, running
from tests.tui.conftest import Making
from tests.tui.hands import Hands, sitting_at
from wizard.core.model.inventory import AccountRecord, Place, SubscriptionRecord
from wizard.core.model.secret import Secret
from wizard.services.shippable.http import HttpShippable
from wizard.services.storage.inventory import FileInventory
from wizard.tui.screens.dialogs import Confirm
from wizard.tui.screens.remove_entry import TakeOutScreen
from wizard.tui.screens.remove_integration import TakenOutScreen

FILE = "integrations:\n  hub:\n    - integrationName: ecr\n      type: ecr\n"


@pytest.fixture
def server() -> Iterator[ShippableServer]:
    with running(version="7.3") as made:
        yield made


async def take_out(hands: Hands) -> None:
    await hands.begin("Take out ecr")
    await hands.on(TakeOutScreen)
    await hands.sees("- integrationName: ecr")
    await hands.press("w")
    screen = await hands.on(TakenOutScreen)
    await hands.until(lambda: screen.query_one("#delete").display)


async def asked(hands: Hands, *texts: str) -> None:
    await hands.press("ctrl+t")
    await hands.on(Confirm)
    await hands.sees(*texts)


async def test_keys_of_its_own_have_a_question_of_their_own(
    real: Making, repository: Path, server: ShippableServer
) -> None:
    (repository / "shippable.yml").write_text(FILE)
    server.add_integration("ecr", None)
    async with sitting_at(real(api=HttpShippable(server.address, Secret(TOKEN))), size=(100, 30)) as hands:
        await take_out(hands)
        await asked(hands, "holds keys of its own (AWS Keys)")
        await hands.press("n")
        await hands.on(TakenOutScreen)
        assert len(server.integrations) == 1
        await asked(hands, "holds keys of its own (AWS Keys)")
        await hands.press("y")
        await hands.until(lambda: server.integrations == {})


async def test_what_was_not_looked_at_is_a_question(real: Making, repository: Path, server: ShippableServer) -> None:
    (repository / "shippable.yml").write_text(FILE)
    server.accounts["a1"] = {"id": "a1", "name": "keys", "masterName": "amazonKeys"}
    server.add_integration("ecr", "a1")
    place = Place(str(repository))
    FileInventory().change(
        lambda inventory: inventory.with_account(AccountRecord("keys")).with_subscription(
            SubscriptionRecord("ecr", "acme", "keys", (place,))
        )
    )
    server.faults = [Fault("GET", "/accountIntegrations/a1/dependencies", 403, times=99)]
    async with sitting_at(real(api=HttpShippable(server.address, Secret(TOKEN))), size=(100, 30)) as hands:
        await take_out(hands)
        await asked(hands, "Delete the subscription integration ecr?")
        await hands.press("y")
        await hands.until(lambda: server.integrations == {})
        screen = await hands.on(TakenOutScreen)
        await hands.until(lambda: screen._account is not None)
        # What was deleted is no step any more; the account integration goes by its own name.
        titles = [group.title for group in screen.groups()]
        assert not [title for title in titles if "subscription integration" in title]
        assert "Find keys and delete it." in "".join(line for group in screen.groups() for line in group.lines)
        await asked(hands, "Delete the account integration keys?")
        await hands.press("y")
        await hands.sees("Not looked at", "lists as")
        await hands.press("n")
        await hands.on(TakenOutScreen)
        assert list(server.accounts) == ["a1"]
        await asked(hands, "Delete the account integration keys?")
        await hands.press("y")
        await hands.sees("Not looked at", "lists as")
        await hands.press("y")
        await hands.until(lambda: server.accounts == {})
        await hands.until(lambda: FileInventory().read().accounts == ())
