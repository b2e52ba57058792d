"""Values -> lines of YAML in a given layout."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from wizard.yamlpatch.changes import Value
from wizard.yamlpatch.write.layout import Layout
from wizard.yamlpatch.write.scalars import write_scalar, write_string


def render_map(value: Mapping[str, Value], layout: Layout) -> list[str]:
    """The lines of a block map that begins in column 0."""
    lines: list[str] = []
    for key, below in value.items():
        lines += render_pair(key, below, layout)
    return lines


def render_pair(key: str, value: Value, layout: Layout) -> list[str]:
    """The lines of one key and its value."""
    name = write_string(key, layout.key_quote, prefer=layout.prefer)
    if isinstance(value, str) and is_block_text(value, layout):
        header, *lines = literal(value, layout.indent)
        return [f"{name}: {header}", *lines]
    if isinstance(value, (str, bool, int)):
        return [f"{name}: {write_scalar(value, layout.quote_of(key), prefer=layout.prefer)}"]
    if not value:
        return [f"{name}: {'{}' if isinstance(value, Mapping) else '[]'}"]
    if isinstance(value, Mapping):
        return [f"{name}:", *_shift(render_map(value, layout), layout.indent)]
    return [f"{name}:", *_shift(render_list(value, layout), layout.dash)]


def render_list(value: Sequence[Value], layout: Layout) -> list[str]:
    """The lines of a block list that begins in column 0."""
    return [line for item in value for line in render_item(item, layout)]


def render_item(value: Value, layout: Layout) -> list[str]:
    """The lines of one item of a block list, its dash in column 0."""
    dash = "-" + " " * layout.gap
    if isinstance(value, str):
        if is_block_text(value, layout):
            header, *lines = literal(value, len(dash))
            return [dash + header, *lines]
        return [dash + write_string(value, layout.item_quote, prefer=layout.prefer)]
    if isinstance(value, (bool, int)):
        return [dash + write_scalar(value)]
    if not value:
        return [dash + ("{}" if isinstance(value, Mapping) else "[]")]
    lines = render_map(value, layout) if isinstance(value, Mapping) else render_list(value, layout)
    return [dash + lines[0], *_shift(lines[1:], len(dash))]


def render_flow(value: Value, layout: Layout) -> str:
    """The value on one line, in flow style."""
    if isinstance(value, (str, bool, int)):
        return write_scalar(value, layout.item_quote, prefer=layout.prefer, flow=True)
    if isinstance(value, Mapping):
        return "{" + ", ".join(render_flow_pair(key, below, layout) for key, below in value.items()) + "}"
    return "[" + ", ".join(render_flow(item, layout) for item in value) + "]"


def render_flow_pair(key: str, value: Value, layout: Layout) -> str:
    """`key: value` in flow style."""
    name = write_string(key, layout.key_quote, prefer=layout.prefer, flow=True)
    if isinstance(value, (str, bool, int)):
        return f"{name}: {write_scalar(value, layout.quote_of(key), prefer=layout.prefer, flow=True)}"
    return f"{name}: {render_flow(value, layout)}"


def literal(text: str, indent: int) -> list[str]:
    """The lines of a literal block behind a colon or a dash: its header, and the text `indent` columns deep."""
    return [_header(text), *_literal(text, indent)]


def is_block_text(text: str, layout: Layout) -> bool:
    """Several lines that a literal block of the layout holds as they are."""
    return "\n" in text and layout.literals and fits_block(text)


def fits_block(text: str) -> bool:
    """Whether a literal block can hold a text of several lines as it is."""
    return (
        re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]", text) is None
        and not text.startswith((" ", "\n"))
        and re.search(r"[ ]+$", text, re.MULTILINE) is None
        and not text.endswith("\n\n")
        and text != "\n"
    )


def _header(text: str) -> str:
    return "|" if text.endswith("\n") else "|-"


def _literal(text: str, indent: int) -> list[str]:
    lines = text[:-1].split("\n") if text.endswith("\n") else text.split("\n")
    return _shift(lines, indent)


def _shift(lines: list[str], columns: int) -> list[str]:
    return [" " * columns + line if line else line for line in lines]
