"""One of a few answers on one line: `(•) Yes  ( ) No`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from wizard.core.safetext import visible

if TYPE_CHECKING:
    from textual import events

GAP = 2


class ChoiceRow(Widget, can_focus=True):
    """Left and right choose, a letter chooses what begins with it. What is chosen is marked, not only coloured.

    `value` is one of the values of `choices` (value, label), or None while nothing is chosen.
    """

    DEFAULT_CSS = """
    ChoiceRow { height: 1; width: 1fr; }
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
        """Enter: the answer stands."""

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

    @property
    def cursor_offset(self) -> Offset:
        """Where the terminal's cursor belongs: on the mark of the answer (see `wizard.tui.cursor`)."""
        before = self.choices[: self._at or 0]
        return Offset(sum(len(label) + 4 + GAP for _, label in before) + 1, 0)

    def render(self) -> Content:
        """The answers with their marks."""
        parts: list[Content] = []
        for at, (_, label) in enumerate(self.choices):
            chosen = at == self._at
            style = "reverse" if self.has_focus and chosen else "bold" if chosen else ""
            parts.append(Content.styled(f"({'•' if chosen else ' '}) {label}", style))
        return Content(" " * GAP).join(parts)

    def action_choose(self, step: int) -> None:
        """To the answer beside this one."""
        at = self._at
        if at is None:
            self._choose(0 if step > 0 else len(self.choices) - 1)
        else:
            self._choose((at + step) % len(self.choices))

    def action_accept(self) -> None:
        """The answer stands; nothing happens while there is none."""
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
        start = 0
        for at, (_, label) in enumerate(self.choices):
            if start <= event.x < start + len(label) + 4:
                self._choose(at)
                return
            start += len(label) + 4 + GAP

    def _choose(self, at: int) -> None:
        value = self.choices[at][0]
        if self._at != at:
            self.value = value
            self.post_message(self.Changed(self, value))
