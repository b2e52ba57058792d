"""Several answers of one line each: typed one at a time, listed below, taken back to be changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from wizard.core.interview.validators import Cleaned, InvalidAnswer
from wizard.core.text.safetext import visible
from wizard.tui.widgets.rows import Rows
from wizard.tui.widgets.secret_input import NO_PLACE_FOR_KEYS, PlainInput

if TYPE_CHECKING:
    from textual.app import ComposeResult


class LinesInput(Vertical):
    """Enter adds what was typed; Enter on a line of the list takes it back into the field, after what was typed there.

    `clean` checks one line and raises `InvalidAnswer`; a line whose part before `=` is there already replaces it.
    """

    DEFAULT_CSS = """
    LinesInput { height: auto; width: 1fr; }
    LinesInput OptionList { height: auto; max-height: 4; display: none; }
    LinesInput OptionList.-filled { display: block; }
    """

    class Changed(Message):
        """The lines changed, or what was typed cannot be one (`problem` says why)."""

        def __init__(self, lines: LinesInput, problem: str = "") -> None:
            super().__init__()
            self.lines, self.problem = lines, problem

    def __init__(self, clean: Callable[[str], Cleaned], placeholder: str = "", **options: Any) -> None:
        super().__init__(**options)
        self._clean = clean
        self._placeholder = placeholder
        self.items: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        """A field and the list."""
        yield PlainInput(placeholder=self._placeholder, compact=True, select_on_focus=False)
        yield Rows(compact=True, markup=False)

    @property
    def typed(self) -> str:
        """What is in the field and was not added yet."""
        return self.query_one(PlainInput).heard

    def type(self, text: str) -> None:
        """Put this into the field, the cursor at its end."""
        field = self.query_one(Input)
        with self.prevent(Input.Changed):
            field.value = text
        field.cursor_position = len(text)

    def show(self, items: tuple[str, ...]) -> None:
        """Put these lines into the list."""
        self.items = items
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(Content(visible(item, limit=200))) for item in items])
        options.set_class(bool(items), "-filled")

    def add_typed(self) -> bool:
        """Add what is in the field; False, with a `Changed` that says why, when it cannot be a line."""
        field = self.query_one(PlainInput)
        if field.password:
            self.post_message(self.Changed(self, NO_PLACE_FOR_KEYS))
            return False
        if not field.value.strip():
            return True
        try:
            item = self._clean(field.value).text
        except InvalidAnswer as error:
            self.post_message(self.Changed(self, str(error)))
            return False
        name = item.partition("=")[0]
        kept = [other for other in self.items if other.partition("=")[0] != name]
        self.type("")
        self.show((*kept, item))
        self.post_message(self.Changed(self))
        return True

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        if event.value.strip():
            event.stop()
            self.add_typed()

    @on(Input.Changed)
    def _typing(self, event: Input.Changed) -> None:
        event.stop()

    @on(OptionList.OptionSelected)
    def _take_back(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        wanted = self.items[event.option_index]
        field = self.query_one(Input)
        if not self.add_typed():
            field.focus()
            return
        self.type(wanted)
        self.show(tuple(item for item in self.items if item != wanted))
        field.focus()
        self.post_message(self.Changed(self))
