"""One of several answers, a row or more each: `(•) Pull an image`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.widgets.option_list import Option

from wizard.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from textual import events


class ChoiceList(Rows):
    """The highlighted row is the answer: it is marked, so that it can be seen without colours and without focus.

    Only the arrows, Home, End and a click change the answer. PageUp and PageDown scroll the page.
    `answered` says whether the user moved in it: what is loaded later must not move the answer then.
    """

    def __init__(self, choices: Iterable[Content] = (), **options: Any) -> None:
        super().__init__(compact=True, markup=False, **options)
        self._choices: Sequence[Content] = ()
        self._marked: int | None = None
        self.answered = False
        self.set_choices(choices)

    def set_choices(self, choices: Iterable[Content]) -> None:
        """Show these; the first one is the answer."""
        self._choices = tuple(choices)
        self._marked = None
        self.clear_options()
        self.add_options([Option(_marked(choice, chosen=False)) for choice in self._choices])
        self.highlighted = 0 if self._choices else None

    def watch_highlighted(self, highlighted: int | None) -> None:
        """The mark follows."""
        for at, chosen in ((self._marked, False), (highlighted, True)):
            if at is not None and at < len(self._choices):
                self.replace_option_prompt_at_index(at, _marked(self._choices[at], chosen=chosen))
        self._marked = highlighted
        super().watch_highlighted(highlighted)

    def on_key(self, event: events.Key) -> None:
        """A key that moves the answer was pressed."""
        if event.key in ("up", "down", "home", "end", "enter"):
            self.answered = True

    def on_click(self, event: events.Click) -> None:
        """A click chooses; going on is a decision of its own."""
        event.prevent_default()
        clicked = event.style.meta.get("option")
        if clicked is not None:
            self.highlighted = clicked
            self.answered = True

    def action_page_down(self) -> None:
        """Scroll the page: the answer stays."""
        self.call_later(self.run_action, "screen.scroll_body(1)")

    def action_page_up(self) -> None:
        """Scroll the page: the answer stays."""
        self.call_later(self.run_action, "screen.scroll_body(-1)")


def _marked(choice: Content, *, chosen: bool) -> Content:
    first, *more = choice.split("\n")
    mark = "(•) " if chosen else "( ) "
    return Content("\n").join([Content(mark) + first, *(Content("    ") + line for line in more)])
