"""A change and a tree -> the candidates of edits that make it, or nothing where it is made already."""

from __future__ import annotations

from wizard.yamlpatch.changes import (
    AppendItem,
    Change,
    EnsureItem,
    MoveKey,
    RemoveItem,
    RemoveKey,
    RemoveTwins,
    SetKey,
)
from wizard.yamlpatch.edits import items
from wizard.yamlpatch.edits.adding import ensure_item
from wizard.yamlpatch.edits.block import Candidates
from wizard.yamlpatch.edits.removing import remove
from wizard.yamlpatch.edits.setting import set_key
from wizard.yamlpatch.edits.twins import remove_twins
from wizard.yamlpatch.parse.nodes import Parsed


def candidates(parsed: Parsed, change: Change) -> Candidates | None:
    """The edits that make `change`, the most beautiful first; None when there is nothing to do.

    Raises `Refused`. A `MoveKey` is two edits: see `wizard.yamlpatch.edits.move`.
    """
    if isinstance(change, MoveKey):
        raise TypeError("a move is two edits")
    match change:
        case EnsureItem():
            return ensure_item(parsed, change)
        case SetKey():
            return set_key(parsed, change)
        case RemoveKey():
            return remove(parsed, change.path)
        case RemoveTwins():
            return remove_twins(parsed, change.path)
        case RemoveItem():
            if isinstance(change.match, str):
                return items.remove(parsed, change.path, change.match)
            return remove(parsed, (*change.path, change.match))
        case AppendItem():
            return items.append(parsed, change)
        case _:
            return items.replace(parsed, change)
