"""Walks over every page and dialog of the screens; prints the names of the classes that were in front."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.tui.every_page import one_demo, set_up, take_out
from tests.tui.hands import Hands, sitting_at
from wizard.tui.screens.asking import AskMessage
from wizard.tui.screens.patch_dialog import PatchDialog
from wizard.tui.screens.pick import AskPick

# What else can be opened from a page: by which key, and what comes.
MORE: dict[str, tuple[tuple[str, type[Any]], ...]] = {
    "scenario": (("ctrl+o", PatchDialog),),
    "done": (("c", AskMessage), ("ctrl+t", AskPick)),
}
seen: set[str] = set()


async def walk() -> None:
    with one_demo() as make:
        for steps in (set_up, take_out):
            async with sitting_at(make) as hands:

                async def visit(name: str, hands: Hands = hands) -> None:
                    seen.add(type(hands.app.screen).__name__)
                    for key, kind in MORE.get(name, ()):
                        await hands.press(key)
                        seen.add(type(await hands.on(kind)).__name__)
                        await hands.press("escape")

                await steps(hands, visit)


if __name__ == "__main__":
    asyncio.run(walk())
    print("\n".join(sorted(seen)))
