"""A fourth scenario, one file and one line, through every door; then `check`, "Change" and `remove --build`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.front_doors.doors import Case, answers_file, answers_yaml, flags, prompts, screens
from tests.front_doors.test_front_doors import repository
from tests.scenarios import fetch as module
from tests.tui.hands import sitting_at
from wizard.actions.real import real_services
from wizard.cli import run
from wizard.core.model.answers import Branches
from wizard.core.scenarios.base import Scenario
from wizard.core.scenarios.registry import SCENARIOS
from wizard.services.aws.boto import AwsBoto
from wizard.tui.screens.branches import BranchesScreen
from wizard.tui.screens.done import DoneScreen
from wizard.tui.screens.image import ImageScreen
from wizard.tui.screens.review import ReviewScreen
from wizard.tui.screens.scenario import ScenarioScreen
from wizard.tui.screens.subscription import SubscriptionScreen

ROOT = Path(__file__).parents[2]
IMAGE = "123456789012.dkr.ecr.us-west-2.amazonaws.com/shop/tools"
BEFORE = b"# CI\nbuild:\n  ci:\n    - docker run tools make\n  push:\n    - ./notify.sh\n"
# The program with one more line in its registry.
PROGRAM = (
    "-c",
    "from tests.scenarios.fetch import FETCH\n"
    "from wizard.core.scenarios.registry import register\n"
    "register(FETCH)\n"
    "from wizard.__main__ import main\n"
    "raise SystemExit(main())",
)


def case() -> Case:
    return Case(module.KEY, {"image": IMAGE, "tag": "3", "custom_image": False}, Branches(), "us-west-2")


async def test_every_door_writes_it(fetch: Scenario, tmp_path: Path, aws: AwsBoto) -> None:
    roots = {door: repository(tmp_path / door / "shop", BEFORE) for door in ("screens", "prompts", "flags", "file")}
    answers = await screens(roots["screens"], case(), aws)
    assert answers.scenario == fetch.key
    kept = prompts(roots["prompts"], case(), PROGRAM)
    assert "scenario: fetch" in kept.read_text()
    flags(roots["flags"], answers)
    answers_file(roots["file"], answers_yaml(answers))
    written = {door: (root / "shippable.yml").read_text() for door, root in roots.items()}
    assert set(written.values()) == {written["screens"]}, written
    assert f"  pre_ci:\n    - docker pull {IMAGE}:3\n" in written["screens"]


def test_check_reads_it_and_remove_takes_it_out(
    fetch: Scenario, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = repository(tmp_path / "shop", BEFORE)
    file = root / "shippable.yml"
    wanted = ("--integration=shop ecr", "--scenario=fetch", f"--image={IMAGE}", "--tag=3")
    assert run(["apply", str(root), *wanted]) == 0
    assert f"docker pull {IMAGE}:3" in file.read_text()
    capsys.readouterr()
    assert run(["check", str(root)]) == 0
    assert ": error: " not in capsys.readouterr().out
    assert run(["policy", "--scenario=fetch", IMAGE]) == 0
    assert "ecr:GetDownloadUrlForLayer" in capsys.readouterr().out
    assert run(["remove", str(root), "--integration=shop ecr", "--build"]) == 0
    assert file.read_bytes() == BEFORE


def test_remove_takes_it_out_of_a_file_of_which_nothing_is_recorded(fetch: Scenario, tmp_path: Path) -> None:
    root = repository(tmp_path / "shop", BEFORE)
    assert run(["apply", str(root), "--integration=a", f"--scenario={fetch.key}", f"--image={IMAGE}"]) == 0
    other = repository(tmp_path / "other", (root / "shippable.yml").read_bytes())
    assert run(["remove", str(other), "--integration=a", "--build"]) == 0
    assert (other / "shippable.yml").read_bytes() == BEFORE


async def test_change_begins_with_it(fetch: Scenario, tmp_path: Path, aws: AwsBoto) -> None:
    root = repository(tmp_path / "shop", BEFORE)
    wanted = ("--integration=old", f"--scenario={fetch.key}", f"--image={IMAGE}", "--tag=3")
    assert run(["apply", str(root), *wanted]) == 0
    file = root / "shippable.yml"
    before = file.read_text()
    async with sitting_at(lambda: (replace(real_services(), aws=aws), root)) as hands:
        await hands.begin("Change old")
        await hands.without_keys()
        await hands.on(SubscriptionScreen)
        await hands.press("ctrl+n")
        await hands.on(ScenarioScreen)
        highlighted = hands.app.screen.query_one("#scenarios").highlighted  # type: ignore[attr-defined]
        assert highlighted == list(SCENARIOS).index(fetch.key)
        await hands.press("enter")
        await hands.on(ImageScreen)
        assert hands.control("image").value == IMAGE
        await hands.fill("tag", "4")
        await hands.press("ctrl+n")
        await hands.on(BranchesScreen)
        await hands.press("ctrl+n")
        await hands.on(ReviewScreen)
        await hands.press("w")
        await hands.on(DoneScreen)
    assert file.read_text() == before.replace(f"{IMAGE}:3", f"{IMAGE}:4")


def test_the_document_shows_the_file_of_the_tests() -> None:
    document = (ROOT / "docs" / "adding-a-scenario.md").read_text(encoding="utf-8")
    source = Path(module.__file__).read_text(encoding="utf-8")
    assert f"```python\n{source}```" in document
