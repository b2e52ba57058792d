"""How a string, a boolean or a number is written, with quotes only where YAML needs them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from wizard.yamlpatch.parse.plain_scalars import is_text

Quote = Literal["", "'", '"']

# Indicators that cannot begin a plain scalar, and the ones that could and only confuse.
_BAD_START = re.compile(r"[-?:,\[\]{}#&*!|>'\"%@`=<~]|\.\.\.")
_BAD_INSIDE = re.compile(r": |:$| #|[\t\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0", "\x1b": "\\e"}
_UNPRINTABLE = re.compile(r'[\\"\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]')


@lru_cache(maxsize=2048)
def is_plain(text: str, *, flow: bool = False) -> bool:
    """Whether `text` can stand without quotes and is read as this string by every YAML version."""
    if not text or text != text.strip() or _BAD_START.match(text) or _BAD_INSIDE.search(text):
        return False
    if flow and re.search(r"[,\[\]{}]|:(?=[,\[\]{}'\"])|[?:]$", text):
        return False
    return is_text(text)


def write_string(text: str, quote: Quote = "", *, prefer: Quote = '"', flow: bool = False) -> str:
    """`text` on one line: with `quote`, or without where that is possible, else with the quotes that fit best.

    `prefer` is the kind of quotes to take where some are needed.
    """
    if not quote and is_plain(text, flow=flow):
        return text
    wanted = quote or prefer or '"'
    needs_escapes = re.search(r"[\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]", text) is not None
    if needs_escapes:
        return _double(text)
    return _double(text) if _fitting(text, wanted) == '"' else "'" + text.replace("'", "''") + "'"


def _fitting(text: str, wanted: Quote) -> Quote:
    """The wanted quotes, or the others where only those need no escapes."""
    needs_escapes = {"'": "'" in text, '"': '"' in text or "\\" in text}
    other: Quote = "'" if wanted == '"' else '"'
    return other if needs_escapes[wanted] and not needs_escapes[other] else wanted


def write_scalar(value: str | bool | int, quote: Quote = "", *, prefer: Quote = '"', flow: bool = False) -> str:
    """A string, a boolean or a number on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return write_string(value, quote, prefer=prefer, flow=flow)


def _double(text: str) -> str:
    def escape(found: re.Match[str]) -> str:
        char = found[0]
        code = ord(char)
        return _ESCAPES.get(char) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")

    return '"' + _UNPRINTABLE.sub(escape, text) + '"'
