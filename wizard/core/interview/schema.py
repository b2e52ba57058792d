"""JSON Schemas (draft-07, which editors know) of the files that people write: answers, and a repository's settings."""

from __future__ import annotations

from typing import Any

from wizard.core.interview.answers_file import ANSWERS_FILE, FLAG_KEYS, LIST_KEYS, VERSION, Form
from wizard.core.interview.questions import BY_KEY
from wizard.core.interview.settings_file import SETTINGS_FILE
from wizard.core.model.answers import PushSection
from wizard.core.scenarios.registry import SCENARIOS

DRAFT = "http://json-schema.org/draft-07/schema#"
TEXTS = {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
_OTHERS = {
    "only": "The branches (or patterns) that count, and no others",
    "except": "The branches (or patterns) that do not count",
    "all_branches": "Every branch counts: a list that the file has is taken out",
    "names": "The names of integrations that are right; `check` finds others",
    "agent_only": "Override what is derived from the answers",
    "file": "The file to patch, below the repository's root",
}


def answers_schema() -> dict[str, Any]:
    """The schema of an answers file."""
    return _schema("Answers for ecr-wizard apply --answers", ANSWERS_FILE)


def settings_schema() -> dict[str, Any]:
    """The schema of `.ecr-wizard.yml`."""
    return _schema("How a repository's shippable.yml is meant to be: .ecr-wizard.yml", SETTINGS_FILE)


def _schema(title: str, form: Form) -> dict[str, Any]:
    branches = ("only", "except", "all_branches")
    pairs = [(one, other) for at, one in enumerate(branches) for other in branches[at + 1 :]]
    return {
        "$schema": DRAFT,
        "title": title,
        "type": "object",
        "required": ["version"],
        "additionalProperties": False,
        "properties": {key: _property(key) for key in sorted(form.keys)},
        "allOf": [{"not": {"required": list(pair)}} for pair in pairs],
    }


def _property(key: str) -> dict[str, Any]:
    if key == "version":
        return {"const": VERSION, "description": "The version of this form"}
    return {**_kind(key), "description": _OTHERS.get(key) or BY_KEY[key].help}


def _kind(key: str) -> dict[str, Any]:
    if key in LIST_KEYS or key == "names":
        return TEXTS
    if key in FLAG_KEYS:
        return {"type": ["boolean", "null"]}
    if key == "scenario":
        return {"enum": [*SCENARIOS, None]}
    if key == "push_section":
        return {"enum": [*(item.value for item in PushSection), None]}
    return {"type": ["string", "null"]}
