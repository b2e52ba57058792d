"""The welcome as a proposal: every answer with its source, keys checked meanwhile, few keys to a written file."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.support.moto import ACCOUNT, REGISTRY, Moto
from tests.tui.conftest import Making
from tests.tui.hands import Hands, sitting_at
from wizard.actions.real import real_services
from wizard.core.model.secret import AwsKeys
from wizard.services.storage import state
from wizard.tui.screens.account import AccountScreen
from wizard.tui.screens.branches import BranchesScreen
from wizard.tui.screens.dialogs import Confirm
from wizard.tui.screens.done import DoneScreen
from wizard.tui.screens.image import ImageScreen
from wizard.tui.screens.keep_keys import KeepDialog
from wizard.tui.screens.review import ReviewScreen
from wizard.tui.screens.scenario import ScenarioScreen
from wizard.tui.screens.welcome import WelcomeScreen

PROJECTS = {
    "pull": {
        "shippable.yml": f"build:\n  pre_ci_boot:\n    image_name: {REGISTRY}/base/node\n    image_tag: v3\n"
        "    pull: true\n  ci:\n    - make\n"
    },
    "build": {"shippable.yml": "language: go\n", "Dockerfile": f"FROM {REGISTRY}/base/node:8\n"},
    "push": {"shippable.yml": "build:\n  ci:\n    - docker build -t acme/app .\n"},
}


def lay_out(repository: Path, scenario: str) -> None:
    for name, text in PROJECTS[scenario].items():
        (repository / name).write_text(text)


def in_shell(keys: AwsKeys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", keys.key_id.reveal())
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", keys.secret.reveal())


@asynccontextmanager
async def with_checked_keys(
    moto: Moto, real: Making, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Hands]:
    """The first page of a project that pushes, once the keys of the shell are checked."""
    lay_out(repository, "push")
    in_shell(moto.everything, monkeypatch)
    async with sitting_at(real()) as hands:
        await hands.on(WelcomeScreen)
        await hands.sees(", checked")
        yield hands


class Counting(Hands):
    """Counts the keys; a paste is one."""

    keys = 0

    async def press(self, *keys: str) -> None:
        self.keys += len(keys)
        await super().press(*keys)

    async def paste(self, text: str) -> None:
        self.keys += 1
        await super().paste(text)


@pytest.mark.parametrize("scenario", PROJECTS)
async def test_with_keys_at_hand_three_keys_write_the_file(
    scenario: str, moto: Moto, real: Making, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out(repository, scenario)
    in_shell(moto.everything, monkeypatch)
    async with sitting_at(real()) as sitting:
        hands = Counting(sitting.app, sitting.pilot)
        await hands.on(WelcomeScreen)
        await hands.sees(f", checked account {ACCOUNT}")
        await hands.press("enter")
        await hands.on(ReviewScreen)
        await hands.press("w")
        await hands.on(DoneScreen)
        await hands.press("escape")
        await hands.until(lambda: hands.app.return_code == 0)
        assert hands.keys == 3
    text = (repository / "shippable.yml").read_text()
    assert "integrationName: ecr-integration" in text


@pytest.mark.parametrize("scenario", PROJECTS)
async def test_without_them_at_most_eight_do(scenario: str, moto: Moto, real: Making, repository: Path) -> None:
    lay_out(repository, scenario)
    pasted = (
        f"export AWS_ACCESS_KEY_ID={moto.everything.key_id.reveal()}\n"
        f"export AWS_SECRET_ACCESS_KEY={moto.everything.secret.reveal()}\n"
    )
    async with sitting_at(real()) as sitting:
        hands = Counting(sitting.app, sitting.pilot)
        await hands.on(WelcomeScreen)
        await hands.sees("paste them here")
        await hands.paste(pasted)
        await hands.press("ctrl+n")
        review = await hands.on(ReviewScreen)
        assert review.session.answers.account.checked
        await hands.press("w")
        await hands.on(DoneScreen)
        await hands.press("escape")
        await hands.on(KeepDialog)
        await hands.press("enter")
        await hands.until(lambda: hands.app.return_code == 0)
        assert hands.keys <= 8
    assert "integrationName: ecr-integration" in (repository / "shippable.yml").read_text()


async def test_a_row_leads_to_its_step_and_back(real: Making, repository: Path) -> None:
    lay_out(repository, "push")
    async with sitting_at(real(), (120, 40)) as hands:
        await hands.on(WelcomeScreen)
        await hands.sees("shippable.yml builds acme/app", "which image?")
        await hands.press("ctrl+n")  # something is missing: the focus goes there
        await hands.sees("Image: which image?")
        await hands.press("enter")
        await hands.on(ImageScreen)
        await hands.fill("image", "acme/app")
        await hands.press("ctrl+n")
        welcome = await hands.on(WelcomeScreen)
        await hands.sees("acme/app:latest", "your answer", "docker push acme/app:latest")
        await hands.begin("Branches")
        await hands.on(BranchesScreen)
        await hands.press("escape")
        await hands.on(WelcomeScreen)
        await hands.begin("Scenario")
        await hands.on(ScenarioScreen)
        await hands.press("home", "enter")  # pull
        await hands.on(WelcomeScreen)
        await hands.sees("pull your answer")
        assert welcome is not hands.app.screen
        await hands.press("ctrl+n")
        await hands.on(ReviewScreen)
        await hands.press("escape")
        await hands.on(WelcomeScreen)
    assert (repository / "shippable.yml").read_text() == PROJECTS["push"]["shippable.yml"]


async def test_keys_that_aws_refuses_are_said_in_their_row_and_not_used(
    moto: Moto, real: Making, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out(repository, "build")
    in_shell(AwsKeys(moto.everything.key_id, moto.pull_only.secret), monkeypatch)
    async with sitting_at(real()) as hands:
        welcome = await hands.on(WelcomeScreen)
        await hands.sees("Keys refused !")
        assert welcome.session.held.keys is None
        await hands.begin("Keys")
        await hands.on(AccountScreen)


async def test_what_only_aws_could_fill_is_asked_for_when_nobody_waits_for_aws(
    moto: Moto, real: Making, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / "shippable.yml").write_text("build:\n  ci:\n    - docker build -t app .\n")
    in_shell(moto.everything, monkeypatch)
    with socket.create_server(("127.0.0.1", 0)) as deaf:  # takes a connection and never answers
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{deaf.getsockname()[1]}")
        async with sitting_at(real()) as hands:
            welcome = await hands.on(WelcomeScreen)
            await hands.sees("in the account of the keys ...")
            await hands.press("ctrl+n")
            await hands.sees("Waiting for AWS")
            await hands.press("escape")
            await hands.sees("Image: AWS has not answered yet. Enter answers it.")
            assert hands.app.screen is welcome
            await hands.press("enter")
            await hands.on(ImageScreen)


async def test_nothing_known_offers_the_six_steps_first(real: Making) -> None:
    async with sitting_at(real()) as hands:
        await hands.on(WelcomeScreen)
        await hands.sees("Asked, step by step", "Set up an integration, step by step (s)")
        await hands.press("s")
        await hands.on(AccountScreen)


async def test_a_look_at_the_proposal_leaves_nothing_to_go_on_with(
    moto: Moto, real: Making, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with with_checked_keys(moto, real, repository, monkeypatch) as hands:
        hands.app.save_before_exit()  # as a hang-up does
        assert state.load(repository) is None
        await hands.press("ctrl+c")
        await hands.until(lambda: hands.app.return_code is not None)


async def test_steps_one_by_one_go_on_with_the_keys_that_were_checked(
    moto: Moto, real: Making, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with with_checked_keys(moto, real, repository, monkeypatch) as hands:
        await hands.press("s")
        await hands.on(AccountScreen)
        await hands.sees("Step 1 of 6", f"{moto.everything.masked_id}, checked")


async def test_the_last_write_is_taken_back_from_here(real: Making, repository: Path) -> None:
    lay_out(repository, "build")
    file = repository / "shippable.yml"
    async with sitting_at(real()) as hands:
        await hands.on(WelcomeScreen)
        await hands.sees("Review and write")
        await hands.press("ctrl+n")
        await hands.on(ReviewScreen)
        await hands.press("w")
        await hands.on(DoneScreen)
        await hands.press("escape")
    assert file.read_text() != "language: go\n"
    async with sitting_at(real()) as hands:
        assert [place.file for place in real_services().inventory.read().subscriptions[0].places] == ["shippable.yml"]
        await hands.begin("Undo the last write of shippable.yml")
        await hands.on(Confirm)
        await hands.press("y")
        await hands.sees("is as it was before the last write")
        assert file.read_text() == "language: go\n"
        await hands.until(lambda: "Undo" not in hands.text)
        assert real_services().inventory.read().subscriptions[0].places == ()


@pytest.mark.parametrize("scenario", ["build", "push"])
async def test_on_the_smallest_terminal_the_page_opens_with_its_first_line_and_its_first_control(
    scenario: str, real: Making, repository: Path
) -> None:
    lay_out(repository, scenario)
    async with sitting_at(real(), (60, 16)) as hands:
        await hands.on(WelcomeScreen)
        await hands.sees("Set up an integration, step by step (s)")
        await hands.until(lambda: hands.rows[2].startswith(" Project      acme/shop"))
        await hands.press(*["down"] * 4)
        await hands.press(*["up"] * 4)
        await hands.until(lambda: hands.rows[2].startswith(" Project      acme/shop"))
        assert hands.text.count("F1 Help") == 1


async def test_a_repository_that_ecr_lacks_is_remembered_and_the_review_has_the_command_for_it(
    moto: Moto, real: Making, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = f"build:\n  pre_ci_boot:\n    image_name: {REGISTRY}/base/none\n    image_tag: v3\n    pull: true\n"
    (repository / "shippable.yml").write_text(absent)
    in_shell(moto.everything, monkeypatch)
    async with sitting_at(real(), (120, 40)) as hands:
        await hands.on(WelcomeScreen)
        await hands.sees("! no repository base/none", "5 of 6 settled")
        await hands.begin("Branches")
        await hands.on(BranchesScreen)
        await hands.press("escape")
        await hands.on(WelcomeScreen)
        await hands.sees("! no repository base/none", "5 of 6 settled")
        await hands.press("ctrl+n")
        await hands.on(ReviewScreen)
        await hands.sees("1 thing to know.", "There is no repository base/none in account", "e: copy that command")
        await hands.press("e")
        await hands.until(lambda: hands.app.clipboard.startswith("aws ecr create-repository --region us-west-2"))


async def test_a_pair_that_is_pasted_on_the_account_step_is_checked_at_once(moto: Moto, real: Making) -> None:
    async with sitting_at(real()) as hands:
        await hands.begin()
        await hands.on(AccountScreen)
        await hands.paste(
            f"export AWS_ACCESS_KEY_ID={moto.everything.key_id.reveal()}\n"
            f"export AWS_SECRET_ACCESS_KEY={moto.everything.secret.reveal()}\n"
        )
        await hands.sees("AWS accepts the keys")
        await hands.on(AccountScreen)
