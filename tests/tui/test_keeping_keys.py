"""Where the keys are kept is asked once, at the end, under the name that the integration has by then."""

from __future__ import annotations

from tests.plain.person import services
from tests.tui.conftest import Making
from tests.tui.hands import PULL, sitting_at
from wizard.actions.account_step import HeldKeys
from wizard.actions.keep_keys import keep
from wizard.core.model.answers import Account, Answers
from wizard.services.aws.simulated import GOOD
from wizard.tui.app.application import farewell
from wizard.tui.screens.account import AccountScreen
from wizard.tui.screens.done import DoneScreen
from wizard.tui.screens.keep_keys import KeepDialog
from wizard.tui.widgets.choice_row import ChoiceRow


async def test_it_is_asked_at_the_end_and_noted(real: Making) -> None:
    around = services()
    async with sitting_at(
        real(aws=around.aws, credential_store=around.credential_store, inventory=around.inventory)
    ) as hands:
        await hands.begin()
        await hands.on(AccountScreen)
        await hands.fill("account.name", "shop keys")
        await hands.give_keys(GOOD.keys)
        await hands.sees("AWS accepts the keys")
        assert not hands.app.screen.query("#storage"), "where to keep them is asked at the end"
        await hands.press("ctrl+n")
        await hands.press("ctrl+n")
        await hands.pick_scenario(PULL)
        await hands.fill("image", "acme/ci")
        await hands.press("ctrl+n", "ctrl+n")
        await hands.sees("(w) ]")
        await hands.press("w")
        await hands.on(DoneScreen)
        assert around.credential_store.load("shop keys") is None
        await hands.press("escape")
        dialog = await hands.on(KeepDialog)
        await hands.sees("Keep the keys AKIA...GOOD")
        await hands.until(lambda: not dialog.works_slowly())
        row = dialog.query_one("#storage", ChoiceRow)
        assert row.value == "none", "nothing is kept without a choice"
        while row.value != "keyring":
            await hands.press("right")
        await hands.press("enter")
        await hands.until(lambda: hands.app.return_code is not None)
        assert around.credential_store.load("shop keys") == GOOD.keys
        (record,) = around.inventory.read().accounts
        assert (record.name, record.storage) == ("shop keys", "keyring")
        assert hands.app.session is not None
        assert "The keys AKIA...GOOD are kept in the keyring" in farewell(hands.app.session)


def test_a_profile_is_known_to_the_inventory() -> None:
    around = services()
    account = Account(name="shop keys", source="typed", masked_id=GOOD.keys.masked_id, checked=True)
    held = HeldKeys(GOOD.keys)
    kept = keep(around, held, Answers(account=account), "profile", "shop")
    (record,) = around.inventory.read().accounts
    assert (record.storage, record.profile) == ("profile", "shop")
    assert record.checked is not None
    assert kept.said.startswith("The keys AKIA...GOOD are kept in profile shop in")
    assert held.are_kept
