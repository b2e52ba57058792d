"""The variables whose values a CI file itself tells, and its texts with these values in their place.

Known are `env` and `env.global` of the file, `env` of the CI container, and what a section sets before the place that
is looked at. A variable is known only where it has one value in every build: of a matrix of builds, of a branch of an
`if`, of a script that is sourced nothing is assumed. What is not known stays in the text as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from wizard.core.ci_file.env_words import env_words
from wizard.core.ci_file.shippable_file import Boot, Command, ShippableFile
from wizard.core.text.shell_words import Statement, statements, unquoted
from wizard.frozen import frozen
from wizard.yamlpatch.parse.document import Node

# Values that are one word, whatever is around them. A variable that is not known may be a part of one.
_SAFE = re.compile(r"(?:[\w@%+=:,./-]|\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\}))*")
# `${NAME:-other}` is NAME where that is set and not empty.
_USE = re.compile(
    r"'[^']*'|\\.|\$(?:\{(?P<braced>[A-Za-z_]\w*)(?P<other>:?-[^{}$`'\"\s]*)?\}|(?P<bare>[A-Za-z_]\w*))", re.DOTALL
)
_ASSIGNMENT = re.compile(r"(?P<name>[A-Za-z_]\w*)(?P<more>\+?)=(?P<value>.*)", re.DOTALL)
_SETTERS = frozenset(["export", "declare", "typeset", "readonly", "local"])
_UNSETTERS = frozenset(["unset", "read", "for", "getopts", "mapfile", "readarray", "select"])
# Without one of these a text changes no variable.
_CHANGES = re.compile(r"=|(?<![\w-])(?:unset|read|for|getopts|mapfile|readarray|select|source|eval|\.)(?![\w/.-])")
_KEYWORDS = frozenset(["if", "then", "else", "elif", "while", "until", "do", "!", "{", "time"])
# `eval` of a login and the scripts that choose an interpreter set no variable that names an image.
_HARMLESS_SOURCE = re.compile(r"get-login|ssh-agent|/activate$|nvm\.sh|\.rvm/|/rvm$")


@frozen
class Resolved:
    """A command of the file and its text with the variables that are known there replaced by their values."""

    command: Command
    text: str


def substituted(text: str, values: Mapping[str, str]) -> str:
    """A shell text with `$NAME` and `${NAME}` replaced where the name is known; what is in single quotes stays."""
    if not values or "$" not in text:
        return text

    def value_of(found: re.Match[str]) -> str:
        name = found["braced"] or found["bare"]
        value = values.get(name) if name else None
        if value == "" and (found["other"] or "").startswith(":-"):
            return found["other"][2:]
        return found[0] if value is None else value

    return _USE.sub(value_of, text)


def file_variables(file: ShippableFile) -> dict[str, str]:
    """The variables that `env` of the file gives every build with the same value."""
    root = file.root
    if root is None or root.kind != "map":
        return {}
    values = _of_env(root.get("env"))
    include = root.get("matrix", "include")
    if include is not None:
        for item in include.items:
            # A build of the matrix that sets nothing has the values from above.
            _narrow(values, [tuple(values.items()), *_builds_of(item.get("env"))])
    return values


def _of_env(env: Node | None) -> dict[str, str]:
    values: dict[str, str] = {}
    if env is None:
        return values
    if not _has_parts(env):
        _narrow(values, _builds_of(env))
        return values
    for _, name, value in _pairs_below(env.get("global")):
        _set(values, name, substituted(value, values))
    _narrow(values, _builds_of(env.get("matrix")))
    return values


def resolved_image(file: ShippableFile) -> str | None:
    """The name of the CI image with the file's variables replaced; None where the file names none."""
    boot = file.effective_boot
    if boot is None or boot.image_name is None:
        return None
    return substituted(boot.image_name, file_variables(file))


def resolved_tag(file: ShippableFile) -> str:
    """The tag of the CI image with the file's variables replaced."""
    boot = file.effective_boot
    tag = boot.image_tag if boot is not None else None
    return substituted(tag or "latest", file_variables(file))


def resolved_commands(file: ShippableFile) -> tuple[Resolved, ...]:
    """The commands of the file in order, with the variables replaced that are known where each begins."""
    of_file = file_variables(file)
    of_container = _in_container(of_file, file.effective_boot)
    sections: dict[str, dict[str, str]] = {}
    assigned: dict[bool, set[str]] = {True: set(), False: set()}
    out: list[Resolved] = []
    for command in file.commands:
        before = assigned[command.in_container]
        if command.section not in sections:
            values = of_container if command.in_container else of_file
            # Whether a section sees what an earlier one of the same machine set is not known.
            sections[command.section] = {name: values[name] for name in values.keys() - before}
        text, names = _through(command.text, sections[command.section])
        before |= names
        out.append(Resolved(command, text))
    return tuple(out)


def _in_container(of_file: Mapping[str, str], boot: Boot | None) -> dict[str, str]:
    values = dict(of_file)
    own: dict[str, str] = {}
    for item in boot.env if boot is not None else ():
        for word in env_words(item):
            _set(own, word.name, substituted(word.value, of_file))
            if word.name in values and own.get(word.name) != values[word.name]:
                del values[word.name]  # which of the two counts is not known
                own.pop(word.name, None)
    return values | own


def env_nodes(file: ShippableFile, env: Node | None = None) -> Iterator[tuple[Node, str, str]]:
    """The variables of `env` (of the file's own, where none is given) with the node that each is set in."""
    root = file.root
    if env is None and root is not None and root.kind == "map":
        env = root.get("env")
        if env is not None and _has_parts(env):
            yield from _pairs_below(env.get("global"))
            env = env.get("matrix")
        include = root.get("matrix", "include")
        for item in include.items if include is not None else ():
            yield from _pairs_below(item.get("env"))
    yield from _pairs_below(env)


def env_texts(file: ShippableFile) -> Iterator[Node]:
    """The texts below `env` of the file, whatever they set."""
    env = file.root.get("env") if file.root is not None and file.root.kind == "map" else None
    for node in env.walk() if env is not None else ():
        if node.kind == "scalar":
            yield node


def used_names(text: str) -> tuple[str, ...]:
    """The variables that a shell text uses as `$NAME` or `${NAME}`, each once."""
    names = (found["braced"] or found["bare"] for found in _USE.finditer(text))
    return tuple(dict.fromkeys(name for name in names if name))


def assigned_in(text: str) -> Iterator[tuple[str, str | None]]:
    """The variables that a shell text sets, in order, with their raw values; None where the value is not known."""
    if _CHANGES.search(text) is None:
        return
    for statement in statements(text):
        yield from _assignments(statement)


def _has_parts(env: Node) -> bool:
    """Whether `env` has `global` and `matrix`; a map without them sets variables by its keys."""
    return env.kind == "map" and any(env.key(part) is not None for part in ("global", "matrix"))


def _pairs_below(node: Node | None) -> Iterator[tuple[Node, str, str]]:
    """The variables of a text, of the texts of a list, or of a map of names and values."""
    if node is None or node.is_empty:
        return
    for item in node.items if node.kind == "list" else (node,):
        if item.kind == "scalar":
            for name, value in _pairs(item.value):
                yield item, name, value
        else:
            yield from _pairs_of_map(item)


def _pairs_of_map(node: Node) -> Iterator[tuple[Node, str, str]]:
    for key, value in node.pairs:
        if key.kind == "scalar" and value.kind == "scalar" and key.value != "secure":
            yield key, key.value, value.value


def _builds_of(node: Node | None) -> list[tuple[tuple[str, str], ...]]:
    """What each build of a matrix sets; a list of one item and a single text make one build."""
    if node is None or node.is_empty:
        return []
    items = node.items if node.kind == "list" else (node,)
    return [tuple((name, value) for _, name, value in _pairs_below(item)) for item in items]


def _narrow(values: dict[str, str], builds: list[tuple[tuple[str, str], ...]]) -> None:
    """Set what every build sets alike, and forget what builds set differently."""
    if not builds:
        return
    outcomes: list[dict[str, str]] = []
    for build in builds:
        outcome = dict(values)
        for name, value in build:
            _set(outcome, name, substituted(value, outcome))
        outcomes.append(outcome)
    first, *others = outcomes
    agreed = {name: value for name, value in first.items() if all(other.get(name) == value for other in others)}
    values.clear()
    values.update(agreed)


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """The variables of a text of `env`; a value that may be meant without its variables replaced is `$`."""
    for word in env_words(text):
        raw = text[word.start : word.end]
        yield word.name, "$" if "'" in raw and "$" in raw else word.value


def _set(values: dict[str, str], name: str, value: str) -> None:
    if _SAFE.fullmatch(value):
        values[name] = value
    else:
        values.pop(name, None)


def _through(text: str, values: dict[str, str]) -> tuple[str, set[str]]:
    """The text with its variables replaced; `values` becomes what holds after it. Also the names that it sets."""
    if _CHANGES.search(text) is None:
        return substituted(text, values), set()
    found = list(statements(text))
    assigned = {name for statement in found for name, _ in _assignments(statement)}
    # The text may go round in a circle: a name that is not surely set is not known before its place either.
    unsure = {name for statement in found if not statement.sure for name, _ in _assignments(statement)}
    for name in unsure:
        values.pop(name, None)
    pieces: list[str] = []
    done = 0
    for at, statement in enumerate(found):
        end = found[at + 1].start if at + 1 < len(found) else len(text)
        pieces.append(substituted(text[done:end], values))
        done = end
        _run(statement, values)
    pieces.append(substituted(text[done:], values))
    return "".join(pieces), assigned


def _run(statement: Statement, values: dict[str, str]) -> None:
    """What a statement does to the variables."""
    if _reads_a_script(_without_keywords(statement.words)):
        values.clear()
        return
    for name, raw in _assignments(statement):
        is_known = raw is not None and not ("'" in raw and "$" in raw)
        if raw is not None and is_known and statement.sure:
            _set(values, name, substituted(unquoted(raw), values))
        else:
            values.pop(name, None)


def _reads_a_script(words: tuple[str, ...]) -> bool:
    """Whether a command runs a text that is not known, which may set any variable."""
    if not words or words[0] not in ("source", ".", "eval"):
        return False
    return _HARMLESS_SOURCE.search(" ".join(words[1:])) is None


def _assignments(statement: Statement) -> Iterator[tuple[str, str | None]]:
    """The names that a statement sets with their raw values; None where the value is not known."""
    words = _without_keywords(statement.words)
    if not words:
        return
    if words[0] in _UNSETTERS:
        yield from ((word, None) for word in words[1:])
        return
    is_setter = words[0] in _SETTERS
    found = [_ASSIGNMENT.fullmatch(word) for word in words[int(is_setter) :]]
    if not is_setter and not all(found):
        return  # NAME=VALUE before a command counts for that command alone
    for item in filter(None, found):
        yield item["name"], None if item["more"] else item["value"]


def _without_keywords(words: tuple[str, ...]) -> tuple[str, ...]:
    at = 0
    while at < len(words) and words[at] in _KEYWORDS:
        at += 1
    return words[at:]
