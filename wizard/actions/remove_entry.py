"""Taking an integration out of the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from wizard.actions.check import accounts_in
from wizard.actions.project_paths import folder_of
from wizard.actions.services import Services
from wizard.core.ci_file.hub_types import ECR_TYPES
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import ShippableFile, view
from wizard.core.model.errors import UsageError, WizardError
from wizard.core.model.finding import Finding, note
from wizard.core.plan import Plan, check_readable, patch_plan
from wizard.core.scenarios.dependents import Dependent, dependents, noted
from wizard.core.scenarios.lost import lost_references
from wizard.core.scenarios.remove_entry import added_with, changes_to_remove, left_in_place
from wizard.frozen import frozen
from wizard.yamlpatch.result import Edit, edit_between

WHY = "the integration is taken out"


@frozen
class Removal:
    """A plan that takes an entry out, and what is to be known of the lines that stay.

    `recorded` tells that the journal knew what came with the entry, or that this was not needed; `notes` what could not
    be looked at.
    """

    plan: Plan
    dependents: tuple[Dependent, ...]
    recorded: bool = True
    notes: tuple[Finding, ...] = ()

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What is to be said of it, in the order of the lines."""
        found = [note(item.code, item.message, item.line) for item in self.dependents]
        if not self.recorded:
            found.append(
                note(
                    "not-recorded",
                    "What came with the integration is not recorded on this machine: of build, only what surely "
                    "belongs to it is taken out.",
                )
            )
        return (*found, *self.notes)


def plan_removal(services: Services, project: Project, integration: str, *, with_build: bool) -> Removal:
    """The plan that takes the ECR entry called `integration` out of the project's file.

    Where the journal knows the file's text, the recorded edits are inverted; else the entry goes with the
    parents that it leaves empty, and of `build` what the journal knows to have come with it. Where it knows nothing,
    what surely belongs to the entry goes, and what may have come with it is among the dependents. Raises
    `UsageError` when there is no such entry, and `RefusedError`.
    """
    check_readable(project.file)
    file = project.file
    if file.text is None or file.entry(integration) is None:
        raise _no_such_entry(file, integration)
    path = folder_of(project) / file.name
    for text in _inversions(services, path, file, with_build=with_build):
        if _is_removal(file, text, integration, with_build=with_build):
            plan = _plan_to(file, text)
            left = dependents(view(file.name, text), integration, project.dockerfiles)
            return Removal(plan, left)
    writes = services.files.writes(path, file.text)
    added = added_with(integration, ((view(file.name, before), view(file.name, after)) for before, after in writes))
    guesses = with_build and added is None
    accounts, notes = _accounts(services, project) if guesses else ({}, ())
    changes = changes_to_remove(file, integration, with_build=with_build, added=added, accounts=accounts)
    plan = patch_plan(file, changes)
    after = view(file.name, plan.after)
    left = dependents(after, integration, project.dockerfiles)
    if guesses:
        left = noted(left, left_in_place(file, after, integration, accounts))
    return Removal(plan, left, recorded=not guesses, notes=notes)


def _plan_to(file: ShippableFile, text: str | None) -> Plan:
    """The plan after which the file has this text; None: the file is gone."""
    before, after = file.text or "", text or ""
    return Plan(file.name, file.text, text, edit_between(before, after, WHY), edit_between(after, before, WHY))


def _no_such_entry(file: ShippableFile, integration: str) -> UsageError:
    names = ", ".join(entry.name for entry in file.ecr_entries) or "none"
    return UsageError(
        "no-such-entry",
        f"The file has no ECR entry called {integration}.",
        remedy=f"Its ECR entries: {names}.",
        path=file.name,
    )


def _accounts(services: Services, project: Project) -> tuple[dict[str, str], tuple[Finding, ...]]:
    """The AWS accounts behind integrations, and a note where the inventory could not be read."""
    try:
        return accounts_in(services.inventory.read(), project), ()
    except WizardError as error:
        return {}, (note("registry-not-read", f"The AWS account of the integration was not looked at. {error}"),)


def _inversions(services: Services, path: Path, file: ShippableFile, *, with_build: bool) -> Iterator[str | None]:
    """What the journal offers, the smallest inversion first; nothing when it does not know the text."""
    key = file.root.key("integrations") if file.root else None
    start = key.offset if key else 0
    later = [k.offset for k, _ in file.root.pairs if k.offset > start] if file.root else []
    end = min(later, default=len(file.text or ""))

    def wanted(edit: Edit) -> bool:
        # The blank line before the section belongs to the edit that made the section.
        return with_build or (start - 2 <= edit.start and edit.end <= end)

    for found in services.files.inversions(path, file.text or "", wanted):
        yield found.text


def _is_removal(file: ShippableFile, text: str | None, integration: str, *, with_build: bool) -> bool:
    """Whether `text` is the file without that entry, with every other entry and (without `with_build`) all else."""
    if lost_references(file, text):
        return False  # what came with the entry is in use elsewhere by now
    left = view(file.name, text)
    gone = [(integration, kind) for kind in ECR_TYPES]
    kept = [pair for pair in _names_and_types(file) if pair not in gone]
    if left.refusal is not None or _names_and_types(left) != kept:
        return False
    return with_build or _has_same_build(left, file)


def _names_and_types(file: ShippableFile) -> list[tuple[str, str]]:
    return [(entry.name, entry.type) for entry in file.hub]


def _has_same_build(left: ShippableFile, file: ShippableFile) -> bool:
    has_same_commands = [command.text for command in left.commands] == [command.text for command in file.commands]
    return has_same_commands and (left.boot is None) == (file.boot is None)
