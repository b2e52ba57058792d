"""What the screens look like. The steps are compared with `screenshots/`, so that the README never shows another
program; the dialogs and other sizes with snapshots.

After a change that was meant: `python screenshots/make.py`, `pytest tests/tui/test_pictures.py --snapshot-update`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_textual_snapshot import SVGImageExtension
from syrupy.assertion import SnapshotAssertion

from screenshots.make import calm, picture_of, steady_demo, walk
from tests.tui.hands import PUSH, sitting_at
from wizard.services.aws.simulated import GOOD, INACTIVE
from wizard.tui.screens.account import AccountScreen
from wizard.tui.screens.asking import AskName
from wizard.tui.screens.dialogs import Confirm, Help
from wizard.tui.screens.done import DoneScreen
from wizard.tui.screens.image import ImageScreen
from wizard.tui.screens.picker import Picker
from wizard.tui.screens.remove_entry import TakeOutScreen
from wizard.tui.screens.remove_integration import TakenOutScreen
from wizard.tui.screens.welcome import WelcomeScreen
from wizard.tui.state.work import Make

SCREENSHOTS = Path(__file__).parents[2] / "screenshots"


@pytest.fixture
def picture(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """One SVG file a picture, named by `name`."""
    return snapshot.use_extension(SVGImageExtension)


@pytest.fixture
def demo() -> Iterator[Make]:
    """The demo, the same project and services each time."""
    with steady_demo() as make:
        made: list[Any] = []

        def once() -> Any:
            if not made:
                made.append(make())
            return made[0]

        yield once


async def test_the_screenshots_are_what_the_program_shows(demo: Make) -> None:
    shown: dict[str, str] = {}
    async with sitting_at(demo) as hands:

        async def shoot(name: str) -> None:
            await calm(hands)
            shown[name] = picture_of(hands)

        await walk(hands, shoot)
    committed = {path.stem: path.read_text(encoding="utf-8") for path in SCREENSHOTS.glob("*.svg")}
    assert sorted(shown) == sorted(committed)
    assert [name for name, svg in shown.items() if svg != committed[name]] == []


async def test_dialogs_and_what_went_wrong(demo: Make, picture: SnapshotAssertion) -> None:
    async def shot(name: str) -> None:
        await calm(hands)
        assert picture_of(hands) == picture(name=name)

    async with sitting_at(demo) as hands:
        await hands.begin()
        await hands.on(AccountScreen)
        await hands.sees("A good key")
        await shot("account-empty")
        await hands.give_keys(INACTIVE.keys)
        await hands.sees("inactive")
        await shot("account-rejected")
        await hands.press("f1")
        await hands.on(Help)
        await shot("help")
        await hands.press("escape")
        await hands.from_account_with(GOOD.keys)
        await hands.pick_scenario(PUSH)
        image = await hands.on(ImageScreen)
        await hands.focus(image.field("image").query_one("Button"))
        await hands.press("enter")
        await hands.on(Picker)
        await hands.paste("shop")
        await hands.sees("8 of")
        await shot("picker")
        await hands.press("escape")
        await hands.press("ctrl+c")
        await hands.on(Confirm)
        await shot("leave")


async def test_the_way_out_of_the_file(demo: Make, picture: SnapshotAssertion) -> None:
    async def shot(name: str) -> None:
        await calm(hands)
        assert picture_of(hands) == picture(name=name)

    async with sitting_at(demo) as hands:
        await hands.to_done()
        await hands.press("ctrl+t")
        await hands.sees("cannot be made in Shippable without")
        await shot("no-keys-to-register")
        await hands.press("ctrl+o")
        await hands.on(AskName)
        await shot("save-answers")
        await hands.press("escape")
        await hands.on(DoneScreen)
        await hands.press("escape")
    async with sitting_at(demo) as hands:
        await hands.on(WelcomeScreen)
        await hands.sees("Take out ecr-integration")
        await shot("welcome-entry")
        await hands.begin("Take out ecr-integration")
        await hands.on(TakeOutScreen)
        await hands.sees("- hub:")
        await shot("take-out")
        await hands.press("w")
        await hands.on(TakenOutScreen)
        await shot("taken-out")


@pytest.mark.parametrize("size", [(60, 16), (120, 40)], ids=["small", "wide"])
async def test_other_sizes(size: tuple[int, int], demo: Make, picture: SnapshotAssertion) -> None:
    async with sitting_at(demo, size) as hands:
        await hands.sees("Set up an integration")
        await calm(hands)
        assert picture_of(hands) == picture(name=f"welcome-{size[0]}x{size[1]}")
        await hands.to_image(PUSH, "123456789012.dkr.ecr.us-west-2.amazonaws.com/shop/app")
        await calm(hands)
        assert picture_of(hands) == picture(name=f"image-{size[0]}x{size[1]}")
