"""What can come next on a command line that is being typed: from the parsers, and from what is known here."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from wizard.cli import COMMANDS, split_command
from wizard.cli.parsing import Parser, actions_of, parser_of
from wizard.core.model.errors import WizardError

# A name with anything else in it (a branch may be called `$(reboot)`) is not offered: a shell would read it.
SAFE = re.compile(r"[\w@%+./,-]+")
NAME_OF_ACCOUNT, NAME_OF_SUBSCRIPTION, BRANCH, CODE = "account", "subscription", "branch", "code"
RUNS_OFFERED = 20


class Word(NamedTuple):
    """A word that can come next, and what it means."""

    text: str
    meaning: str = ""


class Typed(NamedTuple):
    """A command line without its last word: the command, its own command, and what follows them."""

    command: str | None
    action: str | None
    rest: list[str]


def answer(words: Sequence[str]) -> list[str]:
    """The lines for the shell: what is completed (`words`, `files`, `folders`), then each word, a tab, its meaning.

    The last of `words` is the one at the cursor. Bash gives the `=` of `--flag=value` as a word of its own.
    """
    *before, current = [word for word in words[:-1] if word != "="] + [words[-1] if words else ""]
    current = "" if current == "=" else current
    flag, equals, value = current.partition("=")
    if current.startswith("--") and equals:
        kind, found = _next([*before, flag], value)
        found = [Word(f"{flag}={word.text}", word.meaning) for word in found]
    else:
        kind, found = _next(before, current)
    return [kind, *("\t".join((word.text, " ".join(word.meaning.split()))) for word in found)]


def _next(before: list[str], current: str) -> tuple[str, list[Word]]:
    try:
        kind, found = _possible(_typed(before), current)
    except WizardError:  # what is known here cannot be read: the command itself will say so
        return "words", []
    return kind, [word for word in found if word.text.startswith(current) and SAFE.fullmatch(word.text)]


def _typed(before: list[str]) -> Typed:
    command, rest = split_command(before)
    if command is None or command == "help":
        return Typed(command, None, rest)
    actions = actions_of(command)
    action, rest = split_command(rest, actions) if actions else (None, rest)
    return Typed(command, action, rest)


def _possible(typed: Typed, current: str) -> tuple[str, list[Word]]:
    made = parser_of(*(word for word in (typed.command, typed.action) if word))
    waiting = _waiting(made, typed.rest)
    if waiting is not None:
        return _values(waiting, typed)
    if current.startswith("-"):
        return "words", _flags(made)
    if typed.command is None and not typed.rest:
        return "words", [Word(name, text) for name, text in COMMANDS.items()]
    if typed.command == "help":
        return "words", _commands_for_help(typed.rest)
    position = _position(made, typed.rest)
    return _values(position, typed) if position is not None else ("words", [])


def _commands_for_help(rest: Sequence[str]) -> list[Word]:
    if not rest:
        return [Word(name, text) for name, text in COMMANDS.items()]
    return [Word(name) for name in actions_of(rest[0])] if rest[0] in COMMANDS else []


def _waiting(made: Parser, rest: Sequence[str]) -> argparse.Action | None:
    """The flag that the last word is, where it waits for its value."""
    action = _flag(made, rest[-1]) if rest else None
    return action if action is not None and action.nargs is None else None


def _flag(made: Parser, word: str) -> argparse.Action | None:
    for action in made._actions:  # noqa: SLF001 - argparse has no public way to read a parser
        if word in action.option_strings:
            return action
    return None


def _flags(made: Parser) -> list[Word]:
    found = []
    for action in made._actions:  # noqa: SLF001 - argparse has no public way to read a parser
        found += [Word(name, action.help or "") for name in action.option_strings if name.startswith("--")]
    return found


def _position(made: Parser, rest: Sequence[str]) -> argparse.Action | None:
    """The positional argument that comes next; None when all of them are there."""
    given = _positions_given(made, rest)
    for action in made._actions:  # noqa: SLF001 - argparse has no public way to read a parser
        if action.option_strings:
            continue
        if given == 0 or action.nargs == "*":
            return action
        given -= 1
    return None


def _positions_given(made: Parser, rest: Sequence[str]) -> int:
    given, value_follows = 0, False
    for word in rest:
        action = _flag(made, word)
        if action is None and not value_follows and not word.startswith("-"):
            given += 1
        value_follows = action is not None and action.nargs is None
    return given


def _values(action: argparse.Action, typed: Typed) -> tuple[str, list[Word]]:
    """What the argument can be."""
    if action.choices is not None:
        return "words", [Word(str(choice)) for choice in action.choices]
    if action.metavar == "FILE":
        return "files", []
    if action.metavar == "PATH":
        return ("files" if action.option_strings else "folders"), []
    names = NAMES.get(_meaning(action, typed))
    return "words", [Word(name) for name in names()] if names else []


def _meaning(action: argparse.Action, typed: Typed) -> str:
    """What a name means: the argument's, or for NAME of `account remove` the command's."""
    if action.dest in ("name", "old"):
        return typed.command or "" if typed.action in ("remove", "rename") else ""
    if action.dest in ("only", "except_"):
        return BRANCH
    if action.dest in ("code", "select", "ignore"):
        return CODE
    if action.dest == "subscription":  # an organisation
        return ""
    return NAME_OF_SUBSCRIPTION if action.dest == "integration" else action.dest


def _accounts() -> Iterable[str]:
    from wizard.services.storage.inventory import FileInventory

    return [item.name for item in FileInventory().read().accounts]


def _subscriptions() -> Iterable[str]:
    from wizard.services.storage.inventory import FileInventory

    return sorted({item.name for item in FileInventory().read().subscriptions})


def _profiles() -> Iterable[str]:
    from wizard.services.credentials import aws_files

    return aws_files.profiles()


def _regions() -> Iterable[str]:
    from wizard.services.aws.boto import AwsBoto

    return AwsBoto().regions()


def _branches() -> Iterable[str]:
    from wizard.services.repository.git import RealGit

    git = RealGit()
    root = git.root(Path()) if git.available() else None
    return git.overview(root).branches if root is not None else ()


def _codes() -> Iterable[str]:
    from wizard.core.rules.table import RULES

    return sorted(rule.code for rule in RULES)


def _runs() -> Iterable[str]:
    from wizard.services.storage.files import RealFiles

    newest_first = reversed(RealFiles().runs())
    return islice(newest_first, RUNS_OFFERED)


NAMES: dict[str, Callable[[], Iterable[str]]] = {
    NAME_OF_ACCOUNT: _accounts,
    NAME_OF_SUBSCRIPTION: _subscriptions,
    BRANCH: _branches,
    CODE: _codes,
    "run": _runs,
    "profile": _profiles,
    "region": _regions,
}
