"""Flags and answers files become `Answers`."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from wizard.cli.reading import stdin_text
from wizard.core.interview.answers_file import branches_of, from_file_dict, merge, together
from wizard.core.interview.cleaning import checked, cleaned_file, placed
from wizard.core.interview.questions import QUESTIONS
from wizard.core.model.answers import Answers
from wizard.core.model.errors import UsageError, WizardError


def answers_of(options: argparse.Namespace) -> Answers:
    """The answers of the flags over those of the answers file; raises `UsageError`."""
    return merge(*answer_layers(options))


def answer_layers(options: argparse.Namespace) -> tuple[Answers, Answers]:
    """The answers of the answers file, and those of the flags; raises `UsageError`."""
    flags = checked(_from_flags(options))
    return (read_answers(Path(options.answers)) if options.answers else Answers()), flags


def _from_flags(options: argparse.Namespace) -> Answers:
    data: dict[str, Any] = {"version": 1}
    for question in QUESTIONS:
        value = getattr(options, question.key, None)
        if question.flag and value is not None:
            data[question.key] = value
    answers = from_file_dict(data)
    branches = branches_of(tuple(options.only or ()), tuple(options.except_ or ()), options.all_branches)
    return replace(answers, branches=branches)


def read_answers(path: Path) -> Answers:
    """The answers of a file (`-`: stdin); raises `UsageError` that names the file and, where it can, the lines."""
    from wizard.services.storage.files import read_text

    text = stdin_text() if str(path) == "-" else read_text(path)
    if text is None:
        raise UsageError("answers-file", "There is no such answers file.", path=str(path))
    return answers_in(text, str(path))


def answers_in(text: str, path: str) -> Answers:
    """The answers of a text in the form of an answers file; raises `UsageError` that tells all that is wrong."""
    from wizard.yamlpatch import Refusal, load

    data = load(text)
    if isinstance(data, Refusal):
        raise UsageError("answers-file", data.reason, path=path, line=data.line, column=data.column)
    if not isinstance(data, dict):
        raise UsageError("answers-file", "The answers file must hold a map: `version: 1` and answers.", path=path)
    read = cleaned_file(data, path)
    if read.mistakes:
        raise together(placed(read.mistakes, text), path)
    return read.answers


def is_answers_file(path: Path) -> bool:
    """Whether a file with answers is there."""
    try:
        read_answers(path)
    except WizardError:
        return False
    return True
