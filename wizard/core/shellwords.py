"""A shell text as its simple commands. Not a shell: enough of its grammar to find the commands that CI files call.

Known are quotes, escapes, comments, continuation lines, separators, keywords, assignments, `$(...)` and backquotes,
and `sh -c TEXT`. Words keep their variables; here-documents and functions are not followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# `${NAME:-${OTHER}}`, `$(command $(other))`, `command`, "text", 'text'
# Possessive throughout: what can go back keeps a note of each character, hundreds of MB for a long command.
_VARIABLE = r"\$\{(?:[^{}]++|\{[^{}]*+\})*+\}"
_INSIDE = r"(?:[^()]++|\([^()]*+\))*+"
_CALL = rf"\$\({_INSIDE}\)|`[^`]*+`"
_DOUBLE = r'"(?:\\.|[^"\\]++)*+"'
_TOKEN = re.compile(
    r"(?P<blank>[ \t\r]+|\\\r?\n)"
    r"|(?P<comment>#[^\n]*)"
    r"|(?P<separator>[;&|()\n<>]+)"
    rf"""|(?P<word>(?:\\.|'[^']*+'|{_DOUBLE}|{_VARIABLE}|{_CALL}|\$|[^\s;&|()<>\\'"`$]++)++)"""
    r"|(?P<stray>.)",
    re.DOTALL,
)
_PIECE = re.compile(
    rf"""(?P<bare>{_VARIABLE}|{_CALL}|[^\\'"`$]+)|\\(?P<escaped>.)|'(?P<single>[^']*)'|(?P<double>{_DOUBLE})"""
    r"|(?P<other>.)",
    re.DOTALL,
)
_INNER = re.compile(rf"\$\(({_INSIDE})\)|`([^`]*)`", re.DOTALL)
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=", re.ASCII)
_KEYWORDS = frozenset(["if", "then", "else", "elif", "while", "until", "do", "!", "{", "time"])
# What runs the command that follows it; `sudo -u NAME` and `env -u NAME` take a word more.
_RUNNERS = frozenset(["sudo", "env", "exec", "nohup", "command", "shippable_retry", "travis_retry", "retry"])
_SHELLS = frozenset(["sh", "bash", "dash", "ash", "zsh"])
_MAX_DEPTH = 5


def simple_commands(text: str, depth: int = 0) -> Iterator[list[str]]:
    """The simple commands of a shell text, each as its words without quotes; never an empty one."""
    if depth > _MAX_DEPTH:
        return
    raw: list[str] = []
    for found in _TOKEN.finditer(text + "\n"):
        if found["word"] is not None:
            raw.append(found["word"])
        elif found["separator"] is not None and raw:
            yield from _command(raw, depth)
            raw = []


def _command(raw: list[str], depth: int) -> Iterator[list[str]]:
    for word in raw:
        if not word.startswith("'"):
            for inner in _INNER.finditer(word):
                yield from simple_commands(inner[1] or inner[2] or "", depth + 1)
    words = _without_runners([_unquoted(word) for word in raw])
    if not words:
        return
    yield words
    name = words[0].rpartition("/")[2]
    if name == "eval":
        yield from simple_commands(" ".join(words[1:]), depth + 1)
    elif name in _SHELLS and "-c" in words[:-1]:
        yield from simple_commands(words[words.index("-c") + 1], depth + 1)


def _without_runners(words: list[str]) -> list[str]:
    at = 0
    runs = False
    while at < len(words):
        word = words[at]
        if runs and word in ("-u", "-g", "-h"):
            at += 1
        elif word in _RUNNERS:
            runs = True
        elif not (word in _KEYWORDS or _ASSIGNMENT.match(word) or (runs and word.startswith("-"))):
            break
        at += 1
    return words[at:]


def _unquoted(word: str) -> str:
    return "".join(
        re.sub(r'\\(["\\$`])', r"\1", found["double"][1:-1]) if found["double"] else found[found.lastgroup or 0]
        for found in _PIECE.finditer(word)
    )
