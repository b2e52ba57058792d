"""The logins to registries that shell commands make: to which registry, and where in the text.

A login counts only where its output is run: `aws ecr get-login` prints a command, and by itself does nothing more.
What is not certain counts as a login to any registry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from wizard.core.aws.ecr_name import Registry, registry_of
from wizard.core.docker.commands import login_servers
from wizard.core.text.shell_words import Statement, simple_commands, statements, unquoted

_PRINTERS = frozenset(("echo", "printf", "#"))
_SHELLS = frozenset(("eval", "sh", "bash"))
_SIGN = re.compile("docker|ecr")  # without it a text makes no login
_VARIABLE_CALL = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_SET = re.compile(r"(?P<name>[A-Za-z_]\w*)=(?P<value>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Login:
    """A login: where it begins in the text, and the account and region that it is for (empty: any).

    `elsewhere` tells that it is to a registry that is not ECR's.
    """

    start: int
    accounts: tuple[str, ...] = ()
    region: str | None = None
    elsewhere: bool = False

    @property
    def anywhere(self) -> Login:
        """The same login, wherever it is made."""
        return replace(self, start=0)

    def is_for(self, registry: Registry) -> bool:
        """Whether it may be the one that this registry needs."""
        if self.elsewhere:
            return False
        if self.accounts and registry.account not in self.accounts:
            return False
        return self.region is None or self.region == registry.region


def logins(texts: Sequence[str]) -> list[tuple[Login, ...]]:
    """The logins of each of the texts, which run one after the other on one machine."""
    printed: dict[str, Login] = {}
    return [tuple(_logins_in(text, printed)) for text in texts]


def _logins_in(text: str, printed: dict[str, Login]) -> Iterator[Login]:
    """The logins of one text; `printed` holds the variables that have the output of `get-login`."""
    if "ecr-login" in text or "get-authorization-token" in text:
        yield Login(0)
    parts = list(statements(text)) if printed or _SIGN.search(text) else []
    for at, statement in enumerate(parts):
        yield from _of_statement(statement, _text_of(text, parts, at), printed)


def _text_of(text: str, parts: Sequence[Statement], at: int) -> str:
    """The text of a statement up to the next one, with the file that its output goes to."""
    start = parts[at].start
    if at + 1 == len(parts):
        return text[start:]
    end = parts[at + 1].start
    if re.fullmatch(r"[^;&|\n]*>\s*", text[start:end]):
        end += len(parts[at + 1].words[0])
    return text[start:end]


def _of_statement(statement: Statement, text: str, printed: dict[str, Login]) -> Iterator[Login]:
    words = [unquoted(word) for word in statement.words]
    for command in simple_commands(text):
        name = command[0].rpartition("/")[2]
        if name == "docker" and command[1:2] == ["login"]:
            yield from _docker_login(statement.start, command[2:])
        elif "ecr" in command and "get-login" in command:
            yield from _of_get_login(statement, words, text, _get_login(statement.start, command), printed)
    if words[0] not in _PRINTERS or _goes_on(text):
        yield from _run_from_variables(statement, printed)


def _of_get_login(
    statement: Statement, words: list[str], text: str, login: Login, printed: dict[str, Login]
) -> Iterator[Login]:
    """The login of a call of `get-login`; one that is kept in a variable goes into `printed` instead."""
    setting = _SET.fullmatch(statement.words[0] if len(words) == 1 else words[-1])
    if setting is not None and words[0] not in _SHELLS:
        printed[setting["name"]] = login
    elif _is_run(words, text):
        yield login


def _run_from_variables(statement: Statement, printed: dict[str, Login]) -> Iterator[Login]:
    """The output of `get-login` that was kept in a variable and is run now."""
    for word in statement.words:
        for found in _VARIABLE_CALL.finditer(word):
            login = printed.get(found[1] or found[2])
            if login is not None:
                yield Login(statement.start, login.accounts, login.region)


def _is_run(words: list[str], text: str) -> bool:
    """Whether the command that `get-login` prints is run: not where it is only shown."""
    if words[0] in _PRINTERS:
        return _goes_on(text)
    is_inside = "$(" in text or "`" in text or words[0] in _SHELLS
    return is_inside or _goes_on(text)


def _goes_on(text: str) -> bool:
    """Whether a command's output goes to another command or a file."""
    return re.search(r"(?<!\|)\|(?!\|)|>(?!&|\s*/dev/null)", text) is not None


def _docker_login(start: int, words: list[str]) -> Iterator[Login]:
    servers = list(login_servers(words)) or ["docker.io"]
    for server in servers:
        host = re.sub(r"^https?://", "", server).rstrip("/")
        registry = registry_of(host)
        if registry is not None:
            yield Login(start, (registry.account,), registry.region)
        else:
            is_known = "$" not in server and "`" not in server
            yield Login(start, elsewhere=is_known)


def _get_login(start: int, words: list[str]) -> Login:
    regions = _values_of("--region", words)
    region = regions[-1][0] if regions else None
    accounts = [account for group in _values_of("--registry-ids", words) for account in group]
    is_known = not any("$" in account for account in accounts)
    return Login(start, tuple(accounts) if is_known else (), None if region and "$" in region else region)


def _values_of(option: str, words: list[str]) -> list[list[str]]:
    """The values of an option, written after it or after `=`; for each time that it is given."""
    found: list[list[str]] = []
    for at, word in enumerate(words):
        name, _, value = word.partition("=")
        if name == option:
            found.append([value] if value else _until_option(words[at + 1 :]))
    return [values for values in found if values]


def _until_option(words: list[str]) -> list[str]:
    found: list[str] = []
    for word in words:
        if word.startswith("-"):
            break
        found.append(word)
    return found
