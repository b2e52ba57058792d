"""The last screen: names to copy, answers to save, and Shippable itself, which the demo simulates."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import OptionList

from tests.tui.conftest import Making
from tests.tui.hands import Hands, sitting_at
from wizard.actions.demo import demo_services
from wizard.services.shippable.simulated import SimulatedShippable
from wizard.tui.app.application import farewell
from wizard.tui.screens.dialogs import Confirm
from wizard.tui.screens.done import DoneScreen


async def copied(hands: Hands, label: str) -> str:
    """What Enter on the row puts on the clipboard."""
    lines = hands.app.screen.query_one("#lines", OptionList)
    await hands.highlight(lines, label)
    await hands.press("enter")
    await hands.sees("which your terminal may refuse:")
    return hands.app.clipboard


async def test_names_and_commands_are_copied_exactly(real: Making, repository: Path) -> None:
    async with sitting_at(real()) as hands:
        await hands.to_scenario("name of  two words")
        await hands.pick_scenario(0)
        await hands.fill("image", "acme/ci")
        await hands.press("ctrl+n")
        await hands.pilot.pause()
        await hands.press("ctrl+n")
        await hands.sees("(w) ]")
        await hands.press("w")
        await hands.on(DoneScreen)
        assert await copied(hands, "  Integration Name: ecr-integration") == "ecr-integration"
        assert await copied(hands, "  Name: name of") == "name of  two words"
        assert await copied(hands, "git add") == "git add -- shippable.yml"
        assert (await copied(hands, "ecr-wizard apply")).startswith(
            "ecr-wizard apply . '--integration=name of  two words' --scenario=pull"
        )
        words = farewell(hands.app.session)
        narrow = farewell(hands.app.session, 60).splitlines()
        long = [line.strip() for line in narrow[2:] if len(line) > 60]
        assert all(line.startswith(("git ", "ecr-wizard apply ")) for line in long), long
        # A comment that is broken is a comment on each of its lines.
        assert "\n".join(narrow).replace("  # ", "  ").split() == words.replace("  # ", "  ").split()
    assert str(repository / "shippable.yml") in words
    assert "Name: name of  two words" in words


async def test_saved_answers_do_the_same_again(real: Making, repository: Path) -> None:
    from wizard.cli import run

    async with sitting_at(real()) as hands:
        await hands.to_done()
        await hands.press("ctrl+o")
        await hands.sees("Save the answers")
        await hands.press("enter")
        await hands.sees("Saved:")
    file = repository / "shippable.yml"
    written = file.read_bytes()
    file.unlink()
    assert run(["apply", str(repository), f"--answers={repository / '.ecr-wizard.yml'}"]) == 0
    assert file.read_bytes() == written
    file.unlink()
    assert run(["apply", str(repository)]) == 0  # it is the repository's own
    assert file.read_bytes() == written


@pytest.fixture
def shippable() -> SimulatedShippable:
    return SimulatedShippable()


async def test_registering_makes_both_and_the_second_run_no_doubles(
    real: Making, shippable: SimulatedShippable, repository: Path
) -> None:
    from wizard.services.aws.simulated import GOOD, SimulatedAws

    for run in range(2):
        (repository / "shippable.yml").unlink(missing_ok=True)
        async with sitting_at(real(aws=SimulatedAws(sleep=lambda _: None), api=shippable)) as hands:
            await hands.begin()
            await hands.sees("Step 1 of 6")
            await hands.give_keys(GOOD.keys)
            await hands.sees("AWS accepts the keys")
            await hands.press("ctrl+n")
            await hands.sees("Step 2 of 6")
            await hands.press("ctrl+n")
            await hands.sees("Step 3 of 6")
            await hands.pick_scenario(0)
            await hands.fill("image", "acme/ci")
            await hands.press("ctrl+n")
            await hands.sees("Step 5 of 6")
            await hands.press("ctrl+n")
            await hands.sees("(w) ]")
            await hands.press("w")
            await hands.on(DoneScreen)
            await hands.press("ctrl+t")
            if run:
                await hands.on(Confirm)  # it exists: nothing is changed unasked
                await hands.press("n")
            else:
                await hands.sees("The type of the account integration ecr-integration")
                await hands.press("enter")
            await hands.sees("The integrations are in Shippable.")
        assert [item.name for item in shippable.accounts()] == ["ecr-integration"]
        assert [item.name for item in shippable.integrations("s1")] == ["ecr-integration"]


async def test_the_demo_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A newcomer's two minutes: a sample key, every step as suggested, the file written, both integrations made."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    async with sitting_at(demo_services) as hands:
        await hands.begin()
        await hands.sees("Try: A good key")
        await hands.highlight(hands.app.screen.query_one("#sources", OptionList), "A good key")
        await hands.press("enter")
        await hands.sees("AWS accepts the keys")
        await hands.press("ctrl+n")
        await hands.sees("Step 2 of 6")
        await hands.press("ctrl+n")
        await hands.sees("Step 3 of 6")
        await hands.pick_scenario(1)
        await hands.press("ctrl+n")
        await hands.sees("Step 5 of 6")
        await hands.press("ctrl+n")
        await hands.sees("(w) ]")
        await hands.press("w")
        await hands.on(DoneScreen)
        await hands.press("ctrl+t")
        await hands.sees("The type of the account integration ecr-integration")
        await hands.press("enter")
        await hands.sees("The integrations are in Shippable.")
        root = Path(hands.app.session.found.root)
        assert "docker build -t storefront:tip ." in (root / "shippable.yml").read_text()
        assert hands.app.work.is_demo


async def test_the_demo_says_nothing_of_answers_that_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    async with sitting_at(demo_services) as hands:
        await hands.begin()
        await hands.press("x", "ctrl+c")
        await hands.on(Confirm)
        await hands.sees("Leave the demo?")
        assert "kept" not in hands.said
        await hands.press("ctrl+c")  # the same key again leaves
        await hands.until(lambda: hands.app.return_code == 130)


@pytest.mark.parametrize("image", ["/", "//", ".", "-x"])
async def test_an_image_that_docker_would_refuse_is_not_taken(real: Making, repository: Path, image: str) -> None:
    async with sitting_at(real()) as hands:
        step = await hands.to_image(0, image)
        await hands.press("ctrl+n")
        await hands.sees("Docker refuses this name")
        assert hands.app.screen is step
