"""Every rule: its code, its gravest severity, what it is about, why it matters, where that is known from, what to do.

An example that a rule speaks about, and the same file without the fault, is in examples/CODE.txt.
"""

from __future__ import annotations

from wizard.core.rules.model import Rule
from wizard.core.rules.table_of_ecr import AGENT_RULES, ENTRY_RULES, IMAGE_RULES, REACH_RULES
from wizard.core.rules.table_of_form import SETTINGS_RULES, STRUCTURE_RULES, TEXT_RULES, VALUE_RULES

RULES: tuple[Rule, ...] = (
    *TEXT_RULES,
    *STRUCTURE_RULES,
    *ENTRY_RULES,
    *AGENT_RULES,
    *IMAGE_RULES,
    *REACH_RULES,
    *VALUE_RULES,
    *SETTINGS_RULES,
)

# What plans called the same facts before there was one engine. The old code is still accepted.
OLD_CODES = {
    "agent-only-cannot-work": "agent-only-in-container",
    "aws-cli-assumed": "aws-cli-unknown",
    "image-of-other-account": "ecr-other-registry",
    "image-of-other-region": "ecr-other-registry",
    "image-other-account": "ecr-other-registry",
    "near-name": "name-near",
    "options-without-home": "custom-image-home",
    "tag-is-number": "not-text",
    "region-differs": "ecr-other-registry",
}


def rule_of(code: str) -> Rule | None:
    """The rule of that code, or of the code that replaced it; None where there is none."""
    code = OLD_CODES.get(code, code)
    return next((rule for rule in RULES if rule.code == code), None)
