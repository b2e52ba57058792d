"""Removing a key or an item, with the parents that it alone kept alive."""

from __future__ import annotations

from wizard.yamlpatch.changes import Path
from wizard.yamlpatch.edits import block, flow
from wizard.yamlpatch.edits.block import Candidates
from wizard.yamlpatch.parse.nodes import Parsed
from wizard.yamlpatch.place.locate import (
    Place,
    Refused,
    Step,
    check_not_merged,
    check_not_shared,
    check_removable,
    locate,
)


def remove(parsed: Parsed, path: Path) -> Candidates | None:
    """What is at `path` goes."""
    place = locate(parsed, path, adding=False)
    return remove_place(parsed, place) if place.found and place.steps else None


def remove_place(parsed: Parsed, place: Place) -> Candidates:
    """The last step of `place` goes."""
    check_not_shared(parsed, place.parent)
    steps = list(place.steps)
    level = outermost(steps)
    root = steps[0].parent
    if level == 0 and steps[0].size == 1 and root.tag is not None:
        raise Refused(root.start, "wrong-kind", f"Nothing would be left of the file but its tag {root.tag}.")
    check_removable(parsed, steps[level].node)
    if steps[level].parent.kind == "map":
        check_not_merged(parsed, steps[level].parent, steps[level].name)
    return remove_child(parsed, steps, level)


def outermost(steps: list[Step]) -> int:
    """The number of the outermost step that holds nothing but the last one."""
    level = len(steps) - 1
    while level > 0 and steps[level].size == 1:
        level -= 1
    return level


def remove_child(parsed: Parsed, steps: list[Step], level: int) -> Candidates:
    """The step number `level` goes, with the last one in it."""
    step = steps[level]
    if step.parent.flow:
        return flow.remove_child(parsed, step)
    return block.remove_child(parsed, steps, level, is_root=step.parent is parsed.root)
