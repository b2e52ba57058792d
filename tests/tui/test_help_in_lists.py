"""F1 in a list says what is picked there, and the keys of lists; the list is as it was after it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from textual.app import App
from textual.widgets import Static

from wizard.core.interview.validators import Cleaned
from wizard.tui.screens.dialogs import Help
from wizard.tui.screens.palette import Palette
from wizard.tui.screens.picker import Picker


async def regions() -> AsyncIterator[Sequence[str]]:
    yield ("us-east-1", "us-west-2")


async def test_f1_explains_and_leaves_the_list_as_it_was() -> None:
    app: App[None] = App()
    picker = Picker("Regions", regions(), about="Where the registry is.", present="us-west-2", clean=Cleaned)
    async with app.run_test(size=(80, 24)) as pilot:
        for dialog, said in (
            (picker, "Where the registry is."),
            (Palette({"Leave": app.exit}), "Steps that were seen"),
        ):
            app.push_screen(dialog)
            await pilot.pause()
            await pilot.press("u", "f1")
            help_shown = app.screen
            assert isinstance(help_shown, Help)
            text = "\n".join(str(item.render()) for item in help_shown.query(Static))
            assert said in text
            assert "then closes" in text
            await pilot.press("f1")
            assert app.screen is dialog
            assert dialog.query_one("FilterList Input").value == "u"  # type: ignore[attr-defined]
            await pilot.press("escape", "escape")
            assert app.screen is not dialog
