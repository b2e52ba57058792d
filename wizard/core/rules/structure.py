"""Rules about the form of the file: what stops it from being read, and keys that are not where they are read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.core.ci_file.hub_types import ECR_TYPES
from wizard.core.rules.model import Facts, Finding, Rule, Severity, at
from wizard.core.scenarios.desired_changes import BOOT, BUILD_ORDER
from wizard.yamlpatch.changes import MoveKey
from wizard.yamlpatch.parse.document import Node
from wizard.yamlpatch.parse.limits import TOO_LARGE
from wizard.yamlpatch.result import Refusal

# What has to be a map or a list, or what is below it is not found.
KINDS = (
    (("build",), "map"),
    (("build", "pre_ci_boot"), "map"),
    (("pre_ci_boot",), "map"),
    (("integrations",), "map"),
    (("integrations", "hub"), "list"),
)
NAMES = {"map": "a map", "list": "a list", "scalar": "a single value"}


def unreadable(refusal: Refusal, text: str) -> Finding:
    """The one finding about a text that is no YAML, or not one document."""
    lines = re.split(r"\r\n|\r|\n", text)
    conflict = next((number for number, line in enumerate(lines, 1) if re.match(r"<{7} ", line)), None)
    if refusal.code == "not-yaml" and conflict is not None:
        return Finding(
            "merge-conflict", Severity.ERROR, conflict, 1,
            "A merge conflict was left here, so this is not valid YAML: Shippable cannot read the file.",
            "Keep one of the two sides, and take the marks out.",
        )  # fmt: skip
    line = lines[refusal.line - 1] if refusal.line <= len(lines) else ""
    indent = re.match(r"[ \t]*", line)
    if refusal.code == "not-yaml" and indent and "\t" in indent[0]:
        return Finding(
            "tab", Severity.ERROR, refusal.line, indent[0].index("\t") + 1,
            "A tab stands in the indentation, so this is not valid YAML: Shippable cannot read the file.",
            "Put spaces in its place.",
        )  # fmt: skip
    if refusal.code in TOO_LARGE:
        return Finding(
            refusal.code, Severity.ERROR, refusal.line, refusal.column, refusal.reason,
            "Make the file smaller: what is generated belongs in scripts of the repository.",
        )  # fmt: skip
    return Finding(
        refusal.code, Severity.ERROR, refusal.line, refusal.column,
        f"{refusal.reason} Shippable cannot read the file.",
        "Mend this place; the line above it may be the cause.",
    )  # fmt: skip


def _duplicate_keys(facts: Facts) -> Iterator[Finding]:
    for found in facts.file.document.duplicates if facts.file.document else ():
        place = ".".join(found.path[:-1])
        yield Finding(
            "duplicate-key", Severity.WARNING, found.line, found.column,
            f"The key {found.path[-1]} stands twice{f' in {place}' if place else ''}: one of the two does not count.",
            "Put what both say under one key.",
        )  # fmt: skip


def _wrong_kinds(facts: Facts) -> Iterator[Finding]:
    if facts.root is None:
        return
    for path, kind in KINDS:
        parent, node = facts.root.get(*path[:-1]), facts.root.get(*path)
        key = parent.key(path[-1]) if parent is not None else None
        if key is not None and node is not None and node.kind not in (kind, "alias") and not node.is_empty:
            yield at(
                key, "wrong-kind", Severity.WARNING,
                f"{'.'.join(path)} is {NAMES[node.kind]}; {NAMES[kind]} is needed here, so nothing below it counts.",
                f"Make it {NAMES[kind]}.",
            )  # fmt: skip


def _top_level_boot(facts: Facts) -> Iterator[Finding]:
    key = facts.root.key("pre_ci_boot") if facts.root is not None else None
    if facts.root is None or key is None or facts.file.top_boot is None:
        return
    build = facts.root.get("build")
    movable = facts.file.boot is None and (build is None or build.is_empty or build.kind == "map")
    movable = movable and facts.root.get(*BOOT) is None
    remedy = "Move it there." if movable else "Put what it says under build.pre_ci_boot."
    yield at(
        key, "top-level-pre-ci-boot", Severity.WARNING,
        "pre_ci_boot stands at the top level of the file, where it is not read: CI does not run in this image. "
        "It belongs under build.",
        remedy,
        (MoveKey(("pre_ci_boot",), BOOT, "pre_ci_boot is read under build", BUILD_ORDER),) if movable else (),
    )  # fmt: skip


def _not_integrations(facts: Facts) -> Iterator[Finding]:
    """`integration` for `integrations`, and a `hub` that stands beside it in place of below it."""
    for name, needed in (("integration", "integrations:"), ("hub", "integrations:` and below it `hub:")):
        key = facts.root.key(name) if facts.root is not None else None
        node = facts.root.get(name) if facts.root is not None else None
        if key is None or node is None or node.kind not in ("map", "list"):
            continue
        ecr = any(item.kind == "map" and _is(item.get("type"), *ECR_TYPES) for item in node.walk())
        yield at(
            key, f"{name}-key", Severity.ERROR if ecr else Severity.WARNING,
            f"What stands under `{name}` at the top level is not read"
            + (", so the build is not logged in to ECR." if ecr else "."),
            f"Write `{needed}`.",
        )  # fmt: skip


def _is(node: Node | None, *texts: str) -> bool:
    return node is not None and node.kind == "scalar" and node.value in texts


STRUCTURE_RULES: tuple[Rule, ...] = (_duplicate_keys, _wrong_kinds, _top_level_boot, _not_integrations)
