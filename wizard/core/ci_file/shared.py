"""What of `build` an alias uses in another place too: it is not one entry's alone, and cannot go from here only."""

from __future__ import annotations

from wizard.core.ci_file.shippable_file import SECTIONS, ShippableFile
from wizard.yamlpatch.parse.document import Node


def shared_commands(file: ShippableFile) -> set[int]:
    """The offsets of the commands that an alias uses in another place, by themselves or with their section."""
    aliased = _aliased(file)
    if not aliased:
        return set()
    found = {command.node.offset for command in file.commands if command.node.anchor in aliased}
    for section in SECTIONS:
        if _is_shared(file, aliased, ("build", section)):
            found |= {command.node.offset for command in file.commands if command.section == section}
    return found


def has_shared_boot(file: ShippableFile) -> bool:
    """Whether an alias uses the CI container or one of its values in another place."""
    aliased = _aliased(file)
    if not aliased or file.boot is None:
        return False
    below = any(node.anchor in aliased for node in file.boot.node.walk())
    return below or _is_shared(file, aliased, ("build",))


def _is_shared(file: ShippableFile, aliased: set[str], path: tuple[str, ...]) -> bool:
    """Whether an alias uses what is at that path, or something that holds it."""
    found = (_at(file, path[:length]) for length in range(1, len(path) + 1))
    return any(node is not None and node.anchor in aliased for node in found)


def _at(file: ShippableFile, path: tuple[str, ...]) -> Node | None:
    return file.root.get(*path) if file.root is not None else None


def _aliased(file: ShippableFile) -> set[str]:
    """The anchors that some alias names."""
    if file.root is None or "*" not in (file.text or ""):
        return set()
    return {node.value for node in file.root.walk() if node.kind == "alias"}
