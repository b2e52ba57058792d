"""Where a text names a subscription integration: whatever the list, whatever the type, however broken the text."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.core.ci_file.assembly import integrations_named
from wizard.core.ci_file.shippable_file import ShippableFile
from wizard.frozen import frozen
from wizard.yamlpatch.parse.document import Node
from wizard.yamlpatch.parse.source import LINE_END


@frozen
class Use:
    """A line that names the integration, and what is there, in a few words."""

    line: int
    what: str


def _lines_with(text: str, name: str) -> Iterator[Use]:
    for at, line in enumerate(LINE_END.split(text), 1):
        if name in line:
            yield Use(at, "its name is there; the file cannot be read as YAML")


def uses(file: ShippableFile, name: str) -> tuple[Use, ...]:
    """The places of the file that name the integration, in the order of the lines.

    Every map with that `integrationName` counts: AWS Keys are in other lists than `hub` too. So do the resources and
    jobs of assembly lines. A text that is no YAML uses it where a line holds the name.
    """
    if file.refusal is not None:
        return tuple(_lines_with(file.text or "", name))
    if file.root is None:
        return ()
    found = {node.offset: Use(node.line, what) for node, what in _naming(file.root) if node.value == name}
    return tuple(found[offset] for offset in sorted(found))


def _naming(root: Node) -> Iterator[tuple[Node, str]]:
    """The nodes that name an integration, each with what it belongs to."""
    for node in root.walk():
        named = node.get("integrationName")
        if named is None or named.kind != "scalar":
            continue
        kind = node.get("type")
        yield named, f"an entry of type {kind.value}" if kind is not None and kind.kind == "scalar" else "an entry"
    for place in integrations_named(root):
        yield place.node, place.what
