"""Where a file sets the variables of a text: so that a finding about a value names the line that the value is from."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from functools import cached_property

from wizard.core.ci_file.ci_image import boot_of
from wizard.core.ci_file.shippable_file import Command, ShippableFile
from wizard.core.ci_file.variables import assigned_in, env_nodes, used_names
from wizard.frozen import frozen
from wizard.yamlpatch.parse.document import Node


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
    """What is set before a command is reached; `command` is None for the image of `pre_ci_boot`."""

    def __init__(self, file: ShippableFile, command: Command | None = None) -> None:
        self._file = file
        self._command = command

    def of(self, text: str) -> tuple[Setting, ...]:
        """The lines that set the variables of `text`, nearest first, with those that their values are made from.

        A variable that the file does not set is left out.
        """
        found: dict[Setting, None] = {}
        if "$" in text:
            self._follow(text, len(self._before), found)
        return tuple(found)

    @cached_property
    def _before(self) -> list[_Assignment]:
        return list(_assignments(self._file, self._command))

    @cached_property
    def _numbers(self) -> dict[str, list[int]]:
        """The numbers of the assignments of each variable."""
        numbers: dict[str, list[int]] = {}
        for number, assignment in enumerate(self._before):
            numbers.setdefault(assignment.name, []).append(number)
        return numbers

    def _follow(self, text: str, end: int, found: dict[Setting, None]) -> None:
        """Add what sets the variables of `text` before the assignment number `end`."""
        for name in used_names(text):
            numbers = self._numbers.get(name, [])
            at = bisect.bisect_left(numbers, end) - 1
            if at < 0:
                continue
            assignment = self._before[numbers[at]]
            setting = Setting(name, assignment.line)
            if setting not in found:
                found[setting] = None
                self._follow(assignment.value, numbers[at], found)


def _assignments(file: ShippableFile, command: Command | None) -> Iterator[_Assignment]:
    """What is set before the command is reached, in the order in which it is set."""
    for node, name, value in env_nodes(file):
        yield _Assignment(name, value, node.line)
    if command is None:
        return
    if command.in_container:
        yield from _of_container(file)
    for other in file.commands:
        if other.section == command.section and other.node.offset <= command.node.offset:
            yield from _of_command(file, other)


def _of_command(file: ShippableFile, command: Command) -> Iterator[_Assignment]:
    for name, raw in assigned_in(command.text):
        if raw is not None:
            yield _Assignment(name, raw, _line_of(file, command.node, name))


def _of_container(file: ShippableFile) -> Iterator[_Assignment]:
    boot = boot_of(file)
    env = boot.node.get("env") if boot is not None else None
    for node, name, value in env_nodes(file, env):
        yield _Assignment(name, value, node.line)


def _line_of(file: ShippableFile, node: Node, name: str) -> int:
    """The line of a command of several lines that sets the variable."""
    text = file.text or ""
    at = text.find(f"{name}=", node.offset)
    if at < 0 or "\n" not in node.value.strip():
        return node.line
    return node.line + text.count("\n" if "\n" in text else "\r", node.offset, at)
