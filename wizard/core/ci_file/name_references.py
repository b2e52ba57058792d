"""Where a text names a subscription integration: whatever the list, whatever the type, however broken the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wizard.core.ci_file.shippable_file import ShippableFile
from wizard.yamlpatch.parse.source import LINE_END


@dataclass(frozen=True, slots=True)
class Use:
    """A line that names the integration, and what stands there, in a few words."""

    line: int
    what: str


def _lines_with(text: str, name: str) -> Iterator[Use]:
    for at, line in enumerate(LINE_END.split(text), 1):
        if name in line:
            yield Use(at, "its name is there; the file cannot be read as YAML")


def uses(file: ShippableFile, name: str) -> tuple[Use, ...]:
    """The places of the file that name the integration, in the order of the lines.

    Every map with that `integrationName` counts: AWS Keys stand in other lists than `hub` too. A text that is no
    YAML uses it where a line holds the name.
    """
    if file.refusal is not None:
        return tuple(_lines_with(file.text or "", name))
    found = []
    for node in file.root.walk() if file.root is not None else ():
        named = node.get("integrationName")
        if named is not None and named.kind == "scalar" and named.value == name:
            kind = node.get("type")
            what = f"an entry of type {kind.value}" if kind is not None and kind.kind == "scalar" else "an entry"
            found.append(Use(named.line, what))
    return tuple(sorted(found, key=lambda item: item.line))
