"""The question where to keep the keys: once, when the wizard is about to end."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from wizard.actions.account_step import asks_storage, can_keep
from wizard.core.model.errors import WizardError
from wizard.core.text.safetext import visible
from wizard.tui.input.settled import WorksSlowly
from wizard.tui.screens.base import StepScreen
from wizard.tui.screens.dialogs import Dialog
from wizard.tui.widgets.busy import BusyLine
from wizard.tui.widgets.storage_row import StorageRow

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from wizard.core.model.answers import Account, Storage
    from wizard.tui.state.work import Work


class Chosen(NamedTuple):
    """Where the keys are to be kept; `profile` is the name of the profile, where one is meant."""

    storage: Storage
    profile: str


class KeepDialog(WorksSlowly, Dialog["Chosen | None"]):
    """The places; Enter takes the one that is marked, and "not kept" is marked first. None after Esc."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Cancel"),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    def __init__(self, work: Work, account: Account) -> None:
        super().__init__()
        self._work, self._account = work, account

    def compose(self) -> ComposeResult:
        """The question, the places, the keys that act."""
        with Vertical(classes="dialog"):
            text = f"Keep the keys {self._account.masked_id} for the next time?"
            yield Static(Content(visible(text)), classes="title")
            yield StorageRow(self._work.credentials_path())
            yield Static("Left, right: choose   Enter: take it   Esc: back", classes="keys", markup=False)

    def on_mount(self) -> None:
        """Look for a keyring."""
        self.query_one(StorageRow).focus_first()
        self.run_worker(self._offer(), group="sources", description="looking for a keyring")

    async def _offer(self) -> None:
        state, account = await self._work.store_state(), self._account
        self.query_one(StorageRow).offer(state, account.storage, account.profile or "")

    def works_slowly(self) -> bool:
        """While there may be more places to choose from."""
        return any(worker.node is self and not worker.is_finished for worker in self.workers)

    def action_close(self) -> None:
        """Nothing was decided."""
        self.close()

    @on(StorageRow.Accepted)
    def _accepted(self) -> None:
        row = self.query_one(StorageRow)
        self.close(Chosen(row.storage, row.profile))


class KeepsKeys(StepScreen):
    """A page that asks where to keep the keys. Subclasses give `keys_kept`."""

    def keys_kept(self) -> None:
        """The question was answered."""
        raise NotImplementedError

    @property
    def asks_to_keep(self) -> bool:
        """Whether it was not asked yet, and there is something to keep."""
        return asks_storage(self.session.held, self.session.answers)

    @property
    def can_keep(self) -> bool:
        """Whether the keys can be kept, asked for or not."""
        return can_keep(self.session.held, self.session.answers)

    def action_keep(self) -> None:
        """Ask."""
        self.app.push_screen(KeepDialog(self.work, self.session.answers.account), self._keep_as_chosen)

    def _keep_as_chosen(self, chosen: Chosen | None) -> None:
        if chosen is not None:
            self.run_worker(self._keep(chosen), group="keep", description="keeping keys", exclusive=True)

    async def _keep(self, chosen: Chosen) -> None:
        session = self.session
        try:
            kept = await self.query_one(BusyLine).during(
                "Keeping the keys ...",
                self.work.keep_keys(session.held, session.answers, chosen.storage, chosen.profile),
            )
        except WizardError as error:
            self.say_error(error)
            return
        session.answers, session.keys_are = kept.answers, kept.said
        self.keys_kept()
