"""A plan: what would be written, why, and what the user should know first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from wizard.core.ci_file.project import Project
from wizard.core.ci_file.references import Reference
from wizard.core.ci_file.shippable_file import ShippableFile, view
from wizard.core.guide.by_hand import by_hand
from wizard.core.model.answers import Answers
from wizard.core.model.errors import RefusedError, WizardError
from wizard.core.model.finding import Finding, Severity, note
from wizard.core.rules import Comparison, Known, compare, findings, look
from wizard.core.rules.notes import notes
from wizard.core.scenarios.container import AgentOnly, agent_only
from wizard.core.scenarios.desired_changes import wanted
from wizard.core.scenarios.lost import lost_by
from wizard.core.scenarios.registry import scenario_of
from wizard.core.text.diff import unified_diff
from wizard.yamlpatch.changes import Change
from wizard.yamlpatch.parse.limits import TOO_LARGE
from wizard.yamlpatch.result import Edit, Refusal


@dataclass(frozen=True, slots=True)
class Plan:
    """One change of one file.

    `file` is the path below the root, `before` is None for a file that does not exist yet. `edits` are
    against `before`, `inverse` against `after`. `notes` are about the answers, `findings` what the rules find in the
    new text, against the old one.
    """

    file: str
    before: str | None
    after: str | None
    edits: tuple[Edit, ...]
    inverse: tuple[Edit, ...]
    notes: tuple[Finding, ...] = ()
    findings: Comparison = field(default_factory=Comparison)
    agent_only: AgentOnly | None = None

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What to know before writing: the notes, what is new in the file, and what stays in it."""
        return (*self.notes, *self.findings.new, *self.findings.stays)

    @property
    def changes_something(self) -> bool:
        return self.before != self.after

    @property
    def diff(self) -> str:
        """The change as a patch for `git apply` and `patch -p1`; empty when nothing changes."""
        return unified_diff(self.file, self.before, self.after) if self.changes_something else ""


def make_plan(project: Project, answers: Answers, known: Known | None = None) -> Plan:
    """What the answers mean for the project's file, and what the rules find in the result.

    `known` is what is known of the subscription's integrations, the account of the keys included; without it the
    accounts of the project count.
    Raises `UsageError` for an answer that is missing and `RefusedError` for a file that cannot be patched
    safely (docs/design.md, section 4, P6).
    """
    check_readable(project.file)
    _refuse_dead_keys(project, answers)
    plan = patch_plan(project.file, wanted(project, answers))
    said = notes(project, answers)
    lost = lost_by(project, answers, plan.after)
    if lost:
        plan = patch_plan(project.file, wanted(project, answers, only_adding=True))
        said = (*said, _kept(lost[0]))
    found = _compared(project, plan, answers, known or Known(accounts=project.accounts), said)
    if any(item.code == "entries-overlap" for item in found.new):
        # It names the other entry already.
        said = tuple(item for item in said if item.code != "another-entry")
    return Plan(
        plan.file,
        plan.before,
        plan.after,
        plan.edits,
        plan.inverse,
        notes=said,
        findings=found,
        agent_only=agent_only(project, answers),
    )


def _compared(project: Project, plan: Plan, answers: Answers, known: Known, said: tuple[Finding, ...]) -> Comparison:
    """The findings of the plan's text against those of the file as it is."""
    account, name = answers.account.aws_account, answers.integration
    if account is not None and name is not None:
        known = replace(known, accounts={**known.accounts, name: account})
    after = replace(project, file=view(project.file.name, plan.after))
    found = compare(_reported(findings(project, known, answers)), _reported(findings(after, known, answers)))
    same = {rule for item in said for rule in _SAID_BY_NOTE.get(item.code, ())}
    return replace(found, new=tuple(item for item in found.new if item.code not in same))


# A note and the rules that would tell the same fact: that the entry then serves nothing, that the file mixes formats.
_SAID_BY_NOTE = {"image-not-in-ecr": ("entry-unused",), "legacy-file": ("mixed-ages",)}


def _reported(found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings without those that a question of the interview is about: what it says is not said twice."""
    return tuple(item for item in found if item.code != "push-in-pull-requests")


# What hides an entry or a section that a plan would otherwise add a second time.
DEAD_KEYS = ("key-not-read", "hub-key", "integration-key", "wrong-kind")


def _refuse_dead_keys(project: Project, answers: Answers) -> None:
    """Raise `RefusedError` where the file has an ECR entry or a push in a place that is not read."""
    found_here = look(project, codes=DEAD_KEYS)
    everything = (*found_here.shown, *found_here.silenced)
    hidden = [item for item in everything if item.severity is Severity.ERROR]
    adds_entry = project.file.entry_of(answers) is None
    sections = _sections_of(project, answers)
    for found in hidden:
        is_entry = adds_entry and "not logged in" in found.message
        if not is_entry and not any(sign in found.message for sign in sections):
            continue
        by_fix = "`ecr-wizard check --fix` moves it." if found.fix else found.remedy
        raise RefusedError(
            found.code,
            found.message,
            remedy=f"Nothing was written, since a second one beside it would hide that. {by_fix}",
            path=project.file.name,
            line=found.line,
            column=found.column,
        )


def _sections_of(project: Project, answers: Answers) -> tuple[str, ...]:
    """What the message about a section says that the plan adds to."""
    scenario = scenario_of(answers)
    if scenario is None:
        return ()
    section = scenario.section(project.file, answers)
    return (f"{section} is in ", f"called {section},") if section in scenario.sections else ()


def _kept(lost: Reference) -> Finding:
    section = f" in {lost.section}" if lost.section else ""
    where = "pre_ci_boot" if lost.section == "pre_ci_boot" else f"`docker {lost.verb}`{section}"
    return note(
        "still-named",
        f"The commands that are there stay as they are, and new ones are added: {where} needs {lost.image}, which "
        "nothing else makes.",
    )


def patch_plan(file: ShippableFile, changes: Sequence[Change]) -> Plan:
    """The plan that makes `changes` in the file; raises `RefusedError`."""
    from wizard.yamlpatch import plan

    result = plan(file.text or "", changes)
    if isinstance(result, Refusal):
        raise refused(file.name, replace(result, snippet=by_hand(file, changes) or result.snippet))
    after = result.text if result.changes_something or file.text is not None else None
    return Plan(file.name, file.text, after, result.edits, result.inverse)


def check_readable(file: ShippableFile) -> None:
    """Raise `RefusedError` for a file that is no YAML."""
    if file.refusal is not None:
        raise refused(file.name, file.refusal)


def refused(name: str, refusal: Refusal) -> WizardError:
    """The error that tells of a refusal, with the snippet to paste by hand."""
    remedy = "Nothing was written. "
    if refusal.code == "internal":
        remedy += "This is a bug of ecr-wizard: please report it with the file."
    elif refusal.code in TOO_LARGE:
        remedy += "Make the file smaller, or change it by hand."
    elif refusal.remedy:
        remedy += f"{refusal.remedy} Then run ecr-wizard again."
    elif refusal.snippet:
        remedy += "Correct the named place, or add this by hand:"
    else:
        remedy += "Correct the named place and run ecr-wizard again."
    return RefusedError(
        refusal.code,
        refusal.reason,
        remedy=remedy,
        path=name,
        line=refusal.line,
        column=refusal.column,
        snippet=refusal.snippet,
    )
