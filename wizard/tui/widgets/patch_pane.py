"""The patch beside a step: one line about it, and the lines that it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from wizard.core.text.safetext import visible
from wizard.tui.widgets.diff_view import DiffView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wizard.core.interview.draft import Draft


class PatchView(VerticalScroll):
    """A file's name, what changes in it, and the diff."""

    after_name = "  "

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own word
        super().__init__(id=id, can_focus=False)

    def show(self, file: str, draft: Draft, lit: Sequence[str] = ()) -> None:
        """Show this patch of that file; lines that hold a text of `lit` are those of the focused field."""
        if not self.children:  # most terminals never show it beside a step
            self.mount(Static(classes="patch-title", markup=False), DiffView(classes="patch-diff"))
        title = Content.assemble(
            (visible(file, limit=40), "bold"), self.after_name, (visible(draft.text, limit=300), "$text-muted")
        )
        self.query_one(".patch-title", Static).update(title)
        diff = self.query_one(DiffView)
        if draft.plan is not None:
            diff.show(draft.plan.before, draft.plan.after, brief=True, lit=lit)
        else:
            diff.tell("")


class PatchPane(PatchView):
    """The same as a column of a wide terminal. `came` is called when it comes into sight."""

    after_name = "\n"  # side by side there is no room for both

    def __init__(self, came: Callable[[], None], *, id: str) -> None:  # noqa: A002 - Textual's own word
        super().__init__(id=id)
        self._came = came

    def on_show(self) -> None:
        """The terminal is wide enough now."""
        self._came()
