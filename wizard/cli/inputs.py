"""Flags and answers files become `Answers`."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from wizard.core.ci_file.project import Project
from wizard.core.interview import placeholders
from wizard.core.interview.answers_file import branches_of, from_file_dict, merge
from wizard.core.interview.questions import BY_KEY, QUESTIONS, Question
from wizard.core.interview.validators import InvalidAnswer
from wizard.core.model.answers import Answers
from wizard.core.model.errors import UsageError, WizardError

MOST_PATH_BYTES = 50_000_000


def answers_of(options: argparse.Namespace) -> Answers:
    """The answers of the flags over those of the answers file; raises `UsageError`."""
    answers = checked(_from_flags(options))
    if options.answers:
        answers = merge(read_answers(Path(options.answers)), answers)
    return answers


def _from_flags(options: argparse.Namespace) -> Answers:
    data: dict[str, Any] = {"version": 1}
    for question in QUESTIONS:
        value = getattr(options, question.key, None)
        if question.flag and value is not None:
            data[question.key] = value
    answers = from_file_dict(data)
    branches = branches_of(tuple(options.only or ()), tuple(options.except_ or ()), options.all_branches)
    return answers.with_(branches=branches)


def read_answers(path: Path) -> Answers:
    """The answers of a file; raises `UsageError` that names the file and, where it can, the line."""
    from wizard.services.storage.files import read_text
    from wizard.yamlpatch import Refusal, load

    text = read_text(path)
    if text is None:
        raise UsageError("answers-file", "There is no such answers file.", path=str(path))
    data = load(text)
    if isinstance(data, Refusal):
        raise UsageError("answers-file", data.reason, path=str(path), line=data.line, column=data.column)
    if not isinstance(data, dict):
        raise UsageError("answers-file", "The answers file must hold a map: `version: 1` and answers.", path=str(path))
    try:
        return checked(from_file_dict(data, str(path)), str(path))
    except UsageError as error:
        raise _placed(error, text) from None


def read_paths(name: str) -> list[str]:
    """The PATHs in a file (`-`: stdin), one a line, or each ended by a NUL; empty lines count for nothing.

    Raises `UsageError`.
    """
    from wizard.services.runtime import bounded

    try:
        # A pipe is waited for: `--paths-from <(find …)`.
        with contextlib.nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as file:
            content = bounded.read_stream(file, MOST_PATH_BYTES)
    except OSError as error:
        raise UsageError("paths-from", "The list of PATHs cannot be read.", f"{error.strerror}.", path=name) from None
    end = b"\0" if b"\0" in content else b"\n"
    return [os.fsdecode(line.removesuffix(b"\r")) for line in content.split(end) if line.strip()]


def is_answers_file(path: Path) -> bool:
    """Whether a file with answers stands there."""
    try:
        read_answers(path)
    except WizardError:
        return False
    return True


def _placed(error: UsageError, text: str) -> UsageError:
    """The error with the place of the key that it names."""
    from wizard.yamlpatch import Refusal, read

    document = read(text)
    root = None if isinstance(document, Refusal) else document.root
    at = next((key for key, _ in root.pairs if f"`{key.value}`" in error.title), None) if root else None
    return error if at is None else replace(error, line=at.line, column=at.column)


def file_of(options: argparse.Namespace) -> str | None:
    """What `--file` names, cleaned; raises `UsageError`."""
    return None if options.file is None else _clean("file", options.file)


def checked(answers: Answers, path: str | None = None) -> Answers:
    """The answers cleaned by the questions' validators.

    Raises `UsageError` that names the flag, or the key of the answers file at `path`.
    """
    for question in QUESTIONS:
        if not question.key.startswith("account."):
            answers = _checked_answer(question, answers, path)
    if answers.branches is not None:
        names = tuple(_clean("branches", name, path, answers.branches.mode) for name in answers.branches.names)
        answers = answers.with_(branches=replace(answers.branches, names=names))
    return answers


def _checked_answer(question: Question, answers: Answers, path: str | None) -> Answers:
    value = question.get(answers)
    if question.kind == "lines":
        return question.put(answers, tuple(_clean(question.key, item, path) for item in value))
    if question.kind != "text" or not isinstance(value, str):
        return answers
    if question.key in placeholders.KEYS and placeholders.has_placeholders(value):
        _filled(question.key, value, placeholders.SAMPLES, path)  # each repository has its own value
        return answers
    return question.put(answers, _clean(question.key, value, path))


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
    return _clean(key, filled, path)


def _clean(key: str, text: str, path: str | None = None, name: str = "") -> str:
    question = BY_KEY[key]
    try:
        return question.clean(text).text
    except InvalidAnswer as error:
        flag = f"--{name}" if name else question.flag
        called = flag if path is None else f"`{name or key}`"
        raise UsageError("invalid-answer", f"{called}: {error}", path=path) from None
