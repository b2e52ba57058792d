"""A shell text as its simple commands. Not a shell: enough of its grammar to find the commands that CI files call.

Known are quotes, escapes, comments, continuation lines, separators, keywords, assignments, `$(...)` and backquotes,
and `sh -c TEXT`. Words keep their variables; here-documents and functions are not followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

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
# After these words and separators it depends on the run whether a command is reached; `{` may begin a function.
_DECIDING = frozenset(["if", "for", "while", "until", "case", "select", "function", "!", "{"])
_DECIDES = re.compile(r"&&|\|\||[()]")
# What is before a single `|` or `&` runs in a shell of its own.
_DECIDES_BEFORE = re.compile(r"(?<!\|)\|(?!\|)|(?<!&)&(?!&)|\(")
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


@dataclass(frozen=True, slots=True)
class Statement:
    """One simple command at the top of a shell text: where it begins and its words, quotes and all.

    `sure` tells that it runs whenever the text does: nothing before it in the text decides whether.
    """

    start: int
    words: tuple[str, ...]
    sure: bool


def statements(text: str) -> Iterator[Statement]:
    """The simple commands of a shell text in order, without those inside of `$(...)` and `sh -c`."""
    words: list[str] = []
    start = 0
    sure = True
    for found in _TOKEN.finditer(text + "\n"):
        word, separator = found["word"], found["separator"]
        if word is not None:
            start = start if words else found.start()
            words.append(word)
            continue
        if separator is None:
            continue
        if words:
            sure &= words[0] not in _DECIDING
            yield Statement(start, tuple(words), sure and not _DECIDES_BEFORE.search(separator))
            words = []
        sure &= not _DECIDES.search(separator)


def _command(raw: list[str], depth: int) -> Iterator[list[str]]:
    for inner in _substitutions(raw):
        yield from simple_commands(inner, depth + 1)
    words = _without_runners([unquoted(word) for word in raw])
    if not words:
        return
    yield words
    name = words[0].rpartition("/")[2]
    if name == "eval":
        yield from simple_commands(" ".join(words[1:]), depth + 1)
    elif name in _SHELLS and "-c" in words[:-1]:
        yield from simple_commands(words[words.index("-c") + 1], depth + 1)


def _substitutions(raw: list[str]) -> Iterator[str]:
    """The commands in `$(...)` and in backquotes; in single quotes there are none."""
    for word in raw:
        if not word.startswith("'"):
            for inner in _INNER.finditer(word):
                yield inner[1] or inner[2] or ""


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


def unquoted(word: str) -> str:
    """A word of a shell text without its quotes and escapes."""
    return "".join(
        re.sub(r'\\(["\\$`])', r"\1", found["double"][1:-1]) if found["double"] else found[found.lastgroup or 0]
        for found in _PIECE.finditer(word)
    )
