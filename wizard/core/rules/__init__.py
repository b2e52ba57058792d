"""What is wrong with the ECR settings of a file: one engine for `check` and for the result of a plan.

A rule is a function from `Facts` to findings, declared in `table.RULES`. It speaks only where the file, or what is
known around it, is certain: a name with variables is never found wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.core.ci_file.project import Project
from wizard.core.model.answers import Answers
from wizard.core.model.finding import Finding, Severity
from wizard.core.rules.model import Facts, Known

if TYPE_CHECKING:
    from wizard.core.rules.silence import Sorted


def findings(project: Project, known: Known | None = None, answered: Answers | None = None) -> tuple[Finding, ...]:
    """Every finding about the project's file that no comment silences, in the order of its lines.

    `known` holds the integrations that the subscription has, `answered` what a user said where a plan is looked at.
    There is none where there is no file.
    """
    return look(project, known, answered).shown


def look(
    project: Project,
    known: Known | None = None,
    answered: Answers | None = None,
    codes: Collection[str] | None = None,
) -> Sorted:
    """The same, and the findings that a comment of the file silences; with `codes` those of these rules alone."""
    from wizard.core.rules.silence import sort_out
    from wizard.core.rules.table import RULES

    facts = Facts(project, known or Known(), answered or Answers())
    found: dict[tuple[int, int, str, str], Finding] = {}
    for rule in RULES:
        if codes is not None and rule.code not in codes:
            continue
        for finding in rule.look(facts):
            found[(finding.line or 0, finding.column or 0, finding.code, finding.message)] = finding
    return sort_out([found[key] for key in sorted(found)], project.file.text)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a plan does to the findings. The lines of `new` and `stays` are those of the new text."""

    new: tuple[Finding, ...] = ()
    stays: tuple[Finding, ...] = ()
    gone: tuple[Finding, ...] = ()


def compare(before: tuple[Finding, ...], after: tuple[Finding, ...]) -> Comparison:
    """The findings of the new text that the old one did not have, those that both have, and those that are gone."""
    left = Counter(_fact(finding) for finding in before)
    new: list[Finding] = []
    stays: list[Finding] = []
    for finding in after:
        fact = _fact(finding)
        (stays if left[fact] > 0 else new).append(finding)
        left[fact] -= 1
    remaining = Counter(_fact(finding) for finding in after)
    gone: list[Finding] = []
    for finding in before:
        fact = _fact(finding)
        if remaining[fact] <= 0:
            gone.append(finding)
        remaining[fact] -= 1
    return Comparison(tuple(new), tuple(stays), tuple(gone))


def _fact(finding: Finding) -> tuple[str, str]:
    """What a finding says, wherever it is: a plan moves lines."""
    return finding.code, re.sub(r"\bline \d+", "line", finding.message)


__all__ = ["Comparison", "Facts", "Finding", "Known", "Severity", "compare", "findings", "look"]
