"""The rule about a file that is not what the repository's own `.ecr-wizard.yml` says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from wizard.core.ci_file.project import Project
from wizard.core.model.answers import Answers
from wizard.core.model.errors import WizardError
from wizard.core.model.finding import Finding, Severity
from wizard.core.model.settings import SETTINGS_NAME
from wizard.core.rules.model import Facts, at
from wizard.core.scenarios.desired_changes import wanted
from wizard.core.scenarios.lost import lost_by
from wizard.yamlpatch import plan
from wizard.yamlpatch.changes import Change
from wizard.yamlpatch.result import Patch, Refusal

CODE = "settings-drift"


def settings_drift(facts: Facts) -> Iterator[Finding]:
    """Changes that `apply` would make for the settings, and names that they do not list."""
    settings = facts.project.settings
    if settings is None or facts.file.text is None or facts.file.refusal is not None:
        return
    yield from _wrong_names(facts, settings.names)
    if settings.answers.integration is None:
        return
    patch = _patch(facts.project, settings.answers)
    if patch is None or not patch.changes_something:
        return
    asked = list(dict.fromkeys(reason for edit in patch.edits for reason in edit.why.splitlines()))
    yield Finding(
        CODE,
        Severity.WARNING,
        len(re.findall(r"\r\n|\r|\n", facts.file.text[: patch.edits[0].start])) + 1,
        1,
        f"The file differs from {SETTINGS_NAME}. Missing or different: {'; '.join(asked)}",
        "Run `ecr-wizard apply`, which makes it agree, or correct the settings.",
    )


def _wrong_names(facts: Facts, names: tuple[str, ...]) -> Iterator[Finding]:
    for entry in facts.entries if names else ():
        node = entry.node.get("integrationName")
        if node is None or "$" in entry.name or entry.name in names:
            continue
        near = get_close_matches(entry.name, names, 1)
        remedy = f"Write `{near[0]}`." if near else f"The names there: {', '.join(names)}."
        yield at(node, CODE, Severity.WARNING, f"`{entry.name}` is none of the names in {SETTINGS_NAME}.", remedy)


def _patch(project: Project, answers: Answers) -> Patch | None:
    """What `apply` would do; None where it refuses, which it says itself."""
    try:
        patch = _planned(project, wanted(project, answers))
        if patch is not None and lost_by(project, answers, patch.text):
            patch = _planned(project, wanted(project, answers, only_adding=True))
    except WizardError:
        return None
    return patch


def _planned(project: Project, changes: Sequence[Change]) -> Patch | None:
    patch = plan(project.file.text or "", changes)
    return None if isinstance(patch, Refusal) else patch
