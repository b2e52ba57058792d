"""The read-only view of a text, and its data as plain Python."""

from __future__ import annotations

import bisect

from wizard.yamlpatch.parse.document import Document, Duplicate, Node
from wizard.yamlpatch.parse.meaning import meaning
from wizard.yamlpatch.parse.source import BOM, LINE_END, Source
from wizard.yamlpatch.parse.spans import end_of
from wizard.yamlpatch.parse.tree import Data, ParseError, Tree, parse
from wizard.yamlpatch.result import Refusal


def read_document(text: str) -> Document | Refusal:
    """The tree of `text` with positions, or why it cannot be read."""
    try:
        parsed = parse(text)
    except ParseError as error:
        return error.refusal
    if parsed.root is None or (parsed.root.is_empty and not parsed.root.anchor):
        return Document(text, None)
    view = _View(text)
    root = view.node(parsed.root, ())
    return Document(text, root, tuple(sorted(view.duplicates, key=lambda found: (found.line, found.column))))


class _View:
    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in LINE_END.finditer(text))]
        if text.startswith(BOM):
            self._starts[0] = 1
        self._source = Source(text)
        self.duplicates: list[Duplicate] = []

    def _position(self, at: int) -> tuple[int, int]:
        line = max(bisect.bisect_right(self._starts, at), 1)
        return line, at - self._starts[line - 1] + 1

    def node(self, tree: Tree, path: tuple[str | int, ...]) -> Node:
        line, column = self._position(tree.start)
        pairs: list[tuple[Node, Node]] = []
        seen: dict[str, Tree] = {}
        said: dict[str, set[Data]] = {}
        for key, value in tree.pairs:
            name = key.value if key.kind == "scalar" else "?"
            below = (*path, name)
            if key.kind == "scalar" and name != "<<" and (first := seen.setdefault(name, value)) is not value:
                others, says = said.setdefault(name, {meaning(first.data)}), meaning(value.data)
                self.duplicates.append(Duplicate(below, *self._position(key.start), says in others))
                others.add(says)
            pairs.append((self.node(key, below), self.node(value, below)))
        items = tuple(self.node(item, (*path, number)) for number, item in enumerate(tree.items))
        return Node(
            tree.kind,
            line,
            column,
            tree.start,
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
            return end_of(self._source, tree)
        return items[-1].end if items else pairs[-1][1].end


def load_data(text: str) -> object | Refusal:
    """The data of `text` (dict, list, str, bool, int, float, None), or why it cannot be read.

    Aliases, tags other than `!!str`, and duplicate keys are refused: data files of our own need none.
    """
    document = read_document(text)
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
