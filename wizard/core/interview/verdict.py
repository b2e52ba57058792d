"""The review in one line, and where in the diff each reason belongs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wizard.core.model.finding import Severity
from wizard.core.plan import Plan
from wizard.core.text.diff import DiffLine, diff_lines


class Verdict(NamedTuple):
    """What the review says first. `fails`: a build with this patch is sure to fail."""

    text: str
    fails: bool


def verdict(plan: Plan, *, more_to_know: int = 0) -> Verdict:
    """Whether the patch can be written as it is, how much it changes, and how much there is to know.

    `more_to_know` counts what is known besides the plan's own warnings.
    """
    failing = sum(item.severity is Severity.ERROR for item in plan.warnings)
    others = len(plan.warnings) - failing + more_to_know
    sentences = []
    if failing:
        sentences.append(f"{_things(failing)} will fail the build.")
    if plan.changes_something:
        if not failing:
            sentences.append("Ready to write.")
        sentences.append(changes_in_words(plan))
    else:
        sentences.append("Already up to date: there is nothing to write.")
    if others:
        more = " more" if failing else ""
        sentences.append(f"{_things(others, more)} to know.")
    return Verdict(" ".join(sentences), failing > 0)


def _things(number: int, more: str = "") -> str:
    return f"{number}{more} {'thing' if number == 1 else 'things'}"


def changes_in_words(plan: Plan) -> str:
    """`12 lines added, nothing removed.`"""
    lines = diff_lines(plan.before or "", plan.after or "")
    added = sum(line.kind == "+" for line in lines)
    removed = sum(line.kind == "-" for line in lines)
    made = "A new file. " if plan.before is None else ""
    return f"{made}{_lines(added)} added, {_removed(removed)}."


def _lines(number: int) -> str:
    return "1 line" if number == 1 else f"{number} lines"


def _removed(number: int) -> str:
    return f"{number} removed" if number else "nothing removed"


def reasons(plan: Plan) -> dict[int, str]:
    """The reason for each change, by the line of `diff_lines` that it begins with."""
    lines = diff_lines(plan.before or "", plan.after or "")
    old, new = _Lines(plan.before or ""), _Lines(plan.after or "")
    found: dict[int, list[str]] = {}
    grown = 0
    for edit in plan.edits:
        start = edit.start + grown
        old_lines = range(old.number(edit.start), old.number(edit.end) + 1)
        new_lines = range(new.number(start), new.number(start + len(edit.text)) + 1)
        grown += len(edit.text) - (edit.end - edit.start)
        at = _where_it_begins(lines, list(_changed_in(lines, old_lines, new_lines)))
        if at is not None and edit.why not in found.setdefault(at, []):
            found[at].append(edit.why)
    return {at: "; ".join(whys) for at, whys in _without_repeats(found)}


def _where_it_begins(lines: Sequence[DiffLine], changed: list[int]) -> int | None:
    """The first of the changed lines that is not blank, else the first of them, else the first of the diff."""
    for at in changed:
        if lines[at].text.strip():
            return at
    if changed:
        return changed[0]
    return next((at for at, line in enumerate(lines) if line.kind in "+-"), None)


def _changed_in(lines: Sequence[DiffLine], old: range, new: range) -> Iterator[int]:
    for at, line in enumerate(lines):
        if (line.kind == "-" and line.old in old) or (line.kind == "+" and line.new in new):
            yield at


def _without_repeats(found: dict[int, list[str]]) -> Iterator[tuple[int, list[str]]]:
    """A reason that holds for several changes is said once, at the first of them."""
    said: set[str] = set()
    for at in sorted(found):
        fresh = [why for why in found[at] if why not in said]
        said.update(fresh)
        if fresh:
            yield at, fresh


class _Lines:
    """The lines of a text by the offsets of their characters."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(at + 1 for at, char in enumerate(text) if char == "\n")]

    def number(self, offset: int) -> int:
        """The number of the line, from 1, that the character at `offset` is in."""
        return bisect_right(self._starts, offset)
