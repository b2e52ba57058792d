"""Commands that YAML folds into one: a value that runs over several lines without `|` is one line to the shell.

Only what is certain counts. A command may run over several lines on purpose; then the further lines are its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from wizard.core.ci_file.layout import BUILD
from wizard.core.ci_file.shippable_file import LEGACY_SECTIONS, Command, ShippableFile
from wizard.core.text.shell_words import simple_commands
from wizard.yamlpatch.changes import Path

# With one of these words behind it, the name of a program begins a command and is no argument of another.
_CALLS = {
    "docker": "build commit login logout pull push rmi run save tag",
    "docker-compose": "build down pull push run stop up",
    "aws": "cloudformation configure ec2 ecr ecs eks iam lambda s3 s3api sts",
    "git": "add checkout clone commit config fetch pull push tag",
    "npm": "ci install publish run test",
    "yarn": "build install publish run test",
    "pip": "install",
    "pip3": "install",
    "apt-get": "install update upgrade",
    "kubectl": "apply config rollout set",
    "helm": "install upgrade",
}
_BUILTINS = frozenset(("cd", "echo", "export", "source", "printf", "set", "unset"))
# What closes or goes on with a compound command, and so needs a line, or `;`, before it.
_CLOSING = frozenset(("fi", "done", "esac", "else", "elif", "}"))
_OPENING = frozenset(("if", "for", "while", "until", "case", "function", "{", *_CLOSING))
# A line that ends so goes on in the next one.
_GOES_ON = re.compile(r"(?:&&|\|\|?|[;\\({,]|\b(?:then|do|else|in))\s*\Z")
# What runs the words behind it as a command, so that a program's name there may be one of them.
_RUNNERS = frozenset(("ssh", "xargs", "time", "timeout", "watch", "sh", "bash", "parallel", "find", "eval", "su"))
_LINE_END = re.compile(r"\r\n|\r|\n")
_INNER_DOCKER = re.compile(r"docker\.sock|(?<![\w/.-])docker(?::[\w.-]+)?(?:\s|\Z)|--privileged")


class Folded(NamedTuple):
    """Commands that are read as one.

    `path` leads to their list, `old` is the one text that is read, `new` what is meant: an item for each, or, where
    they belong together (`if`, a backslash) or are a block already, one block. `line` is where the second one begins
    (from 1), `first` and `second` are the two in words.
    """

    command: Command
    path: Path
    line: int
    first: str
    second: str
    new: str | tuple[str, ...]

    @property
    def old(self) -> str:
        """The text that YAML makes of them."""
        return self.command.text


class _Group:
    """Lines that are one command. `is_certain`: without a doubt it is one of its own, and YAML folds it into another.

    `text` is the command as YAML reads it, `lines` as a block would hold it.
    """

    def __init__(self, number: int, line: str, *, is_certain: bool) -> None:
        self.number = number
        self.text = line.strip()
        self.lines = line
        self.is_certain = is_certain

    @property
    def needs_lines(self) -> bool:
        """Whether it is a part of something that is several lines long in a shell."""
        return "\n" in self.lines or self.text.split()[0] in _OPENING

    def add(self, line: str) -> None:
        """One more line of the same command."""
        self.lines += f"\n{line}" if _GOES_ON.search(self.text) else f" {line.strip()}"
        self.text = f"{self.text} {line.strip()}"


def folded_commands(file: ShippableFile) -> Iterator[Folded]:
    """The commands of the file that are several by their lines and one to YAML."""
    text = file.text or ""
    for command in file.commands:
        lines = _lines(text, command)
        groups = _groups(lines)
        second = next((at for at, group in enumerate(groups) if group.is_certain), None)
        if second is None:
            continue
        path: Path = (command.section,) if command.section in LEGACY_SECTIONS else (*BUILD, command.section)
        line = command.node.line + groups[second].number
        yield Folded(
            command,
            path,
            line,
            groups[second - 1].text,
            groups[second].text,
            _meant(command, groups, is_block=text[command.node.offset] == ">"),
        )


def _meant(command: Command, groups: list[_Group], *, is_block: bool) -> str | tuple[str, ...]:
    """The texts for the commands, or one for the block that they are."""
    if not is_block and not any(group.needs_lines for group in groups):
        return tuple(group.text for group in groups)
    return "\n".join(group.lines for group in groups) + "\n" * command.text.endswith("\n")


def _lines(text: str, command: Command) -> list[str]:
    """The lines of a value that YAML folds, without the indent that they share; none where it is another one."""
    raw = text[command.node.offset : command.node.end]
    if raw[:1] in ("'", '"'):
        return _quoted_lines(raw)
    if command.node.plain:
        return _plain_lines(raw)
    return _block_lines(raw) if raw.startswith(">") else []


def _plain_lines(raw: str) -> list[str]:
    first, *rest = _LINE_END.split(raw)
    return [first, *_without_indent(rest)] if rest else []


def _block_lines(raw: str) -> list[str]:
    rest = _LINE_END.split(raw)[1:]
    if len({len(line) - len(line.lstrip()) for line in rest if line.strip()}) != 1:
        return []  # deeper lines of a folded block keep their line ends
    return ["", *_without_indent(rest)]


def _without_indent(lines: list[str]) -> list[str]:
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return [line[indent:].rstrip() for line in lines]


def _quoted_lines(raw: str) -> list[str]:
    """The lines of a value in quotes, as YAML reads them; none where one has another escape than that of a quote."""
    quote, inside = raw[0], raw[1:-1]
    inside = inside.replace("''", "'") if quote == "'" else inside.replace('\\"', '"')
    if quote == '"' and "\\" in inside:
        return []
    lines = [line.strip() for line in _LINE_END.split(inside)]
    return lines if len(lines) > 1 else []


def _groups(lines: list[str]) -> list[_Group]:
    """The lines as commands."""
    groups: list[_Group] = []
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        if not groups or not lines[number - 1].strip():
            groups.append(_Group(number, line, is_certain=False))
        elif _begins(groups[-1].text, line):
            groups.append(_Group(number, re.sub(r"\A\s*-\s+", "", line), is_certain=True))
        else:
            groups[-1].add(line)
    return groups


def _begins(before: str, line: str) -> bool:
    """Whether a line surely begins a command of its own behind `before`."""
    if _GOES_ON.search(before) or _is_open(before):
        return False
    words = line.split()
    if words[0] == "-":
        return len(words) > 1
    if words[0] in _CLOSING:
        return True
    last = _last_command(before)
    is_again = len(words) > 1 and words[:1] == last[:1] and not {"install", "add"} & set(last)
    return (is_again or _is_call(words)) and not _may_run(before, last, words)


def _is_call(words: list[str]) -> bool:
    if words[0] == "sudo" and len(words) > 1:
        words = words[1:]
    if words[0] in _BUILTINS:
        return len(words) > 1
    return len(words) > 1 and words[1] in _CALLS.get(words[0], "").split()


def _is_open(text: str) -> bool:
    """Whether a quote or a bracket is open at the end."""
    bare = re.sub(r"""\\.|'[^']*'|"(?:\\.|[^"\\])*\"""", "", text)
    return "'" in bare or '"' in bare or bare.count("(") > bare.count(")") or "<<" in bare


def _last_command(text: str) -> list[str]:
    """The words of the last simple command of a text; none where there is no command."""
    last: list[str] = []
    for words in simple_commands(text):
        last = words
    return last


def _may_run(before: str, last: list[str], words: list[str]) -> bool:
    """Whether the words may be what the last command before them runs elsewhere: in a container, on another host."""
    if not last or last[0] in _RUNNERS:
        return True
    if last[0] == "docker-compose" or last[:2] == ["docker", "exec"]:
        return "exec" in last or "run" in last
    if last[:2] != ["docker", "run"]:
        return False
    return words[0] != "docker" or _INNER_DOCKER.search(before.partition(" run ")[2]) is not None
