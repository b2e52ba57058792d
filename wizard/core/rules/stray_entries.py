"""Where ECR entries and the keys around them are found that nothing reads, anywhere in the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wizard.core.ci_file.assembly import KEYS as ASSEMBLY_KEYS
from wizard.core.ci_file.layout import BOOT, HUB
from wizard.core.ci_file.shippable_file import SECTIONS, ShippableFile
from wizard.core.rules.near_keys import meant_key
from wizard.core.rules.structure import is_ecr_entry
from wizard.yamlpatch.parse.document import Node

# Where `integrations` goes by a wrong indentation, whatever it holds. Elsewhere it must hold an integration.
STRAY_PARENTS = (("build",), BOOT, ("integrations",), ("env",))


class Stray(NamedTuple):
    """A key where it is not read: its node and path, what it holds, and the path at which it is read.

    The path is empty where it leads through a list: then the key cannot be moved.
    """

    key: Node
    path: tuple[str, ...]
    value: Node
    belongs: tuple[str, ...]
    place: str = ""


def stray_integrations(root: Node) -> Iterator[Stray]:
    """`integrations`, `hub` and single entries outside of their places, the outermost of each."""
    for key, value in root.pairs:
        name = key.value
        if name in ASSEMBLY_KEYS or value.anchor is not None:
            continue  # what jobs and templates hold is read elsewhere
        if name == "integrations":
            yield from _below_integrations(root)
        if name in ("hub", "integrations") or meant_key(name, ("integrations",)):
            continue  # these have rules of their own
        yield from _below(value, (name,), name)


def unread_entry(file: ShippableFile) -> Node | None:
    """The first ECR entry of the file that is not in `integrations.hub`, where one is; not those of assembly lines."""
    read = {entry.node.offset for entry in file.hub}
    return next((node for node in _entries_in(file) if node.offset not in read), None)


def _entries_in(file: ShippableFile) -> Iterator[Node]:
    for key, value in file.root.pairs if file.root is not None else ():
        if key.value not in ASSEMBLY_KEYS:
            yield from (node for node in value.walk() if is_ecr_entry(node) and node.key("integrationName"))


def _below_integrations(root: Node) -> Iterator[Stray]:
    """`integrations` inside of itself; its lists have rules of their own."""
    value = root.get("integrations", "integrations")
    parent = root.get("integrations")
    key = parent.key("integrations") if parent is not None else None
    if key is not None and value is not None and value.kind in ("map", "list"):
        yield Stray(key, ("integrations", "integrations"), value, ("integrations",))


def _below(node: Node, path: tuple[str, ...], place: str) -> Iterator[Stray]:
    """What is stray below a node; `path` is empty below a list."""
    for item in node.items:
        if item.anchor is not None:
            continue  # an alias may take it to where it is read
        if is_ecr_entry(item):
            yield Stray(item, (), item, HUB, place)
        else:
            yield from _below(item, (), place)
    for key, value in node.pairs:
        if value.anchor is None:
            yield from _at_key(key, value, path, place)


def _at_key(key: Node, value: Node, path: tuple[str, ...], place: str) -> Iterator[Stray]:
    here = (*path, key.value) if path else ()
    belongs = _belongs(key.value, value, path)
    if belongs:
        yield Stray(key, here, value, belongs, place)
    elif is_ecr_entry(value):
        yield Stray(key, (), value, HUB, place)
    else:
        yield from _below(value, here, f"{place}.{key.value}")


def _belongs(name: str, value: Node, path: tuple[str, ...]) -> tuple[str, ...]:
    """Where a key belongs that is `integrations` or `hub` by its name and by what it holds."""
    if name == "integrations" and value.kind in ("map", "list") and (path in STRAY_PARENTS or _holds_entries(value)):
        return ("integrations",)
    if name == "hub" and any(is_ecr_entry(item) for item in value.walk()):
        return HUB
    return ()


def _holds_entries(value: Node) -> bool:
    return any(item.kind == "map" and item.key("integrationName") is not None for item in value.walk())


def in_command_lists(root: Node) -> Iterator[Stray]:
    """Sections as an item of another section's list: a map is no command, so nothing of it is run."""
    for section in SECTIONS:
        listed = root.get("build", section)
        for item in listed.items if listed is not None else ():
            if item.anchor is None:
                yield from _sections_in(item, section)


def _sections_in(item: Node, section: str) -> Iterator[Stray]:
    for key, value in item.pairs:
        if key.value in (*SECTIONS, BOOT[-1]):
            yield Stray(key, (), value, ("build", key.value), f"the list of {section}")
