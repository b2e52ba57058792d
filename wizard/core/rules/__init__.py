"""What is wrong with the ECR settings of a file: the rules behind `check`.

A rule is a function from `Facts` to findings. It speaks only where the file, or what is known around it, is certain:
a name with variables is never found wrong.
"""

from __future__ import annotations

from wizard.core.ci_file.project import Project
from wizard.core.rules.agent import AGENT_RULES
from wizard.core.rules.entries import ENTRY_RULES
from wizard.core.rules.image import IMAGE_RULES
from wizard.core.rules.model import Facts, Finding, Known, Severity
from wizard.core.rules.plain_values import PLAIN_VALUE_RULES
from wizard.core.rules.reach import REACH_RULES
from wizard.core.rules.registries import REGISTRY_RULES
from wizard.core.rules.structure import STRUCTURE_RULES, unreadable
from wizard.core.rules.types import TYPE_RULES

RULES = (
    *STRUCTURE_RULES,
    *ENTRY_RULES,
    *AGENT_RULES,
    *IMAGE_RULES,
    *REACH_RULES,
    *REGISTRY_RULES,
    *TYPE_RULES,
    *PLAIN_VALUE_RULES,
)


def findings(project: Project, known: Known | None = None) -> tuple[Finding, ...]:
    """Every finding about the project's file, in the order of its lines; none where there is no file.

    `known` tells which integrations the subscription has.
    """
    if project.file.refusal is not None:
        return (unreadable(project.file.refusal, project.file.text or ""),)
    facts = Facts(project, known or Known())
    found = {_identity(finding): finding for rule in RULES for finding in rule(facts)}
    return tuple(found[key] for key in sorted(found))


def _identity(finding: Finding) -> tuple[int, int, str, str]:
    return finding.line, finding.column, finding.code, finding.message


__all__ = ["RULES", "Finding", "Known", "Severity", "findings"]
