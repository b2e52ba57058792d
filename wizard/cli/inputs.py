"""Flags and answers files become `Answers`."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from pathlib import Path
from typing import Any

from wizard.core.interview.answers_file import branches_of, from_file_dict, merge, together
from wizard.core.interview.cleaning import checked, clean_one, cleaned_file, placed
from wizard.core.interview.questions import QUESTIONS
from wizard.core.model.answers import Answers
from wizard.core.model.errors import UsageError, WizardError

MOST_PATH_BYTES = 50_000_000
MOST_STDIN_BYTES = 5_000_000


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
    return answers.with_(branches=branches)


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


def stdin_text() -> str:
    """All of stdin, as UTF-8 text; raises `UsageError`."""
    from wizard.services.runtime import bounded

    try:
        return bounded.read_stream(sys.stdin.buffer, MOST_STDIN_BYTES).decode("utf-8")
    except UnicodeDecodeError:
        raise UsageError("stdin", "What stdin holds is not UTF-8.", path="-") from None
    except OSError as error:
        raise UsageError("stdin", "What stdin holds cannot be read.", f"{error.strerror}.", path="-") from None


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


def file_of(options: argparse.Namespace) -> str | None:
    """What `--file` names, cleaned; raises `UsageError`."""
    return None if options.file is None else clean_one("file", options.file)
