"""The JSON Schemas, and `python -m wizard.cli.schemas FOLDER…`, which writes them (`make schemas`)."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, get_args

from wizard.cli.batch import STATUSES
from wizard.cli.command_schemas import commands_schema
from wizard.cli.output import Status
from wizard.core.interview.schema import DRAFT, answers_schema, settings_schema
from wizard.core.model.finding import Severity

TEXT = {"type": "string"}
TEXT_OR_NULL = {"type": ["string", "null"]}
PLACE = {"type": ["integer", "null"], "minimum": 1}
SEVERITY = {"enum": [item.value for item in Severity]}


def results_schema() -> dict[str, Any]:
    """What `apply`, `remove`, `undo`, `check` and `subscription rename` print with --json and --json-lines.

    Keys may be added within a version; none goes, and none changes its meaning.
    """
    return {
        "$schema": DRAFT,
        "title": "What a batch of ecr-wizard prints: one object with --json, one a line with --json-lines",
        "oneOf": [{"$ref": f"#/definitions/{name}"} for name in ("batch", "result_line", "last_line", "failure")],
        "definitions": _definitions(),
    }


def _definitions() -> dict[str, Any]:
    ending = {"run": TEXT, "program_version": TEXT, "summary": _ref("summary"), "exit": {"type": "integer"}}
    version = {"version": {"const": 1}}
    result = _result()
    line = {**result, "properties": {**version, **result["properties"]}, "required": ["version", *result["required"]]}
    return {
        "batch": _object({**version, "results": _list("result"), **ending}),
        "result_line": line,
        "last_line": _object({**version, **ending}),
        "failure": {**_failure(version), "description": "what ended the command before it came to a PATH"},
        "result": result,
        "finding": _object(
            {
                "code": TEXT,
                "severity": SEVERITY,
                "line": PLACE,
                "column": PLACE,
                "message": TEXT,
                "remedy": TEXT,
                "fixable": {"type": "boolean"},
                "from_inventory": {"type": "boolean"},
            }
        ),
        "warning": _object({"code": TEXT, "severity": SEVERITY, "message": TEXT, "line": PLACE}),
        "error": _object({"code": TEXT, "message": TEXT, "line": PLACE, "column": PLACE, "remedy": TEXT}),
        "review": _object({name: _list("warning") for name in ("new", "stays", "gone")}),
        "unseen": _object({"line": PLACE, "column": PLACE, "what": TEXT, "why": TEXT, "reason": TEXT}),
        "summary": _object(
            {name.replace("-", "_"): {"type": "integer", "minimum": 0} for name in ("files", *STATUSES, "not_reached")}
        ),
    }


def _failure(version: dict[str, Any]) -> dict[str, Any]:
    return _object({**version, "error": _ref("error"), "program_version": TEXT, "exit": {"type": "integer"}})


def _result() -> dict[str, Any]:
    always = {
        "path": {**TEXT, "description": "PATH, absolute"},
        "root": {**TEXT_OR_NULL, "description": "the root of the repository, absolute"},
        "file": {**TEXT_OR_NULL, "description": "the file, below the root"},
        "file_path": {**TEXT_OR_NULL, "description": "the file, absolute"},
        "status": {"enum": list(get_args(Status))},
        "warnings": _list("warning"),
        "error": {"oneOf": [{"type": "null"}, _ref("error")]},
        "backup": {**TEXT_OR_NULL, "description": "what the file held before, where it was written"},
    }
    sometimes = {
        "diff": TEXT,
        "review": _ref("review"),
        "findings": _list("finding"),
        "silenced": _list("finding"),
        "branches": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "findings", "build"],
                "properties": {
                    "name": {"type": "string"},
                    "findings": {"type": "array", "items": {"$ref": "#/definitions/finding"}},
                    "build": {"type": ["object", "null"]},
                    "not_looked_at": {"type": ["string", "null"]},
                },
            },
        },
        "fixed": _list("finding"),
        "would_fix": _list("finding"),
        "not_looked_at": _list("unseen"),
        "branch": TEXT,
        "commit": TEXT_OR_NULL,
        "pull_request": TEXT,
    }
    made = _object(always)
    return {**made, "properties": {**always, **sometimes}}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/definitions/{name}"}


def _list(name: str) -> dict[str, Any]:
    return {"type": "array", "items": _ref(name)}


SCHEMAS = {
    "results": results_schema,
    "commands": commands_schema,
    "answers": answers_schema,
    "settings": settings_schema,
}


def schema_text(name: str) -> str:
    """The text of a schema's file."""
    return json.dumps(SCHEMAS[name](), indent=2) + "\n"


if __name__ == "__main__":
    for folder in sys.argv[1:]:
        for name in SCHEMAS:
            Path(folder, f"{name}.schema.json").write_text(schema_text(name), encoding="utf-8")
