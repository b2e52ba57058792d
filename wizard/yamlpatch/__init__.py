"""Exact, checked, reversible edits of a YAML text that keep every other byte as it is.

The package knows YAML and nothing of what the text is for; it does no I/O.

    plan(text, changes) -> Patch | Refusal      the edits that make the changes, checked
    read(text) -> Document | Refusal            the tree with positions
    read_all(text) -> Documents | Refusal       the trees of all documents of a text
    load(text) -> data | Refusal                the data: dict, list, str, bool, int, float, None
    render(data) -> str                         a tidy YAML text of the data

A text of several documents is refused, unless `document` is the number of the one that is meant, from 0.

The YAML libraries are imported when one of these is called, never before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wizard.yamlpatch.changes import (
    AppendItem,
    Change,
    EnsureItem,
    Match,
    MoveKey,
    Path,
    RemoveItem,
    RemoveKey,
    RemoveTwins,
    ReplaceItem,
    SetKey,
    Value,
)
from wizard.yamlpatch.door import ChangeError, check_changes, check_number, check_text
from wizard.yamlpatch.parse.document import Document, Duplicate, Node
from wizard.yamlpatch.result import Edit, Patch, Refusal, apply_edits, edit_between

__all__ = [
    "AppendItem",
    "Change",
    "ChangeError",
    "Document",
    "Duplicate",
    "Edit",
    "EnsureItem",
    "Match",
    "MoveKey",
    "Node",
    "Patch",
    "Path",
    "Refusal",
    "RemoveItem",
    "RemoveKey",
    "RemoveTwins",
    "ReplaceItem",
    "SetKey",
    "Value",
    "apply_edits",
    "edit_between",
    "load",
    "plan",
    "read",
    "read_all",
    "render",
]


def plan(text: str, changes: Sequence[Change], document: int | None = None) -> Patch | Refusal:
    """The patch that makes `changes`, one after the other, or the reason why there is none.

    `text` is decoded from UTF-8 with its BOM and line ends as they are; an absent file is "". The patch has
    passed its check: the result parses, holds exactly the wanted data, needs no second patch, and goes back.
    Raises `ChangeError` for a change that makes no sense whatever the text is, `TypeError` for a text that is no str
    or a `document` that is no int, `ValueError` for one below 0.
    """
    check_text(text)
    check_number(document)
    check_changes(changes)
    from wizard.yamlpatch.engine import plan_changes

    return plan_changes(text, changes, document)


def read(text: str, document: int | None = None) -> Document | Refusal:
    """The tree of `text` with the position of every node, or the reason why it cannot be read."""
    check_text(text)
    check_number(document)
    from wizard.yamlpatch.parse.reading import read_document

    return read_document(text, document)


def read_all(text: str) -> tuple[Document, ...] | Refusal:
    """The trees of all documents of `text`, one at least, or the reason why it cannot be read."""
    check_text(text)
    from wizard.yamlpatch.parse.reading import read_all as read_documents

    return read_documents(text)


def load(text: str, document: int | None = None) -> object | Refusal:
    """The data of `text` as plain Python, or the reason why it cannot be read; no aliases, no tags."""
    check_text(text)
    check_number(document)
    from wizard.yamlpatch.parse.reading import load_data

    return load_data(text, document)


def render(data: Mapping[str, Value]) -> str:
    """A tidy YAML text that holds `data`, with LF and a final newline."""
    from wizard.yamlpatch.write.layout import Layout
    from wizard.yamlpatch.write.rendering import render_map

    return "".join(f"{line}\n" for line in render_map(data, Layout()))
