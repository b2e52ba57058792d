"""The nodes of a text, with their positions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from wizard.yamlpatch.parse.document import EMPTY_TEXTS, TEXT_TAGS, Kind
from wizard.yamlpatch.parse.source import Source


class Tree:
    """A node of the text, made of an event whose marks are `shift` characters too small.

    `start` and `end` span it with its anchor and tag. The `end` of a block collection and of a block scalar is only the
    beginning of the next token.

    A node has slots for what its kind has. The rest is what the class says, which takes no time and no room.
    """

    __slots__ = ("anchor", "end", "start", "tag")

    kind: Kind = "scalar"
    anchor: str | None
    tag: str | None
    start: int
    end: int
    value = ""
    style = ""
    plain = False
    flow = False
    items: Sequence[Tree] = ()
    pairs: Sequence[tuple[Tree, Tree]] = ()
    # The numbers of the node and of the first one behind all that it holds, in `Parsed.nodes`; only of collections.
    first = 0
    behind = 0

    @property
    def is_empty(self) -> bool:
        """Nothing at all, `~` or `null`."""
        return self.plain and self.value in EMPTY_TEXTS and self.tag is None

    @property
    def is_tagged_text(self) -> bool:
        """Whether its tag says that it is a string, whatever it looks like."""
        return self.tag in TEXT_TAGS

    @property
    def is_block_scalar(self) -> bool:
        return self.style in ("|", ">")

    def values(self, name: str) -> list[tuple[Tree, Tree]]:
        """The pairs whose key reads `name`."""
        return [pair for pair in self.pairs if pair[0].value == name and pair[0].kind == "scalar"]


class Scalar(Tree):
    """A scalar: its text, folded and unescaped; `plain` where it has no quotes and is no block."""

    __slots__ = ("plain", "style", "value")

    def __init__(self, event: Any, shift: int) -> None:
        self.start = event.start_mark.index + shift
        self.end = event.end_mark.index + shift
        self.anchor = event.anchor
        self.tag = event.tag
        self.value = event.value
        self.style = style = event.style or ""
        self.plain = not style


class Alias(Tree):
    """An alias: `value` is the name of the anchor that it means."""

    __slots__ = ("value",)

    kind: Kind = "alias"

    def __init__(self, event: Any, shift: int) -> None:
        self.start = event.start_mark.index + shift
        self.end = event.end_mark.index + shift
        self.anchor = self.tag = None
        self.value = event.anchor


class Collection(Tree):
    """A list or a map, whose content and end come later; `flow` where it has brackets."""

    __slots__ = ("behind", "first", "flow")

    def __init__(self, event: Any, shift: int, first: int) -> None:
        self.start = event.start_mark.index + shift
        self.anchor = event.anchor
        self.tag = event.tag
        self.flow = bool(event.flow_style)
        self.first = first


class List(Collection):
    """A list."""

    __slots__ = ("items",)

    kind: Kind = "list"


class Map(Collection):
    """A map."""

    __slots__ = ("pairs",)

    kind: Kind = "map"


class Parsed(NamedTuple):
    """A text that parses: `root` is None when it holds no data; `document_end` is where its text must end.

    `nodes` are all of the tree in the order of the text. `anchors` has those with an anchor by its name, in the order
    in which they end.
    """

    source: Source
    root: Tree | None
    document_end: int
    nodes: Sequence[Tree]
    anchors: Mapping[str, Sequence[Tree]]
