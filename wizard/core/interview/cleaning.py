"""Answers from flags and files, cleaned by the validators of the questions, and filled in for one project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from wizard.core.ci_file.project import Project
from wizard.core.interview import placeholders
from wizard.core.interview.answers_file import ANSWERS_FILE, Form, Read, read_file_dict
from wizard.core.interview.question import Question
from wizard.core.interview.questions import BY_KEY, QUESTIONS
from wizard.core.interview.validators import InvalidAnswer
from wizard.core.model.answers import Answers, Branches
from wizard.core.model.errors import UsageError
from wizard.yamlpatch.parse.document import Document, Node


def cleaned_file(data: Mapping[str, Any], path: str, form: Form = ANSWERS_FILE) -> Read:
    """The answers of a file with this content, and all that is wrong with it."""
    read = read_file_dict(data, path, form)
    cleaned = clean_answers(read.answers, path)
    return Read(cleaned.answers, (*read.mistakes, *cleaned.mistakes))


def checked(answers: Answers, path: str | None = None) -> Answers:
    """The answers cleaned by the questions' validators.

    Raises `UsageError` that names the flag, or the key of the answers file at `path`.
    """
    read = clean_answers(answers, path)
    if read.mistakes:
        raise read.mistakes[0]
    return read.answers


def clean_answers(answers: Answers, path: str | None = None) -> Read:
    """The same without raising: what is wrong stays as it was, and is reported."""
    mistakes: list[UsageError] = []
    for question in QUESTIONS:
        if question.key.startswith("account."):
            continue
        try:
            answers = _cleaned(question, answers, path)
        except UsageError as error:
            mistakes.append(error)
    try:
        answers = replace(answers, branches=_branches(answers.branches, path))
    except UsageError as error:
        mistakes.append(error)
    return Read(answers, tuple(mistakes))


def _cleaned(question: Question, answers: Answers, path: str | None) -> Answers:
    value = question.get(answers)
    if question.kind == "lines" and value:
        return question.put(answers, tuple(clean_one(question.key, item, path) for item in value))
    if question.kind != "text" or not isinstance(value, str):
        return answers
    if question.key in placeholders.KEYS and placeholders.has_placeholders(value):
        _filled(question.key, value, placeholders.SAMPLES, path)  # each repository has its own value
        return answers
    return question.put(answers, clean_one(question.key, value, path))


def _branches(branches: Branches | None, path: str | None) -> Branches | None:
    if branches is None:
        return None
    names = tuple(clean_one("branches", name, path, branches.mode) for name in branches.names)
    return replace(branches, names=names)


def answers_for(project: Project, answers: Answers) -> Answers:
    """The answers with the project's own values for their placeholders; raises `UsageError`."""
    values = placeholders.values_of(project)
    for key in placeholders.KEYS:
        question = BY_KEY[key]
        value = question.get(answers)
        if isinstance(value, str) and placeholders.has_placeholders(value):
            answers = question.put(answers, _filled(key, value, values))
    return answers


def _filled(key: str, text: str, values: Mapping[str, str | None], path: str | None = None) -> str:
    try:
        filled = placeholders.fill(text, values)
    except InvalidAnswer as error:
        called = BY_KEY[key].flag if path is None else f"`{key}`"
        raise UsageError("invalid-answer", f"{called}: {error}", path=path) from None
    return clean_one(key, filled, path)


def clean_one(key: str, text: str, path: str | None = None, name: str = "") -> str:
    """One value, cleaned by the validator of its question; raises `UsageError`. `name` is what a file calls it."""
    question = BY_KEY[key]
    try:
        return question.clean(text).text
    except InvalidAnswer as error:
        flag = f"--{name}" if name else question.flag
        called = flag if path is None else f"`{name or key}`"
        raise UsageError("invalid-answer", f"{called}: {error}", path=path) from None


def placed(mistakes: Sequence[UsageError], text: str) -> list[UsageError]:
    """The mistakes with the places of the keys that they name in the text of the file."""
    from wizard.yamlpatch import read

    document = read(text)
    keys = list(_keys(document)) if isinstance(document, Document) else []
    made: list[UsageError] = []
    for error in mistakes:
        at = next((key for key in keys if f"`{key.value}`" in error.title), None)
        made.append(error if at is None else replace(error, line=at.line, column=at.column))
    return made


def _keys(document: Document) -> Iterator[Node]:
    if document.root is not None:
        yield from (key for key, _ in document.root.pairs)
