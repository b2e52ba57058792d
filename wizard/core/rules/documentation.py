"""The rules as text: for `ecr-wizard rule` and docs/rules.md."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wizard.core.rules.model import Rule
from wizard.core.rules.table import OLD_CODES, RULES

Examples = Callable[[str], tuple[str, str] | None]


def index() -> str:
    """One line a rule: code, severity, summary."""
    width = max(len(rule.code) for rule in RULES)
    return "\n".join(f"{rule.code:<{width}}  {rule.severity.value:<7}  {rule.summary}" for rule in RULES)


def page(rule: Rule, before: str, after: str) -> str:
    """Everything about one rule, for a terminal."""
    lines = [f"{rule.code} ({rule.severity.value})", f"  {rule.summary}", "", f"Why: {rule.why}"]
    lines += [f"What to do: {rule.remedy}", f"Source: {rule.source}"]
    if old := _old_codes(rule):
        lines.append(f"Called before 0.2.0: {', '.join(old)}")
    if before:
        lines += ["", "Found in:", _indented(before), "Not found in:", _indented(after)]
    return "\n".join(lines)


def as_data(rule: Rule) -> dict[str, Any]:
    """A rule as plain data, for JSON."""
    return {
        "code": rule.code,
        "severity": rule.severity.value,
        "summary": rule.summary,
        "why": rule.why,
        "source": rule.source,
        "remedy": rule.remedy,
        "old_codes": _old_codes(rule),
    }


def markdown(examples: Examples) -> str:
    """The text of docs/rules.md."""
    parts = [
        "# The rules of `ecr-wizard check`\n",
        "Generated from `wizard/core/rules/table.py` by `make rules`; a test holds the two equal. `check` runs the "
        "rules on the file as it is, the review and `apply` on the file as the plan makes it. The severity is the "
        "gravest that the findings of a rule have. How to add one: [adding-a-rule.md](adding-a-rule.md).\n",
    ]
    for rule in RULES:
        parts.append(f"## {rule.code}\n\n{rule.severity.value}: {rule.summary}.\n\n{rule.why} ({rule.source})\n")
        parts.append(f"{rule.remedy}\n")
        found = examples(rule.code)
        if found is not None:
            before, after = found
            parts.append(f"Found in:\n```yaml\n{before}```\nNot found in:\n```yaml\n{after}```\n")
    parts.append("## Codes before 0.2.0\n\nThey are still accepted.\n\n| old | now |\n|---|---|")
    parts += [f"| {old} | {new} |" for old, new in OLD_CODES.items()]
    return "\n".join(parts) + "\n"


def _old_codes(rule: Rule) -> list[str]:
    return [old for old, new in OLD_CODES.items() if new == rule.code]


def _indented(text: str) -> str:
    return "".join(f"    {line}" for line in text.splitlines(keepends=True)).rstrip("\n")
