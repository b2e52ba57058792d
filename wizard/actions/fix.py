"""The fixes of findings that are safe, as a plan."""

from __future__ import annotations

from collections.abc import Iterable

from wizard.core.ci_file.project import Project
from wizard.core.model.errors import RefusedError
from wizard.core.model.finding import Finding
from wizard.core.plan import Plan, patch_plan
from wizard.yamlpatch.changes import Change


def fix(project: Project, found: Iterable[Finding]) -> tuple[Plan | None, tuple[Finding, ...]]:
    """The plan that makes every fix which the file allows (None: there is none), and the findings that it settles."""
    plan: Plan | None = None
    changes: list[Change] = []
    fixed: list[Finding] = []
    for finding in found:
        if not finding.fix:
            continue
        more = [change for change in finding.fix if change not in changes]
        try:
            plan = patch_plan(project.file, [*changes, *more]) if more else plan
        except RefusedError:
            continue  # the finding stays, with its remedy for doing it by hand
        changes += more
        fixed.append(finding)
    return plan, tuple(fixed)
