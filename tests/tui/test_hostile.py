"""Foreign text on every screen: never markup, never a control sequence, never a crash; what was neutralised shows."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import OptionList

from tests.services.aws_server import Answer, Request, Server, ecr, ecr_error, identity, serving, token
from tests.tui.conftest import Making
from tests.tui.hands import Hands, sitting_at
from wizard.core.model.secret import AwsKeys, Secret
from wizard.core.text.safetext import visible
from wizard.tui.screens.account import AccountScreen
from wizard.tui.screens.branches import BranchesScreen
from wizard.tui.screens.dialogs import Confirm
from wizard.tui.screens.done import DoneScreen
from wizard.tui.screens.image import ImageScreen
from wizard.tui.screens.picker import Picker
from wizard.tui.screens.remove_entry import TakeOutScreen
from wizard.tui.screens.remove_integration import TakenOutScreen
from wizard.tui.screens.review import ReviewScreen
from wizard.tui.screens.scenario import ScenarioScreen
from wizard.tui.screens.subscription import SubscriptionScreen
from wizard.tui.screens.welcome import WelcomeScreen

KEYS = AwsKeys(Secret("AKIAIOSFODNN7EXAMPLE"), Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))
MARKUP = "[@click=app.exit][/] [red]x[/^release/] [a=1 b]"
UNSEEN = "\x1b]0;pwned\x07\x9b31m\u202egnp\u200b\ufeff"
LONG = "very-" * 300


def look(hands: Hands) -> None:
    """Nothing on the screen is a control, runs an action, or turns text round."""
    app = hands.app
    assert app._exception is None
    for screen in app.screen_stack:
        for strip in screen._compositor.render_strips():
            for segment in strip:
                assert visible(segment.text) == segment.text, f"{segment.text!r} on {screen}"
                style = segment.style
                assert style is None or "app.exit" not in str(style.meta), style


def write_file(repository: Path, name: str) -> None:
    """A CI file with that entry, and Dockerfiles whose FROM is no better."""
    quoted = json.dumps(name)
    (repository / "shippable.yml").write_text(
        "build:\n  pre_ci_boot:\n"
        f"    image_name: {json.dumps('acme/[/][red]x[/^release/][a=1b]')}\n    image_tag: v1\n    pull: true\n"
        "  ci:\n    - echo [/]\n"
        f"integrations:\n  hub:\n    - integrationName: {quoted}\n      type: ecr\n      branches:\n        only:\n"
        f"          - '[/^release/]'\n          - '[@click=app.exit]x'\n          - \"\\u202egnp\"\n"
        f"          - {LONG}\n",
        encoding="utf-8",
    )
    (repository / "Dockerfile").write_bytes(b"FROM [/]\x1b[31m\xe2\x80\xaeimage\nRUN true\n")
    (repository / "[red]").mkdir()
    (repository / "[red]" / "Dockerfile").write_text(f"FROM {LONG}\n")
    subprocess.run(["git", "-C", str(repository), "branch", "safe-\u202egnp"], check=True)


async def test_markup_in_every_name_from_the_welcome_to_the_end(real: Making, repository: Path) -> None:
    """An entry whose name is markup can be changed and taken out like any other."""
    write_file(repository, MARKUP)
    async with sitting_at(real()) as hands:
        await hands.on(WelcomeScreen)
        await hands.sees("[@click=app.exit][/]")
        look(hands)
        await hands.begin("Change")
        await hands.on(AccountScreen)
        look(hands)
        await hands.without_keys()
        await hands.on(SubscriptionScreen)
        assert hands.control("integration").value == MARKUP
        look(hands)
        await hands.press("ctrl+p")
        await hands.sees("Copy: Subscription integration")
        look(hands)
        await hands.press("escape")
        await hands.on(SubscriptionScreen)
        for kind in (ScenarioScreen, ImageScreen):
            await hands.press("ctrl+n")
            await hands.on(kind)
            look(hands)
        await hands.press("ctrl+n")
        await hands.sees("Docker refuses this name")
        look(hands)
        await hands.fill("image", "acme/ci")
        await hands.press("ctrl+n")
        await hands.on(BranchesScreen)
        look(hands)
        await hands.sees("[/^release/]", "\\u202egnp")
        await hands.press("tab")
        await hands.paste("safe")
        await hands.sees("safe-\\u202egnp")
        look(hands)
        await hands.press("enter", "ctrl+n")
        await hands.on(ReviewScreen)
        look(hands)
        await hands.press("w")
        await hands.on(DoneScreen)
        look(hands)
        await hands.press("end")
        await hands.sees("[@click=app.exit]")
        look(hands)
        await hands.press("escape")
    async with sitting_at(real()) as hands:
        await hands.begin("Take out")
        await hands.on(TakeOutScreen)
        await hands.sees("- integrationName:")
        look(hands)
        await hands.press("w")
        await hands.on(TakenOutScreen)
        look(hands)
    assert "[@click=app.exit][/]" not in (repository / "shippable.yml").read_text().partition("integrations:")[2]


@pytest.mark.parametrize("name", [f"a{UNSEEN}b", LONG], ids=["unseen", "long"])
async def test_a_name_that_cannot_be_seen_or_does_not_fit(real: Making, repository: Path, name: str) -> None:
    """It is shown spelt out, its field keeps it as it is, and nobody is kept from leaving or taking it out."""
    write_file(repository, name)
    async with sitting_at(real()) as hands:
        welcome = await hands.on(WelcomeScreen)
        await hands.until(lambda: welcome.query_one("#doing").display)
        look(hands)
        if name != LONG:
            await hands.sees("\\x1b]0;pwned")
        await hands.begin("Change")
        await hands.without_keys()
        await hands.on(SubscriptionScreen)
        look(hands)
        await hands.press("ctrl+n")
        await hands.pilot.pause()
        look(hands)
        await hands.press("ctrl+c")
        await hands.on(Confirm)
        look(hands)
        await hands.press("n")
        await hands.on(SubscriptionScreen)
        await hands.press("escape")
        await hands.on(AccountScreen)
        await hands.press("escape")
        await hands.begin("Take out")
        await hands.on(TakeOutScreen)
        await hands.sees("(w) ]")
        look(hands)


async def test_pasted_text_is_not_obeyed(real: Making) -> None:
    """A paste with escapes and markup into a field: what is said about it is spelt out."""
    async with sitting_at(real()) as hands:
        await hands.begin()
        await hands.on(AccountScreen)
        await hands.focus(hands.control("account.name"))
        await hands.clear()
        await hands.paste(f"{MARKUP}{UNSEEN}")
        look(hands)
        await hands.press("ctrl+n")
        await hands.pilot.pause()
        look(hands)
        assert isinstance(hands.app.screen, AccountScreen)


@pytest.fixture
def hostile_aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """AWS that lets everybody in and names things badly; `refusing` makes its log-in to ECR fail with such words."""

    def answering(request: Request) -> Answer:
        if request.service == "sts":
            return identity(arn="arn:aws:iam::123456789012:user/[@click=app.exit][/]")
        if request.action == "GetAuthorizationToken":
            return token()
        if request.action == "DescribeRepositories":
            return ecr({"repositories": [repository(f"a{number}{UNSEEN}{MARKUP}") for number in range(3)]})
        return ecr_error("AccessDeniedException", f"{MARKUP}{UNSEEN}{LONG}")

    def repository(name: str) -> dict[str, object]:
        uri = f"123456789012.dkr.ecr.us-east-1.amazonaws.com/{name}"
        return {"repositoryName": name, "repositoryUri": uri, "createdAt": 1.7e9}

    with serving(answering) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        yield server


async def test_what_aws_says(real: Making, hostile_aws: Server) -> None:
    async with sitting_at(real()) as hands:
        await hands.begin()
        await hands.on(AccountScreen)
        await hands.fill("region", "us-east-1")
        good = hostile_aws.answering
        hostile_aws.answering = lambda request: (
            identity() if request.service == "sts" else ecr_error("AccessDeniedException", f"{MARKUP}{UNSEEN}")
        )
        await hands.give_keys(KEYS)
        await hands.sees("Next")
        await hands.until(lambda: hands.app.screen.query_one("#message").has_class("-shown"))
        look(hands)
        hostile_aws.answering = good
        await hands.press("ctrl+n")
        await hands.sees("AWS accepts the keys", "[@click=app.exit][/]")
        look(hands)
        await hands.press("ctrl+n")
        await hands.on(SubscriptionScreen)
        await hands.press("ctrl+n")
        await hands.on(ScenarioScreen)
        await hands.pick_scenario(0)
        image = await hands.on(ImageScreen)
        await hands.focus(image.field("image").query_one("Button"))
        await hands.press("enter")
        picker = await hands.on(Picker)
        rows = picker.query_one(OptionList)
        await hands.until(lambda: rows.option_count == 3)
        await hands.sees("\\x1b]0;pwned")
        look(hands)
        await hands.press("enter")
        await hands.on(ImageScreen)
        look(hands)
        await hands.fill("image", "123456789012.dkr.ecr.us-east-1.amazonaws.com/app")
        await hands.press("ctrl+n")
        await hands.on(BranchesScreen)
        await hands.press("ctrl+n")
        await hands.on(ReviewScreen)
        await hands.until(lambda: hands.app.screen.query_one("RightsView").has_class("-shown"))
        look(hands)
