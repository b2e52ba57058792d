"""A rule about keys of the old format beside `build`, which nothing published says are read there."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.core.ci_file.shippable_file import LEGACY_KEYS
from wizard.core.model.finding import Finding, Severity
from wizard.core.rules.model import Facts, at
from wizard.yamlpatch.parse.document import Node


def mixed_ages(facts: Facts) -> Iterator[Finding]:
    """Keys of the old format in a file that has commands or a CI image under `build`."""
    old = _old_keys(facts.root)
    if not old:
        return
    names = [key.value for key in old]
    said = f"`{names[0]}` is a key of the old format, and `build` is beside it"
    if len(names) > 1:
        first = ", ".join(f"`{name}`" for name in names[:-1])
        said = f"{first} and `{names[-1]}` are keys of the old format, and `build` is beside them"
    message = f"{said}: nothing published says that a server reads both."
    yield at(old[0], "mixed-ages", Severity.INFO, message, _remedy(names))


def _old_keys(root: Node | None) -> list[Node]:
    """The keys of the old format, where `build` says something too."""
    build = root.get("build") if root is not None else None
    if root is None or build is None or build.kind != "map" or build.is_empty:
        return []
    return [key for key, value in root.pairs if key.value in LEGACY_KEYS and _says_something(value)]


def _says_something(value: Node) -> bool:
    """Whether a value is more than an empty key; with an anchor it may be a template that aliases name."""
    if value.is_empty:
        return False
    return all(node.anchor is None for node in value.walk())


def _remedy(names: list[str]) -> str:
    parts = []
    if "build_image" in names:
        parts.append("name the CI image in `build.pre_ci_boot`")
    if "commit_container" in names:
        parts.append("commit and push the container in `build.post_ci`")
    if set(names) - {"build_image", "commit_container"}:
        parts.append("put the commands into the sections of `build`")
    text = ", ".join(parts)
    return f"{text[0].upper()}{text[1:]}."
