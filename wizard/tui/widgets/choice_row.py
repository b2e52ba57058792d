"""One of a few answers side by side: `(•) Yes  ( ) No`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from wizard.core.text.safetext import visible

if TYPE_CHECKING:
    from textual import events

GAP = 2
MARK = 4  # cells of `( ) `


class ChoiceRow(Widget, can_focus=True):
    """Left and right choose, a letter chooses what begins with it. What is chosen is marked, not only coloured.

    `value` is one of the values of `choices` (value, label), or None while nothing is chosen.
    """

    DEFAULT_CSS = """
    ChoiceRow { height: auto; width: 1fr; }
    ChoiceRow:focus { text-style: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "choose(-1)", "Previous", show=False),
        Binding("right", "choose(1)", "Next", show=False),
        Binding("space", "choose(1)", "Next", show=False),
        Binding("enter", "accept", "Accept", show=False),
    ]
    value: reactive[Any] = reactive(None)

    class Changed(Message):
        """Another answer was chosen."""

        def __init__(self, row: ChoiceRow, value: Any) -> None:
            super().__init__()
            self.row, self.value = row, value

        @property
        def control(self) -> ChoiceRow:
            return self.row

    class Accepted(Message):
        """Enter: the answer stays."""

        def __init__(self, row: ChoiceRow) -> None:
            super().__init__()
            self.row = row

        @property
        def control(self) -> ChoiceRow:
            return self.row

    def __init__(self, choices: Sequence[tuple[Any, str]], value: Any = None, **options: Any) -> None:
        super().__init__(**options)
        self.choices = tuple((item, visible(label, limit=60)) for item, label in choices)
        self.set_reactive(ChoiceRow.value, value)

    @property
    def _at(self) -> int | None:
        return next((at for at, (item, _) in enumerate(self.choices) if item == self.value), None)

    def _places(self, width: int) -> list[Region]:
        """Where each answer is: side by side, and on the next line when there is no room for it."""
        places: list[Region] = []
        x = y = 0
        for _, label in self.choices:
            length = cell_len(label) + MARK
            if x > 0 and x + length > width:
                x, y = 0, y + 1
            places.append(Region(x, y, length, 1))
            x += length + GAP
        return places

    @property
    def cursor_offset(self) -> Offset:
        """Where the terminal's cursor belongs: on the mark of the answer (see `wizard.tui.input.cursor`)."""
        places = self._places(self.content_size.width)
        return places[self._at or 0].offset + Offset(1, 0) if places else Offset(0, 0)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the answers need at this width."""
        del container, viewport
        places = self._places(width)
        return places[-1].bottom if places else 1

    def render(self) -> Content:
        """The answers with their marks."""
        lines: list[Content] = []
        for at, place in enumerate(self._places(self.content_size.width)):
            if place.y == len(lines):
                lines.append(self._answer(at))
            else:
                lines[-1] = lines[-1] + " " * GAP + self._answer(at)
        return Content("\n").join(lines)

    def _answer(self, at: int) -> Content:
        chosen = at == self._at
        style = ""
        if chosen:
            style = "reverse" if self.has_focus else "bold"
        return Content.styled(f"({'•' if chosen else ' '}) {self.choices[at][1]}", style)

    def action_choose(self, step: int) -> None:
        """To the answer beside this one."""
        at = self._at
        if at is None:
            self._choose(0 if step > 0 else len(self.choices) - 1)
        else:
            self._choose((at + step) % len(self.choices))

    def action_accept(self) -> None:
        """The answer stays; nothing happens while there is none."""
        if self._at is not None:
            self.post_message(self.Accepted(self))

    def on_key(self, event: events.Key) -> None:
        """A letter chooses the answer that begins with it."""
        if event.character and event.character.isalpha():
            found = [at for at, (_, label) in enumerate(self.choices) if label.lower().startswith(event.character)]
            if found:
                event.stop()
                self._choose(found[0])

    def on_click(self, event: events.Click) -> None:
        """A click chooses what is under it."""
        for at, place in enumerate(self._places(self.content_size.width)):
            if place.contains(event.x, event.y):
                self._choose(at)
                return

    def _choose(self, at: int) -> None:
        value = self.choices[at][0]
        if self._at != at:
            self.value = value
            self.post_message(self.Changed(self, value))
