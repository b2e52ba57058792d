"""The review: a verdict, keys that settle warnings, and a focus that acts on nothing."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Button

from tests.tui.conftest import Making
from tests.tui.hands import PUSH, sitting_at
from wizard.tui.screens.builds import BuildsDialog
from wizard.tui.screens.dialogs import Confirm
from wizard.tui.screens.done import DoneScreen
from wizard.tui.screens.image import ImageScreen
from wizard.tui.screens.review import ReviewScreen
from wizard.tui.screens.scenario import ScenarioScreen

IMAGE = "123456789012.dkr.ecr.us-west-2.amazonaws.com/app"


async def test_a_key_settles_what_would_fail_the_build(real: Making, repository: Path) -> None:
    file = repository / "shippable.yml"
    file.write_text("language: go\n")
    async with sitting_at(real()) as hands:
        await hands.to_image(PUSH, IMAGE)
        await hands.choose("build_command", False)
        await hands.press("escape")  # to the scenario and back: what was declined stays declined
        await hands.on(ScenarioScreen)
        await hands.press("ctrl+n")
        await hands.on(ImageScreen)
        assert hands.control("build_command").value is False
        await hands.press("ctrl+n", "ctrl+n")
        screen = await hands.on(ReviewScreen)
        await hands.sees("1 thing will fail the build.", "r: log in to us-west-2")
        assert "--region" not in hands.said
        await hands.press("r")
        await hands.sees("Ready to write.", "b: add docker build")
        assert "--build-command" not in hands.said
        await hands.press("b")
        await hands.until(lambda: "b: add docker build" not in hands.said)
        await hands.sees("Ready to write.", "lines added, nothing removed")
        assert "will fail" not in hands.said
        assert file.read_text() == "language: go\n"
        assert screen.session.answers.build_command == f"docker build -t {IMAGE}:latest ."
        await hands.press("b")  # it settles nothing now
        await hands.on(ReviewScreen)
        await hands.press("w")
        await hands.on(DoneScreen)
    assert "region: us-west-2\n" in file.read_text()
    assert f"    - docker build -t {IMAGE}:latest .\n" in file.read_text()


async def test_the_focus_rests_on_nothing_that_acts_and_write_is_the_first_button(
    real: Making, repository: Path
) -> None:
    async with sitting_at(real()) as hands:
        screen = await hands.to_review()
        assert hands.app.focused is screen.query_one("#summary")
        for key in ("enter", "space", "ctrl+n"):
            await hands.press(key)
        assert hands.app.screen is screen
        assert not (repository / "shippable.yml").exists()
        await hands.press("tab")
        focused = hands.app.focused
        assert isinstance(focused, Button)
        assert str(focused.label) == "[ Write shippable.yml (w) ]"


async def test_leaving_asks_as_ctrl_c_does(real: Making) -> None:
    async with sitting_at(real()) as hands:
        screen = await hands.to_review()
        await hands.click("#leave")
        await hands.on(Confirm)
        await hands.sees("Leave the wizard?")
        await hands.press("n")
        await hands.on(ReviewScreen)
        assert hands.app.screen is screen


async def test_the_reason_is_beside_its_lines(real: Making, repository: Path) -> None:
    (repository / "shippable.yml").write_text("language: go\n\nbuild:\n  ci:\n    - make\n")
    async with sitting_at(real(), size=(120, 40)) as hands:
        await hands.to_review()
        row = next(row for row in hands.rows if "integrations:" in row)
        assert row.strip().endswith("logs the build in to ECR"), row


async def test_the_steps_of_a_build_are_one_key_away_on_a_small_terminal(real: Making) -> None:
    async with sitting_at(real(), size=(60, 16)) as hands:
        screen = await hands.to_review()
        await hands.sees("g: its steps")
        await hands.press("g")
        await hands.on(BuildsDialog)
        await hands.sees("on the build machine")
        await hands.press("g")
        await hands.on(ReviewScreen)
        assert hands.app.screen is screen
