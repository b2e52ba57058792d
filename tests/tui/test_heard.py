"""Every page as a screen reader gets it, with the cursor where the keys act, and cell by cell as Textual draws it.

`make transcripts` writes tests/golden/transcripts; read what changed before you commit it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from textual.widgets import Button, Input, OptionList

from tests.tui.ears import Ears, Wire
from tests.tui.every_page import one_demo, set_up, take_out
from tests.tui.hands import Hands, sitting_at
from wizard.tui.input.settled import is_at_rest, is_settled
from wizard.tui.widgets.filter_list import FilterList

TRANSCRIPTS = Path(__file__).parents[1] / "golden" / "transcripts"
ALIKE = ("keys ", "with an error", "tags", "repositories")  # in the name of a page that is walked under another name
ON_EACH_STEP = ("next", "back", "help")


@dataclass
class Listener:
    """Goes through each page by Tab and by the arrows of its lists; `heard` are the transcripts by page."""

    hands: Hands
    ears: Ears
    heard: dict[str, list[str]] = field(default_factory=dict)

    async def visit(self, name: str) -> None:
        """The page as it comes, then each control, and the next row of each list."""
        screen, before = self.hands.app.screen, self.hands.app.focused
        await self.at_rest()
        self.heard[name] = self.ears.listen()
        self.ears.assert_same_picture(name)
        controls = () if any(part in name for part in ALIKE) else screen.focus_chain
        for control in controls:
            if isinstance(control, Button) and control.id in ON_EACH_STEP and name != "account":
                continue
            if control is not self.hands.app.focused:
                screen.set_focus(control)
                await self.listen(name, "Tab")
            rows = rows_of(control)
            if rows is not None and rows.option_count > 1:
                await self.move(name, rows)
        screen.set_focus(before)
        await self.at_rest()
        self.ears.listen()

    async def move(self, name: str, rows: OptionList) -> None:
        """To another row of the list and back: each time the cursor is on the row that the keys act on."""
        keys = ("down", "up") if rows.highlighted in (0, None) else ("up", "down")
        for key in keys:
            await self.hands.press(key)
            await self.listen(name, key.capitalize())
            if rows_of(self.hands.app.focused) is not rows:
                return  # it was the first row, or the last
            row = str(rows.get_option_at_index(rows.highlighted or 0).prompt).splitlines()[0].strip()
            there = self.ears.under_cursor
            assert there[:8] == row[: len(there)][:8], f"{name}: the cursor is at {there!r} and not at {row!r}"

    async def listen(self, name: str, key: str) -> None:
        """What this key makes heard."""
        await self.at_rest()
        self.heard[name] += ["", f"{key}:", *self.ears.listen()]
        self.ears.assert_same_picture(f"{name}, {key}")

    async def at_rest(self) -> None:
        """Nothing is under way and nothing is drawn any more."""
        app = self.hands.app
        await self.hands.pilot.pause()
        await self.hands.until(lambda: all(work.is_finished or work.group == "walk" for work in app.workers), "work")
        await self.hands.until(lambda: is_at_rest(app) and is_settled(app), "rest")


def rows_of(control: object) -> OptionList | None:
    """The list that the keys of this control move in."""
    if isinstance(control, Input) and isinstance(control.parent, FilterList):
        return control.parent.query_one(OptionList)
    return control if isinstance(control, OptionList) else None


def compare(heard: dict[str, list[str]]) -> None:
    """Compare with the transcripts that are kept, or write them where that is asked for."""
    different = []
    for name, lines in heard.items():
        path = TRANSCRIPTS / f"{name.replace(', ', '-').replace(' ', '-')}.txt"
        text = "\n".join(lines) + "\n"
        if os.environ.get("ECR_WIZARD_TRANSCRIPTS") == "write":
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            different.append(f"{path.name}:\n{text}")
    assert not different, "other things are heard (`make transcripts`):\n" + "\n".join(different)


async def test_every_page_is_heard_as_it_is_written_down() -> None:
    heard: dict[str, list[str]] = {}
    with one_demo() as make:
        for walk in (set_up, take_out):
            async with sitting_at(make, driver=Wire) as hands:
                listener = Listener(hands, Ears(hands))
                await walk(hands, listener.visit)
                heard |= listener.heard
    del heard["taken out"]  # what depends on the integration is looked for meanwhile: it differs from run to run
    assert len(heard) >= 20
    compare(heard)
