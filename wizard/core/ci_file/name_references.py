"""Where a text names a subscription integration: whatever the list, whatever the type, however broken the text."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.core.ci_file.shippable_file import ShippableFile


@dataclass(frozen=True, slots=True)
class Use:
    """A line that names the integration, and what stands there, in a few words."""

    line: int
    what: str


def uses(file: ShippableFile, name: str) -> tuple[Use, ...]:
    """The places of the file that name the integration, in the order of the lines.

    Every map with that `integrationName` counts: AWS Keys stand in other lists than `hub` too. A text that is no
    YAML uses it where a line holds the name.
    """
    if file.refusal is not None:
        lines = enumerate((file.text or "").splitlines(), 1)
        return tuple(
            Use(at, "its name is there; the file cannot be read as YAML") for at, line in lines if name in line
        )
    found = []
    for node in file.root.walk() if file.root is not None else ():
        named = node.get("integrationName")
        if named is not None and named.kind == "scalar" and named.value == name:
            kind = node.get("type")
            what = f"an entry of type {kind.value}" if kind is not None and kind.kind == "scalar" else "an entry"
            found.append(Use(named.line, what))
    return tuple(sorted(found, key=lambda item: item.line))
