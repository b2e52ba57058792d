"""The JSON Schema of what the commands print that work on no list of files."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, get_args

from wizard.actions.doctor import Diagnosis, State
from wizard.core.interview.schema import DRAFT
from wizard.core.model.finding import Severity
from wizard.core.model.inventory import AccountRecord, SubscriptionRecord

TEXT: dict[str, Any] = {"type": "string"}
TEXT_OR_NULL: dict[str, Any] = {"type": ["string", "null"]}
TEXTS: dict[str, Any] = {"type": "array", "items": TEXT}
TRUTH: dict[str, Any] = {"type": "boolean"}
NUMBER: dict[str, Any] = {"type": "integer", "minimum": 0}
LINE: dict[str, Any] = {"type": ["integer", "null"], "minimum": 1}
OPTIONAL_TEXTS = frozenset({"masked_id", "aws_account", "region", "checked"})  # of an account integration


def commands_schema() -> dict[str, Any]:
    """What `account`, `subscription`, `doctor`, `rule`, `clean` and `verify` print with --json.

    A definition a command: `account list` is `account-list`. `subscription rename` prints a batch (`results`).
    """
    definitions = {**_of_integrations(), **_of_the_rest(), "failure": _failure(), "error": _error()}
    printed = [name for name in definitions if name not in PARTS]
    return {
        "$schema": DRAFT,
        "title": "What the commands of ecr-wizard print with --json that work on no list of files",
        "anyOf": [{"$ref": f"#/definitions/{name}"} for name in printed],
        "definitions": definitions,
    }


PARTS = ("error", "dependency", "rule_data", "verdict")


def _of_integrations() -> dict[str, Any]:
    accounts = {item.name: TEXT_OR_NULL if item.name in OPTIONAL_TEXTS else TEXT for item in fields(AccountRecord)}
    subscriptions: dict[str, Any] = {item.name: TEXT for item in fields(SubscriptionRecord)}
    subscriptions["places"] = _list(_object({"root": TEXT, "file": TEXT}))
    made = _printed({"name": TEXT, "done": TEXTS, "remaining": TEXTS, "error": _error_or_null()})
    removed = _printed(
        {
            "name": TEXT,
            "removed": TRUTH,
            "dependencies": _list(_ref("dependency")),
            "unchecked": TEXTS,
            "done": TEXTS,
            "remaining": TEXTS,
            "error": _error_or_null(),
        }
    )
    dependency = {
        "kind": {"enum": ["integration", "file", "branch", "server"]},
        **dict.fromkeys(("name", "subscription", "what"), TEXT),
        "line": LINE,
        "branches": TEXTS,
        **dict.fromkeys(("on_server", "looked_at"), TRUTH),
        **dict.fromkeys(("repository", "file"), TEXT_OR_NULL),
    }
    return {
        "account-list": _printed({"accounts": _list(_object(accounts)), "error": _error_or_null()}),
        "account-add": made,
        "account-remove": removed,
        "subscription-list": _printed({"subscriptions": _list(_object(subscriptions))}),
        "subscription-add": made,
        "subscription-remove": removed,
        "dependency": _object(dependency),
    }


def _of_the_rest() -> dict[str, Any]:
    check: dict[str, Any] = {item.name: TEXT for item in fields(Diagnosis)}
    check["state"] = {"enum": list(get_args(State))}
    rule = {
        **dict.fromkeys(("code", "summary", "why", "source", "remedy"), TEXT),
        "severity": {"enum": [item.value for item in Severity]},
        "old_codes": TEXTS,
    }
    item = {
        "folder": TEXT_OR_NULL,
        "parts": TEXTS,
        **dict.fromkeys(("files", "bytes"), NUMBER),
        **dict.fromkeys(("gone", "deleted"), TRUTH),
        "kept_because": TEXT,
    }
    manifest = {
        "media_type": TEXT,
        "digest": TEXT_OR_NULL,
        "size": {"type": ["integer", "null"]},
        "platforms": TEXTS,
        "is_index": TRUTH,
    }
    verdict = {
        **dict.fromkeys(("image", "use", "status", "code", "message", "remedy"), TEXT),
        "manifest": {"oneOf": [{"type": "null"}, _object(manifest)]},
    }
    asked = {"status": TEXT, "results": _list(_ref("verdict")), "rights": _list({"type": "object"})}
    return {
        "doctor": _printed({"checks": _list(_object(check))}),
        "rules": _printed({"rules": _list(_ref("rule_data"))}),
        "rule": _printed({**rule, "before": TEXT_OR_NULL, "after": TEXT_OR_NULL}),
        "rule_data": _object(rule),
        "clean": _printed({"items": _list(_object(item))}),
        "verify": _printed({**asked, "error": _error_or_null()}),
        "verdict": _object(verdict),
    }


def _failure() -> dict[str, Any]:
    """What ends a command before it has a result, such as a wrong flag."""
    return _printed({"error": _ref("error"), "program_version": TEXT, "exit": {"type": "integer"}})


def _error() -> dict[str, Any]:
    return _object({"code": TEXT, "message": TEXT, "line": LINE, "column": LINE, "remedy": TEXT})


def _error_or_null() -> dict[str, Any]:
    return {"oneOf": [{"type": "null"}, _ref("error")]}


def _printed(properties: dict[str, Any]) -> dict[str, Any]:
    return _object({"version": {"const": 1}, **properties})


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/definitions/{name}"}
