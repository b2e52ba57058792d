"""Files that have an entry already: changed in place, taken out, moved; and answers that cannot work."""

from __future__ import annotations

import difflib
import subprocess
from pathlib import Path

from tests.tui.conftest import Making
from tests.tui.hands import PULL, PUSH, sitting_at
from wizard.core.model.answers import Branches, PushSection
from wizard.tui.screens.branches import BranchesScreen
from wizard.tui.screens.done import DoneScreen
from wizard.tui.screens.image import ImageScreen
from wizard.tui.screens.remove_entry import TakeOutScreen
from wizard.tui.screens.remove_integration import TakenOutScreen
from wizard.tui.screens.review import ReviewScreen
from wizard.tui.screens.scenario import ScenarioScreen
from wizard.tui.screens.subscription import SubscriptionScreen

FILE = """\
# our CI
language: go

build:
  pre_ci_boot:
    image_name: 123456789012.dkr.ecr.us-west-2.amazonaws.com/base/go   # the same as in production
    image_tag: "1.21"
    pull: true
    options: "-e HOME=/root --privileged=true"
  ci:
    - make

integrations:
    hub:
        - integrationName: old-name     # as in Shippable
          type: ecr
          region: us-west-2
          branches:
              only:
                  - master
        - integrationName: docker-hub
          type: docker
"""


def changed_lines(before: str, after: str) -> list[str]:
    return [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


async def test_changing_starts_from_the_entry_and_touches_only_what_changes(real: Making, repository: Path) -> None:
    file = repository / "shippable.yml"
    file.write_text(FILE)
    async with sitting_at(real()) as hands:
        await hands.begin("Change old-name")
        await hands.without_keys()
        await hands.on(SubscriptionScreen)
        assert hands.control("integration").value == "old-name"
        await hands.fill("integration", "new-name")
        await hands.press("ctrl+n")
        await hands.on(ScenarioScreen)
        assert hands.app.screen.query_one("#scenarios").highlighted == PULL  # type: ignore[attr-defined]
        await hands.press("enter")
        await hands.on(ImageScreen)
        assert hands.control("image").value == "123456789012.dkr.ecr.us-west-2.amazonaws.com/base/go"
        assert hands.control("tag").value == "1.21"
        assert hands.control("options").value == "-e HOME=/root --privileged=true"
        await hands.fill("tag", "1.22")
        await hands.press("ctrl+n")
        branches = await hands.on(BranchesScreen)
        await hands.sees("Only: master")
        await hands.answer_branches(Branches("only", ("dev",)))
        await hands.on(ReviewScreen)
        assert branches.session.answers.changes_entry == "old-name"
        await hands.press("w")
        await hands.on(DoneScreen)
    assert changed_lines(FILE, file.read_text()) == [
        '-     image_tag: "1.21"',
        '+     image_tag: "1.22"',
        "-         - integrationName: old-name     # as in Shippable",
        "+         - integrationName: new-name     # as in Shippable",
        "+                   - dev",
    ]


async def test_changing_nothing_changes_nothing(real: Making, repository: Path) -> None:
    file = repository / "shippable.yml"
    file.write_text(FILE)
    async with sitting_at(real()) as hands:
        await hands.begin("Change old-name")
        await hands.without_keys()
        for kind in (SubscriptionScreen, ScenarioScreen, ImageScreen, BranchesScreen):
            await hands.on(kind)
            await hands.press("ctrl+n")
        await hands.on(ReviewScreen)
        await hands.sees("there is nothing to write")
        await hands.press("w")
        await hands.on(DoneScreen)
        await hands.sees("nothing was written")
    assert file.read_text() == FILE


async def test_taking_out_the_entry_alone_and_with_what_the_scenario_added(real: Making, repository: Path) -> None:
    file = repository / "shippable.yml"
    file.write_text("language: go\n")
    async with sitting_at(real()) as hands:
        await hands.to_done()
    written = file.read_text()
    async with sitting_at(real()) as hands:
        await hands.begin("Take out ecr-integration")
        screen = await hands.on(TakeOutScreen)
        await hands.sees("- integrations:", "pre_ci_boot pulls acme/ci")
        await hands.press("enter")  # the focus is on leaving the file alone
        await hands.begin("Take out ecr-integration")
        screen = await hands.on(TakeOutScreen)
        await hands.sees("- integrations:")
        assert file.read_text() == written
        await hands.focus(screen.query_one("#build"))
        await hands.press("right")
        await hands.sees("- pre_ci_boot:", "No dependency")
        await hands.press("w")
        await hands.on(TakenOutScreen)
        await hands.sees("Written:")
        await hands.press("escape")
    assert hands.app.return_code == 0
    assert file.read_text() == "language: go\n"


async def test_the_branch_that_is_checked_out_needs_it_until_the_change_is_committed(
    real: Making, repository: Path
) -> None:
    file = repository / "shippable.yml"
    file.write_text(FILE)
    git = ("git", "-C", str(repository), "-c", "user.name=R", "-c", "user.email=r@example.com")
    for words in (("add", "-A"), ("commit", "-qm", "CI"), ("branch", "-f", "dev")):
        subprocess.run([*git, *words], check=True)
    async with sitting_at(real(), size=(120, 40)) as hands:
        await hands.begin("Take out old-name")
        await hands.on(TakeOutScreen)
        await hands.sees("Names it too: shippable.yml:15 on the branch dev of")
        await hands.press("w")
        screen = await hands.on(TakenOutScreen)
        await hands.sees("Needed still", "shippable.yml:15 on the branch dev of", "when nothing needs it any more")
        assert not screen.query_one("#delete").display
        subprocess.run([*git, "branch", "-qD", "dev"], check=True)
        await screen._look()
        titles = [group.title for group in screen.groups()]
        assert not [title for title in titles if title.startswith(("Needed", "No dependency"))]
        # Nobody said which account integration it points at, so none is named.
        lines = [line for group in screen.groups() for line in group.lines]
        assert [line for line in lines if "Find the account integration that old-name points at" in line]


async def test_the_entry_alone_leaves_the_rest(real: Making, repository: Path) -> None:
    file = repository / "shippable.yml"
    file.write_text(FILE)
    async with sitting_at(real()) as hands:
        await hands.begin("Take out old-name")
        await hands.on(TakeOutScreen)
        await hands.sees("- integrationName: old-name")
        await hands.press("w")
        await hands.on(TakenOutScreen)
    lines = FILE.splitlines(keepends=True)
    assert file.read_text() == "".join(lines[:14] + lines[20:])


async def test_a_top_level_pre_ci_boot_is_moved_when_the_user_says_so(real: Making, repository: Path) -> None:
    file = repository / "shippable.yml"
    file.write_text("language: go\npre_ci_boot:\n  image_name: acme/ci\n  image_tag: v1  # pinned\n  pull: true\n")
    async with sitting_at(real()) as hands:
        await hands.to_scenario()
        await hands.pick_scenario(PULL)
        assert hands.control("move_pre_ci_boot").value is True
        await hands.press("ctrl+n")
        await hands.on(BranchesScreen)
        await hands.press("ctrl+n")
        await hands.on(ReviewScreen)
        await hands.press("w")
        await hands.on(DoneScreen)
    text = file.read_text()
    assert text.index("build:\n  pre_ci_boot:\n") < text.index("    image_tag: v1  # pinned\n")
    assert "\npre_ci_boot:" not in text


async def test_what_cannot_work_is_said_with_the_ways_out(real: Making, repository: Path) -> None:
    """A push in post_ci from a custom image without the AWS CLI works neither way (docs/domain.md, "agent_only")."""
    async with sitting_at(real()) as hands:
        image = await hands.to_image(PUSH, "123456789012.dkr.ecr.us-east-1.amazonaws.com/app")
        await hands.choose("push_section", PushSection.POST_CI)
        await hands.choose("custom_image", True)
        await hands.choose("aws_cli", False)
        await hands.until(lambda: image.query_one("#ways").display)
        ways = [str(button.label) for button in image.query("#ways-buttons Button").results()]  # type: ignore[attr-defined]
        assert len(ways) == 2
        await hands.tab_to(image.query("#ways-buttons Button").first())
        await hands.sees("This cannot work")
        await hands.press("enter")
        await hands.until(lambda: "This cannot work" not in hands.text)
        assert hands.control("push_section").value == PushSection.PUSH
        await hands.choose("push_section", PushSection.POST_CI)
        await hands.until(lambda: image.query_one("#ways").display)
        await hands.focus(image.query("#ways-buttons Button").last())
        await hands.press("enter")
        await hands.until(lambda: "This cannot work" not in hands.text)
        assert hands.control("aws_cli").value is True
        assert hands.control("push_section").value == PushSection.POST_CI


async def test_a_saved_patch_is_what_a_write_would_make(real: Making, repository: Path) -> None:
    file = repository / "shippable.yml"
    file.write_bytes(b"language: go\r\nbuild:\r\n  ci:\r\n    - make")
    subprocess.run(["git", "-C", str(repository), "add", "."], check=True)
    async with sitting_at(real()) as hands:
        await hands.to_review()
        await hands.press("s")
        await hands.sees("Save the patch")
        await hands.press("enter")
        await hands.sees("Saved:")
        assert file.read_bytes().endswith(b"- make")
        await hands.press("w")
        await hands.on(DoneScreen)
    written = file.read_bytes()
    subprocess.run(["git", "-C", str(repository), "checkout", "-q", "--", "."], check=True)
    subprocess.run(["git", "-C", str(repository), "apply", "ecr.patch"], check=True)
    assert file.read_bytes() == written
