"""What goes wrong on the way: servers that do not answer, files that cannot be read, runs that are cut off."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.conftest import Making
from tests.tui.hands import PULL, Hands, sitting_at
from wizard.core.model.secret import AwsKeys, Secret
from wizard.tui.screens.account import AccountScreen
from wizard.tui.screens.branches import BranchesScreen
from wizard.tui.screens.done import DoneScreen
from wizard.tui.screens.image import ImageScreen
from wizard.tui.screens.review import ReviewScreen
from wizard.tui.screens.scenario import ScenarioScreen
from wizard.tui.screens.subscription import SubscriptionScreen
from wizard.tui.screens.welcome import WelcomeScreen

KEYS = AwsKeys(Secret("AKIAIOSFODNN7EXAMPLE"), Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))


@pytest.fixture
def silent_aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.getsockname()[1]}")
        yield server


@pytest.fixture
def no_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing listens where AWS should be."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")


async def test_esc_stops_a_check_at_once(real: Making, silent_aws: socket.socket) -> None:
    async with sitting_at(real()) as hands:
        await hands.begin()
        screen = await hands.on(AccountScreen)
        await hands.give_keys(KEYS)
        await hands.sees("Asking AWS", "Esc stops")
        await hands.press("escape")
        await hands.sees("Stopped. Nothing was kept.")
        assert hands.app.screen is screen
        assert "Asking AWS" not in hands.text
        assert screen.session.held.keys is None
        await hands.press("escape")  # the second one goes back
        await hands.on(WelcomeScreen)


async def test_without_a_network_one_can_go_on_unchecked_and_that_is_said_to_the_end(
    real: Making, no_aws: None, repository: Path
) -> None:
    async with sitting_at(real()) as hands:
        await hands.begin()
        screen = await hands.on(AccountScreen)
        assert not screen.query_one("#skip").display
        await hands.give_keys(KEYS)
        await hands.until(lambda: screen.query_one("#skip").display)
        await hands.tab_to(screen.query_one("#skip"))
        await hands.press("enter")
        await hands.on(SubscriptionScreen)
        await hands.press("ctrl+n")
        await hands.on(ScenarioScreen)
        await hands.pick_scenario(PULL)
        await hands.fill("image", "acme/ci")
        await hands.press("ctrl+n")
        await hands.on(BranchesScreen)
        await hands.press("ctrl+n")
        await hands.on(ReviewScreen)
        await hands.sees("AKIA...MPLE, not checked")
        await hands.press("w")
        await hands.on(DoneScreen)
        await hands.sees("not checked")
    assert (repository / "shippable.yml").exists()


async def test_refused_keys_cannot_be_taken_unchecked(real: Making, moto: object) -> None:
    """Going on is for a check that could not be made, not for one that failed."""
    async with sitting_at(real()) as hands:
        await hands.begin()
        screen = await hands.on(AccountScreen)
        await hands.give_keys(KEYS)
        await hands.sees("does not accept the key id")
        assert not screen.query_one("#skip").display
        await hands.press("ctrl+t")
        assert hands.app.screen is screen
        assert screen.session.held.keys is None


async def test_a_file_that_changed_meanwhile_is_planned_again(real: Making, repository: Path) -> None:
    file = repository / "shippable.yml"
    async with sitting_at(real()) as hands:
        await hands.to_review()
        file.write_text("language: go\n")
        await hands.press("w")
        await hands.sees("This is a new patch")
        await hands.on(ReviewScreen)
        assert file.read_text() == "language: go\n"
        await hands.sees("language: go")
        await hands.press("w")
        await hands.on(DoneScreen)
    assert file.read_text().startswith("language: go\n")
    assert "integrationName: ecr-integration" in file.read_text()


async def test_of_two_files_one_is_asked_for(real: Making, repository: Path) -> None:
    (repository / "shippable.yml").write_text("language: go\n")
    (repository / ".shippable.yml").write_text("language: ruby\n")
    async with sitting_at(real()) as hands:
        await hands.begin("Work on .shippable.yml")
        await hands.to_review()
        await hands.sees(".shippable.yml", "language: ruby")
        await hands.press("w")
        await hands.on(DoneScreen)
    assert (repository / "shippable.yml").read_text() == "language: go\n"
    assert "ecr-integration" in (repository / ".shippable.yml").read_text()


async def test_a_file_that_is_no_yaml_is_told_with_its_place(real: Making, repository: Path) -> None:
    file = repository / "shippable.yml"
    file.write_text("build:\n  ci:\n    - [\n")
    async with sitting_at(real()) as hands:
        await hands.on(WelcomeScreen)
        await hands.sees("shippable.yml:3:7")
        assert "Set up" not in hands.text
        file.write_text("build:\n  ci:\n    - make\n")
        await hands.begin("Look again")
        await hands.sees("Set up an integration")


async def test_a_killed_run_is_gone_on_with(real: Making, repository: Path) -> None:
    """What stood on the screen is kept when the end is none that the user chose; a draft too; the keys are not."""
    async with sitting_at(real()) as hands:
        await hands.to_image(PULL, "acme/ci")
        await hands.fill("tag", "v7")
        hands.app.save_before_exit()
    async with sitting_at(real()) as hands:
        await hands.begin("Go on where the last run ended")
        await hands.on(ImageScreen)
        assert hands.control("image").value == "acme/ci"
        assert hands.control("tag").value == "v7"
        await hands.press("ctrl+n")
        await hands.on(BranchesScreen)
        await hands.press("ctrl+n")
        await hands.on(ReviewScreen)
        await hands.sees("Keys: none, not checked")
        await hands.press("w")
        await hands.on(DoneScreen)
    assert "image_tag: v7" in (repository / "shippable.yml").read_text()
    async with sitting_at(real()) as hands:
        await hands.on(WelcomeScreen)
        await hands.sees("Change ecr-integration")
        assert "Go on where" not in hands.text  # it is done


async def test_a_run_that_is_left_can_be_gone_on_with_from_the_first_step(real: Making) -> None:
    async with sitting_at(real()) as hands:
        await hands.begin()
        await hands.on(AccountScreen)
        await hands.fill("account.name", "mine")
        await hands.press("ctrl+c", "y")
        await hands.until(lambda: hands.app.return_code is not None)
    async with sitting_at(real()) as hands:
        await hands.begin("Go on where the last run ended")
        await hands.on(AccountScreen)
        assert hands.control("account.name").value == "mine"


async def test_the_smallest_terminal_that_works_and_one_that_is_too_small(real: Making) -> None:
    async with sitting_at(real(), size=(60, 16)) as hands:
        await walk_with_buttons_in_sight(hands)
        await hands.pilot.resize_terminal(50, 10)
        await hands.sees("60")
        await hands.pilot.resize_terminal(60, 16)
        await hands.on(ReviewScreen)


async def walk_with_buttons_in_sight(hands: Hands) -> None:
    """Each step shows its buttons and its footer, whatever else it holds."""
    await hands.begin()
    await hands.on(AccountScreen)
    assert "Next" in hands.text
    await hands.without_keys()
    for kind in (SubscriptionScreen, ScenarioScreen, ImageScreen, BranchesScreen):
        await hands.on(kind)
        assert "Next" in hands.text
        assert "Esc" in hands.rows[-1]
        if kind is ImageScreen:
            await hands.fill("image", "acme/ci")
        await hands.press("ctrl+n")
    await hands.on(ReviewScreen)
    await hands.sees("Write shippable.yml (w)")
