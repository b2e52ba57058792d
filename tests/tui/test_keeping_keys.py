"""Where the keys are kept: as chosen, changed with the choice, under the name that the integration has in the end."""

from __future__ import annotations

from textual.widgets import Input

from tests.tui.conftest import Making
from tests.tui.hands import Hands, sitting_at
from wizard.services.aws.simulated import GOOD, SimulatedAws
from wizard.services.credentials.simulated import SimulatedVault
from wizard.tui.screens.account import AccountScreen
from wizard.tui.screens.subscription import SubscriptionScreen
from wizard.tui.widgets.choice_row import ChoiceRow


async def test_keys_move_with_the_choice_and_with_the_name(real: Making) -> None:
    vault = SimulatedVault()
    async with sitting_at(real(vault=vault, aws=SimulatedAws(lambda _seconds: None))) as hands:
        await hands.begin()
        screen = await hands.on(AccountScreen)
        await hands.fill("account.name", "first")
        await hands.give_keys(GOOD.keys)
        await hands.sees("AWS accepts the keys")
        assert all(not field.value for field in screen.query("KeyInput").results(Input))
        assert vault.load("first") is None, "nothing is kept before the user chooses"
        await choose_storage(hands, "keyring")
        await hands.press("enter")
        await hands.on(SubscriptionScreen)
        assert vault.load("first") == GOOD.keys

        await hands.press("escape")
        await hands.on(AccountScreen)
        await hands.fill("account.name", "second")
        await hands.press("ctrl+n")
        await hands.on(SubscriptionScreen)
        assert (vault.load("first"), vault.load("second")) == (None, GOOD.keys)

        await hands.press("escape")
        await hands.on(AccountScreen)
        await choose_storage(hands, "none")
        await hands.press("ctrl+n")
        await hands.on(SubscriptionScreen)
        assert vault.load("second") is None


async def choose_storage(hands: Hands, value: str) -> None:
    row = hands.app.screen.query_one("#storage", ChoiceRow)
    await hands.focus(row)
    await hands.until(lambda: value in [item for item, _ in row.choices], "it is offered")
    while row.value != value:
        await hands.press("right")
