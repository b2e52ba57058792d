"""The patch beside a step: one line about it, and the lines that it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region
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

    def shows_whole(self, before: str | None) -> bool:
        """Whether the whole file is shown, and not only the lines around each change."""
        del before
        return False

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
            is_whole = self.shows_whole(draft.plan.before)
            diff.show(draft.plan.before, draft.plan.after, brief=not is_whole, whole=is_whole, lit=lit)
            self.call_after_refresh(self._show_lit)
        else:
            diff.tell("")

    def _show_lit(self) -> None:
        """What the focused field makes is in sight, however long the patch is."""
        diff = self.query_one(DiffView)
        rows = diff.rows_of_lit()
        if rows is not None:
            first, last = rows
            self.scroll_to_region(Region(0, diff.virtual_region.y + first, 1, last - first + 1), animate=False)


class PatchPane(PatchView):
    """The same as a column of a wide terminal. `came` is called when it comes into sight."""

    after_name = "\n"  # side by side there is no room for both
    least_rows_for_changes = 15  # what is added must not take the whole file out of sight

    def __init__(self, came: Callable[[], None], *, id: str) -> None:  # noqa: A002 - Textual's own word
        super().__init__(id=id)
        self._came = came

    def shows_whole(self, before: str | None) -> bool:
        """Where there is room for the file as it was and as many lines as most patches have."""
        lines = (before or "").count("\n")
        return 0 < lines <= self.size.height - self.least_rows_for_changes

    def on_show(self) -> None:
        """The terminal is wide enough now."""
        self._came()
