"""Rules about the form of the file: keys that stand twice, and values that are not of the kind that is read."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.core.ci_file.folded import folded_commands
from wizard.core.ci_file.hub_types import ECR_TYPES
from wizard.core.ci_file.layout import BOOT, BUILD_ORDER, HUB
from wizard.core.docker.commands import docker_calls
from wizard.core.model.finding import Finding, Severity
from wizard.core.rules.model import Facts, at
from wizard.yamlpatch.changes import MoveKey, RemoveTwins, ReplaceItem
from wizard.yamlpatch.parse.document import Node

# What has to be a map or a list, or what is below it is not found.
KINDS = (
    (("build",), "map"),
    (("build", "pre_ci_boot"), "map"),
    (("pre_ci_boot",), "map"),
    (("integrations",), "map"),
    (("integrations", "hub"), "list"),
)
LONGEST_SHOWN = 40  # of a command in a message
NAMES = {"map": "a map", "list": "a list", "scalar": "a single value"}


def duplicate_keys(facts: Facts) -> Iterator[Finding]:
    """A key twice in one map: the server calls the whole file invalid."""
    for found in facts.file.document.duplicates if facts.file.document else ():
        place = ".".join(map(str, found.path[:-1]))
        yield Finding(
            "duplicate-key",
            Severity.ERROR,
            found.line,
            found.column,
            f"The key {found.path[-1]} is there twice{f' in {place}' if place else ''}: Shippable answers such a file "
            "with `invalid yml format`.",
            "Take one of the two out: they say the same." if found.repeats else "Put what both say under one key.",
            (RemoveTwins(found.path, "says the same as the key above"),) if found.repeats else (),
        )


def wrong_kinds(facts: Facts) -> Iterator[Finding]:
    """A list where a map is read, or the other way round."""
    if facts.root is None:
        return
    for path, kind in KINDS:
        parent, node = facts.root.get(*path[:-1]), facts.root.get(*path)
        key = parent.key(path[-1]) if parent is not None else None
        if key is None or node is None or not _is_wrong(node, kind):
            continue
        loses_login = any(is_ecr_entry(item) for item in node.walk())
        yield at(
            key,
            "wrong-kind",
            Severity.ERROR if loses_login else Severity.WARNING,
            f"{'.'.join(path)} is {NAMES[node.kind]}; {NAMES[kind]} is needed here, so nothing below it counts"
            + (": the build is not logged in to ECR." if loses_login else "."),
            f"Make it {NAMES[kind]}.",
        )


def _is_wrong(node: Node, kind: str) -> bool:
    return not node.is_empty and node.kind not in (kind, "alias")


def is_ecr_entry(node: Node) -> bool:
    """Whether a map has the form of a hub entry of type ecr, wherever it is."""
    return node.kind == "map" and any(_is(node.get("type"), kind) for kind in ECR_TYPES)


def top_level_boot(facts: Facts) -> Iterator[Finding]:
    """`pre_ci_boot` where it is not read."""
    key = facts.root.key("pre_ci_boot") if facts.root is not None else None
    if facts.root is None or key is None or facts.file.top_boot is None:
        return
    move = MoveKey(("pre_ci_boot",), BOOT, "pre_ci_boot is read under build", BUILD_ORDER)
    fix = (move,) if _has_room_for_boot(facts.root) else ()
    yield at(
        key,
        "top-level-pre-ci-boot",
        Severity.WARNING,
        "pre_ci_boot is at the top level of the file, where it is not read: CI does not run in this image. "
        "It belongs under build.",
        "Move it there." if fix else "Put what it says under build.pre_ci_boot.",
        fix,
    )


def _has_room_for_boot(root: Node) -> bool:
    """Whether `build` can take a `pre_ci_boot`: it is absent, empty, or a map without one."""
    build = root.get("build")
    if build is None or build.is_empty:
        return True
    return build.kind == "map" and root.get(*BOOT) is None


def hub_at_top(facts: Facts) -> Iterator[Finding]:
    """A `hub` beside `integrations` in place of below it."""
    yield from _unread_top(facts, "hub", "integrations:` and below it `hub:")


def integration_key(facts: Facts) -> Iterator[Finding]:
    """`integration` for `integrations`."""
    yield from _unread_top(facts, "integration", "integrations:")


def _unread_top(facts: Facts, name: str, needed: str) -> Iterator[Finding]:
    key = facts.root.key(name) if facts.root is not None else None
    node = facts.root.get(name) if facts.root is not None else None
    if key is None or node is None or node.kind not in ("map", "list"):
        return
    ecr = any(is_ecr_entry(item) for item in node.walk())
    yield at(
        key,
        f"{name}-key",
        Severity.ERROR if ecr else Severity.WARNING,
        f"What is under `{name}` at the top level is not read"
        + (", so the build is not logged in to ECR." if ecr else "."),
        f"Write `{needed}`.",
        _renamed(facts.root, name, node),
    )


def _renamed(root: Node | None, name: str, node: Node) -> tuple[MoveKey, ...]:
    """The move to where it is read, where nothing is there."""
    target = ("integrations",) if name == "integration" else HUB
    if root is None or root.get("integrations") is not None or (name == "hub" and node.kind != "list"):
        return ()
    return (MoveKey((name,), target, "it is read there alone"),)


def _is(node: Node | None, text: str) -> bool:
    return node is not None and node.kind == "scalar" and node.value == text


def folded(facts: Facts) -> Iterator[Finding]:
    """Commands on lines of their own that are one command to YAML."""
    for found in folded_commands(facts.file):
        uses_images = any(docker_calls(text) for text in (found.first, found.second))
        as_block = "Begin the value with `|`, which keeps its lines."
        yield at(
            found.command.node,
            "folded-commands",
            Severity.ERROR if uses_images else Severity.WARNING,
            f"These lines are one command: YAML folds them, so `{_short(found.second)}` (line {found.line}) "
            f"is not run, but handed to `{_short(found.first)}` as words.",
            "Make each an item of its own, with a dash." if isinstance(found.new, tuple) else as_block,
            (ReplaceItem(found.path, found.old, found.new, "each line is a command of its own"),),
        )


def _short(command: str) -> str:
    return command if len(command) <= LONGEST_SHOWN else command[: LONGEST_SHOWN - 1] + "…"
