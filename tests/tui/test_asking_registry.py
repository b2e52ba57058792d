"""The screens ask the registry: for what is pulled at once, for a push when the user says so."""

from __future__ import annotations

from pathlib import Path

from tests.tui.conftest import Making
from tests.tui.hands import PUSH, sitting_at
from wizard.services.aws.simulated import GOOD, READ_ONLY, SampleKey, SimulatedAws
from wizard.tui.screens.account import AccountScreen
from wizard.tui.screens.image import ImageScreen
from wizard.tui.screens.review import ReviewScreen

REGISTRY = "123456789012.dkr.ecr.us-west-2.amazonaws.com"


async def _try_a_push(make: Making, sample: SampleKey, words: str) -> None:
    async with sitting_at(make(aws=SimulatedAws(sleep=lambda _: None))) as hands:
        await hands.begin()
        await hands.on(AccountScreen)
        await hands.from_account_with(sample.keys, "us-west-2")
        await hands.pick_scenario(PUSH)
        await hands.on(ImageScreen)
        await hands.fill("image", f"{REGISTRY}/shop/storefront")
        await hands.press("ctrl+n", "ctrl+n")
        screen = await hands.on(ReviewScreen)
        view = screen.query_one("RightsView")
        await hands.until(lambda: "t: ask the registry" in str(view.render()))
        assert words not in str(view.render())
        await hands.press("t")
        await hands.until(lambda: words in str(view.render()))
        assert "t: ask the registry" not in str(view.render())
        await hands.press("t")  # it was asked
        await hands.on(ReviewScreen)


async def test_a_push_is_tried_with_its_key_alone(real: Making) -> None:
    await _try_a_push(real, GOOD, "yes: The key may start a push")


async def test_a_push_that_the_registry_refuses(real: Making) -> None:
    await _try_a_push(real, READ_ONLY, "! no: The key may not push")


async def test_the_account_step_asks_for_what_the_file_pulls(real: Making, repository: Path) -> None:
    (repository / "shippable.yml").write_text(
        f"build:\n  pre_ci_boot:\n    image_name: {REGISTRY}/base/node\n    image_tag: '9'\n    pull: true\n"
    )
    async with sitting_at(real(aws=SimulatedAws(sleep=lambda _: None))) as hands:
        await hands.begin()
        await hands.on(AccountScreen)
        await hands.fill("region", "us-west-2")
        await hands.give_keys(GOOD.keys)
        await hands.sees("The registry: ! no: There is no tag 9")
