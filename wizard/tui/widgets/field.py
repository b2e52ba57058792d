"""A declared question as a row of a form: its label, its control, and what is said about the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import on
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Input, Static

from wizard.core.interview.question import Question
from wizard.core.interview.validators import InvalidAnswer
from wizard.core.text.safetext import visible
from wizard.tui.widgets.action import action_button
from wizard.tui.widgets.choice_row import ChoiceRow
from wizard.tui.widgets.completed_input import CompletedInput
from wizard.tui.widgets.lines_input import LinesInput
from wizard.tui.widgets.secret_input import NO_PLACE_FOR_KEYS, PlainInput
from wizard.tui.widgets.text import show_text

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widget import Widget


class Field(Vertical):
    """One question. `touched` tells that the user answered it, so that it no longer follows its suggestion."""

    DEFAULT_CSS = """
    Field { height: auto; }
    Field .row { height: auto; }
    Field .label { width: 26; height: 1; }
    Field:focus-within { height: auto; }  /* without a rule of its own its labels are not styled again */
    Field:focus-within .label { text-style: bold; }
    Field .note, Field .problem { height: auto; padding-left: 4; display: none; color: $text-muted; }
    Field .problem { color: $text-error; }
    Field .note.-shown, Field .problem.-shown { display: block; }
    Field Button { min-width: 8; margin-left: 1; }
    """

    class Changed(Message):
        """The user changed the answer."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    class Accepted(Message):
        """Enter on the answer: on to the next one."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    class PickWanted(Message):
        """The answer is to be picked from a list."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    def __init__(self, question: Question, *, pick: str = "") -> None:
        super().__init__(id=f"field-{question.kind}-{question.key.replace('.', '-').replace('_', '-')}")
        self.question = question
        self.touched = False
        self._pick = pick
        self._note = self._hint = self._problem = ""

    def compose(self) -> ComposeResult:
        """The row, and below it the note and the problem."""
        with Horizontal(classes="row"):
            yield Static(self.question.label, classes="label", markup=False)
            yield self.make_control()
            if self._pick:
                yield action_button(self._pick, classes="pick")
        yield Static(classes="note", markup=False)
        yield Static(classes="problem", markup=False)

    def make_control(self) -> Widget:
        """The widget that takes the answer."""
        raise NotImplementedError

    # the answer

    def get(self) -> Any:
        """The answer as it is, unchecked."""
        raise NotImplementedError

    def show(self, value: Any) -> None:
        """Put this answer into the control; nothing is posted."""
        raise NotImplementedError

    def checked(self) -> Any:
        """The answer, cleaned; raises `InvalidAnswer`."""
        return self.get()

    @property
    def draft(self) -> str | None:
        """A text that was typed and cannot be an answer yet."""
        return None

    @property
    def pending(self) -> str:
        """A text that is typed beside the answer and belongs to it once it is added; going back keeps it."""
        return ""

    def show_draft(self, text: str) -> None:
        """Put a draft, or what was pending, where it was typed."""
        self.show(text)
        self.touched = True

    @property
    def control(self) -> Widget:
        """The widget that takes the focus."""
        return self.query_one(".control")

    # what is said about it

    def say(self, *, hint: str | None = None, note: str | None = None, problem: str | None = None) -> None:
        """Show what follows from the answer, what was changed in it, what is wrong with it; None keeps each."""
        self._hint = self._hint if hint is None else hint
        self._note = self._note if note is None else note
        self._problem = self._problem if problem is None else problem
        lines = "\n".join(text for text in (self.in_full(), self._note, self._hint) if text)
        show_text(self.query_one(".note", Static), _text(lines))
        show_text(self.query_one(".problem", Static), _text(f"! {self._problem}" if self._problem else ""))

    def in_full(self) -> str:
        """The answer once more where its control is too short for it; empty where it is not."""
        return ""

    def user_changed(self) -> None:
        """The user changed the answer: tell the form; an error that was shown is checked again."""
        self.touched = True
        if self._problem:
            try:
                self.checked()
            except InvalidAnswer as error:
                self.say(problem=str(error), note="")
            else:
                self.say(problem="", note="")
        elif self._note:
            self.say(note="")
        self.post_message(self.Changed(self))

    @on(Button.Pressed, ".pick")
    def _pick_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(self.PickWanted(self))


def _text(text: str) -> Content:
    return Content(visible(text, lines=True, tab=" "))


class TextField(Field):
    """One line."""

    completes = False

    def make_control(self) -> Widget:
        """A plain field without borders."""
        if self.completes:
            return CompletedInput(self.question.placeholder)
        return PlainInput(placeholder=self.question.placeholder, compact=True, select_on_focus=False, classes="control")

    @property
    def input(self) -> PlainInput:
        """The field itself."""
        return self.query_one(PlainInput)

    def get(self) -> str:
        """What is typed, but for what begins like a secret."""
        return self.input.heard

    def show(self, value: Any) -> None:
        """Put the text into the field, the cursor at its end."""
        with self.prevent(Input.Changed):
            self.input.value = "" if value is None else str(value)
            self.input.cursor_position = len(self.input.value)

    def checked(self) -> str:
        """The text, cleaned; what was cleaned is said."""
        if self.input.password:
            raise InvalidAnswer(NO_PLACE_FOR_KEYS)
        text = self.get()
        if not text.strip() and self.question.optional:
            return ""
        cleaned = self.question.clean(text)
        if cleaned.text != text:
            self.show(cleaned.text)
        self.say(note=cleaned.note)
        return cleaned.text

    def in_full(self) -> str:
        """The text, where the field shows only a part of it."""
        width = self.input.size.width
        return self.get() if 0 < width <= len(self.get()) else ""

    @property
    def draft(self) -> str | None:
        """The text, where it is none that could be an answer."""
        try:
            self.question.clean(self.get())
        except InvalidAnswer:
            return None if self.question.optional and not self.get().strip() else self.get()
        return None

    def on_resize(self) -> None:
        """The width of the field is known, or another one."""
        self.say()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.user_changed()
        # What will be cleaned is said while it is typed: going on changes the page.
        try:
            self.say(note=self.question.clean(self.get()).note)
        except InvalidAnswer:
            self.say(note="")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Accepted(self))


class NameField(TextField):
    """One line that is completed from the names that are known."""

    completes = True

    @property
    def names(self) -> CompletedInput:
        """The field itself."""
        return self.query_one(CompletedInput)


class RowField(Field):
    """One of a few: yes or no, a choice, an offer, the override of what is derived."""

    def make_control(self) -> Widget:
        """The answers side by side."""
        return ChoiceRow(choices_of(self.question), classes="control")

    @property
    def row(self) -> ChoiceRow:
        """The answers."""
        return self.query_one(ChoiceRow)

    def get(self) -> Any:
        """The value that is chosen."""
        return self.row.value

    def show(self, value: Any) -> None:
        """Choose it."""
        self.row.value = value

    def checked(self) -> Any:
        """The value; raises `InvalidAnswer` while there is none and one is needed."""
        known = [item for item, _ in self.row.choices]
        if self.row.value not in known:
            raise InvalidAnswer("Choose one of them.")
        return self.row.value

    @on(ChoiceRow.Changed)
    def _chosen(self, event: ChoiceRow.Changed) -> None:
        event.stop()
        self.user_changed()

    @on(ChoiceRow.Accepted)
    def _accepted(self, event: ChoiceRow.Accepted) -> None:
        event.stop()
        self.post_message(self.Accepted(self))


def choices_of(question: Question) -> tuple[tuple[Any, str], ...]:
    """The values and labels of a question that is answered by choosing."""
    return tuple((choice.value, choice.label) for choice in question.choices) or question.values


class LinesField(Field):
    """Several lines."""

    def make_control(self) -> Widget:
        """A field and the list of what was added."""
        return LinesInput(self.question.clean, self.question.placeholder)

    @property
    def lines(self) -> LinesInput:
        """The control."""
        return self.query_one(LinesInput)

    @property
    def control(self) -> Widget:
        """The field in which a line is typed."""
        return self.lines.query_one(Input)

    def get(self) -> tuple[str, ...]:
        """The lines that were added."""
        return self.lines.items

    def show(self, value: Any) -> None:
        """Put the lines into the list."""
        self.lines.show(tuple(value or ()))

    @property
    def pending(self) -> str:
        """The line that was not added yet."""
        return self.lines.typed.strip()

    def show_draft(self, text: str) -> None:
        """Put the line that was not added back into the field."""
        self.lines.type(text)

    def checked(self) -> tuple[str, ...]:
        """The lines, with the one that was typed last; raises `InvalidAnswer`."""
        if self.lines.typed.strip():
            self.question.clean(self.lines.typed)
            self.lines.add_typed()
            self.touched = True  # its message comes too late for who asks now
        return self.lines.items

    @on(LinesInput.Changed)
    def _changed(self, event: LinesInput.Changed) -> None:
        event.stop()
        self.say(problem=event.problem)
        if not event.problem:
            self.user_changed()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Accepted(self))


def field_for(question: Question, *, pick: str = "", completes: bool = False) -> Field:
    """The row for a question; `branches` and large choices have screens of their own."""
    if completes:
        return NameField(question, pick=pick)
    kinds: dict[str, type[Field]] = {"text": TextField, "lines": LinesField}
    return kinds.get(question.kind, RowField)(question, pick=pick)
