"""The patch is in sight on every step: beside it on a wide terminal, over it with a key on others."""

from __future__ import annotations

from pathlib import Path

from tests.tui.conftest import Making
from tests.tui.hands import PUSH, Hands, sitting_at
from wizard.tui.screens.account import AccountScreen
from wizard.tui.screens.branches import BranchesScreen
from wizard.tui.screens.image import ImageScreen
from wizard.tui.screens.patch_dialog import PatchDialog
from wizard.tui.screens.scenario import ScenarioScreen
from wizard.tui.screens.subscription import SubscriptionScreen
from wizard.tui.widgets.patch_pane import PatchPane

WIDE = (120, 40)


def beside(hands: Hands) -> str:
    """What the column at the right shows."""
    left = hands.app.screen.query_one(PatchPane).region.x
    return "\n".join(row[left:] for row in hands.rows)


async def test_the_patch_beside_each_step_follows_the_answers(real: Making, repository: Path) -> None:
    (repository / "shippable.yml").write_text("language: go\n")
    async with sitting_at(real(), size=WIDE) as hands:
        await hands.begin()
        await hands.on(AccountScreen)
        await hands.until(lambda: "integrationName: ecr-integration" in beside(hands))
        await hands.without_keys()
        await hands.on(SubscriptionScreen)
        await hands.fill("integration", "prod-ecr")
        await hands.until(lambda: "integrationName: prod-ecr" in beside(hands))
        await hands.press("ctrl+n")
        await hands.on(ScenarioScreen)
        await hands.until(lambda: "pre_ci_boot:" in beside(hands))
        await hands.press("down", "down")
        await hands.until(lambda: "docker push" in beside(hands) and "pre_ci_boot:" not in beside(hands))
        await hands.press("enter")
        await hands.on(ImageScreen)
        await hands.fill("image", "acme/app")
        await hands.until(lambda: "docker push acme/app:latest" in beside(hands))
        await hands.fill("tag", "v7")
        await hands.until(lambda: "docker push acme/app:v7" in beside(hands))
        assert "lines added, nothing removed" in " ".join(beside(hands).replace("│", "").split())
        await hands.press("ctrl+n")
        await hands.on(BranchesScreen)
        assert "only:" not in beside(hands)
        await hands.press("right", "enter", *"dev", "enter")
        await hands.until(lambda: "only:" in beside(hands) and "- dev" in beside(hands))
        await hands.pilot.resize_terminal(80, 24)
        await hands.until(lambda: not hands.app.screen.query_one(PatchPane).display)
        await hands.pilot.resize_terminal(160, 50)
        await hands.until(lambda: "- dev" in beside(hands))


async def test_a_key_shows_the_patch_where_there_is_no_room_beside(real: Making) -> None:
    async with sitting_at(real()) as hands:
        screen = await hands.to_image(PUSH, "acme/app")
        assert not screen.query_one(PatchPane).display
        await hands.press("ctrl+o")
        await hands.on(PatchDialog)
        await hands.sees("shippable.yml", "docker push acme/app:latest")
        await hands.press("ctrl+o")
        await hands.on(ImageScreen)
        assert hands.control("image").value == "acme/app"


async def test_what_cannot_be_planned_is_said_and_nothing_breaks(real: Making, repository: Path) -> None:
    (repository / "shippable.yml").write_text("integrations: oops\n")
    async with sitting_at(real(), size=WIDE) as hands:
        await hands.begin()
        await hands.on(AccountScreen)
        await hands.until(lambda: "No patch yet." in beside(hands))


async def test_the_lines_that_the_focused_field_makes_are_lit(real: Making, repository: Path) -> None:
    (repository / "shippable.yml").write_text("language: go\n")
    async with sitting_at(real(), size=WIDE) as hands:
        await hands.to_image(PUSH, "acme/app")
        await hands.focus(hands.control("image"))
        await hands.until(lambda: "+>    - docker push acme/app:latest" in beside(hands))
        assert "+>  hub:" not in beside(hands)
        await hands.press("escape", "escape")
        await hands.on(SubscriptionScreen)
        await hands.focus(hands.control("integration"))
        await hands.until(lambda: "+>    - integrationName: ecr-integration" in beside(hands))
        assert "+>    - docker push" not in beside(hands)


async def test_lit_lines_are_in_sight_however_long_the_patch_is(real: Making, repository: Path) -> None:
    (repository / "shippable.yml").write_text("language: go\n")
    async with sitting_at(real(), size=(120, 16)) as hands:
        await hands.to_image(PUSH, f"acme/{'long-' * 40}app")
        await hands.press("ctrl+n")
        await hands.on(BranchesScreen)
        await hands.press("right", "enter", *"dev", "enter")
        await hands.until(lambda: "+>      branches:" in beside(hands) and "+>          - dev" in beside(hands))


async def test_a_large_terminal_shows_the_whole_file_and_what_f1_says(real: Making, repository: Path) -> None:
    (repository / "shippable.yml").write_text("language: go\n\ngo:\n  - 1.8\n\nbuild:\n  ci:\n    - go test\n")
    async with sitting_at(real(), size=(200, 60)) as hands:
        await hands.to_image(PUSH, "acme/app")
        await hands.sees("The image's name without its tag")
        await hands.until(lambda: "language: go" in beside(hands) and "- 1.8" in beside(hands))
        await hands.focus(hands.control("tag"))
        await hands.until(lambda: "The image's name without its tag" not in hands.text)
        await hands.pilot.resize_terminal(80, 24)
        await hands.until(lambda: not hands.app.screen.query_one("#help-below").display)


async def test_the_column_of_steps_says_what_was_answered(real: Making, repository: Path) -> None:
    (repository / "shippable.yml").write_text("language: go\n")
    async with sitting_at(real(), size=(200, 60)) as hands:
        await hands.to_image(PUSH, "acme/app")
        # What is typed on the step that is shown is there too.
        await hands.until(lambda: any("acme/app:latest" in row[:32] for row in hands.rows))
        await hands.press("ctrl+n")
        await hands.on(BranchesScreen)
        await hands.sees("1 Account integration -", "no keys", "3 Scenario ✓", "push", "acme/app:latest")
