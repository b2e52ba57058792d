"""Keys of a hub entry, or of pre_ci_boot, beside or above it."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.core.ci_file.layout import BOOT, ENTRY_ORDER, HUB
from wizard.core.ci_file.shippable_file import HubEntry
from wizard.core.model.finding import Finding, Severity
from wizard.core.rules.model import Facts, at
from wizard.core.rules.stray_entries import Stray
from wizard.core.scenarios.desired_changes import match
from wizard.yamlpatch.changes import Change, MoveKey
from wizard.yamlpatch.parse.document import Node

_OF_ENTRY = ("region", "agent_only", "branches")
_OF_BOOT = ("image_name", "image_tag", "pull", "options")
_PARENTS = ((), ("build",), ("integrations",))


def boot_keys_outside(root: Node) -> Iterator[Stray]:
    """Keys of pre_ci_boot in `build`, and the name of an image at the top level with what is beside it."""
    for parent in ((), ("build",)):
        node = root.get(*parent)
        if node is None or not _names_image(node, in_build=bool(parent)):
            continue
        for key, value in node.pairs:
            if key.value in _OF_BOOT and value.kind == "scalar" and value.anchor is None:
                yield Stray(key, (*parent, key.value), value, (*BOOT, key.value))


def _names_image(node: Node, *, in_build: bool) -> bool:
    """Whether the map has what only pre_ci_boot has; beside one, its other keys are out of place too."""
    if node.get("image_name") is not None:
        return True
    return in_build and any(node.get(name) is not None for name in _OF_BOOT)


def entry_keys_outside(facts: Facts) -> Iterator[Finding]:
    """Keys of a hub entry beside it or above it, and among the names of its branches."""
    if facts.root is None or not facts.entries:
        return
    for parent in _PARENTS:
        # At the top level, `branches` says which branches build.
        names = _OF_ENTRY if parent else _OF_ENTRY[:2]
        yield from (_outside(facts, key, parent) for key in _keys(facts.root.get(*parent), names))
    for entry in facts.entries:
        for mode in ("only", "except"):
            yield from _in_branch_list(entry, entry.node.get("branches", mode))


def _keys(node: Node | None, names: tuple[str, ...]) -> Iterator[Node]:
    for key, _ in node.pairs if node is not None else ():
        if key.value in names:
            yield key


def _outside(facts: Facts, key: Node, parent: tuple[str, ...]) -> Finding:
    place = ".".join(parent) or "the top level of the file"
    only = facts.entries[0] if len(facts.entries) == 1 else None
    fix: tuple[Change, ...] = ()
    if only is not None and only.name and only.node.get(key.value) is None:
        target = (*HUB, match(only.name, only.type), key.value)
        fix = (MoveKey((*parent, key.value), target, "it is read in the entry alone", ENTRY_ORDER),)
    return at(
        key,
        "key-not-read",
        Severity.ERROR,
        f"{key.value} is in {place}, where it is not read: it belongs to a hub entry.",
        f"Move it into the entry{f' `{only.name}`' if only is not None else ' that it is for'}.",
        fix,
    )


def _in_branch_list(entry: HubEntry, listed: Node | None) -> Iterator[Finding]:
    for item in listed.items if listed is not None else ():
        for key in _keys(item, ENTRY_ORDER):
            yield at(
                key,
                "key-not-read",
                Severity.ERROR,
                f"{key.value} is among the branches of `{entry.name}`, where it is not read.",
                f"Move it beside `branches`: {key.value} belongs to the entry.",
            )
