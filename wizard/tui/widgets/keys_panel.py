"""Where the keys come from, the two fields for typing them, and what is known of them once they were checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Input, OptionList, Static

from wizard.actions.account_step import LATER, TYPED, Source
from wizard.core.aws.key_forms import ID_LENGTH, FoundKeys, problem_of_key_id, problem_of_secret
from wizard.core.model.secret import AwsKeys
from wizard.core.text.safetext import visible
from wizard.tui.widgets.action import action_button
from wizard.tui.widgets.choice_list import ChoiceList
from wizard.tui.widgets.keys_found import KeysFound
from wizard.tui.widgets.secret_input import KeyInput, SecretInput

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from wizard.core.model.answers import KeySource


class KeysPanel(Vertical):
    """The keys of the account integration."""

    DEFAULT_CSS = """
    KeysPanel { height: auto; margin-top: 1; }
    KeysPanel Horizontal, KeysPanel .typed { height: auto; }
    KeysPanel .label { width: 26; height: 1; }
    KeysPanel Horizontal:focus-within { height: auto; }  /* as in Field */
    KeysPanel Horizontal:focus-within .label { text-style: bold; }
    KeysPanel OptionList { height: auto; max-height: 6; width: 1fr; }
    KeysPanel .problem { height: auto; padding-left: 4; display: none; color: $text-error; }
    KeysPanel .problem.-shown { display: block; }
    KeysPanel #about, KeysPanel #whose { height: auto; padding-left: 4; color: $text-muted; }
    KeysPanel .known { height: auto; width: 1fr; }
    KeysPanel Button { margin-left: 1; min-width: 8; }
    """

    class PairCame(Message):
        """A whole pair of keys was pasted into the two fields."""

    class Accepted(Message):
        """Enter: the keys are to be checked."""

    class ChangeWanted(Message):
        """Other keys are wanted than those that were checked."""

    def __init__(self) -> None:
        super().__init__()
        self.sources: tuple[Source, ...] = (TYPED, LATER)

    def compose(self) -> ComposeResult:
        """The list of sources, the two fields, the line about known keys."""
        with Horizontal(id="sources-row"):
            yield Static("Keys from", classes="label", markup=False)
            yield ChoiceList(map(_label, self.sources), id="sources")
        yield Static(id="about", markup=False)
        with Vertical(classes="typed"):
            with Horizontal():
                yield Static("aws_access_key_id", classes="label", markup=False)
                yield KeyInput("AKIA..., 20 characters", id="key-id")
            yield Static(id="key-id-problem", classes="problem", markup=False)
            with Horizontal():
                yield Static("aws_secret_access_key", classes="label", markup=False)
                yield SecretInput("40 characters, not shown", id="secret")
                yield action_button("Show", id="reveal")
            yield Static(id="secret-problem", classes="problem", markup=False)
        with Horizontal(id="known-row"):
            yield Static("Keys", classes="label", markup=False)
            yield Static(id="known", classes="known", markup=False)
            yield action_button("Change", id="change")
        yield Static(id="whose", markup=False)

    def on_mount(self) -> None:
        """Nothing is known yet."""
        self.query_one("#known-row").display = False

    # sources

    @property
    def source(self) -> Source:
        """The source that is highlighted."""
        at = self.query_one("#sources", ChoiceList).highlighted
        return self.sources[at if at is not None else 0]

    def offer(self, sources: Sequence[Source]) -> None:
        """Show these sources; what is highlighted stays so."""
        chosen = self.source
        self.sources = tuple(sources)
        shown = self.query_one("#sources", ChoiceList)
        shown.set_choices(map(_label, self.sources))
        shown.highlighted = self.sources.index(chosen) if chosen in self.sources else 0

    def suggest(self, kind: KeySource, name: str = "") -> None:
        """Highlight a source, unless the user moved in the list by now."""
        if not self.query_one("#sources", ChoiceList).answered:
            self.choose(kind, name)

    def choose(self, kind: KeySource | None, name: str = "") -> None:
        """Highlight a source, where it is offered."""
        found = [at for at, item in enumerate(self.sources) if item.kind == kind and item.name == name]
        if found:
            self.query_one("#sources", ChoiceList).highlighted = found[0]

    @on(OptionList.OptionHighlighted, "#sources")
    def _show_fields(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._show_source()

    def _show_source(self) -> None:
        """What belongs to the source that is highlighted, while keys are asked for."""
        asked = bool(self.query_one("#sources-row").display)
        self.query_one(".typed").display = asked and self.source is TYPED
        about = self.query_one("#about", Static)
        about.update(Content(visible(self.source.about)))
        about.display = asked and bool(self.source.about)

    @on(OptionList.OptionSelected, "#sources")
    def _source_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if self.source is TYPED:
            self.query_one("#key-id").focus()
        else:
            self.post_message(self.Accepted())

    # typed keys

    def typed(self) -> AwsKeys | None:
        """The keys that were typed; None, with the problems shown and the focus on the first, when they cannot be."""
        key_id, secret = self.query_one("#key-id", KeyInput), self.query_one("#secret", SecretInput)
        id_problem = problem_of_key_id(key_id.value.strip())
        secret_problem = problem_of_secret(secret.value.strip())
        self._say("#key-id-problem", id_problem)
        self._say("#secret-problem", secret_problem)
        if id_problem or secret_problem:
            (key_id if id_problem else secret).focus()
            return None
        return AwsKeys(key_id.secret, secret.secret)

    def has_input(self) -> bool:
        """Whether something is in the two fields."""
        return any(field.value for field in self.query(KeyInput))

    def forget_typed(self) -> None:
        """The fields are empty again."""
        for field in self.query(KeyInput):
            field.clear_field()
        self._say("#key-id-problem", None)
        self._say("#secret-problem", None)

    def _say(self, selector: str, problem: str | None) -> None:
        widget = self.query_one(selector, Static)
        widget.update(Content(visible(f"! {problem}" if problem else "")))
        widget.set_class(bool(problem), "-shown")

    @on(Input.Changed, "KeyInput")
    def _typing(self, event: Input.Changed) -> None:
        event.stop()
        field = event.input
        text = event.value.strip()
        problem = (problem_of_key_id if field.id == "key-id" else problem_of_secret)(text) if text else None
        self._say(f"#{field.id}-problem", problem)
        if field.id == "key-id":
            # A secret in the wrong field is not left in sight, and nothing longer than an id is one.
            field.password = len(text) > ID_LENGTH or (problem is not None and "secret access key" in problem)

    @on(Input.Submitted, "KeyInput")
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input.id == "key-id":
            self.query_one("#secret").focus()
        else:
            self.post_message(self.Accepted())

    @on(KeysFound)
    def _found(self, event: KeysFound) -> None:
        event.stop()
        self.take(event.found)

    def take(self, found: FoundKeys) -> None:
        """Put keys, or the half of them that was found, into their fields."""
        self.choose("typed")
        key_id, secret = self.query_one("#key-id", KeyInput), self.query_one("#secret", SecretInput)
        if found.key_id is not None:
            key_id.value = found.key_id.reveal()
        if found.secret is not None:
            secret.value = found.secret.reveal()
        (secret if found.secret is not None or key_id.value else key_id).focus()
        if found.key_id is not None and found.secret is not None:
            self.post_message(self.PairCame())

    @on(Button.Pressed, "#reveal")
    def _reveal(self, event: Button.Pressed) -> None:
        event.stop()
        secret = self.query_one("#secret", SecretInput)
        secret.focus()
        self.call_later(secret.action_reveal)

    # known keys

    def show_known(self, text: str | None, whose: str = "") -> None:
        """Show what is known of the keys, and whose they are, in place of the fields; None: ask for keys."""
        known = text is not None
        self.query_one("#known", Static).update(Content(visible(text or "")))
        shown = self.query_one("#whose", Static)
        shown.update(Content(visible(whose, lines=True)))
        shown.display = bool(whose)
        self.query_one("#known-row").display = known
        self.query_one("#sources-row").display = not known
        self._show_source()

    @on(Button.Pressed, "#change")
    def _change(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(self.ChangeWanted())


def _label(source: Source) -> Content:
    return Content(visible(source.label, limit=120))
