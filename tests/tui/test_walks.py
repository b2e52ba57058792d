"""Every scenario on screens at 80x24, from keys to the written file, against moto's server with its IAM checks on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.moto import Moto
from tests.tui.conftest import Making
from tests.tui.hands import Hands, sitting_at
from wizard.core.model.answers import Branches, PushSection
from wizard.core.model.secret import AwsKeys, Secret
from wizard.tui.screens.account import AccountScreen
from wizard.tui.screens.done import DoneScreen
from wizard.tui.screens.image import ImageScreen
from wizard.tui.screens.keep_keys import KeepDialog
from wizard.tui.screens.review import ReviewScreen
from wizard.tui.screens.scenario import ScenarioScreen
from wizard.tui.screens.subscription import SubscriptionScreen

GOLDEN = Path(__file__).parents[1] / "golden"


async def pull(hands: Hands) -> None:
    await hands.fill("image", "manishas/myImage")
    await hands.choose("aws_cli", True)


async def build(hands: Hands) -> None:
    await hands.fill("image", "myImage")
    await hands.choose("aws_cli", False)


async def push(hands: Hands) -> None:
    await hands.choose("push_section", PushSection.PUSH)
    await hands.fill("image", "manishas/sample-node")
    await hands.fill("tag", "tag")
    await hands.choose("build_command", False)
    await hands.choose("custom_image", False)


async def post_ci(hands: Hands) -> None:
    await hands.choose("push_section", PushSection.POST_CI)
    await hands.fill("image", "manishas/sample-node")
    await hands.fill("tag", "tag")
    await hands.choose("commit_container", True)


async def post_ci_2016(hands: Hands) -> None:
    await post_ci(hands)
    await hands.choose("agent_only", True)
    await hands.sees("This cannot work")


WALKS = {
    "pull-only": (0, pull, Branches("only", ("master", "dev"))),
    "build-only": (1, build, Branches("only", ("master", "dev"))),
    "push-except": (2, push, Branches("except", ("master",))),
    "post_ci-all": (2, post_ci, Branches()),
    "post_ci-2016-only": (2, post_ci_2016, Branches("only", ("master",))),
}


BY_DAY = ("pull-only", "push-except", "post_ci-2016-only")


@pytest.mark.parametrize(
    "golden", [pytest.param(name, marks=() if name in BY_DAY else pytest.mark.nightly) for name in WALKS]
)
async def test_walk(golden: str, moto: Moto, real: Making, repository: Path) -> None:
    """The file that is written is that of the documentation's samples, to the byte."""
    scenario, answer_image, branches = WALKS[golden]
    async with sitting_at(real()) as hands:
        await hands.begin()
        await hands.on(AccountScreen)
        await hands.fill("region", "us-east-1")
        await hands.give_keys(moto.everything)
        await hands.sees("AWS accepts the keys")
        await hands.press("ctrl+n")
        await hands.on(SubscriptionScreen)
        assert hands.control("subscription").value == "acme"
        assert hands.control("integration").value == "ecr-integration"
        await hands.press("ctrl+n")
        await hands.on(ScenarioScreen)
        await hands.pick_scenario(scenario)
        await answer_image(hands)
        await hands.press("ctrl+n")
        await hands.answer_branches(branches)
        await hands.on(ReviewScreen)
        assert not (repository / "shippable.yml").exists()
        await hands.press("w")
        await hands.on(DoneScreen)
        await hands.sees("Written:")
        await hands.press("escape")
        await hands.on(KeepDialog)
        await hands.press("enter")
        await hands.until(lambda: hands.app.return_code is not None)
    assert hands.app.return_code == 0
    assert (repository / "shippable.yml").read_text() == (GOLDEN / f"{golden}.yml").read_text()


async def test_rejected_keys_keep_the_user_here_with_reason_and_remedy(moto: Moto, real: Making) -> None:
    """An unknown id, then a wrong secret, then keys without rights, then good ones: each has its own words."""
    unknown = AwsKeys(Secret("AKIAAAAAAAAAAAAAAAAA"), moto.everything.secret)
    mistyped = AwsKeys(moto.everything.key_id, Secret("x" * 40))
    async with sitting_at(real()) as hands:
        await hands.begin()
        screen = await hands.on(AccountScreen)
        await hands.fill("region", "us-west-2")
        for keys, words in (
            (unknown, "does not accept the key id AKIA"),
            (mistyped, "secret does not belong"),
            (moto.nothing, "ecr:GetAuthorizationToken"),
        ):
            await hands.give_keys(keys)
            await hands.sees(words)
            await hands.until(lambda: not screen._checking)
            assert hands.app.screen is screen
            assert screen.session.held.keys is None
        await hands.give_keys(moto.everything)
        await hands.sees("AWS accepts the keys")
        await hands.press("ctrl+n")
        await hands.on(SubscriptionScreen)
        assert screen.session.answers.account.checked


async def test_the_image_and_its_tag_are_picked_from_ecr(moto: Moto, real: Making) -> None:
    async with sitting_at(real()) as hands:
        await hands.begin()
        await hands.on(AccountScreen)
        await hands.from_account_with(moto.everything, "us-west-2")
        await hands.pick_scenario(0)
        image = await hands.on(ImageScreen)
        await hands.focus(image.field("image").query_one("Button"))
        await hands.press("enter")
        await hands.sees("shop/worker")
        await hands.press(*"app", "enter")
        await hands.until(lambda: hands.app.screen is image)
        assert hands.control("image").value == "123456789012.dkr.ecr.us-west-2.amazonaws.com/shop/app"
        await hands.focus(image.field("tag").query_one("Button"))
        await hands.press("enter")
        await hands.sees("latest", "1.0")
        await hands.press(*"1", "enter")
        await hands.until(lambda: hands.app.screen is image)
        assert hands.control("tag").value == "1.0"
