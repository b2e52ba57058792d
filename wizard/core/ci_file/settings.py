"""Where a file sets the variables of a text: so that a finding about a value names the line that the value is from."""

from __future__ import annotations

import bisect
from collections.abc import Iterator

from wizard.core.ci_file.shippable_file import Command, ShippableFile, in_container
from wizard.core.ci_file.variables import assigned_in, env_nodes, used_names
from wizard.frozen import frozen
from wizard.yamlpatch.parse.document import Node

MOST = 20  # settings that are named of one text


@frozen
class Setting:
    """A variable, and the line of the file that gives it its value."""

    name: str
    line: int


@frozen
class _Assignment:
    name: str
    value: str
    line: int


class Settings:
    """What a file sets before one of its commands is reached."""

    def __init__(self, file: ShippableFile) -> None:
        self._file = file
        self._known: dict[str | None, _Assigned] = {}

    def of(self, text: str, command: Command | None = None) -> tuple[Setting, ...]:
        """The lines that set the variables of `text`, nearest first, with those that their values are made from.

        `command` is where the text is; None for the image of `pre_ci_boot`. A variable that the file does not set is
        left out, and what is behind more than a few others.
        """
        if "$" not in text:
            return ()
        section = command.section if command is not None else None
        if section not in self._known:
            self._known[section] = _Assigned(self._file, section)
        known = self._known[section]
        return known.settings_of(text, len(known.all) if command is None else known.until(command))


class _Assigned:
    """The assignments that a section (None: the image of `pre_ci_boot`) can see, in order."""

    def __init__(self, file: ShippableFile, section: str | None) -> None:
        self.all = [_Assignment(name, value, node.line) for node, name, value in env_nodes(file)]
        self._ends: dict[int, int] = {}
        if section is not None and in_container(section):
            self.all += _of_container(file)
        for command in file.commands:
            if command.section == section:
                self.all += _of_command(file, command)
                self._ends[command.node.offset] = len(self.all)
        self._numbers: dict[str, list[int]] = {}
        for number, assignment in enumerate(self.all):
            self._numbers.setdefault(assignment.name, []).append(number)

    def until(self, command: Command) -> int:
        """How many are made until the end of a command."""
        return self._ends[command.node.offset]

    def settings_of(self, text: str, end: int) -> tuple[Setting, ...]:
        """What sets the variables of `text` before the assignment number `end`."""
        found: dict[Setting, None] = {}
        ahead = [(name, end) for name in reversed(used_names(text))]
        while ahead and len(found) < MOST:
            name, before = ahead.pop()
            numbers = self._numbers.get(name, [])
            at = bisect.bisect_left(numbers, before) - 1
            if at < 0:
                continue
            assignment = self.all[numbers[at]]
            setting = Setting(name, assignment.line)
            if setting not in found:
                found[setting] = None
                ahead += [(other, numbers[at]) for other in reversed(used_names(assignment.value))]
        return tuple(found)


def _of_command(file: ShippableFile, command: Command) -> Iterator[_Assignment]:
    lines = _Lines(file.text or "", command.node)
    for name, raw in assigned_in(command.text):
        if raw is not None:
            yield _Assignment(name, raw, lines.of(name))


def _of_container(file: ShippableFile) -> Iterator[_Assignment]:
    boot = file.effective_boot
    env = boot.node.get("env") if boot is not None else None
    for node, name, value in env_nodes(file, env):
        yield _Assignment(name, value, node.line)


class _Lines:
    """The lines of a command on which variables are set, asked for in the order of the text."""

    def __init__(self, text: str, node: Node) -> None:
        self._text = text
        self._node = node
        self._has_lines = "\n" in node.value.strip()
        self._end = "\n" if "\n" in text else "\r"
        self._at = node.offset
        self._line = node.line

    def of(self, name: str) -> int:
        """The line that sets the variable next; the command's first where it cannot be told."""
        at = self._text.find(f"{name}=", self._at, self._node.end) if self._has_lines else -1
        if at < 0:
            return self._node.line
        self._line += self._text.count(self._end, self._at, at)
        self._at = at
        return self._line
