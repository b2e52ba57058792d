"""Comments that silence a finding: `# ecr-wizard: ignore CODE`, on its line or on a line of its own above it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import NamedTuple

from wizard.core.model.finding import Finding, note
from wizard.core.rules.table import OLD_CODES, RULES
from wizard.core.rules.table_of_form import TEXT_RULES

_COMMENT = re.compile(r"(?:^|(?<=\s))#\s*ecr-wizard:\s*ignore\b[ \t]*(?P<codes>[^\s#,]*(?:[ \t]*,[ \t]*[^\s#,]+)*)")
_ALONE = re.compile(r"\s*#")
# A file that cannot be read has nothing that a comment could be about.
_NEVER = frozenset(rule.code for rule in TEXT_RULES)
CODES = frozenset(rule.code for rule in RULES)


class Silence(NamedTuple):
    """A code that a comment on `written` names, and the line whose findings it silences."""

    code: str
    line: int
    written: int


class Sorted(NamedTuple):
    """Findings, and those that a comment silences."""

    shown: tuple[Finding, ...]
    silenced: tuple[Finding, ...]


def nearest(code: str) -> str:
    """The code of a rule that is written most like `code`; empty where none is near."""
    return next(iter(get_close_matches(code, [*sorted(CODES), *OLD_CODES], 1)), "")


def sort_out(findings: Iterable[Finding], text: str | None) -> Sorted:
    """The findings of a file with this text, those apart that its comments silence."""
    quiet = {(item.code, item.line) for item in _silences(text or "")}
    shown: list[Finding] = []
    silenced: list[Finding] = []
    for finding in findings:
        is_quiet = finding.code not in _NEVER and (finding.code, finding.line) in quiet
        (silenced if is_quiet else shown).append(finding)
    return Sorted(tuple(shown), tuple(silenced))


def mistaken(text: str | None) -> Iterator[Finding]:
    """A note for each comment that silences nothing because no rule has the code that it names."""
    for item in _silences(text or ""):
        if item.code in CODES:
            continue
        near = nearest(item.code)
        hint = f" The nearest: `{near}`." if near else " `ecr-wizard rule` lists the codes."
        named = f"No rule has the code `{item.code}`" if item.code else "The comment names no code"
        yield note("ignore-unknown", f"{named}, so it silences nothing.{hint}", item.written)


def _silences(text: str) -> Iterator[Silence]:
    if "ecr-wizard:" not in text:
        return
    lines = re.split(r"\r\n|\r|\n", text)
    for number, line in enumerate(lines, 1):
        found = _COMMENT.search(line)
        if found is None:
            continue
        target = _below(lines, number) if _ALONE.match(line) else number
        for code in re.split(r"[ \t]*,[ \t]*", found["codes"]):
            yield Silence(OLD_CODES.get(code, code), target, number)


def _below(lines: list[str], number: int) -> int:
    """The line that a comment on a line of its own is about: the next one that is neither comment nor empty."""
    for below, line in enumerate(lines[number:], number + 1):
        if line.strip() and not _ALONE.match(line):
            return below
    return number
