"""The pictures of the README, from the real program: `python screenshots/make.py` writes an SVG for each step.

The demo is walked at 80x24 by its keys; the review is shown on more lines, so that all of its patch is in sight.
Nothing in the pictures depends on the machine or the moment: they change only when the program does.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.tui.hands import Hands, sitting_at  # noqa: E402
from wizard.actions import surroundings  # noqa: E402
from wizard.actions.demo import demo_services  # noqa: E402
from wizard.core.model.answers import Branches  # noqa: E402
from wizard.services.aws.simulated import SimulatedAws  # noqa: E402
from wizard.tui.screens import welcome  # noqa: E402
from wizard.tui.screens.account import AccountScreen  # noqa: E402
from wizard.tui.screens.branches import BranchesScreen  # noqa: E402
from wizard.tui.screens.done import DoneScreen  # noqa: E402
from wizard.tui.screens.image import ImageScreen  # noqa: E402
from wizard.tui.screens.review import ReviewScreen  # noqa: E402
from wizard.tui.screens.scenario import ScenarioScreen  # noqa: E402
from wizard.tui.screens.subscription import SubscriptionScreen  # noqa: E402
from wizard.tui.state.work import Work  # noqa: E402
from wizard.tui.widgets.busy import BusyLine  # noqa: E402
from wizard.tui.widgets.rights_view import RightsView  # noqa: E402

if TYPE_CHECKING:
    from wizard.actions.services import Services
    from wizard.core.ci_file.project import Project
    from wizard.core.plan import Plan
    from wizard.services.storage.files import Written
    from wizard.tui.state.work import Make

SHOWN_ROOT = Path("/home/robin/storefront")
SHOWN_BACKUP = Path("/home/robin/.local/state/ecr-wizard/backups/20260302T100000-shippable.yml")
BRANCHES = Branches("only", ("master", "release/*"))
Shoot = Callable[[str], Awaitable[None]]


@contextmanager
def steady_demo() -> Iterator[Make]:
    """The demo, in a folder of its own; AWS answers at once, and the paths that are shown are always the same."""
    facts, write, last_write = welcome.facts, Work.write, surroundings.last_write

    def steady_facts(project: Project, **more: Any) -> Any:
        return facts(replace(project, root=str(SHOWN_ROOT)), **more)

    async def steady_write(work: Work, project: Project, plan: Plan, action: str = "apply") -> Written:
        written = await write(work, project, plan, action)
        backup = SHOWN_BACKUP if written.backup is not None else None
        return replace(written, path=SHOWN_ROOT / plan.file, backup=backup)

    def steady_last_write(services: Services, project: Project) -> Any:
        undone = last_write(services, project)
        return undone and replace(undone, time="2016-05-01T12:00:00")

    def make() -> tuple[Services, Path]:
        services, root = demo_services()
        return replace(services, aws=SimulatedAws(sleep=lambda _: None)), root

    with (
        tempfile.TemporaryDirectory() as folder,
        patch.object(tempfile, "tempdir", folder),
        patch.dict(os.environ),
        patch.object(welcome, "facts", steady_facts),
        patch.object(Work, "write", steady_write),
        patch.object(surroundings, "last_write", steady_last_write),
    ):
        yield make


def picture_of(hands: Hands) -> str:
    """What is shown as SVG. Letters stay one to a cell: Fira Code would draw `->` or `==` as one sign.

    Blanks at the start of a text stay: some programs that draw SVG leave them out otherwise.
    """
    svg = hands.app.export_screenshot()
    svg = svg.replace("<text ", '<text xml:space="preserve" ')
    return svg.replace("font-variant-east-asian:", "font-variant-ligatures: none; font-variant-east-asian:")


async def calm(hands: Hands) -> None:
    """Wait until nothing is under way on the screen and no line tells that something was."""
    await hands.until(lambda: not any(line.has_class("-shown") for line in hands.app.screen.query(BusyLine)))
    await hands.pilot.pause()


async def walk(hands: Hands, shoot: Shoot) -> None:
    """Through the demo with a good key and the scenario push; `shoot` is called on each step."""
    await hands.sees("Review and write")
    await shoot("welcome")
    await hands.begin()
    await hands.on(AccountScreen)
    await hands.sees("A good key")
    await hands.highlight(hands.app.screen.query_one("#sources"), "A good key")
    await hands.press("enter")
    await hands.sees("AWS accepts the keys")
    await shoot("account")
    await hands.press("ctrl+n")
    await hands.on(SubscriptionScreen)
    await shoot("subscription")
    await hands.press("ctrl+n")
    await hands.on(ScenarioScreen)
    await hands.highlight(hands.app.screen.query_one("#scenarios"), "Push an image")
    await shoot("scenario")
    await hands.press("enter")
    await hands.on(ImageScreen)
    await hands.choose("build_command", True)
    await hands.focus(hands.control("image"))
    await shoot("image")
    await hands.press("ctrl+n")
    await hands.on(BranchesScreen)
    await hands.choose_branches(BRANCHES)
    await shoot("branches")
    await hands.press("ctrl+n")
    await hands.on(ReviewScreen)
    await hands.until(lambda: hands.app.screen.query_one(RightsView).has_class("-shown"))
    await hands.pilot.resize_terminal(80, 36)  # the patch with the hub entry and what the key may do
    await shoot("review")
    await hands.pilot.resize_terminal(80, 24)
    await hands.press("w")
    await hands.on(DoneScreen)
    await shoot("done")


async def main() -> None:
    """Walk and write."""
    folder = Path(__file__).parent
    with steady_demo() as make:
        async with sitting_at(make) as hands:

            async def shoot(name: str) -> None:
                await calm(hands)
                (folder / f"{name}.svg").write_text(picture_of(hands), encoding="utf-8")
                print(f"{name}.svg")

            await walk(hands, shoot)


if __name__ == "__main__":
    asyncio.run(main())
