"""The shortest sequences that move the cursor, and that change how the next characters look."""

from __future__ import annotations

from functools import lru_cache

from wizard.terminal.cells import BITS, OFF, PLAIN, Style

UNKNOWN = Style(-1)


@lru_cache(maxsize=4096)
def shortest_move(from_x: int | None, from_y: int | None, x: int, y: int) -> str:
    """The shortest sequence from one place to another; None is a coordinate that is not known."""
    column = f";{x + 1}" if x else ""
    ways = [f"\x1b[{y + 1 if y else ''}{column}H"]
    if from_y is not None:
        down = _vertical(y - from_y)
        ways.append(down + f"\x1b[{x + 1}G")
        ways.append(down + "\r" + _horizontal(x))
        if from_x is not None:
            ways.append(down + _horizontal(x - from_x))
    return min(ways, key=len)


def _horizontal(columns: int) -> str:
    if columns < 0:
        return min("\b" * -columns, f"\x1b[{-columns}D", key=len)
    if columns == 0:
        return ""
    return "\x1b[C" if columns == 1 else f"\x1b[{columns}C"


def _vertical(rows: int) -> str:
    """Down with VT (a line feed that the terminal's driver leaves alone), up with RI: never past an edge."""
    if rows < 0:
        return min("\x1bM" * -rows, f"\x1b[{-rows}A", key=len)
    return min("\v" * rows, f"\x1b[{rows}B", key=len)


@lru_cache(maxsize=4096)
def shortest_sgr(old: Style, new: Style) -> str:
    """The shortest SGR sequence (and link) from one style to another; from `UNKNOWN` everything is set."""
    link = "" if old.link == new.link or (old == UNKNOWN and not new.link) else f"\x1b]8;;{new.link}\x1b\\"
    fresh = ["0", *_codes(new.attributes), new.foreground, new.background]
    text = _sgr(fresh) if new[:3] != PLAIN[:3] else "\x1b[m"
    if old != UNKNOWN:
        codes = _changing_codes(old, new)
        text = min(_sgr(codes) if codes else "", text, key=len)
    return link + text


def _changing_codes(old: Style, new: Style) -> list[str]:
    """The codes that change one style into another without a reset."""
    lost = old.attributes & ~new.attributes
    codes = [str(code) for code, bits in OFF.items() if lost & bits]
    kept = old.attributes
    for code in codes:
        kept &= ~OFF[int(code)]
    codes += _codes(new.attributes & ~kept)
    if old.foreground != new.foreground:
        codes.append(new.foreground or "39")
    if old.background != new.background:
        codes.append(new.background or "49")
    return codes


def _sgr(codes: list[str]) -> str:
    return f"\x1b[{';'.join(code for code in codes if code)}m"


def _codes(attributes: int) -> list[str]:
    return [str(code) for code, bit in BITS.items() if attributes & bit]
