"""A YAML text -> its tree with the exact span of every node.

What no parser can read (see `wizard.yamlpatch.parse.events`) is refused.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from wizard.yamlpatch.parse.events import Reading, readings, without_other_breaks
from wizard.yamlpatch.parse.limits import MAX_BYTES, MAX_DEPTH, MAX_NODES
from wizard.yamlpatch.parse.nodes import Alias, List, Map, Parsed, Scalar, Tree
from wizard.yamlpatch.parse.not_read import Events, NotRead
from wizard.yamlpatch.parse.source import BOM, Source
from wizard.yamlpatch.result import Refusal

Result = TypeVar("Result")

_COLON = re.compile(r"[ \t]*:")


class ParseError(Exception):
    """The text is no YAML that can be patched; `refusal` says why and where."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


def parse(text: str, eol: str = "\n") -> Parsed:
    """The tree of `text`, whose new lines get the line end `eol` where it has none; raises `ParseError`.

    A text that is too large is refused before there is a tree.
    """
    return _read(text, lambda events, shift: _Builder(Source(text, eol), shift).build(events))


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


def _starts(events: Events, shift: int) -> list[int]:
    """Where documents begin; the first one has what is before it too."""
    starts = [event.start_mark.index + shift for event in events if type(event).__name__ == "DocumentStartEvent"]
    return [0, *starts[1:]]


def _read(text: str, made_of: Callable[[Events, int], Result]) -> Result:
    """What `made_of` makes of the events of a text, given how much too small their marks are."""
    _check_size(text)
    shift = 1 if text.startswith(BOM) else 0
    if text.startswith(BOM * 2):
        raise _error(text, 1, "not-yaml", "This is not valid YAML: it begins with two byte order marks.")
    return without_collector(lambda: _first_made(text, made_of, shift))


def _first_made(text: str, made_of: Callable[[Events, int], Result], shift: int) -> Result:
    """What is made of the events of the first reading that takes the text."""
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
    if 1 + 3 * len(text) <= MAX_NODES:
        return False
    # An entry `- ` has one node. A pair has two, and the first pair of a map one more for the map.
    return 1 + text.count("-") + 3 * sum(text.count(sign) for sign in ":?[{,") > MAX_NODES


def _count_nodes(text: str, events: Events, shift: int) -> None:
    """Go through the events without keeping any; raises `ParseError` for too many nodes or too deep a tree."""
    nodes = depth = 0
    for event in events:
        name = type(event).__name__
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


def without_collector(made: Callable[[], Result]) -> Result:
    """What `made` gives, without collections of cyclic garbage: there is none, and each would walk whole trees."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        return made()
    finally:
        if enabled:
            gc.enable()


def _too_deep(text: str, at: int) -> ParseError:
    return _error(text, at, "too-deep", f"The nesting is deeper than {MAX_DEPTH} levels.")


def _error(text: str, at: int, code: str, reason: str) -> ParseError:
    line, column = Source(text).position(at)
    return ParseError(Refusal(line, column, code, reason))


# The events of the parsers that open a collection, by the names of their classes.
_OPENING: dict[str, type[List] | type[Map]] = {"SequenceStartEvent": List, "MappingStartEvent": Map}


class _Builder:
    """Makes the tree of events whose marks are `shift` characters too small."""

    def __init__(self, source: Source, shift: int) -> None:
        self._source = source
        self._text = source.text
        self._shift = shift
        self._nodes: list[Tree] = []
        self._anchors: dict[str, list[Tree]] = {}

    def build(self, events: Events) -> Parsed:
        """The tree; raises `ParseError` for a second document or too deep a tree, and `NotRead`."""
        root: Tree | None = None
        document_end = len(self._text)
        for event in events:
            name = type(event).__name__
            if name == "DocumentStartEvent":
                if root is not None:
                    reason = "A second YAML document begins here: the file must hold one document only."
                    raise _error(self._text, event.start_mark.index + self._shift, "several-documents", reason)
                root = self._tree(events)
            elif name == "DocumentEndEvent" and event.explicit:
                document_end = event.start_mark.index + self._shift
        return Parsed(self._source, root, document_end, self._nodes, self._anchors)

    def _tree(self, events: Events) -> Tree:
        """The tree of the next events, without recursion. Much of the time of a patch is spent here."""
        nodes, shift = self._nodes, self._shift
        # What the innermost open collection holds so far; the open ones, each with what the one around it holds.
        inner: list[Tree] = []
        outer: list[tuple[List | Map, list[Tree]]] = []
        node: Tree
        for event in events:
            name = type(event).__name__
            if name == "ScalarEvent":
                node = Scalar(event, shift)
                inner.append(node)
                nodes.append(node)
            elif name in _OPENING:
                opened = _OPENING[name](event, shift, len(nodes))
                inner.append(opened)
                nodes.append(opened)
                outer.append((opened, inner))
                inner = []
                self._check_depth(outer)
                continue
            elif name == "AliasEvent":
                node = Alias(event, shift)
                inner.append(node)
                nodes.append(node)
            else:
                children = inner
                node, inner = outer.pop()
                self._close(node, children, event.end_mark.index + shift)
            if node.anchor is not None:
                self._anchors.setdefault(node.anchor, []).append(node)
            if not outer:
                break
        return inner[0]

    def _check_depth(self, outer: list[tuple[List | Map, list[Tree]]]) -> None:
        if len(outer) > MAX_DEPTH:
            raise _too_deep(self._text, outer[-1][0].start)

    def _close(self, node: List | Map, children: list[Tree], end: int) -> None:
        """The list or map ends, and holds these nodes; of a map each second one is a value."""
        node.end = end
        node.behind = len(self._nodes)
        if isinstance(node, List):
            node.items = children
            return
        each = iter(children)
        node.pairs = pairs = list(zip(each, each, strict=True))
        for key, value in pairs:
            if value.start == value.end:
                self._mark_at_colon(key, value)

    def _mark_at_colon(self, key: Tree, value: Tree) -> None:
        """Put the mark of an empty value behind its colon; the parsers may mark the next token."""
        colon = _COLON.match(self._text, key.end)
        if colon:
            value.start = value.end = colon.end()
