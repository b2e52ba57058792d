"""Rules about values without quotes that readers of YAML take for something else than what is meant."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.core.ci_file.layout import BOOT, BOOT_ORDER, ENTRY_ORDER, HUB
from wizard.core.ci_file.shippable_file import HubEntry
from wizard.core.model.finding import Finding, Severity
from wizard.core.rules.model import Facts, at
from wizard.core.scenarios.desired_changes import match
from wizard.yamlpatch.changes import Change, Path, SetKey
from wizard.yamlpatch.parse.document import Node
from wizard.yamlpatch.parse.plain_scalars import boolean, keeps_text

_MEANINGS = {
    **dict.fromkeys(("y", "yes", "on", "1", "true"), True),
    **dict.fromkeys(("n", "no", "off", "0", "false"), False),
}


def booleans(facts: Facts) -> Iterator[Finding]:
    for entry in facts.entries:
        yield from _boolean(entry.node.get("agent_only"), (*_path_of(entry), "agent_only"), ENTRY_ORDER)
    if facts.file.boot is not None:
        yield from _boolean(facts.file.boot.node.get("pull"), (*BOOT, "pull"), BOOT_ORDER)


def _boolean(node: Node | None, path: Path, order: tuple[str, ...]) -> Iterator[Finding]:
    if node is None or node.kind != "scalar" or node.is_empty or "$" in node.value:
        return
    if node.plain and boolean(node.value) in ("true", "false"):
        return
    meant = _MEANINGS.get(node.value.lower())
    shown = node.value if node.plain else f'"{node.value}"'
    yield at(
        node,
        "not-boolean",
        Severity.WARNING,
        f"{path[-1]}: {shown} is no true or false to every reader of YAML, so it may not count.",
        "Write true or false, without quotes." if meant is None else f"Write {str(meant).lower()}, without quotes.",
        () if meant is None else (SetKey(path, meant, "true and false are read alike everywhere", order),),
    )


def texts(facts: Facts) -> Iterator[Finding]:
    boot = facts.file.boot
    if boot is not None:
        for key in ("image_name", "image_tag"):
            yield from _text(boot.node.get(key), f"the {key}", (*BOOT, key), BOOT_ORDER)
    for entry in facts.entries:
        yield from _text(entry.node.get("integrationName"), "the name", (*_path_of(entry), "integrationName"))
        for mode in ("only", "except"):
            yield from _branch_texts(entry.node.get("branches", mode), mode)


def _branch_texts(node: Node | None, mode: str) -> Iterator[Finding]:
    if node is None:
        return
    for item in (node, *node.items):
        yield from _text(item, f"the branch in `{mode}`", None)


def _text(node: Node | None, what: str, path: Path | None, order: tuple[str, ...] = ENTRY_ORDER) -> Iterator[Finding]:
    if node is None or node.kind != "scalar" or not node.plain or node.is_empty or node.tag is not None:
        return
    if keeps_text(node.value):
        return
    fix: tuple[Change, ...] = ()
    if path is not None:
        fix = (SetKey(path, node.value, "with quotes it is this text everywhere", order),)
    yield at(
        node,
        "not-text",
        Severity.WARNING,
        f"Without quotes {what} {node.value} is no text to every reader of YAML: it may be read as another value.",
        f'Write "{node.value}", with quotes.',
        fix,
    )


def _path_of(entry: HubEntry) -> Path:
    return (*HUB, match(entry.name, entry.type))
