"""Assembly lines: what `resources` and `jobs` say of ECR (docs/domain.md, "Files in the wild: mixed ages").

They are in `shippable.yml` itself or in files of their own. Nothing here says what a job runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wizard.yamlpatch.parse.document import Node

KEYS = ("resources", "jobs", "triggers")
FILES = ("shippable.resources.yml", "shippable.jobs.yml", "shippable.triggers.yml")
_NAMING = ("integration", "integrationName")


class NamedIntegration(NamedTuple):
    """A place that names a subscription integration: the path to it, the node of the name, and what it belongs to."""

    path: tuple[str | int, ...]
    node: Node
    what: str


class Resource(NamedTuple):
    """A resource that has to do with ECR: an image, or a command line (`cliConfig`). None: it is not there."""

    node: Node
    what: str
    integration: Node | None
    image: Node | None
    region: Node | None


def assembly_keys(root: Node | None) -> tuple[Node, ...]:
    """The keys of the root that hold assembly lines."""
    return tuple(key for key, _ in _assembly_pairs(root))


def _assembly_pairs(root: Node | None) -> Iterator[tuple[Node, Node]]:
    if root is None or root.kind != "map":
        return
    for key, value in root.pairs:
        if key.value in KEYS and value.kind in ("list", "map"):
            yield key, value


def integrations_named(root: Node | None) -> Iterator[NamedIntegration]:
    """Each place of the assembly lines that names a subscription integration, of whatever type."""
    for key, value in _assembly_pairs(root):
        yield from _named_in(value, (key.value,), key.value)


def _named_in(node: Node, path: tuple[str | int, ...], what: str) -> Iterator[NamedIntegration]:
    """The names below a node; `what` tells which resource or job it is in."""
    name = _scalar(node, "name") if len(path) == 2 else None
    if name is not None:
        what = f"the {str(path[0]).removesuffix('s')} `{name.value}`"
    in_list = path[-1] == "integrations"
    children: list[tuple[str | int, Node, bool]] = [
        (key.value, value, key.value in _NAMING) for key, value in node.pairs
    ]
    children += [(at, item, in_list) for at, item in enumerate(node.items)]
    for part, child, names in children:
        if names and child.kind == "scalar" and not child.is_empty:
            yield NamedIntegration((*path, part), child, what)
        yield from _named_in(child, (*path, part), what)


def ecr_resources(root: Node | None) -> Iterator[Resource]:
    """The resources of the type `image`, and those of type `cliConfig` that are for ECR: others are for any cloud."""
    resources = root.get("resources") if root is not None and root.kind == "map" else None
    scoped = _scoped_to_ecr(root)
    for item in resources.items if resources is not None else ():
        kind = _scalar(item, "type")
        if kind is not None and (kind.value == "image" or (kind.value == "cliConfig" and _is_for_ecr(item, scoped))):
            yield _resource(item, kind.value)


def _resource(item: Node, kind: str) -> Resource:
    name = _scalar(item, "name")
    return Resource(
        item,
        f"the resource `{name.value}`" if name is not None else f"a resource of type {kind}",
        _scalar(item, "integration"),
        _scalar(item, "pointer", "sourceName") if kind == "image" else None,
        _scalar(item, "pointer", "region"),
    )


def _is_for_ecr(resource: Node, scoped: set[str]) -> bool:
    """Whether a command line has the scope `ecr`, by itself or where a job takes it."""
    name = _scalar(resource, "name")
    return _has_ecr(resource.get("pointer", "scopes")) or (name is not None and name.value in scoped)


def _scoped_to_ecr(root: Node | None) -> set[str]:
    """The names of the resources that some job takes with the scope `ecr`."""
    jobs = root.get("jobs") if root is not None and root.kind == "map" else None
    found: set[str] = set()
    for node in jobs.walk() if jobs is not None else ():
        name = _scalar(node, "IN") if node.kind == "map" else None
        if name is not None and _has_ecr(node.get("scopes")):
            found.add(name.value)
    return found


def _has_ecr(scopes: Node | None) -> bool:
    return scopes is not None and any(node.value == "ecr" for node in scopes.walk() if node.kind == "scalar")


def _scalar(node: Node, *path: str) -> Node | None:
    value = node.get(*path)
    return value if value is not None and value.kind == "scalar" and not value.is_empty else None
