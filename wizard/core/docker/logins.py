"""The logins to registries that shell commands make: to which registry, and where in the text.

A login counts only where its output is run: `aws ecr get-login` prints a command, and by itself does nothing more.
What is not certain counts as a login to any registry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from wizard.core.aws.ecr_name import Registry, registry_of
from wizard.core.docker.commands import login_servers
from wizard.core.docker.harmless import is_harmless
from wizard.core.text.shell_words import Statement, simple_commands, statements, unquoted
from wizard.frozen import frozen

_PRINTERS = frozenset(("echo", "printf", "#"))
_SHELLS = frozenset(("eval", "sh", "bash"))
_SIGN = re.compile("docker|ecr|login")  # without it a text makes no login
# What only passes on what it reads: a login that ends there is not run.
_FILTERS = frozenset("tee cat grep sed head tail cut tr awk wc less sort base64".split())
_KEEPERS = frozenset(("chmod", "rm", "ls", "cat", "touch", "cp", "mv", "tee"))
_FILE = re.compile(r"(?<![>&0-9])>>?\s*([^\s;&|<>]+)|\|\s*tee\s+(?:-a\s+)?([^\s;&|<>]+)")
_TASKS = frozenset(("make", "npm", "yarn", "rake", "source", ".", "sh", "bash"))
_VARIABLE_CALL = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_SET = re.compile(r"(?P<name>[A-Za-z_]\w*)=(?P<value>.*)", re.DOTALL)


@frozen
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


def logins(texts: Sequence[str], region: str | None = None) -> list[tuple[Login, ...]]:
    """The logins of each of the texts, which run one after the other on one machine.

    `region` is the value of AWS_DEFAULT_REGION there, where it is known.
    """
    machine = _Machine({}, region)
    return [tuple(_logins_in(text, machine)) for text in texts]


def login_script(command: Sequence[str]) -> bool:
    """Whether a command runs a script or task that logs in by its name: what it does is not known."""
    name = command[0]
    is_script = "/" in name or name.endswith((".sh", ".py", ".rb")) or name in _TASKS
    return is_script and not is_harmless(command) and any(re.search(r"log-?in", word) for word in command)


@frozen
class _Machine:
    """What is known of a machine so far: variables and files that have the output of `get-login`, the region."""

    printed: dict[str, Login]
    region: str | None


def _logins_in(text: str, machine: _Machine) -> Iterator[Login]:
    """The logins of one text."""
    if "ecr-login" in text or "get-authorization-token" in text:
        yield Login(0)
    parts = list(statements(text)) if machine.printed or _SIGN.search(text) else []
    for at, statement in enumerate(parts):
        # What follows `>` is the name of a file, and no command.
        if at == 0 or not text[: statement.start].rstrip().endswith(">"):
            yield from _of_statement(statement, _Written(text, parts, at), machine)


class _Written:
    """A statement as it is written, and what reads its output."""

    def __init__(self, text: str, parts: Sequence[Statement], at: int) -> None:
        self._text, self._parts, self._at = text, parts, at

    @property
    def text(self) -> str:
        """The text up to the next statement, with the file that its output goes to."""
        text, parts, at = self._text, self._parts, self._at
        start = parts[at].start
        if at + 1 == len(parts):
            return text[start:]
        end = parts[at + 1].start
        if re.fullmatch(r"[^;&|\n]*>\s*", text[start:end]):
            end += len(parts[at + 1].words[0])
        return text[start:end]

    @property
    def file(self) -> str | None:
        """The file that the output is kept in, by `>` or `tee`."""
        found = _FILE.search(self._text[self._parts[self._at].start :].partition("\n")[0])
        name = (found[1] or found[2]) if found is not None else None
        return None if name in (None, "/dev/null") else _file_key(name or "")

    @property
    def is_run(self) -> bool:
        """Whether a pipe hands the output to what runs it."""
        at = self._at
        while at + 1 < len(self._parts):
            between = self._text[self._parts[at].start : self._parts[at + 1].start]
            if not re.search(r"(?<!\|)\|\s*$", between):
                return False
            at += 1
            if unquoted(self._parts[at].words[0]).rpartition("/")[2] not in _FILTERS:
                return True
        return False


def _file_key(name: str) -> str:
    return "file:" + unquoted(name).removeprefix("./")


def _of_statement(statement: Statement, written: _Written, machine: _Machine) -> Iterator[Login]:
    words = [unquoted(word) for word in statement.words]
    for command in simple_commands(written.text):
        if _is_docker_login(command):
            yield from _docker_login(statement.start, command[2:])
        elif "ecr" in command and "get-login" in command:
            login = _get_login(statement.start, command, _region_in(written.text) or machine.region)
            yield from _of_get_login(statement, words, written, login, machine.printed)
        elif login_script(command) and _file_key(command[0]) != written.file:
            yield Login(statement.start)
    yield from _of_what_was_printed(statement, words, written, machine.printed)


def _of_what_was_printed(
    statement: Statement, words: list[str], written: _Written, printed: dict[str, Login]
) -> Iterator[Login]:
    """The output of `get-login` that was kept before and is run now."""
    if words[0] not in _PRINTERS or written.is_run:
        yield from _run_from_variables(statement, printed)
        yield from _run_from_files(statement, words, written, printed)


def _region_in(text: str) -> str | None:
    """The region that is set for this one command."""
    found = re.match(r"\s*AWS_DEFAULT_REGION=([\w-]+)\s", text)
    return found[1] if found is not None else None


def _of_get_login(
    statement: Statement, words: list[str], written: _Written, login: Login, printed: dict[str, Login]
) -> Iterator[Login]:
    """The login of a call of `get-login`; one that is kept in a variable or a file goes into `printed` instead."""
    setting = _SET.fullmatch(statement.words[0] if len(words) == 1 else words[-1])
    if setting is not None and words[0] not in _SHELLS:
        printed[setting["name"]] = login
        return
    if _is_run(words, written):
        yield login
    elif written.file is not None:
        printed[written.file] = login


def _run_from_variables(statement: Statement, printed: dict[str, Login]) -> Iterator[Login]:
    """The output of `get-login` that was kept in a variable and is run now."""
    for word in statement.words:
        for found in _VARIABLE_CALL.finditer(word):
            login = printed.get(found[1] or found[2])
            if login is not None:
                yield Login(statement.start, login.accounts, login.region)


def _run_from_files(
    statement: Statement, words: list[str], written: _Written, printed: dict[str, Login]
) -> Iterator[Login]:
    """The output of `get-login` that was kept in a file and is run now."""
    if words[0] in _KEEPERS and not written.is_run:
        return
    for word in words:
        login = printed.get(_file_key(word))
        if login is not None:
            yield Login(statement.start, login.accounts, login.region)


def _is_run(words: list[str], written: _Written) -> bool:
    """Whether the command that `get-login` prints is run: not where it is only shown or kept."""
    if words[0] in _PRINTERS or written.is_run:
        return written.is_run
    return "$(" in written.text or "`" in written.text or words[0] in _SHELLS


def _is_docker_login(command: list[str]) -> bool:
    return command[0].rpartition("/")[2] == "docker" and command[1:2] == ["login"]


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


def _get_login(start: int, words: list[str], default: str | None) -> Login:
    regions = _values_of("--region", words)
    region = regions[-1][0] if regions else default
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
