"""Keys that are more than once in a map: those go that say nothing new."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from wizard.yamlpatch.changes import Path
from wizard.yamlpatch.edits.block import Candidates
from wizard.yamlpatch.edits.items import remove_each
from wizard.yamlpatch.parse.meaning import meaning
from wizard.yamlpatch.parse.nodes import Parsed, Tree
from wizard.yamlpatch.place.locate import Step, check_not_shared, check_removable, locate


def remove_twins(parsed: Parsed, path: Path) -> Candidates | None:
    """Every key at the end of `path` goes that says the same as one before it."""
    place = locate(parsed, path[:-1], adding=False)
    name = path[-1]
    if not place.found or not isinstance(name, str):
        return None
    node = place.existing
    found = list(_twins(node, name))
    if not found:
        return None
    check_not_shared(parsed, place)
    for at in found:
        check_removable(parsed, node.pairs[at][1])
    return remove_each(parsed, [[*place.steps, Step(node, at)] for at in found], node, found)


def _twins(node: Tree, name: str) -> Iterator[int]:
    """The numbers of the pairs that repeat one before them."""
    said: set[Hashable] = set()
    for at, (key, value) in enumerate(node.pairs):
        if key.kind != "scalar" or key.value != name:
            continue
        says = meaning(value)
        if says in said:
            yield at
        said.add(says)
