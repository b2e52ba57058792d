"""What `check` finds in a text."""

from __future__ import annotations

from textwrap import dedent

from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.rules import Finding, Known, findings

ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"


ENTRY = "integrations:\n  hub:\n    - integrationName: ecr\n      type: ecr\n      region: eu-west-1\n"


BOOT = "build:\n  pre_ci_boot:\n    image_name: {}\n    image_tag: '1'\n    pull: true\n    options: -e HOME=/root\n"


def check(text: str, known: Known | None = None, **facts: object) -> list[Finding]:
    project = Project(root="/nowhere", file=view("shippable.yml", dedent(text)), **facts)  # type: ignore[arg-type]
    # These fragments push what they do not build, in every build; test_rules.py and test_pull_requests.py look at that.
    return [item for item in findings(project, known) if item.code not in ("image-not-built", "push-in-pull-requests")]


def found(text: str, known: Known | None = None, **facts: object) -> list[tuple[str, str, int]]:
    return [(item.code, item.severity.value, item.line) for item in check(text, known, **facts)]


def codes(text: str, known: Known | None = None, **facts: object) -> set[str]:
    return {item.code for item in check(text, known, **facts)}


def one(text: str, code: str, known: Known | None = None, **facts: object) -> Finding:
    (finding,) = [item for item in check(text, known, **facts) if item.code == code]
    assert finding.message
    assert finding.remedy
    return finding


def entry(*lines: str, name: str = "ecr") -> str:
    head = [f"    - integrationName: {name}", "      type: ecr"]
    return "\n".join(["integrations:", "  hub:", *head, *(f"      {line}" for line in lines)]) + "\n"


def pushing(section: str, *commands: str) -> str:
    return "\n".join(["build:", f"  {section}:", *(f"    - {command}" for command in commands)]) + "\n"
