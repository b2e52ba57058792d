"""Foreign text made safe to show. The only way by which it reaches a widget or a line of output.

Terminals obey control characters, and Unicode can hide or turn text round; both are replaced by what they
are (``\\x1b``, ``\\u202e``), so that whatever was neutralised can be seen.
"""

from __future__ import annotations

import unicodedata

# Default-ignorable characters outside the categories Cc, Cf, Cs, Co, Zl and Zp: they show as nothing.
INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0") | frozenset(
    chr(code) for span in (range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0)) for code in span
)
# Skin tones: a terminal that does not join them to the sign before shows a sign without them.
SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
SPELT_OUT = INVISIBLE | SKIN_TONES
HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
MAX_COMBINING = 2


def visible(text: str, *, limit: int | None = None, lines: bool = False, tab: str = "\\t") -> str:
    """`text` with everything that is not a plain visible character spelt out.

    `lines` keeps line feeds (for a block that is shown line by line); `tab` is what a tab becomes.
    Longer than `limit` characters, the middle is left out as `...`.
    """
    shown = text if text.isascii() and text.isprintable() else "".join(_spell(text, lines, tab))
    if limit is not None and len(shown) > limit:
        keep = max(limit - 3, 0)
        head = (keep + 1) // 2
        shown = shown[:head] + "..." + shown[len(shown) - (keep - head) :]
    return shown


def _spell(text: str, lines: bool, tab: str) -> list[str]:
    out: list[str] = []
    combining = 0
    for char in text:
        combining = combining + 1 if unicodedata.combining(char) else 0
        if char == "\n" and lines:
            out.append(char)
        elif char == "\t":
            out.append(tab)
        elif char in SPELT_OUT or unicodedata.category(char) in HIDDEN_CATEGORIES or combining > MAX_COMBINING:
            out.append(_escape(char))
        else:
            out.append(char)
    return out


def _escape(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        code -= 0xDC00  # a byte that was not UTF-8, as os.fsdecode keeps it
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
