"""The fixes of findings that are safe, as a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import ShippableFile, view
from wizard.core.model.errors import RefusedError
from wizard.core.model.finding import Finding
from wizard.core.plan import Plan, patch_plan
from wizard.yamlpatch.changes import Change

LookAgain = Callable[[Project], Iterable[Finding]]


class _Fixes:
    """The fixes so far: the findings that they settle, the changes of the file, and the plan that makes them."""

    def __init__(self, file: ShippableFile) -> None:
        self._file = file
        self._changes: list[Change] = []
        self.plan: Plan | None = None
        self.fixed: list[Finding] = []

    def add(self, found: Iterable[Finding], now: ShippableFile) -> bool:
        """Add each fix which the file allows, of findings about the file as it is `now`; whether there were any."""
        added: list[Change] = []
        for finding in found:
            more = [change for change in finding.fix if change not in self._changes]
            plan = self._with([*added, *more], now, more) if more else self.plan
            # Where it is refused, the finding stays, with its remedy for doing it by hand.
            if finding.fix and plan is not None:
                self.plan = plan
                self._changes += more
                added += more
                self.fixed.append(finding)
        return bool(added)

    def _with(self, added: list[Change], now: ShippableFile, more: list[Change]) -> Plan | None:
        """The plan with `more` changes; None where all at once would not do the same as `added` to what is `now`."""
        try:
            plan = patch_plan(self._file, [*self._changes, *more])
            if now is not self._file and plan.after != patch_plan(now, added).after:
                return None
        except RefusedError:
            return None
        return plan


def fix(
    project: Project, found: Iterable[Finding], look_again: LookAgain | None = None
) -> tuple[Plan | None, tuple[Finding, ...]]:
    """The plan that makes every fix which the file allows (None: there is none), and the findings that it settles.

    `look_again` gives the findings of the project with these fixes: what a fix uncovers is fixed as well.
    """
    fixes = _Fixes(project.file)
    has_more = fixes.add(found, project.file)
    while has_more and look_again is not None and fixes.plan is not None:
        fixed = replace(project, file=view(project.file.name, fixes.plan.after))
        has_more = fixes.add(look_again(fixed), fixed.file)
    return fixes.plan, tuple(fixes.fixed)
