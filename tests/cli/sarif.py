"""The part of SARIF 2.1.0's structure that `check` writes: required properties, kinds, and no property besides.

Written from the standard (sections 3.13 to 3.58); the whole log passed the published schema when this was written.
"""

from __future__ import annotations

from typing import Any


def record(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    """An object with these properties and no others."""
    return {"type": "object", "required": list(required), "additionalProperties": False, "properties": properties}


def list_of(items: dict[str, Any]) -> dict[str, Any]:
    """An array of these."""
    return {"type": "array", "items": items}


TEXT = {"type": "string"}
NUMBER = {"type": "integer", "minimum": 1}
MESSAGE = record(("text",), text={"type": "string", "minLength": 1})
LEVEL = {"enum": ["none", "note", "warning", "error"]}
URI = {"type": "string", "pattern": r"^[A-Za-z0-9%/._~:@!$&'()*+,;=-]+$"}
LOCATION = record(
    physicalLocation=record(
        ("artifactLocation",),
        artifactLocation=record(uri=URI, uriBaseId=TEXT),
        region=record(startLine=NUMBER, startColumn=NUMBER),
    )
)
RULE = record(
    ("id",),
    id=TEXT,
    shortDescription=MESSAGE,
    fullDescription=MESSAGE,
    help=MESSAGE,
    defaultConfiguration=record(level=LEVEL),
)
RESULT = record(
    ("message",),
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": 0},
    level=LEVEL,
    message=MESSAGE,
    locations=list_of(LOCATION),
    suppressions=list_of(record(("kind",), kind={"enum": ["inSource", "external"]})),
)
INVOCATION = record(
    ("executionSuccessful",),
    executionSuccessful={"type": "boolean"},
    exitCode={"type": "integer"},
    exitCodeDescription=TEXT,
    toolExecutionNotifications=list_of(record(("message",), level=LEVEL, message=MESSAGE, locations=list_of(LOCATION))),
)
RUN = record(
    ("tool",),
    tool=record(("driver",), driver=record(("name",), name=TEXT, semanticVersion=TEXT, rules=list_of(RULE))),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    results=list_of(RESULT),
    invocations=list_of(INVOCATION),
)
SARIF = record(("version", "runs"), version={"enum": ["2.1.0"]}, runs=list_of(RUN), **{"$schema": TEXT})
