"""The image's field: names are completed from ECR while they are typed, and trouble is said when it is left."""

from __future__ import annotations

from tests.tui.conftest import Making
from tests.tui.hands import PUSH, Hands, sitting_at
from wizard.services.aws.simulated import GOOD, SimulatedAws
from wizard.tui.screens.account import AccountScreen
from wizard.tui.screens.image import ImageScreen
from wizard.tui.widgets.completed_input import CompletedInput

REGISTRY = "123456789012.dkr.ecr.us-west-2.amazonaws.com"


async def to_image(hands: Hands) -> CompletedInput:
    await hands.begin()
    await hands.on(AccountScreen)
    await hands.from_account_with(GOOD.keys, "us-west-2")
    await hands.pick_scenario(PUSH)
    await hands.on(ImageScreen)
    field = hands.control("image")
    assert isinstance(field, CompletedInput)
    field.focus()
    return field


async def test_names_are_completed_and_trouble_is_said_when_the_field_is_left(real: Making) -> None:
    async with sitting_at(real(aws=SimulatedAws(sleep=lambda _: None))) as hands:
        field = await to_image(hands)
        await hands.until(lambda: bool(field.names.known))
        field.value = ""
        await hands.press(*"shop/storef")
        await hands.sees(f"Right: {REGISTRY}/shop/storefront")
        await hands.press("right")
        assert field.value == f"{REGISTRY}/shop/storefront"
        await hands.press("down")
        tag = hands.control("tag")
        await hands.until(lambda: bool(tag.names.known))
        for name, said in (
            (f"{REGISTRY}/shop/storefrnot", "Not in ECR: account 123456789012 has no shop/storefrnot in us-west-2."),
            (f"{REGISTRY.replace('1234', '9999', 1)}/app", "the keys are of account 123456789012"),
            ("shop//app", "Docker refuses this name"),
            ("123456789012.dkr.ecr.amazonaws.com/app", "This is meant for ECR"),
        ):
            field.focus()
            field.value = name
            await hands.press("down")
            await hands.until(lambda said=said: said in hands.said)


class Unasked(SimulatedAws):
    """AWS that must not be asked."""

    def repositories(self, *_: object, **__: object) -> None:  # type: ignore[override]
        raise AssertionError("nothing was checked")


async def test_without_checked_keys_nothing_is_asked(real: Making) -> None:
    async with sitting_at(real(aws=Unasked(sleep=lambda _: None))) as hands:
        await hands.to_image(PUSH, f"{REGISTRY}/shop/none")
        await hands.press("down")
        assert "ECR was not" not in hands.text
        assert "Not in ECR" not in hands.text
