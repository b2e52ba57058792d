"""The read-only view of a text, and its data as plain Python."""

from __future__ import annotations

import bisect
from collections.abc import Hashable
from typing import NamedTuple

from wizard.yamlpatch.parse.document import Document, Duplicate, Node
from wizard.yamlpatch.parse.nodes import Tree
from wizard.yamlpatch.parse.source import BOM, LINE_END, Source
from wizard.yamlpatch.parse.spans import end_of
from wizard.yamlpatch.parse.tree import ParseError, documents, parse
from wizard.yamlpatch.result import Refusal


def read_document(text: str, number: int | None = None) -> Document | Refusal:
    """The tree of `text` with positions, or why it cannot be read: its only document, or the one with that number."""
    try:
        if number is None:
            return _document(text, _Part(text))
        spans = documents(text)
        if number >= len(spans):
            return no_document(text, number, len(spans))
        return _document(text, _Part(text[spans[number].start : spans[number].end], _ahead(text, spans[number].start)))
    except ParseError as error:
        return error.refusal


def read_all(text: str) -> tuple[Document, ...] | Refusal:
    """The trees of all documents of `text` with positions, or why it cannot be read."""
    found: list[Document] = []
    ahead = Ahead()
    try:
        for span in documents(text):
            part = text[span.start : span.end]
            found.append(_document(text, _Part(part, ahead)))
            ahead = Ahead(span.end, ahead.lines + len(LINE_END.findall(part)))
    except ParseError as error:
        return error.refusal
    return tuple(found)


def no_document(text: str, number: int, count: int) -> Refusal:
    """The refusal of a number that no document of a text has."""
    line, column = Source(text).position(len(text))
    has = "one document" if count == 1 else f"{count} documents"
    return Refusal(line, column, "no-document", f"The text has {has}, so none has the number {number}.")


class Ahead(NamedTuple):
    """How many characters and lines of a text are before a part of it."""

    characters: int = 0
    lines: int = 0


def _ahead(text: str, start: int) -> Ahead:
    return Ahead(start, len(LINE_END.findall(text, 0, start)))


class _Part(NamedTuple):
    """The text of one document, and what is before it."""

    text: str
    ahead: Ahead = Ahead()


def _document(whole: str, part: _Part) -> Document:
    parsed = parse(part.text)
    if parsed.root is None or (parsed.root.is_empty and not parsed.root.anchor):
        return Document(whole, None)
    view = _View(part)
    root = view.node(parsed.root, ())
    return Document(whole, root, tuple(sorted(view.duplicates, key=lambda found: (found.line, found.column))))


class _View:
    def __init__(self, part: _Part) -> None:
        text = part.text
        self._starts = [0, *(found.end() for found in LINE_END.finditer(text))]
        if text.startswith(BOM):
            self._starts[0] = 1
        self._source = Source(text)
        self._ahead = part.ahead
        self.duplicates: list[Duplicate] = []

    def _position(self, at: int) -> tuple[int, int]:
        line = max(bisect.bisect_right(self._starts, at), 1)
        return line + self._ahead.lines, at - self._starts[line - 1] + 1

    def node(self, tree: Tree, path: tuple[str | int, ...]) -> Node:
        line, column = self._position(tree.start)
        pairs: list[tuple[Node, Node]] = []
        seen: dict[str, Tree] = {}
        said: dict[str, set[Hashable]] = {}
        for key, value in tree.pairs:
            name = key.value if key.kind == "scalar" else "?"
            below = (*path, name)
            if key.kind == "scalar" and name != "<<" and (first := seen.setdefault(name, value)) is not value:
                from wizard.yamlpatch.parse.meaning import meaning  # late: few files name a key twice

                others, says = said.setdefault(name, {meaning(first)}), meaning(value)
                self.duplicates.append(Duplicate(below, *self._position(key.start), says in others))
                others.add(says)
            pairs.append((self.node(key, below), self.node(value, below)))
        items = tuple(self.node(item, (*path, number)) for number, item in enumerate(tree.items))
        return Node(
            tree.kind,
            line,
            column,
            tree.start + self._ahead.characters,
            self._end(tree, pairs, items),
            value=tree.value,
            plain=tree.plain and not tree.is_tagged_text,
            pairs=tuple(pairs),
            items=items,
            anchor=tree.anchor,
            tag=tree.tag,
        )

    def _end(self, tree: Tree, pairs: list[tuple[Node, Node]], items: tuple[Node, ...]) -> int:
        """The end of the text of a node whose children are these."""
        if tree.flow or not (pairs or items):
            return end_of(self._source, tree) + self._ahead.characters
        return items[-1].end if items else pairs[-1][1].end


def load_data(text: str, number: int | None = None) -> object | Refusal:
    """The data of `text`, or of one of its documents, or why it cannot be read.

    It is made of dict, list, str, bool, int, float and None. Aliases, tags other than `!!str`, and duplicate keys are
    refused: data files of our own need none.
    """
    document = read_document(text, number)
    if isinstance(document, Refusal):
        return document
    if document.duplicates:
        found = document.duplicates[0]
        return Refusal(found.line, found.column, "duplicate-key", f"The key {found.path[-1]} is there twice.")
    if document.root is None:
        return None
    try:
        return _native(document.root)
    except _Odd as odd:
        reason = "Aliases, tags other than `!!str` and complex keys are not understood here."
        return Refusal(odd.node.line, odd.node.column, "alias", reason)


class _Odd(Exception):
    def __init__(self, node: Node) -> None:
        super().__init__(node.kind)
        self.node = node


def _native(node: Node) -> object:
    if node.kind == "alias" or (node.tag is not None and not node.is_tagged_text):
        raise _Odd(node)
    if node.kind == "list":
        return [_native(item) for item in node.items]
    if node.kind == "map":
        return {_name(key): _native(value) for key, value in node.pairs}
    return _scalar(node)


def _name(key: Node) -> str:
    if key.kind != "scalar":
        raise _Odd(key)
    return key.value


def _scalar(node: Node) -> str | bool | int | float | None:
    """A scalar by the core schema of YAML 1.2, without octal and hexadecimal numbers."""
    if not node.plain:
        return node.value
    if node.is_empty:
        return None
    if node.value in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return node.value[0] in "tT"
    for kind in (int, float):
        if node.value[0] in "+-.0123456789" and "_" not in node.value:
            try:
                return kind(node.value)
            except ValueError:
                continue
    return node.value
