"""A YAML text -> its tree with the exact span of every node.

What no parser can read (see `wizard.yamlpatch.parse.events`) is refused.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar

from wizard.yamlpatch.parse.document import TEXT_TAGS, Kind
from wizard.yamlpatch.parse.events import Events, NotRead, Reading, readings, without_other_breaks
from wizard.yamlpatch.parse.limits import MAX_BYTES, MAX_DEPTH, MAX_NODES
from wizard.yamlpatch.parse.source import BOM, Source
from wizard.yamlpatch.result import Refusal


class ScalarData(NamedTuple):
    """A scalar without position and style: its text, and whether it has no quotes."""

    kind: str
    anchor: str | None
    tag: str | None
    plain: bool
    text: str


class AliasData(NamedTuple):
    kind: str
    name: str


class ListData(NamedTuple):
    kind: str
    anchor: str | None
    tag: str | None
    items: tuple[Any, ...]


class MapData(NamedTuple):
    kind: str
    anchor: str | None
    tag: str | None
    pairs: tuple[tuple[Any, Any], ...]


# What a node holds, comparable with ==. Tuples, for their speed; `kind` keeps an empty map from equalling a list.
Data = ScalarData | AliasData | ListData | MapData

Result = TypeVar("Result")

EMPTY = ScalarData("scalar", None, None, True, "")


class Tree:
    """A node of the text: `start` and `end` span it with its anchor and tag.

    The `end` of a block collection and of a block scalar is only the beginning of the next token.
    """

    __slots__ = ("anchor", "data", "end", "flow", "items", "kind", "pairs", "start", "style", "tag", "value")

    def __init__(self, kind: Kind, start: int, end: int, anchor: str | None, tag: str | None) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.anchor = anchor
        self.tag = tag
        self.value = ""
        self.style = ""
        self.flow = False
        self.items: Sequence[Tree] = ()
        self.pairs: Sequence[tuple[Tree, Tree]] = ()
        self.data: Data = EMPTY

    @property
    def plain(self) -> bool:
        return self.kind == "scalar" and not self.style

    @property
    def is_empty(self) -> bool:
        """Nothing at all, `~` or `null`."""
        return self.plain and self.tag is None and self.value in ("", "~", "null", "Null", "NULL")

    @property
    def is_tagged_text(self) -> bool:
        """Whether its tag says that it is a string, whatever it looks like."""
        return self.tag in TEXT_TAGS

    @property
    def is_block_scalar(self) -> bool:
        return self.style in ("|", ">")

    def values(self, name: str) -> list[tuple[Tree, Tree]]:
        """The pairs whose key reads `name`."""
        return [pair for pair in self.pairs if pair[0].kind == "scalar" and pair[0].value == name]


class Parsed(NamedTuple):
    """A text that parses: `root` is None when it holds no data; `document_end` is where its text must end.

    `anchors` has the nodes with an anchor by its name, in the order in which they end.
    """

    source: Source
    root: Tree | None
    document_end: int
    anchors: Mapping[str, Sequence[Tree]]

    @property
    def data(self) -> Data | None:
        return None if self.root is None else self.root.data


class ParseError(Exception):
    """The text is no YAML that can be patched; `refusal` says why and where."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


def parse(text: str, eol: str = "\n") -> Parsed:
    """The tree of `text`, whose new lines get the line end `eol` where it has none; raises `ParseError`.

    A text that is too large is refused before there is a tree.
    """
    return _read(text, lambda following, shift: _Builder(Source(text, eol), shift).build(following))


class Span(NamedTuple):
    """Where a document of a text begins, and where the next one does."""

    start: int
    end: int


def documents(text: str) -> tuple[Span, ...]:
    """The documents of `text`, one at least, each with its `---` and `...`; raises `ParseError`.

    A comment between two documents is one of the first.
    """
    starts = _read(text, _starts)
    ends = [*starts[1:], len(text)]
    return tuple(Span(start, end) for start, end in zip(starts, ends, strict=True))


def _starts(following: Events, shift: int) -> list[int]:
    """Where documents begin; the first one has what is before it too."""
    starts: list[int] = []
    while (event := following()) is not None:
        if type(event).__name__ == "DocumentStartEvent":
            starts.append(event.start_mark.index + shift)
    return [0, *starts[1:]]


def _read(text: str, made_of: Callable[[Events, int], Result]) -> Result:
    """What `made_of` makes of the events of a text, given how much too small their marks are."""
    _check_size(text)
    shift = 1 if text.startswith(BOM) else 0
    if text.startswith(BOM * 2):
        raise _error(text, 1, "not-yaml", "This is not valid YAML: it begins with two byte order marks.")
    with _without_collector():
        first: NotRead | None = None
        other = without_other_breaks(text[shift:])
        for reading in readings():
            copy = reading.copied(other.copy)
            try:
                if _may_have_too_many_nodes(copy):
                    _count_nodes(text, reading.events(copy), shift)
                return made_of(other.events(reading.events(copy)), shift)
            except NotRead as error:
                first = _telling(first, error, reading)
    raise _not_yaml(text, first, shift)


def _telling(first: NotRead | None, error: NotRead, reading: Reading) -> NotRead:
    """The error that tells what is wrong: of a text that a copy helps the same parser with, the copy's."""
    if first is None or reading.events is not readings()[0].events:
        return first or error
    is_further = error.index is not None and first.index is not None and error.index > first.index
    return error if is_further else first


def _not_yaml(text: str, error: NotRead | None, shift: int) -> ParseError:
    """Why the text is no YAML: one of the usual causes where one can be seen, else the parser's words."""
    from wizard.yamlpatch.parse.causes import cause_of  # only a text that is no YAML needs it

    at = 0 if error is None or error.index is None else min(error.index + shift, len(text))
    line, column = Source(text).position(at)
    if error is not None and error.index is not None and (cause := cause_of(text, line, column)) is not None:
        reason = f"This is not valid YAML. {cause.reason}"
        return ParseError(Refusal(cause.line, cause.column, "not-yaml", reason, remedy=cause.remedy))
    words = error.problem.rstrip(".") if error else "nothing read it"
    return ParseError(Refusal(line, column, "not-yaml", f"This is not valid YAML: {words}."))


def _check_size(text: str) -> None:
    # A character takes at most four bytes: most texts need no second look.
    if len(text) * 4 > MAX_BYTES and len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        reason = f"The text is larger than {MAX_BYTES // 1_000_000} MB: that is too large to be read."
        raise _error(text, 0, "too-large", reason)


def _may_have_too_many_nodes(text: str) -> bool:
    """Whether so many nodes could be in the text, by the signs without which there is none."""
    # An entry `- ` has one node. A pair has two, and the first pair of a map one more for the map.
    return 1 + text.count("-") + 3 * sum(text.count(sign) for sign in ":?[{,") > MAX_NODES


def _count_nodes(text: str, following: Events, shift: int) -> None:
    """Go through the events without keeping any; raises `ParseError` for too many nodes or too deep a tree."""
    nodes = depth = 0
    while (event := following()) is not None:
        name = event.__class__.__name__
        if name in ("MappingEndEvent", "SequenceEndEvent"):
            depth -= 1
            continue
        if name in ("MappingStartEvent", "SequenceStartEvent"):
            depth += 1
        elif name not in ("ScalarEvent", "AliasEvent"):
            continue
        nodes += 1
        if nodes > MAX_NODES:
            reason = f"The text has more than {MAX_NODES:,} nodes: that is too large to be read."
            raise _error(text, event.start_mark.index + shift, "too-many-nodes", reason)
        if depth > MAX_DEPTH:
            raise _too_deep(text, event.start_mark.index + shift)


@contextmanager
def _without_collector() -> Iterator[None]:
    """No collection of cyclic garbage: there is none, and each run would walk the whole growing tree."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _too_deep(text: str, at: int) -> ParseError:
    return _error(text, at, "too-deep", f"The nesting is deeper than {MAX_DEPTH} levels.")


def _error(text: str, at: int, code: str, reason: str) -> ParseError:
    line, column = Source(text).position(at)
    return ParseError(Refusal(line, column, code, reason))


def _scalar(event: Any, shift: int) -> Tree:
    anchor, tag, value = event.anchor, event.tag, event.value
    node = Tree("scalar", event.start_mark.index + shift, event.end_mark.index + shift, anchor, tag)
    node.value = value
    if style := event.style:
        node.style = style
    node.data = ScalarData("scalar", anchor, tag, not style, value)
    return node


def _alias(event: Any, shift: int) -> Tree:
    node = Tree("alias", event.start_mark.index + shift, event.end_mark.index + shift, None, None)
    node.value = event.anchor
    node.data = AliasData("alias", event.anchor)
    return node


def _opened(event: Any, kind: Kind, shift: int) -> Tree:
    node = Tree(kind, event.start_mark.index + shift, event.end_mark.index + shift, event.anchor, event.tag)
    node.flow = bool(event.flow_style)
    return node


# The events of the parsers that begin a node, by the names of their classes.
_LEAVES = {"ScalarEvent": _scalar, "AliasEvent": _alias}
_OPENING: dict[str, Kind] = {"SequenceStartEvent": "list", "MappingStartEvent": "map"}


class _Builder:
    """Makes the tree of events whose marks are `shift` characters too small."""

    def __init__(self, source: Source, shift: int) -> None:
        self._source = source
        self._text = source.text
        self._shift = shift
        self._anchors: dict[str, list[Tree]] = {}

    def build(self, following: Events) -> Parsed:
        """The tree; raises `ParseError` for a second document or too deep a tree, and `NotRead`."""
        root: Tree | None = None
        documents = 0
        document_end = len(self._text)
        while (event := following()) is not None:
            name = type(event).__name__
            if name == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    reason = "A second YAML document begins here: the file must hold one document only."
                    raise _error(self._text, event.start_mark.index + self._shift, "several-documents", reason)
                root = self._tree(following)
            elif name == "DocumentEndEvent" and event.explicit:
                document_end = event.start_mark.index + self._shift
        return Parsed(self._source, root, document_end, self._anchors)

    def _tree(self, following: Events) -> Tree:
        """The tree of the next events, without recursion. Most of the time of a patch is spent here."""
        shift = self._shift
        stack: list[tuple[Tree, list[Tree]]] = []
        while True:
            event = following()
            name = event.__class__.__name__
            if name in _OPENING:
                stack.append((_opened(event, _OPENING[name], shift), []))
                self._check_depth(stack)
                continue
            if name in _LEAVES:
                node = _LEAVES[name](event, shift)
            else:
                node, children = stack.pop()
                node.end = event.end_mark.index + shift
                self._close(node, children)
            if node.anchor is not None:
                self._anchors.setdefault(node.anchor, []).append(node)
            if not stack:
                return node
            stack[-1][1].append(node)

    def _check_depth(self, stack: list[tuple[Tree, list[Tree]]]) -> None:
        if len(stack) > MAX_DEPTH:
            raise _too_deep(self._text, stack[-1][0].start)

    def _close(self, node: Tree, children: list[Tree]) -> None:
        """The end of a list or a map."""
        if node.kind == "list":
            node.items = children
            node.data = ListData("list", node.anchor, node.tag, tuple([item.data for item in children]))
            return
        node.pairs = list(zip(children[::2], children[1::2], strict=True))
        for key, value in node.pairs:
            if value.start == value.end:
                self._mark_at_colon(key, value)
        pairs = tuple([(key.data, value.data) for key, value in node.pairs])
        node.data = MapData("map", node.anchor, node.tag, pairs)

    def _mark_at_colon(self, key: Tree, value: Tree) -> None:
        """Put the mark of an empty value behind its colon; the parsers may mark the next token."""
        if value.plain and value.anchor is None and value.tag is None:
            colon = re.compile(r"[ \t]*:").match(self._text, key.end)
            if colon:
                value.start = value.end = colon.end()
