"""Whatever is typed, in whatever order and however fast: no crash."""

from __future__ import annotations

import random

import pytest
from textual import events

from tests.tui.conftest import Making
from tests.tui.hands import BUILD, Hands, sitting_at
from wizard.services.aws.simulated import SimulatedAws
from wizard.services.shippable.simulated import SimulatedShippable
from wizard.tui.screens.dialogs import Confirm
from wizard.tui.screens.review import ReviewScreen
from wizard.tui.screens.welcome import WelcomeScreen

KEYS = (
    *["enter"] * 6,
    *["tab"] * 4,
    *["shift+tab"] * 2,
    *["down"] * 4,
    *["up"] * 2,
    *["ctrl+n"] * 3,
    *["escape"] * 2,
    "left",
    "right",
    "space",
    "ctrl+p",
    "f1",
    "ctrl+g",
    "ctrl+t",
    "ctrl+y",
    "ctrl+o",
    "ctrl+r",
    "ctrl+l",
    "ctrl+x",
    "ctrl+v",
    "ctrl+k",
    "ctrl+u",
    "pagedown",
    "pageup",
    "home",
    "end",
    "delete",
    "backspace",
    "s",
    "y",
    "n",
    "a",
    "x",
    "[",
    "q",
)
PASTES = ("a b", "[/]x", "release/*", "\x1b[31m", "AKIAIOSFODNN7EXAMPLE", "x" * 300)
USUAL = 1


@pytest.mark.parametrize(
    "seed", [pytest.param(seed, marks=() if seed < USUAL else pytest.mark.nightly) for seed in range(30)]
)
async def test_random_keys(seed: int, real: Making) -> None:
    chance = random.Random(seed)
    services = real(aws=SimulatedAws(sleep=lambda _: None), api=SimulatedShippable())
    async with sitting_at(services, chance.choice([(80, 24), (60, 16), (120, 40)])) as hands:
        await hands.to_image(BUILD, "acme/ci")
        for _ in range(80):
            if hands.app.return_code is not None:
                break
            await type_something(hands, chance)
        assert hands.app._exception is None


async def type_something(hands: Hands, chance: random.Random) -> None:
    """A paste, a burst of keys, or one key; none that would end the wizard."""
    app = hands.app
    if chance.random() < 0.05:
        await hands.paste(chance.choice(PASTES))
        return
    for _ in range(chance.choice((0, 0, 0, 2, 4))):
        key = chance.choice(KEYS)
        if key not in ("escape", "y"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
    key = chance.choice(KEYS)
    leaves = (key == "escape" and isinstance(app.screen, WelcomeScreen)) or (
        key == "y" and isinstance(app.screen, Confirm)
    )
    if not leaves and not (key == "enter" and isinstance(app.screen, ReviewScreen)):
        await hands.press(key)
