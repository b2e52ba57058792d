"""A field whose text is completed from names that became known meanwhile. Nothing ever waits for them."""

from __future__ import annotations

from collections.abc import Mapping

from textual.suggester import Suggester

from wizard.tui.widgets.secret_input import PlainInput


class Names(Suggester):
    """Completes a text to the first name that begins with it. `known` leads from each name to what it means in full."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self.known: Mapping[str, str] = {}

    async def get_suggestion(self, value: str) -> str | None:
        """The name that begins with what is typed; None for nothing typed, and where it is a whole name."""
        return self.first(value)

    def first(self, value: str) -> str | None:
        """The same, at once."""
        if not value:
            return None
        return next((name for name in self.known if name.startswith(value) and name != value), None)


class CompletedInput(PlainInput):
    """A plain field that shows how its text may go on. Right, at its end, takes that, and what it means in full."""

    def __init__(self, placeholder: str) -> None:
        self.names = Names()
        super().__init__(
            placeholder=placeholder, compact=True, select_on_focus=False, classes="control", suggester=self.names
        )

    def offer(self, known: Mapping[str, str]) -> None:
        """Complete to these from now on."""
        self.names.known = known

    @property
    def offered(self) -> str:
        """What Right would put here; empty for nothing."""
        name = self.names.first(self.value)
        return self.names.known[name] if name is not None else ""

    def action_cursor_right(self, select: bool = False) -> None:
        """To the right; at the end of the text, take what is offered."""
        offered = self.offered
        if offered and self.cursor_at_end and not select:
            self.value = offered
            self.cursor_position = len(offered)
        else:
            super().action_cursor_right(select)
