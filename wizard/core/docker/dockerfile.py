"""What a Dockerfile tells: the images that it builds on, and whether its image gets the AWS CLI.

The grammar is that of Docker's own reference: parser directives, continuation lines, here-documents, ARG before
the first FROM, stages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from wizard.core.docker.aws_cli import ABSENT, Installed, installed


@dataclass(frozen=True, slots=True)
class Dockerfile:
    """One Dockerfile: its path below the repository's root and the images after FROM, without doubles.

    An image keeps the variables that nothing in the file gives a value. `aws_cli` and `installs_awscli` (whether it
    is one that Shippable's login can use) are about the image of the last stage, with the stages that it is made from.
    """

    path: str
    froms: tuple[str, ...] = ()
    installs_awscli: bool = False
    aws_cli: Installed = ABSENT


@dataclass(slots=True)
class _Stage:
    name: str
    image: str
    base: _Stage | None
    commands: list[str] = field(default_factory=list)

    def aws_cli(self) -> Installed:
        """The AWS CLI that the image of this stage gets, from a base that has it or from a command."""
        return installed(self.image, self.base.aws_cli() if self.base else None, self.commands)


_INSTRUCTION = re.compile(r"\s*([A-Za-z]+)\s+(.*)", re.DOTALL)
_ESCAPE = re.compile(r"#\s*escape\s*=\s*([\\`])\s*", re.IGNORECASE)
_DIRECTIVE = re.compile(r"#\s*\w+\s*=\s*\S")
_HEREDOC = re.compile(r"(?:^|\s)\d*<<(-?)([\"']?)([^\s\"'<]+)\2(?=\s|$)")
_ARGUMENT = re.compile(r"(\w+)(?:=(\"[^\"]*\"|'[^']*'|\S*))?")
_VARIABLE = re.compile(r"\$(?:(\w+)|\{(\w+)(?::?([-+])([^}]*))?\})")


def parse(path: str, text: str) -> Dockerfile:
    """The Dockerfile with this text; a text that is none gives one without images. Never raises."""
    stages = list(_stages(text))
    images = dict.fromkeys(stage.image for stage in stages if stage.base is None and stage.image != "scratch")
    aws_cli = stages[-1].aws_cli() if stages else ABSENT
    return Dockerfile(path, tuple(images), aws_cli.cli == "usable", aws_cli)


def _stages(text: str) -> Iterator[_Stage]:
    arguments: dict[str, str] = {}
    known: dict[str, _Stage] = {}
    stage: _Stage | None = None
    for keyword, rest in _instructions(text):
        if keyword == "FROM" and (begun := _begun(rest, arguments, known)) is not None:
            stage = begun
            yield stage
        elif keyword == "ARG" and stage is None:
            _set_arguments(rest, arguments)
        elif keyword in ("RUN", "COPY", "ADD") and stage is not None:
            stage.commands.append(_shell_form(rest))


def _begun(rest: str, arguments: dict[str, str], known: dict[str, _Stage]) -> _Stage | None:
    """The stage that a FROM begins, noted in `known` by its name; None where it names no image."""
    words = [word for word in rest.split() if not word.startswith("--")]
    if not words:
        return None
    image = _substituted(words[0].strip("\"'"), arguments)
    name = words[2].lower() if len(words) > 2 and words[1].lower() == "as" else ""
    stage = _Stage(name, image, known.get(image.lower()))
    if name:
        known[name] = stage
    return stage


def _set_arguments(rest: str, arguments: dict[str, str]) -> None:
    """Note the defaults of an ARG that comes before the first stage."""
    for name, value in _ARGUMENT.findall(rest):
        if value:
            arguments[name] = _substituted(value.strip("\"'"), arguments)


def _substituted(text: str, values: Mapping[str, str]) -> str:
    """`text` with the variables that have a value; the others stay as they are."""

    def value(found: re.Match[str]) -> str:
        name, sign, word = found[1] or found[2], found[3], found[4]
        if sign == "+":
            return _substituted(word, values) if name in values else ""
        if name in values:
            return values[name]
        return _substituted(word, values) if sign == "-" else found[0]

    return _VARIABLE.sub(value, text)


def _shell_form(command: str) -> str:
    """A command as one text, also where it is as a JSON list of words."""
    if command.lstrip().startswith("["):
        try:
            return " ".join(map(str, json.loads(command)))
        except ValueError:
            return command
    return command


def _instructions(text: str) -> Iterator[tuple[str, str]]:
    """The instructions, each on one line, with the here-documents that belong to it below."""
    lines = [line.removesuffix("\r") for line in text.removeprefix("\ufeff").split("\n")]
    escape = _escape(lines)
    at = 0
    while at < len(lines):
        line, at = _joined(lines, at, escape)
        found = _INSTRUCTION.fullmatch(line)
        if found is None:
            continue
        keyword, rest = found[1].upper(), found[2]
        if keyword in ("RUN", "COPY", "ADD"):
            bodies, at = _heredocs(lines, at, rest)
            rest = "\n".join([rest, *(body for body in bodies if not body.lstrip().startswith("#"))])
        yield keyword, rest


def _escape(lines: list[str]) -> str:
    """The escape character: directives stand at the very top, before any other comment."""
    for line in lines:
        if found := _ESCAPE.fullmatch(line.strip()):
            return found[1]
        if not _DIRECTIVE.match(line.strip()):
            break
    return "\\"


def _joined(lines: list[str], at: int, escape: str) -> tuple[str, int]:
    """The line at `at` with its continuations, and the number of the next one."""
    parts: list[str] = []
    while at < len(lines):
        line = lines[at]
        at += 1
        if line.lstrip().startswith("#") or (parts and not line.strip()):
            if not parts:
                break
            continue  # comments and empty lines do not end a continued instruction
        stripped = line.rstrip()
        if not stripped.endswith(escape):
            parts.append(line)
            break
        parts.append(stripped[:-1])
    return "".join(parts), at


def _heredocs(lines: list[str], at: int, command: str) -> tuple[list[str], int]:
    """The lines of the here-documents that `command` begins, and the number of the line after them."""
    bodies: list[str] = []
    for dash, _quote, word in _HEREDOC.findall(command):
        end = next((n for n in range(at, len(lines)) if (lines[n].lstrip("\t") if dash else lines[n]) == word), None)
        if end is None:
            break
        bodies += lines[at:end]
        at = end + 1
    return bodies, at
