"""Where the keys are kept when they were typed: the keyring, an AWS profile, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from wizard.core.model.answers import Storage
from wizard.core.text.safetext import visible
from wizard.tui.widgets.choice_row import ChoiceRow
from wizard.tui.widgets.secret_input import PlainInput

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from wizard.services.credentials.store import StoreState

PROFILE = "ecr-wizard"


class StorageRow(Vertical):
    """Nothing is ever kept where it is weaker than the user chose, and nothing without a choice."""

    DEFAULT_CSS = """
    StorageRow { height: auto; }
    StorageRow Horizontal { height: auto; }
    StorageRow .label { width: 26; height: 1; }
    StorageRow Horizontal:focus-within { height: auto; }  /* as in Field */
    StorageRow Horizontal:focus-within .label { text-style: bold; }
    StorageRow .note { height: auto; padding-left: 4; color: $text-muted; }
    """

    class Accepted(Message):
        """Enter: the choice stays."""

    def __init__(self, credentials_path: str) -> None:
        super().__init__()
        self._path = credentials_path
        self._state: StoreState | None = None
        self._answered = False
        self._shown_profile = PROFILE

    def compose(self) -> ComposeResult:
        """The choice, the name of the profile, what it means."""
        with Horizontal():
            yield Static("Keep the keys", classes="label", markup=False)
            yield ChoiceRow(self._choices(keyring=False), "none", id="storage")
        with Horizontal(id="profile-row"):
            yield Static("Name of the profile", classes="label", markup=False)
            yield PlainInput(PROFILE, compact=True, select_on_focus=False, id="profile")
        yield Static(classes="note", markup=False)

    def on_mount(self) -> None:
        """Say what the choice means."""
        self._explain()

    @staticmethod
    def _choices(*, keyring: bool) -> tuple[tuple[str, str], ...]:
        first = (("keyring", "keyring"),) if keyring else ()
        return (*first, ("profile", "AWS profile"), ("none", "not kept"))

    def offer(self, state: StoreState, chosen: Storage | None, profile: str) -> None:
        """The keyring is offered where a real one answers; `chosen` and `profile` are what was decided before.

        What the user chose here while that was looked for stays chosen.
        """
        self._state = state
        row = self.query_one("#storage", ChoiceRow)
        row.choices = self._choices(keyring=state.kind == "keyring")
        if chosen is not None and not self._answered:
            row.value = chosen
            self.show_profile(profile)
        row.refresh(layout=True)
        self._explain()

    @property
    def storage(self) -> Storage:
        """What is chosen."""
        value: Storage = self.query_one("#storage", ChoiceRow).value
        return value

    @property
    def profile(self) -> str:
        """The name of the profile, where one is wanted."""
        return self.query_one("#profile", Input).value.strip() if self.storage == "profile" else ""

    def show_profile(self, name: str) -> None:
        """Put the name of a profile into its field; the usual one where there is none."""
        self._shown_profile = name or PROFILE
        with self.prevent(Input.Changed):
            self.query_one("#profile", Input).value = self._shown_profile

    def focus_first(self) -> None:
        """To the choice."""
        self.query_one("#storage").focus()

    def _explain(self) -> None:
        self.query_one("#profile-row").display = self.storage == "profile"
        text = {
            "keyring": f"In {self._state.name if self._state else 'the keyring'}, under the integration's name.",
            "profile": f"In {self._path}, readable by you alone; an existing profile is never replaced.",
            "none": "They stay in this program's memory until it ends.",
        }[self.storage]
        if self._state is not None and self._state.kind == "none" and self.storage == "none":
            text += f" No keyring can be used: {self._state.why}"
        self.query_one(".note", Static).update(Content(visible(text)))

    @on(ChoiceRow.Changed, "#storage")
    def _changed(self, event: ChoiceRow.Changed) -> None:
        event.stop()
        self._answered = True
        self._explain()

    @on(ChoiceRow.Accepted, "#storage")
    def _accepted(self, event: ChoiceRow.Accepted) -> None:
        event.stop()
        if self.storage == "profile":
            self.query_one("#profile").focus()
        else:
            self.post_message(self.Accepted())

    @on(Input.Submitted, "#profile")
    def _named(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Accepted())

    @on(Input.Changed, "#profile")
    def _typing(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self._shown_profile:
            self._answered = True
