"""Keys and tokens found in foreign text, whatever form they were brought into, and masked there. Pure.

A server that was sent a secret can repeat it percent-encoded, in base64, in small letters, cut or spread over
lines. So a text is compared without case and punctuation, as it is and with its escapes undone, and piece by
piece with each form of each secret.
"""

from __future__ import annotations

import base64
import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

from wizard.core.model.secret import MASK

# Pieces of this length are recognised. Base64, base32 and hex spell about eight characters with so many.
PIECE = 8
LONG_PIECE = 16
BASE64_PIECE = 12
BASE32_PIECE = 13
HEX_PIECE = 16
MAX_UNDONE = 4

KEYLIKE_LENGTH = 32
# Of two neighbours in random letters and digits, six in ten are of different kinds; in names it is one or two.
KEYLIKE_CHANGES = 0.35

_ESCAPES = re.compile(
    r"%u(?P<u4>[0-9a-fA-F]{4})|%(?P<percent>[0-9a-fA-F]{2})|\\u(?P<json>[0-9a-fA-F]{4})|\\x(?P<x>[0-9a-fA-F]{2})"
    r"|\\U(?P<u8>[0-9a-fA-F]{8})|\\[ux]\{(?P<braces>[0-9a-fA-F]{1,6})\}|\\(?P<octal>[0-3][0-7]{2})"
    r"|&#[xX](?P<hex_entity>[0-9a-fA-F]{1,6});|&#(?P<entity>[0-9]{1,7});|&(?P<name>amp|sol|plus|equals|percnt);"
    r"|=(?P<printable>[0-9A-F]{2})"
)
_ENTITIES = {"amp": "&", "sol": "/", "plus": "+", "equals": "=", "percnt": "%"}
_BASES = {"entity": 10, "octal": 8}  # of the digits; the other forms are hexadecimal
_LAST_CODE = 0x10FFFF

_KEY_ID = re.compile(r"(?<![A-Za-z0-9])A[KS]IA[A-Z0-9]{16}(?![A-Za-z0-9])", re.IGNORECASE)
_SIGNED = re.compile(r"\b(?:Signature|Credential)[\"']?\s*[=:]\s*[\"']?[^\s,;\"'&]+", re.IGNORECASE)
_USER_OF_URL = re.compile(r"(?<=://)[^/\s@]+@")
_WORD = re.compile(rf"[A-Za-z0-9+/_=%-]{{{KEYLIKE_LENGTH},}}")


class _Char(NamedTuple):
    """A character of a text whose escapes may be undone, and where it came from in the text as it was."""

    text: str
    start: int
    end: int


class _Span(NamedTuple):
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Needle:
    """The pieces by which one secret is recognised, by their length. They are as secret as it is."""

    pieces: dict[int, frozenset[str]]

    def __repr__(self) -> str:
        return f"Needle({MASK})"


def needle(secret: str) -> Needle:
    """What recognises `secret` in its usual forms and in each piece of them that is long enough to be no accident."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    whole = _compared(secret)
    if len(whole) >= PIECE:
        found[len(whole)] |= {whole, whole[::-1]}
    for form in (secret, secret[::-1]):
        found[PIECE].update(_odd_pieces(form))
        found[LONG_PIECE].update(_pieces(_compared(form), LONG_PIECE))
    for content in (secret.encode("utf-8", "surrogatepass"), quote(secret, safe="", errors="replace").encode()):
        for encoded, length in _encoded(content):
            found[length].update(_pieces(_compared(encoded), length))
    return Needle({length: frozenset(pieces) for length, pieces in found.items()})


def _encoded(content: bytes) -> Iterator[tuple[str, int]]:
    """The content in the codes of programs, base64 also twice, and the length of the pieces that each is known by."""
    yield content.hex(), HEX_PIECE
    yield base64.b32encode(content).decode(), BASE32_PIECE
    for encoded in _base64(content):
        yield encoded, BASE64_PIECE
        for twice in _base64(encoded.encode()):
            yield twice, BASE64_PIECE


def _base64(content: bytes) -> Iterator[str]:
    """What is sure of the content in base64, for each of the three places where it can begin."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + content).decode()
        unsure_start = (0, 2, 3)[before]
        unsure_end = 1 if encoded.endswith("=") else 0
        sure = encoded.rstrip("=")
        yield sure[unsure_start : len(sure) - unsure_end]


def _pieces(text: str, length: int) -> Iterator[str]:
    for start in range(len(text) - length + 1):
        yield text[start : start + length]


def _odd_pieces(secret: str) -> Iterator[str]:
    """The short pieces, without those that could be a word of somebody's language or a row of zeros."""
    for piece in _pieces("".join(char for char in secret if char.isalnum()), PIECE):
        is_word = piece.isalpha() and piece.islower()
        if not is_word and len(set(piece)) > PIECE // 2 - 1:
            yield piece.lower()


def _compared(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


def masked(text: str, needles: Iterable[Needle]) -> str:
    """`text` with every form of the secrets masked, and the rest of it as it was."""
    known = list(needles)
    if not known:
        return text
    spans: list[_Span] = []
    for view in _views(text):
        spans += _found(view, known)
    return _replaced(text, spans)


def _views(text: str) -> Iterator[list[_Char]]:
    """The text as it is, and with its escapes undone once, twice and so on."""
    view = [_Char(char, at, at + 1) for at, char in enumerate(text)]
    for _ in range(MAX_UNDONE):
        yield view
        undone = _undone(view)
        if len(undone) == len(view):
            return
        view = undone
    yield view


def _undone(view: list[_Char]) -> list[_Char]:
    text = "".join(char.text for char in view)
    out: list[_Char] = []
    at = 0
    for escape in _ESCAPES.finditer(text):
        out += view[at : escape.start()]
        out.append(_Char(_meant(escape), view[escape.start()].start, view[escape.end() - 1].end))
        at = escape.end()
    return out + view[at:]


def _meant(escape: re.Match[str]) -> str:
    if name := escape["name"]:
        return _ENTITIES[name]
    kind = next(group for group, digits in escape.groupdict().items() if digits)
    code = int(escape[kind], _BASES.get(kind, 16))
    return chr(code) if code <= _LAST_CODE else "?"


def _found(view: list[_Char], needles: list[Needle]) -> Iterator[_Span]:
    compared = list(_comparable(view))
    text = "".join(item.text for item in compared)
    for length, pieces in itertools.chain.from_iterable(one.pieces.items() for one in needles):
        for start, piece in enumerate(_pieces(text, length)):
            if piece in pieces:
                yield _Span(compared[start].start, compared[start + length - 1].end)


def _comparable(view: list[_Char]) -> Iterator[_Char]:
    """The letters and digits of the text, small and in their plainest form, each with its place."""
    for item in view:
        plain = item.text if item.text.isascii() else unicodedata.normalize("NFKC", item.text)
        for char in plain.lower():
            if char.isalnum():
                yield _Char(char, item.start, item.end)


def _replaced(text: str, spans: list[_Span]) -> str:
    out: list[str] = []
    at = 0
    for span in _joined(text, spans):
        out += [text[at : span.start], MASK]
        at = span.end
    return "".join(out) + text[at:]


def _joined(text: str, spans: list[_Span]) -> list[_Span]:
    """The spans grown to whole words, in order, those that touch made one."""
    joined: list[_Span] = []
    for span in sorted(spans):
        start, end = _whole_word(text, span)
        if joined and start <= joined[-1].end:
            joined[-1] = _Span(joined[-1].start, max(end, joined[-1].end))
        else:
            joined.append(_Span(start, end))
    return joined


def _whole_word(text: str, span: _Span) -> _Span:
    start, end = span
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] == "="):
        end += 1
    return _Span(start, end)


def without_keylike(text: str) -> str:
    """`text` without what looks like somebody's key: key ids, long random words, signatures, users of URLs.

    Plain hexadecimal stays: commits and digests are written so.
    """
    text = _SIGNED.sub(MASK, text)
    text = _USER_OF_URL.sub(f"{MASK}@", text)
    text = _KEY_ID.sub(MASK, text)
    return _WORD.sub(lambda word: MASK if _is_random(word[0]) else word[0], text)


def _is_random(word: str) -> bool:
    kinds = [_kind(char) for char in word if char.isalnum()]
    if set(kinds) != {"capital", "small", "digit"} or re.fullmatch(r"[0-9a-fA-F_=-]+", word):
        return False
    changes = sum(before != after for before, after in itertools.pairwise(kinds))
    return changes >= KEYLIKE_CHANGES * len(kinds)


def _kind(char: str) -> str:
    if char.isdigit():
        return "digit"
    return "capital" if char.isupper() else "small"
