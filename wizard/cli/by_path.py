"""`--answers-by-path FILE`: answers that differ between PATHs, as CSV (a row a PATH) or YAML (a map by PATH)."""

from __future__ import annotations

import argparse
import csv
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from wizard.cli.batch import Task
from wizard.cli.inputs import answer_layers
from wizard.core.interview.answers_file import (
    FILE_KEYS,
    FLAG_KEYS,
    LIST_KEYS,
    VERSION,
    Form,
    merge,
    together,
    unknown_key,
)
from wizard.core.interview.cleaning import cleaned_file
from wizard.core.model.answers import Answers
from wizard.core.model.errors import UsageError
from wizard.yamlpatch.parse.document import Document

PATH = "path"
BETWEEN = ";"  # the items of a list in one cell
ROW = Form("the file with answers by path", FILE_KEYS, {})
HEAD = Form(ROW.noun, FILE_KEYS - {"version"} | {PATH}, {})


class _Row(NamedTuple):
    """What a file says of one PATH, and where it says so."""

    path: str
    data: Mapping[str, Any]
    line: int | None


@dataclass(frozen=True, slots=True)
class Given:
    """The answers of `--answers`, those by PATH over them, and those of the flags over both."""

    base: Answers = field(default_factory=Answers)
    flags: Answers = field(default_factory=Answers)
    rows: Mapping[str, Answers] = field(default_factory=dict)
    paths: tuple[str, ...] = ()

    @property
    def everywhere(self) -> Answers:
        """What is given for every PATH."""
        return merge(self.base, self.flags)

    def at(self, path: str) -> Answers:
        """What is given for this PATH."""
        row = self.rows.get(_key(path))
        return self.everywhere if row is None else merge(merge(self.base, row), self.flags)

    def tasks(self, tasks: Sequence[Task]) -> list[Task]:
        """The tasks, each with the file that is given for it."""
        return [Task(task.path, self.at(task.path).file) for task in tasks]


def given_by(options: argparse.Namespace) -> Given:
    """The answers that the flags and their files give; raises `UsageError` that tells all mistakes of a file."""
    base, flags = answer_layers(options)
    if options.answers_by_path is None:
        return Given(base, flags)
    name = str(options.answers_by_path)
    rows: dict[str, Answers] = {}
    paths: list[str] = []
    mistakes: list[UsageError] = []
    for row in _rows(name):
        read = cleaned_file({"version": VERSION, **row.data}, name, ROW)
        mistakes += [replace(item, line=row.line) for item in (*read.mistakes, *_wrong_path(row, name, rows))]
        rows[_key(row.path)] = read.answers
        paths.append(row.path)
    if mistakes:
        raise together(mistakes, name, ROW)
    return Given(base, flags, rows, tuple(paths))


def _wrong_path(row: _Row, name: str, rows: Mapping[str, Answers]) -> Iterator[UsageError]:
    if not row.path.strip():
        yield UsageError("answers-file", "A row has no path.", path=name)
    elif _key(row.path) in rows:
        yield UsageError("answers-file", f"The path {row.path} is there twice.", path=name)


def _key(path: str) -> str:
    try:
        return os.path.abspath(path)  # noqa: PTH100 - `a/../b` is `b`, whether or not it is there
    except OSError:  # the folder that we are in is gone
        return path


def _rows(name: str) -> Iterator[_Row]:
    from wizard.services.storage.files import read_text

    text = read_text(Path(name))
    if text is None:
        raise UsageError("answers-file", "There is no such file with answers by path.", path=name)
    return _of_csv(text, name) if name.endswith(".csv") else _of_yaml(text, name)


def _of_csv(text: str, name: str) -> Iterator[_Row]:
    lines = _csv_lines(text, name)
    if not lines:
        return
    number, head = lines[0]
    _check_head(head, name, number)
    for line, cells in lines[1:]:
        if len(cells) != len(head):
            title = f"The row has {len(cells)} cells; its head has {len(head)}."
            raise UsageError("answers-file", title, path=name, line=line)
        values = dict(zip(head, cells, strict=True))
        path = values.pop(PATH)
        yield _Row(path, {key: _of_cell(key, value) for key, value in values.items() if value}, line)


def _csv_lines(text: str, name: str) -> list[tuple[int, list[str]]]:
    """The rows that hold anything, each with the number of its last line."""
    rows = text.removeprefix("\ufeff").splitlines(keepends=True)
    reader = csv.reader(rows, delimiter=_delimiter(rows), strict=True)
    try:
        lines = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error as error:
        raise UsageError("answers-file", f"This is no CSV: {error}.", path=name, line=reader.line_num) from None
    return _without_empty_columns([(number, cells) for number, cells in lines if any(cells)])


def _delimiter(rows: Sequence[str]) -> str:
    """What separates the cells: a comma, or what spreadsheets write where a comma is a decimal point."""
    head = rows[0] if rows else ""
    return next((sign for sign in (",", ";", "\t") if sign in head), ",")


def _without_empty_columns(lines: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """The rows without the columns that have neither a name nor a value, as spreadsheets leave them."""
    width = max((len(cells) for _, cells in lines), default=0)
    used = [any(at < len(cells) and cells[at] for _, cells in lines) for at in range(width)]
    return [(number, [cell for at, cell in enumerate(cells) if used[at]]) for number, cells in lines]


def _check_head(head: Sequence[str], name: str, line: int) -> None:
    mistakes = [unknown_key(key, name, HEAD) for key in head if key and key not in HEAD.keys]
    if "" in head:
        mistakes.append(UsageError("answers-file", "A column has values and no name.", path=name))
    if PATH not in head or len(set(head)) != len(head):
        title = f"The first row must name the columns, each once, `{PATH}` among them."
        mistakes.append(UsageError("answers-file", title, path=name))
    if mistakes:
        raise together([replace(item, line=line) for item in mistakes], name, HEAD)


def _of_cell(key: str, text: str) -> Any:
    if key in LIST_KEYS:
        return [item.strip() for item in text.split(BETWEEN) if item.strip()]
    if key in FLAG_KEYS:
        return {"true": True, "false": False}.get(text.lower(), text)
    return text


def _of_yaml(text: str, name: str) -> Iterator[_Row]:
    from wizard.yamlpatch import Refusal, load, read

    document = read(text)
    data = load(text)
    for refusal in (document, data):
        if isinstance(refusal, Refusal):
            raise UsageError("answers-file", refusal.reason, path=name, line=refusal.line, column=refusal.column)
    paths = data.get("paths") if isinstance(data, dict) and set(data) == {"version", "paths"} else None
    if not isinstance(paths, dict):
        title = "The file must hold `version: 1` and `paths:`, a map from each PATH to its answers."
        raise UsageError("answers-file", title, path=name)
    lines = _lines_of(document)
    for path, answers in paths.items():
        line = lines.get(str(path))
        if not isinstance(answers, dict):
            title = f"What is given for {path} must be a map of answers."
            raise UsageError("answers-file", title, path=name, line=line)
        yield _Row(str(path), answers, line)


def _lines_of(document: object) -> dict[str, int]:
    """The line of each key below `paths`."""
    root = document.root if isinstance(document, Document) else None
    node = root.get("paths") if root is not None else None
    return {key.value: key.line for key, _ in node.pairs} if node is not None else {}
