"""A step that asks declared questions: what was answered, and what only follows a suggestion.

An answer that nobody gave follows its suggestion, so that it changes with what it was derived from. Screens and
prompts hold a `Given` and ask these functions where a question begins and what its answer comes to.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile
from typing import Any, NamedTuple

from wizard.core.ci_file.project import Project
from wizard.core.interview.question import Question, StepKey
from wizard.core.interview.questions import QUESTIONS
from wizard.core.model.answers import Answers


class Given(NamedTuple):
    """The answers, and the keys of the questions that the user answered."""

    answers: Answers
    touched: frozenset[str] = frozenset()

    def with_answers(self, answers: Answers) -> Given:
        """The same questions answered, with these answers."""
        return self._replace(answers=answers)


def without_suggestions(step: StepKey, given: Given) -> Answers:
    """The answers, those of the step that only followed a suggestion taken out."""
    return unfollowed(_of_step(step), given)


def unfollowed(questions: Iterable[Question], given: Given) -> Answers:
    """The answers, those to these questions that only followed a suggestion taken out."""
    answers = given.answers
    for question in questions:
        if question.key not in given.touched:
            answers = _unset(question, answers)
    return answers


def followed(questions: Iterable[Question], answers: Answers, given: Given, project: Project) -> Answers:
    """The answers with the suggestions for these questions, in their order, where the user answered nothing."""
    for question in questions:
        answers = _follow(question, answers, given, project)
    return answers


def begins_with(question: Question, answers: Answers, given: Given, project: Project) -> Any:
    """What the question shows at first; an offer that was declined is not suggested again."""
    if question.kind == "offer" and question.key in given.touched:
        return question.get(answers)
    return question.start(answers, project)


def before(question: Question, given: Given, project: Project) -> Answers:
    """The answers when the question is asked: the ones before it in its step follow their suggestions."""
    answers = without_suggestions(question.step, given)
    earlier = takewhile(lambda other: (other.key, other.kind) != (question.key, question.kind), _of_step(question.step))
    return followed(earlier, answers, given, project)


def filled(step: StepKey, given: Given, project: Project) -> Answers:
    """The answers of the whole step, with the suggestions where the user answered nothing."""
    return followed(_of_step(step), without_suggestions(step, given), given, project)


def asked(step: StepKey, given: Given, project: Project) -> tuple[Question, ...]:
    """The questions of the step that apply, in their order."""
    return tuple(item for item in _of_step(step) if item.applies(before(item, given, project), project))


def answered(question: Question, value: Any, answers: Answers, given: Given, project: Project) -> Given:
    """What is given once the question has this value; `answers` are those `before` it.

    A suggestion that was only accepted goes on to be one.
    """
    touched = given.touched
    if value != question.start(answers, project):
        touched |= {question.key}
    kept = None if question.derived and question.key not in touched else value
    return Given(question.put(answers, kept), touched)


def changed(given: Given, answers: Answers) -> Given:
    """What is given once something else than a question changed the answers: what differs is the user's answer."""
    differs = {item.key for item in QUESTIONS if item.get(answers) != item.get(given.answers)}
    return Given(answers, given.touched | differs)


def _of_step(step: StepKey) -> tuple[Question, ...]:
    return tuple(item for item in QUESTIONS if item.step is step)


def _follow(question: Question, answers: Answers, given: Given, project: Project) -> Answers:
    if question.key in given.touched or not question.applies(answers, project):
        return answers
    value = None if question.derived else question.start(answers, project)
    return question.put(answers, value)


def _unset(question: Question, answers: Answers) -> Answers:
    return question.put(answers, () if question.kind == "lines" else None)
