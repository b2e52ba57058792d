"""What begins like a secret in a field for something else: no hint, message, preview or answer has it."""

from __future__ import annotations

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Input, Static

from wizard.core.interview.questions import BY_KEY
from wizard.core.interview.validators import InvalidAnswer
from wizard.services.aws.simulated import GOOD
from wizard.tui.screens.asking import AskName
from wizard.tui.widgets.field import LinesField, TextField, field_for
from wizard.tui.widgets.filter_list import FilterList

TYPED = "us-east-1aws_secret_access_key=wJalrXUtnFEMI"
QUESTIONS = [key for key, question in BY_KEY.items() if question.kind in ("text", "lines")]


class Page(App[None]):
    """All fields in which something can be typed."""

    def compose(self) -> ComposeResult:
        for key in QUESTIONS:
            yield field_for(BY_KEY[key])
        yield FilterList("type to filter")


async def test_nobody_hears_of_it() -> None:
    app = Page()
    async with app.run_test(size=(60, 90)) as pilot:
        for field in app.query(Input):
            field.focus()
            field.value = TYPED
            await pilot.pause()
            await pilot.press("enter")
        said = "\n".join(str(item.render()) for item in app.query(Static))
        assert "wJalr" not in said
        for row in app.query(TextField):
            assert row.get() == ""
            with pytest.raises(InvalidAnswer, match="begins like a secret"):
                row.checked()
        assert not any(row.lines.add_typed() for row in app.query(LinesField))
        assert app.query_one(FilterList).typed == ""


async def test_a_dialog_says_that_it_takes_no_keys_also_where_its_field_holds_something() -> None:
    app: App[None] = App()
    key_id, secret = GOOD.keys.key_id.reveal(), GOOD.keys.secret.reveal()
    pasted = f"export AWS_ACCESS_KEY_ID={key_id}\nexport AWS_SECRET_ACCESS_KEY={secret}"
    async with app.run_test(size=(60, 16)) as pilot:
        dialog = AskName("Commit", "With this message.", "Use the integration")
        app.push_screen(dialog)
        await pilot.pause()
        for _ in range(2):
            app.post_message(events.Paste(pasted))
            await pilot.pause()
        said = [str(item.render()) for item in dialog.query(Static)]
        assert said.count("! That was an AWS key, and was not taken.") == 1
        assert dialog.query_one(Input).value == "Use the integration"
