"""What planning gives back: a patch, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterable

from wizard.frozen import frozen


@frozen
class Edit:
    """Characters `start` to `end` (offsets, `end` excluded) are replaced by `text`, because of `why`."""

    start: int
    end: int
    text: str
    why: str


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """`text` with `edits`, which are in order and do not overlap."""
    parts: list[str] = []
    at = 0
    for edit in edits:
        parts += (text[at : edit.start], edit.text)
        at = edit.end
    parts.append(text[at:])
    return "".join(parts)


@frozen
class Patch:
    """The new text, the edits that make it of the old one, and those that make the old one of it."""

    text: str
    edits: tuple[Edit, ...]
    inverse: tuple[Edit, ...]

    @property
    def changes_something(self) -> bool:
        return bool(self.edits)


@frozen
class Refusal:
    """Why the text cannot be read or patched safely: where (from 1), a code, words, a snippet to paste, and the cure.

    Codes: `not-yaml`, `too-large`, `too-many-nodes`, `too-deep`, `several-documents`, `duplicate-key`, `wrong-kind` (a
    list where a map is needed, …), `alias`, `shared-anchor`, `merge-key`, `exists`, `no-item` and `no-document` (a
    number that no item, no document has), `contradiction` (the changes undo each other), `internal` (the patch failed
    its own check: a bug).
    """

    line: int
    column: int
    code: str
    reason: str
    snippet: str = ""
    remedy: str = ""


def edit_between(old: str, new: str, why: str) -> tuple[Edit, ...]:
    """The one edit that makes `new` of `old` (none when they are equal)."""
    if old == new:
        return ()
    limit = min(len(old), len(new))
    start = next((at for at in range(limit) if old[at] != new[at]), limit)
    tail = next((at for at in range(limit - start) if old[-1 - at] != new[-1 - at]), limit - start)
    return (Edit(start, len(old) - tail, new[start : len(new) - tail], why),)
