"""Where a file sets the variables of a text: so that a finding about a value names the line that the value is from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wizard.core.ci_file.ci_image import boot_of
from wizard.core.ci_file.shippable_file import Command, ShippableFile
from wizard.core.ci_file.variables import assigned_in, env_nodes, used_names
from wizard.yamlpatch.parse.document import Node


@dataclass(frozen=True, slots=True)
class Setting:
    """A variable, and the line of the file that gives it its value."""

    name: str
    line: int


@dataclass(frozen=True, slots=True)
class _Assignment:
    name: str
    value: str
    line: int


def settings_of(file: ShippableFile, text: str, command: Command | None = None) -> tuple[Setting, ...]:
    """The lines that set the variables of `text`, nearest first, with those that their values are made from.

    `command` is the one that the text is in; None for the image of `pre_ci_boot`. A variable that the file does not
    set is left out.
    """
    before = list(_assignments(file, command))
    found: dict[str, Setting] = {}
    _follow(text, before, found)
    return tuple(found.values())


def _follow(text: str, before: list[_Assignment], found: dict[str, Setting]) -> None:
    for name in used_names(text):
        for at in range(len(before) - 1, -1, -1):
            assignment = before[at]
            if assignment.name != name:
                continue
            setting = Setting(name, assignment.line)
            if setting not in found.values():
                found[f"{name} {assignment.line}"] = setting
                _follow(assignment.value, before[:at], found)
            break


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
