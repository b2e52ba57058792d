"""The read-only view of a YAML text: its tree, with positions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from wizard.frozen import frozen

# The tags of a string: `!` and `!!str`.
TEXT_TAGS = ("!", "tag:yaml.org,2002:str")

Kind = Literal["map", "list", "scalar", "alias"]


@frozen
class Node:
    """A value: where it begins (line and column from 1; offset from 0), where its text ends, and what it holds.

    `offset` to `end` (excluded) spans it with its anchor and tag, without the comments and blank lines below it.

    `value` is the text of a scalar (folded and unescaped) or the name of an alias; `plain` tells a scalar
    without quotes, the only kind that can be empty, a boolean or a number.
    """

    kind: Kind
    line: int
    column: int
    offset: int
    end: int
    value: str = ""
    plain: bool = False
    pairs: tuple[tuple[Node, Node], ...] = ()
    items: tuple[Node, ...] = ()
    anchor: str | None = None
    tag: str | None = None

    @property
    def is_tagged_text(self) -> bool:
        """Whether its tag says that it is a string, whatever it looks like."""
        return self.kind == "scalar" and self.tag in TEXT_TAGS

    @property
    def is_empty(self) -> bool:
        """Nothing at all, `~` or `null`."""
        return self.plain and self.tag is None and self.value in ("", "~", "null", "Null", "NULL")

    def key(self, name: str) -> Node | None:
        """The key node called `name` of a map."""
        pair = self.pair(name)
        return None if pair is None else pair[0]

    def pair(self, name: str) -> tuple[Node, Node] | None:
        """The key node called `name` of a map, and its value."""
        for pair in self.pairs:
            if pair[0].value == name and pair[0].kind == "scalar":
                return pair
        return None

    def get(self, *names: str) -> Node | None:
        """The value under these map keys, one below the other; None where one is absent or no map."""
        node: Node | None = self
        for name in names:
            if node is None or node.kind != "map":
                return None
            pair = node.pair(name)
            node = None if pair is None else pair[1]
        return node

    def walk(self) -> Iterator[Node]:
        """This node and all below it, keys included, in the order of the text."""
        yield self
        for key, value in self.pairs:
            yield from key.walk()
            yield from value.walk()
        for item in self.items:
            yield from item.walk()


@frozen
class Duplicate:
    """A key that is there twice in one map: its path, and the position of the second one.

    `repeats` tells that it says the same as one before it.
    """

    path: tuple[str | int, ...]
    line: int
    column: int
    repeats: bool = False


@frozen
class Document:
    """A YAML text, or one document of it. `root` is None when it is empty or holds only comments.

    Positions are those in the whole `text`.
    """

    text: str
    root: Node | None
    duplicates: tuple[Duplicate, ...] = ()
