"""A YAML text -> its tree with the exact span of every node.

The events come from libyaml, which is an order of magnitude faster than a parser in Python. Its marks have been
compared with those of ruamel.yaml's pure parser on real files: they are equal, after a BOM too when that is cut off
first, and an empty value is marked at its colon, where the pure parser marks the next token. What libyaml
cannot read is read by ruamel.yaml's pure parser; what neither can is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from wizard.yamlpatch.result import Refusal
from wizard.yamlpatch.source import BOM, Source

Data = tuple[Any, ...]
"""What a node holds, without positions and style, comparable with ==:
("scalar", anchor, tag, plain, text), ("alias", name), ("list", anchor, tag, items), ("map", anchor, tag, pairs)."""

EMPTY: Data = ("scalar", None, None, True, "")


class Tree:
    """A node of the text: `start` and `end` span it with its anchor and tag.

    The `end` of a block collection and of a block scalar is only the beginning of the next token.
    """

    __slots__ = ("anchor", "data", "end", "flow", "items", "kind", "pairs", "start", "style", "tag", "value")

    def __init__(self, kind: str, start: int, end: int, anchor: str | None, tag: str | None) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.anchor = anchor
        self.tag = tag
        self.value = ""
        self.style = ""
        self.flow = False
        self.items: list[Tree] = []
        self.pairs: list[tuple[Tree, Tree]] = []
        self.data: Data = EMPTY

    @property
    def plain(self) -> bool:
        return self.kind == "scalar" and not self.style

    @property
    def is_empty(self) -> bool:
        """Nothing at all, `~` or `null`."""
        return self.plain and self.value in ("", "~", "null", "Null", "NULL")

    @property
    def is_block_scalar(self) -> bool:
        return self.style in ("|", ">")

    def values(self, name: str) -> list[tuple[Tree, Tree]]:
        """The pairs whose key reads `name`."""
        return [pair for pair in self.pairs if pair[0].kind == "scalar" and pair[0].value == name]


class Parsed(NamedTuple):
    """A text that parses: `root` is None when it holds no data; `document_end` is where its text must end."""

    source: Source
    root: Tree | None
    document_end: int

    @property
    def data(self) -> Data | None:
        return None if self.root is None else self.root.data


class ParseError(Exception):
    """The text is no YAML that can be patched; `refusal` says why and where."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


def parse(text: str) -> Parsed:
    """The tree of `text`; raises `ParseError`."""
    shift = 1 if text.startswith(BOM) else 0
    try:
        return _build(text, _c_events(text[shift:]), shift, exact=True)
    except _NotRead as error:
        first = error
    for copy in (text, without_stray_tabs(text)):
        try:
            return _build(text, _pure_events(copy), 0, exact=False)
        except _NotRead:
            continue
    raise ParseError(_refusal(text, first, shift))


def without_stray_tabs(text: str) -> str:
    """A copy with the same offsets where tabs at line ends, before comments and after a dash are blanks."""

    def blanks(found: re.Match[str]) -> str:
        return found[0].replace("\t", " ")

    return re.sub(r"(?m)[ \t]*\t[ \t]*(?=#|\r|\n|\Z)|^[ ]*-[ \t]*\t[ \t]*", blanks, text)


class _NotRead(Exception):
    def __init__(self, problem: str, index: int | None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.index = index


def _c_events(text: str) -> Callable[[], Any]:
    import yaml
    from yaml.cyaml import CParser

    try:
        parser = CParser(text)
    except (yaml.YAMLError, UnicodeError) as error:
        raise _NotRead(str(error), None) from None

    def following() -> Any:
        try:
            return parser.get_event()  # type: ignore[no-untyped-call]
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise _NotRead(_words(error.problem, error.context), mark.index if mark else None) from None
        except yaml.YAMLError as error:
            raise _NotRead(str(error), getattr(error, "position", None)) from None

    return following


def _pure_events(text: str) -> Callable[[], Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    events = iter(YAML(typ="safe", pure=True).parse(text))

    def following() -> Any:
        try:
            return next(events, None)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise _NotRead(_words(error.problem, error.context), mark.index if mark else None) from None
        except YAMLError as error:
            raise _NotRead(str(error), None) from None
        except (ValueError, IndexError, AssertionError, AttributeError, TypeError, KeyError) as error:
            # The pure parser falls over some malformed texts instead of reporting them.
            raise _NotRead(f"cannot be parsed ({error})", None) from None

    return following


def _words(problem: str | None, context: str | None) -> str:
    return ", ".join(part for part in (context, problem) if part) or "cannot be parsed"


def _refusal(text: str, error: _NotRead, shift: int) -> Refusal:
    source = Source(text)
    at = len(text) if error.index is None else min(error.index + shift, len(text))
    line, column = (1, 1) if error.index is None else source.position(at)
    return Refusal(line, column, "not-yaml", f"This is not valid YAML: {error.problem}.")


def _build(text: str, following: Callable[[], Any], shift: int, *, exact: bool) -> Parsed:
    """The tree of the events; raises `ParseError` for a second document and `_NotRead`."""
    roots: list[Tree] = []
    document_end = len(text)
    while (event := following()) is not None:
        name = type(event).__name__
        if name == "DocumentStartEvent":
            if roots:
                line, column = Source(text).position(event.start_mark.index + shift)
                raise ParseError(
                    Refusal(
                        line, column, "several-documents",
                        "A second YAML document begins here: the file must hold one document only.",
                    )
                )  # fmt: skip
            roots.append(_node(text, following(), following, shift, exact))
        elif name == "DocumentEndEvent" and event.explicit:
            document_end = event.start_mark.index + shift
    root = roots[0] if roots else None
    return Parsed(Source(text), root, document_end)


def _node(text: str, first: Any, following: Callable[[], Any], shift: int, exact: bool) -> Tree:
    """The tree that begins with the event `first`, without recursion: a text may be nested deeply."""
    stack: list[tuple[Tree, list[Tree]]] = []
    event = first
    while True:
        name = type(event).__name__
        if name == "ScalarEvent":
            tag = event.tag
            node = Tree(
                "scalar", event.start_mark.index + shift, event.end_mark.index + shift,
                event.anchor, tag if tag is None else str(tag),
            )  # fmt: skip
            node.value = event.value
            node.style = event.style or ""
            node.data = ("scalar", node.anchor, node.tag, not node.style, node.value)
        elif name == "SequenceEndEvent":
            node, items = stack.pop()
            node.end = event.end_mark.index + shift
            node.items = items
            node.data = ("list", node.anchor, node.tag, tuple([item.data for item in items]))
        elif name == "MappingEndEvent":
            node, items = stack.pop()
            node.end = event.end_mark.index + shift
            node.pairs = list(zip(items[::2], items[1::2], strict=True))
            if not exact:
                for key, value in node.pairs:
                    _at_colon(text, key, value)
            node.data = ("map", node.anchor, node.tag, tuple([(key.data, value.data) for key, value in node.pairs]))
        elif name == "AliasEvent":
            node = Tree("alias", event.start_mark.index + shift, event.end_mark.index + shift, None, None)
            node.value = event.anchor
            node.data = ("alias", event.anchor)
        else:
            tag = event.tag
            node = Tree(
                "list" if name == "SequenceStartEvent" else "map",
                event.start_mark.index + shift, event.end_mark.index + shift,
                event.anchor, tag if tag is None else str(tag),
            )  # fmt: skip
            node.flow = bool(event.flow_style)
            stack.append((node, []))
            event = following()
            continue
        if not stack:
            return node
        stack[-1][1].append(node)
        event = following()


def _at_colon(text: str, key: Tree, value: Tree) -> None:
    """Put the mark of an empty value behind its colon; the pure parser marks the next token."""
    if value.plain and value.start == value.end and value.anchor is None and value.tag is None:
        colon = re.compile(r"[ \t]*:").match(text, key.end)
        if colon:
            value.start = value.end = colon.end()
