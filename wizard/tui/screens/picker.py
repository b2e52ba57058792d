"""Picking a name from a list that comes page by page: repositories, tags, regions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from wizard.core.interview.validators import Cleaned, InvalidAnswer
from wizard.core.model.errors import WizardError
from wizard.tui.input.settled import WorksSlowly
from wizard.tui.screens.dialogs import Dialog
from wizard.tui.widgets.filter_list import FilterList, Offer

if TYPE_CHECKING:
    from textual.app import ComposeResult

Pages = AsyncIterator[Sequence[str]]


class Picker(WorksSlowly, Dialog["str | None"]):
    """The name that was picked or typed; None after Esc. The list grows while it is shown.

    It opens on `present`, the value of the field; F1 says `about`. `clean` checks a name that is typed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Cancel")]

    def __init__(self, title: str, pages: Pages, *, about: str, present: str, clean: Callable[[str], Cleaned]) -> None:
        super().__init__()
        self.about = about
        self._title, self._pages = title, pages
        self._present, self._clean = present.strip(), clean
        self._is_empty = True

    def compose(self) -> ComposeResult:
        """A box with the list."""
        with Vertical(classes="dialog -tall"):
            yield Static(self._title, classes="title", markup=False)
            yield FilterList("type to filter, or a name that is not listed", present=self._present, offer=self._offer)
            yield Static("Enter: take the highlighted row   Esc: clear, cancel", classes="keys", markup=False)

    def works_slowly(self) -> bool:
        """Until there is something to pick from: what is typed decides what is picked."""
        return self._is_empty and any(worker.node is self and not worker.is_finished for worker in self.workers)

    def on_mount(self) -> None:
        """Begin to load."""
        self.query_one(FilterList).focus_field()
        self.run_worker(self._load(), exclusive=True, description="loading a list")

    def _offer(self, text: str) -> Offer:
        """The row for a name that is typed and not listed."""
        try:
            name = self._clean(text).text
        except InvalidAnswer as error:
            return Offer(problem=str(error))
        return Offer(name, f"Use {name} as typed")

    async def _load(self) -> None:
        names: list[str] = []
        shown = self.query_one(FilterList)
        shown.set_names((), "loading ...")
        try:
            async for page in self._pages:
                names += page
                shown.set_names(names, "loading ...")
                self._is_empty = not names
        except WizardError as error:
            shown.set_names(names, f"! {error.title} {error.cause} {error.remedy}")
            return
        shown.set_names(names, "" if names else "There are none. A name can be typed.")

    def action_close(self) -> None:
        """Nothing was picked."""
        self.close()

    @on(FilterList.Picked)
    def _picked(self, event: FilterList.Picked) -> None:
        event.stop()
        self.close(event.name)
