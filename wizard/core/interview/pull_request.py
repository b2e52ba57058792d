"""The text of a pull request about a plan, as Markdown. Foreign text in it is shown as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wizard.core.ci_file.project import Project
from wizard.core.guide.manual_steps import subscription_steps
from wizard.core.interview.commands import apply_command
from wizard.core.interview.report import in_code, in_text
from wizard.core.model.answers import Answers
from wizard.core.plan import Plan


def pull_request(project: Project, answers: Answers, plan: Plan) -> str:
    """What changes and why, what to know of it, what has to be there in Shippable, and how it was made."""
    name = answers.integration or ""
    subscription = answers.subscription or project.organisation or ""
    steps = subscription_steps(subscription, name, answers.account.name or name)
    warnings = [f"{item.severity.value}: {item.message}" for item in plan.warnings]
    lines = [
        *_listed(f"{in_code(plan.file)} is changed for the Amazon ECR integration {in_code(name)}:", _reasons(plan)),
        *_listed("To know before merging:", warnings),
        *_listed("Put right by this:", [item.message for item in plan.findings.gone]),
        *_listed("In Shippable, unless the integration is there:", steps.new, "- [ ]"),
        f"Made by {in_code(apply_command(answers))}.",
    ]
    return "\n".join(lines) + "\n"


def _reasons(plan: Plan) -> list[str]:
    return list(dict.fromkeys(edit.why for edit in plan.edits))


def _listed(title: str, lines: Sequence[str], mark: str = "-") -> Iterator[str]:
    if lines:
        yield from (title, "", *(f"{mark} {in_text(line)}" for line in lines), "")
