"""The highlighted row of a list: it can be told from the others without colours, and read in all of its words."""

from __future__ import annotations

import pytest
from rich.style import Style
from textual.widgets import OptionList

from tests.tui.hands import TERMINAL, Hands, sitting_at
from tests.tui.test_contrast import MANY, TEXT, contrast
from wizard.actions.demo import demo_services
from wizard.terminal.capabilities import Terminal, describe
from wizard.tui.screens.palette import Palette

FEW = describe({"TERM": "linux", "LANG": "C.UTF-8"})
LIGHT = describe({"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "COLORFGBG": "0;15"})


def styles(options: OptionList, at: int) -> list[Style]:
    """Those of a row's words, as the row is drawn."""
    drawn = options.render_line(options._index_to_line[at] - options.scroll_offset.y)
    return [segment.style for segment in drawn if segment.style is not None and segment.text.strip()]


def reversed_rows(options: OptionList) -> list[int]:
    rows = range(min(options.option_count, options.size.height))
    return [at for at in rows if all(style.reverse for style in styles(options, at))]


async def proposal(hands: Hands) -> OptionList:
    await hands.sees("Review and write")
    return hands.app.screen.query_one("#doing", OptionList)


async def test_without_colours_of_our_own_the_highlighted_row_is_in_reverse_video() -> None:
    async with sitting_at(demo_services, (80, 30), terminal=FEW) as hands:
        doing = await proposal(hands)
        for at in range(3):
            assert reversed_rows(doing) == [at]
            await hands.press("down")
        await hands.press("tab")
        assert reversed_rows(doing) == []  # the focus is elsewhere
        await hands.press("ctrl+p")
        await hands.on(Palette)
        assert reversed_rows(hands.app.screen.query_one(OptionList)) == [0]


@pytest.mark.parametrize("terminal", [TERMINAL, LIGHT], ids=["dark", "light"])
async def test_every_word_of_the_highlighted_row_can_be_read(terminal: Terminal) -> None:
    async with sitting_at(demo_services, (80, 30), terminal=terminal) as hands:
        doing = await proposal(hands)
        for at in range(doing.option_count):
            assert doing.highlighted == at
            assert all(contrast(style, palette) >= TEXT for style in styles(doing, at) for palette in MANY)
            await hands.press("down")
