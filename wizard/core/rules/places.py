"""One rule about keys in a place where they are not read, as after a wrong indentation (tickets 2966, 4650, 3841)."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.core.ci_file.layout import BOOT, BUILD_ORDER, ENTRY_ORDER, HUB
from wizard.core.ci_file.shippable_file import SECTIONS
from wizard.core.model.finding import Finding, Severity
from wizard.core.rules.model import Facts, at
from wizard.core.rules.near_keys import near_keys
from wizard.core.rules.outside_keys import boot_keys_outside, entry_keys_outside
from wizard.core.rules.stray_entries import Stray, in_command_lists, stray_integrations
from wizard.core.rules.structure import is_ecr_entry
from wizard.core.scenarios.desired_changes import match
from wizard.yamlpatch.changes import Change, MoveKey
from wizard.yamlpatch.parse.document import Node

WHY = "it is read there alone"
# Where a section of `build` goes by an indentation that is too deep.
_WRONG_PARENTS = (BOOT, ("integrations",), *(("build", section) for section in SECTIONS))


def key_not_read(facts: Facts) -> Iterator[Finding]:
    """A known key where nothing reads it."""
    if facts.root is None:
        return
    for looked_for in (stray_integrations, in_command_lists, _sections, _boots, _lists, boot_keys_outside):
        for stray in looked_for(facts.root):
            yield _finding(facts.root, stray)
    yield from _among_others(facts.root)
    yield from _below_branches(facts)
    yield from near_keys(facts.root, facts.entries)
    yield from entry_keys_outside(facts)


def _finding(root: Node, stray: Stray) -> Finding:
    loses_login = any(is_ecr_entry(item) for item in stray.value.walk())
    what, place = stray.key.value, ".".join(stray.path[:-1]) or stray.place or "the top level of the file"
    if stray.belongs == HUB and (not stray.path or stray.path[0] == "integrations"):
        what, place = "An entry of type ecr", ".".join(stray.path) or stray.place
    home = ".".join(stray.belongs)
    fix = _move(root, stray)
    return at(
        stray.key,
        "key-not-read",
        Severity.ERROR,
        f"{what} is in {place}, where it is not read"
        + (": the build is not logged in to ECR." if loses_login else "."),
        f"Move it to `{home}`." if fix else f"Put what it says under `{home}`.",
        fix,
    )


def _move(root: Node, stray: Stray) -> tuple[Change, ...]:
    """The move that carries the key home, where nothing is there and every parent on the way is a map."""
    if not stray.path or root.get(*stray.belongs) is not None:
        return ()
    if stray.belongs == HUB and stray.value.kind != "list":
        return ()
    for length in range(1, len(stray.belongs)):
        parent = root.get(*stray.belongs[:length])
        if parent is not None and parent.kind != "map" and not parent.is_empty:
            return ()
    order = BUILD_ORDER if stray.belongs[0] == "build" else ()
    return (MoveKey(stray.path, stray.belongs, WHY, order),)


def _sections(root: Node) -> Iterator[Stray]:
    """Sections of `build` at the top level, or one level too deep, also below another section."""
    for parent in ((), *_WRONG_PARENTS):
        node = root.get(*parent)
        if node is None or node.kind != "map":
            continue
        for section in SECTIONS:
            pair = node.pair(section)
            if pair is not None and _holds_commands(pair[1]):
                yield Stray(pair[0], (*parent, section), pair[1], ("build", section))


def _boots(root: Node) -> Iterator[Stray]:
    """`pre_ci_boot` one level too deep; the one at the top level has a rule of its own."""
    for parent in _WRONG_PARENTS:
        key, value = _pair(root, (*parent, "pre_ci_boot"))
        if key is not None and value is not None and value.get("image_name") is not None:
            yield Stray(key, (*parent, "pre_ci_boot"), value, BOOT)


def _holds_commands(value: Node) -> bool:
    """Whether a value is a list of commands or one; with an anchor it may be a template that aliases name."""
    if value.is_empty or value.kind not in ("list", "scalar"):
        return False
    return all(node.anchor is None for node in value.walk())


def _lists(root: Node) -> Iterator[Stray]:
    """ECR entries in another list of `integrations` than `hub`."""
    integrations = root.get("integrations")
    for name, listed in integrations.pairs if integrations is not None else ():
        if name.value != "hub" and listed.items and all(is_ecr_entry(item) for item in listed.items):
            yield Stray(name, ("integrations", name.value), listed, HUB)


def _among_others(root: Node) -> Iterator[Finding]:
    """ECR entries among those of other kinds, in a list of `integrations` that is not `hub`."""
    integrations = root.get("integrations")
    for name, value in integrations.pairs if integrations is not None else ():
        entries = [item for item in value.items if is_ecr_entry(item)]
        if name.value == "hub" or len(entries) == len(value.items):
            continue
        for item in entries:
            yield at(
                item,
                "key-not-read",
                Severity.ERROR,
                f"An entry of type ecr is in integrations.{name.value}, where it is not read: the build is not logged "
                "in to ECR.",
                "Move it to the list `integrations.hub`.",
            )


def _below_branches(facts: Facts) -> Iterator[Finding]:
    """Keys of an entry that are inside its `branches`."""
    for entry in facts.entries:
        branches = entry.node.get("branches")
        if branches is None or branches.kind != "map":
            continue
        for key in (key for key, _ in branches.pairs if key.value in ENTRY_ORDER):
            item = (*HUB, match(entry.name, entry.type))
            is_movable = entry.node.key("branches") is not None and entry.node.get(key.value) is None
            move = MoveKey((*item, "branches", key.value), (*item, key.value), WHY, ENTRY_ORDER)
            yield at(
                key,
                "key-not-read",
                Severity.ERROR,
                f"{key.value} is inside the branches of `{entry.name}`, where it is not read.",
                f"Move it beside `branches`: {key.value} belongs to the entry.",
                (move,) if is_movable else (),
            )


def _pair(root: Node, path: tuple[str, ...]) -> tuple[Node | None, Node | None]:
    """The key node at a path, and its value."""
    parent = root.get(*path[:-1])
    pair = parent.pair(path[-1]) if parent is not None and parent.kind == "map" else None
    return pair or (None, None)
