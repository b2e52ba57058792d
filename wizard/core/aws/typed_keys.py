"""AWS keys in what arrives as typed text: a terminal without bracketed paste types what is pasted. Pure."""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from wizard.core.aws.key_forms import holds_a_key, parse_pasted

SHORTEST_START = 4  # characters; fewer begin too many words

_NAME = r"(?:aws_?)?(?:access_?key(?:_?id)?|secret_?access_?key|session_?token|security_?token)"
_ASSIGNED = re.compile(
    rf"{_NAME}[\"']?\s*[=:\s]\s*[\"'\u2018\u201c]?(?P<value>[A-Za-z0-9/+=]*)(?P<rest>.*)", re.IGNORECASE
)
_SHORTEST_VALUE = 16  # characters of a key or a part of it; `$AWS_ACCESS_KEY_ID` is none
_BARE = re.compile(r"\s*[A-Za-z0-9/+]+\s*")
_CSV_HEADER = re.compile(r"access key id.*,|.*,\s*access key id|secret access key\s*,", re.IGNORECASE)
_COMPANY = re.compile(
    r"""\s*(?:
      [\[\]{}\#;]                                          # a header, JSON, a comment
    | (?:export|setx?|setenv)\s+["']?aws_ | \$?env:aws_    # another variable
    | ["']?(?:aws_\w+|region|output|role_arn|mfa_serial|source_profile|user\s?name|status|createdate|accesskey
             |expiration|version)["']?\s*[:=,]
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_STARTS = (
    *(f"{word} aws_" for word in ("export", "set", "setx", "setenv")),
    "$env:aws_",
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
    "[default]",
    "[profile ",
    '{"accesskey',
    "user name,",
    "access key id,",
    "akia",
    "asia",
)


class Typed(Enum):
    """What text that arrives as keys may be."""

    TEXT = "text"
    PERHAPS = "perhaps"  # it may become keys
    PART = "part"  # keys, and a part of them is missing
    KEYS = "keys"


class Reading(NamedTuple):
    """What the text is, and how many of its characters belong to the pasted keys."""

    what: Typed
    length: int = 0


TEXT = Reading(Typed.TEXT)


def read_typed(text: str, *, ended: bool, into_key_field: bool = False) -> Reading:
    """Whether text that was typed very fast is a paste of AWS keys; lines end with a line feed.

    `ended`: nothing more will come of it. `into_key_field`: it goes to a field for an id or a secret, where either of
    them alone is an ordinary answer.
    """
    lines = text.splitlines(keepends=True)
    if not lines or (into_key_field and _is_bare(lines[0])):
        return TEXT
    first = next((at for at, line in enumerate(lines) if _is_key_line(line)), None)
    if first is None:
        return TEXT if ended or not _may_become_keys(lines) else Reading(Typed.PERHAPS)
    if not all(map(_keeps_company, lines[:first])):
        return TEXT
    return _keys_in(lines, _end(lines, first, ended=ended))


def _keys_in(lines: list[str], end: int) -> Reading:
    """The keys in the lines before `end`; they are whole where other lines follow."""
    pasted = "".join(lines[:end])
    is_whole = end < len(lines) or parse_pasted(pasted) is not None
    return Reading(Typed.KEYS if is_whole else Typed.PART, len(pasted))


def is_of_keys(line: str, *, among_keys: bool = False) -> bool:
    """Whether a line holds a key; `among_keys`: or is found beside such lines."""
    return _is_key_line(line) or (among_keys and _keeps_company(line))


def _end(lines: list[str], first: int, *, ended: bool) -> int:
    """The number of lines that belong to the keys whose first line is that one."""
    end = first + 1
    for at in range(first + 1, len(lines)):
        line = lines[at]
        unfinished = not ended and at == len(lines) - 1 and not line.endswith("\n")
        if unfinished or _is_key_line(line) or _keeps_company(line):
            end = at + 1
        elif line.strip():
            break
    return end


def _is_key_line(line: str) -> bool:
    """Whether the line holds a key, or gives a name that keys have a value that can be a part of one."""
    if holds_a_key(line):
        return True
    found = _ASSIGNED.search(line)
    return found is not None and len(found["value"]) >= _SHORTEST_VALUE


def _is_bare(line: str) -> bool:
    return _BARE.fullmatch(line) is not None


def _keeps_company(line: str) -> bool:
    """Whether such a line is found beside those of keys."""
    return bool(_COMPANY.match(line) or _CSV_HEADER.match(line.lstrip()))


def _may_become_keys(lines: list[str]) -> bool:
    *before, last = lines
    if not all(map(_keeps_company, before)):
        return False
    if last.endswith("\n"):
        return _keeps_company(last)
    start = last.lstrip().lower()
    if before:
        return True
    if len(start) < SHORTEST_START:
        return False
    if _keeps_company(last) or any(word.startswith(start) for word in _STARTS):
        return True
    found = _ASSIGNED.search(last)
    return (found is not None and not found["rest"]) or bool(re.match(r"a[ks]ia[a-z0-9]*$", start))
