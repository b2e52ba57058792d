"""Rules about a text that cannot be read at all: exactly one of them speaks for such a text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.core.model.finding import Finding, Severity
from wizard.core.rules.model import Facts, Look
from wizard.yamlpatch.parse.limits import TOO_LARGE

_CONFLICT = re.compile(r"<{7} ")
_TAB = re.compile(r"[ ]*\t")


def merge_conflict(facts: Facts) -> Iterator[Finding]:
    """Marks of a merge conflict."""
    line = _conflict(facts)
    if line is not None:
        yield Finding(
            "merge-conflict",
            Severity.ERROR,
            line,
            1,
            "A merge conflict was left here, so this is not valid YAML: Shippable cannot read the file.",
            "Keep one of the two sides, and take the marks out.",
        )


def tab(facts: Facts) -> Iterator[Finding]:
    """A tab in the indentation, where it makes the text no YAML."""
    place = _tab(facts)
    if place is not None:
        yield Finding(
            "tab",
            Severity.ERROR,
            *place,
            "A tab is in the indentation, so this is not valid YAML: Shippable cannot read the file.",
            "Put spaces in its place.",
        )


def not_yaml(facts: Facts) -> Iterator[Finding]:
    """A text that is no YAML for any other reason."""
    if _conflict(facts) is None and _tab(facts) is None:
        yield from _refused(facts, "not-yaml")


def refused_as(code: str) -> Look:
    """The rule for a text that the reader refuses with this code."""

    def look(facts: Facts) -> Iterator[Finding]:
        return _refused(facts, code)

    return look


def not_utf8(line: int, column: int, reason: str) -> Finding:
    """The finding about bytes that are no text: there is no text, so no rule can look at it."""
    message = f"{reason} Shippable cannot read the file."
    return Finding("not-utf8", Severity.ERROR, line, column, message, "Save it as UTF-8.")


def _refused(facts: Facts, code: str) -> Iterator[Finding]:
    refusal = facts.file.refusal
    if refusal is None or refusal.code != code:
        return
    if code in TOO_LARGE:
        message, remedy = (
            refusal.reason,
            "Make the file smaller: what is generated belongs in scripts of the repository.",
        )
    else:
        message = f"{refusal.reason} Shippable cannot read the file."
        remedy = refusal.remedy or "Correct this place; the line above it may be the cause."
    yield Finding(code, Severity.ERROR, refusal.line, refusal.column, message, remedy)


def _lines(facts: Facts) -> list[str]:
    return re.split(r"\r\n|\r|\n", facts.file.text or "")


def _is_no_yaml(facts: Facts) -> bool:
    return facts.file.refusal is not None and facts.file.refusal.code == "not-yaml"


def _conflict(facts: Facts) -> int | None:
    """The line of the first mark of a conflict."""
    if not _is_no_yaml(facts):
        return None
    return next((number for number, line in enumerate(_lines(facts), 1) if _CONFLICT.match(line)), None)


def _tab(facts: Facts) -> tuple[int, int] | None:
    """Line and column of the tab before the place at which reading stopped."""
    refusal = facts.file.refusal
    if refusal is None or not _is_no_yaml(facts) or _conflict(facts) is not None:
        return None
    lines = _lines(facts)
    found = _TAB.match(lines[refusal.line - 1]) if refusal.line <= len(lines) else None
    return (refusal.line, found.end()) if found is not None else None
