"""The minimum policy in other forms than JSON: explained action by action, and as Terraform's HCL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from wizard.core.aws.rights import LOG_IN, Access, Need

_NEEDS: dict[Need, str] = {
    "needed": "needed: without it the build fails",
    "expected": "in the policy: AWS asks for it; some clients can do without",
    "helps": "not in the policy: the step is left out without it",
    "cache": "only for a pull through cache: --pull-through-cache puts it into the policy",
}
_CACHED = "in the policy: the pull through cache needs it for an image that it does not have yet"


def explanation(access: Access, *, through_cache: bool = False) -> str:
    """For each action of the access: the step that it is for, whether it is needed, and where AWS says so."""
    parts: list[str] = []
    for step in (LOG_IN, *access.steps):
        need = _CACHED if through_cache and step.need == "cache" else _NEEDS[step.need]
        parts.append(f"{step.action}\n  to {step.what}\n  {need}\n  source: {step.source}\n")
    return "\n".join(parts)


def terraform(policy: dict[str, Any]) -> str:
    """The policy as a Terraform policy document and a policy resource that uses it."""
    statements = "\n\n".join(_statement(statement) for statement in policy["Statement"])
    return f"""\
data "aws_iam_policy_document" "ecr_wizard" {{
{statements}
}}

resource "aws_iam_policy" "ecr_wizard" {{
  name   = "ecr-wizard"
  policy = data.aws_iam_policy_document.ecr_wizard.json
}}
"""


def _statement(statement: dict[str, Any]) -> str:
    return f"""\
  statement {{
    sid       = {_quoted(statement["Sid"])}
    effect    = {_quoted(statement["Effect"])}
    actions   = {_list(statement["Action"])}
    resources = {_list(statement["Resource"])}
  }}"""


def _list(values: str | Sequence[str]) -> str:
    if isinstance(values, str):
        return f"[{_quoted(values)}]"
    if len(values) == 1:
        return f"[{_quoted(values[0])}]"
    lines = "".join(f"      {_quoted(value)},\n" for value in values)
    return f"[\n{lines}    ]"


def _quoted(text: str) -> str:
    """A string of HCL: like one of JSON, and its two template marks doubled."""
    return json.dumps(text).replace("${", "$${").replace("%{", "%%{")
