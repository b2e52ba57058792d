"""A step that is a form: the declared questions of the step, those that apply, with their suggestions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on

from wizard.core.interview.flow import Next
from wizard.core.interview.form import Given, begins_with, without_suggestions
from wizard.core.interview.question import Question
from wizard.core.interview.questions import QUESTIONS, note_on
from wizard.core.interview.suggestions import offered_build
from wizard.core.interview.validators import InvalidAnswer
from wizard.core.model.answers import Answers
from wizard.tui.screens.patched import PatchedStep
from wizard.tui.widgets.field import Field, field_for

if TYPE_CHECKING:
    from textual.widget import Widget


class FormScreen(PatchedStep):
    """The questions of `step`, one field each. What one answer changes for the others shows at once."""

    pick_labels: ClassVar[dict[str, str]] = {}  # key of a question -> the button that offers a list of answers
    _fields: tuple[Field, ...] = ()

    completed: ClassVar[frozenset[str]] = frozenset()  # keys of questions whose names are completed while typing

    def body(self) -> Iterator[Widget]:
        """The fields."""
        yield from self.make_fields()

    def make_fields(self) -> Iterator[Field]:
        """A field for each question of the step."""
        for question in QUESTIONS:
            if question.step is self.step:
                key = question.key
                yield field_for(question, pick=self.pick_labels.get(key, ""), completes=key in self.completed)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields in their order, hidden ones too. They are looked for once: each letter asks for them."""
        if not self._fields:
            self._fields = tuple(self.query(Field))
        return self._fields

    def field(self, key: str) -> Field:
        """The field of a question."""
        return next(item for item in self.fields if item.question.key == key)

    @property
    def shown(self) -> tuple[Field, ...]:
        """The fields that apply now."""
        return tuple(item for item in self.fields if item.display)

    def on_mount(self) -> None:
        """Fill the fields and go to the first one."""
        for field in self.fields:
            field.touched = field.question.key in self.session.touched
            if field.touched:
                self._show(field, self._begins_with(field.question))
        self.refresh_form()
        for field in self.fields:
            if (draft := self.session.drafts.get(field.question.key)) is not None:
                field.show_draft(draft)
        self.set_focus(self.first_focus())

    def _begins_with(self, question: Question) -> Any:
        answers = self.session.answers
        return begins_with(question, answers, Given(answers, self._touched()), self.session.found)

    def first_focus(self) -> Widget | None:
        """What has the focus at first."""
        return self.shown[0].control if self.shown else None

    # answers

    def refresh_form(self) -> Answers:
        """Show what applies, suggestions where the user answered nothing, hints everywhere; the answers meant."""
        project = self.session.found
        answers = self._without_suggestions()
        for field in self.fields:
            question = field.question
            field.display = question.applies(answers, project)
            if not field.display:
                continue
            if not field.touched:
                self._show(field, question.start(answers, project))
            answers = self._put(question, answers, field)
        for field in self.shown:
            field.say(hint=question_hint(field.question, answers, self.session.found))
        self.answers_changed(answers)
        self.show_patch(answers)
        return answers

    def answers_changed(self, answers: Answers) -> None:
        """For subclasses: show what else follows from the answers."""

    def _without_suggestions(self) -> Answers:
        """The answers of the session, those of this step that only followed a suggestion taken out."""
        touched = self.session.touched - {field.question.key for field in self.fields} | self._touched()
        return without_suggestions(self.step, Given(self.session.answers, touched))

    def _touched(self) -> frozenset[str]:
        """The questions that were answered here. Two fields may be of one answer: an offer, and its own question."""
        return frozenset(field.question.key for field in self.fields if field.touched)

    def _show(self, field: Field, value: Any) -> None:
        if field.question.kind == "offer":
            value = value is not None
        if field.get() != value:
            field.show(value)

    def _put(self, question: Question, answers: Answers, field: Field) -> Answers:
        """The answers with what is in the field; a text that cannot be an answer counts as none."""
        if field.draft is not None or (question.derived and not field.touched):
            return question.put(answers, None)
        return question.put(answers, self._meant(question, answers, field.get()))

    def _meant(self, question: Question, answers: Answers, value: Any) -> Any:
        if question.kind == "offer":
            return offered_build(answers, self.session.found) if value else None
        if question.kind == "text" and isinstance(value, str):
            empty = "" if question.optional else None
            return question.clean(value).text if value.strip() else empty
        return value

    def collect(self) -> Answers:
        """The answers as they stand; drafts are kept for the next visit."""
        touched = self._touched()
        for field in self.fields:
            key = field.question.key
            self.session.touch(key, touched=key in touched)
            self.session.drafts.pop(key, None)
        for field in self.fields:
            key = field.question.key
            draft = field.draft if field.touched else None
            if draft is not None or field.pending:
                self.session.drafts[key] = draft or field.pending
        return self.refresh_form()

    def has_input(self) -> bool:
        """Whether a field was answered since the screen showed."""
        touched = self.session.touched
        return any(field.pending or (field.touched and field.question.key not in touched) for field in self.fields)

    def validate(self) -> bool:
        """Check what is shown; errors stand under their fields, the focus goes to the first."""
        first: Field | None = None
        for field in self.shown:
            try:
                value = field.checked()
            except InvalidAnswer as error:
                field.say(problem=str(error), note="")
                first = first or field
            else:
                note = note_on(field.question, value, self.session.found)
                field.say(problem="", **({"note": note} if note else {}))
        if first is not None:
            first.control.focus()
        return first is None

    def action_next(self) -> None:
        """On, when every answer can be one."""
        if self.validate():
            self.finish(Next(self.collect()))

    # moving

    @on(Field.Changed)
    def _field_changed(self, event: Field.Changed) -> None:
        event.stop()
        self.say("")
        self.refresh_form()

    @on(Field.Accepted)
    def _field_accepted(self, event: Field.Accepted) -> None:
        event.stop()
        self.accept(event.field)

    def accept(self, field: Field) -> None:
        """Enter on a field: to the next one that is shown, after the last one to the next step."""
        shown = self.shown
        at = shown.index(field) + 1
        if at < len(shown):
            shown[at].control.focus()
        else:
            self.action_next()

    def on_descendant_focus(self) -> None:
        """The lines of the patch that the field makes are lit."""
        self._draw_patch()

    def lit_texts(self) -> tuple[str, ...]:
        """What the focused field puts into the file."""
        question = self.focused_question()
        if question is None or self._shown_answers is None:
            return ()
        value = question.get(self._shown_answers)
        if isinstance(value, bool):
            return (f"{question.key}:",)
        if question.kind == "choice":  # it says where its lines go
            return (f"{value}:",)
        return (value,) if isinstance(value, str) and value else ()

    def help_text(self) -> str:
        """About the field that has the focus."""
        question = self.focused_question()
        return f"{question.label}\n\n{question.help}" if question else self.about

    def focused_question(self) -> Question | None:
        """The question whose field has the focus."""
        if self.focused is None:
            return None
        fields = (item for item in self.focused.ancestors_with_self if isinstance(item, Field))
        return next((item.question for item in fields), None)


def question_hint(question: Question, answers: Answers, project: Any) -> str:
    """What follows from the answers, and what should be said about this one."""
    value = question.get(answers)
    return "\n".join(text for text in (question.hint(answers, project), note_on(question, value, project)) if text)
