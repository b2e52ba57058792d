"""Findings as one SARIF 2.1.0 log, written piece by piece: the memory does not grow with the number of PATHs.

The places are relative to the root of the repository here (`%SRCROOT%`), as the services that read such a log ask for.
What could not be done or looked at is a notification of the run. What a comment silences is there too, as suppressed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from wizard import __version__
from wizard.cli.output import Result, name_from_root, to_stdout
from wizard.core.model.errors import ExitCode
from wizard.core.model.finding import Severity
from wizard.core.rules.model import Rule
from wizard.core.rules.table import RULES
from wizard.core.text.safetext import visible

if TYPE_CHECKING:
    from wizard.cli.batch import Summary

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
ROOT = "%SRCROOT%"
_INDEX = {rule.code: number for number, rule in enumerate(RULES)}


class Sarif:
    """Tells a batch as one log with one run."""

    def __init__(self, summary: Summary) -> None:
        self._summary = summary
        self._between = "\n"
        self._notifications: list[dict[str, Any]] = []

    def begin(self) -> None:
        """The log up to its results."""
        driver = {"name": "ecr-wizard", "semanticVersion": __version__, "rules": [_rule(rule) for rule in RULES]}
        start = {"$schema": SCHEMA, "version": "2.1.0"}
        head = ", ".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in start.items())
        tool = json.dumps({"driver": driver})
        self._out(f'{{{head}, "runs": [{{"tool": {tool}, "columnKind": "unicodeCodePoints", "results": [')

    def tell(self, result: Result) -> None:
        """The results of one PATH."""
        uri = _uri(result)
        for item in result.more["findings"]:
            self._add(_result(item, uri))
        for item in result.more.get("silenced", ()):
            self._add(_result(item, uri) | {"suppressions": [{"kind": "inSource"}]})
        self._notifications += _notifications(result, uri)

    def end(self) -> None:
        """The run's invocation, and the end of the log."""
        code = int(self._summary.code)
        done = not self._summary.stopped and not self._summary.codes
        invocation = {
            "executionSuccessful": done,
            "exitCode": code,
            "toolExecutionNotifications": self._notifications,
        }
        if code == ExitCode.FAILED and done:
            invocation["exitCodeDescription"] = "findings that count as a failure"
        close = "]" if self._between == "\n" else "\n]"
        self._out(f'{close}, "invocations": [{json.dumps(invocation)}]}}]}}\n')

    def _add(self, content: dict[str, Any]) -> None:
        self._out(self._between + json.dumps(content))
        self._between = ",\n"

    def _out(self, text: str) -> None:
        with to_stdout():
            print(text, end="")


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.why},
        "help": {"text": rule.remedy},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
    }


def _result(item: dict[str, Any], uri: dict[str, str]) -> dict[str, Any]:
    code = item["code"]
    text = " ".join(part for part in (item["message"], item["remedy"]) if part)
    made = {
        "ruleId": code,
        "level": LEVELS[Severity(item["severity"])],
        "message": {"text": visible(text, lines=True)},
        "locations": [_location(uri, item["line"], item["column"])],
    }
    return made | ({"ruleIndex": _INDEX[code]} if code in _INDEX else {})


def _notifications(result: Result, uri: dict[str, str]) -> list[dict[str, Any]]:
    made = [
        _notification(uri, "note", f"Not looked at: {item['what']}: {item['why']}", item["line"], item["column"])
        for item in result.more["not_looked_at"]
    ]
    made += [_notification(uri, LEVELS[item.severity], item.message, item.line, None) for item in result.warnings]
    if (error := result.error) is not None:
        text = " ".join(part for part in (error.title, error.cause, error.remedy) if part)
        made.append(_notification(uri, "error", text, error.line, error.column))
    return made


def _notification(uri: dict[str, str], level: str, text: str, line: int | None, column: int | None) -> dict[str, Any]:
    return {
        "level": level,
        "message": {"text": visible(text, lines=True)},
        "locations": [_location(uri, line, column)],
    }


def _location(uri: dict[str, str], line: int | None, column: int | None) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": uri}
    if line is not None:
        place["region"] = {"startLine": line} | ({"startColumn": column} if column is not None else {})
    return {"physicalLocation": place}


def _uri(result: Result) -> dict[str, str]:
    """Where the file is: below the root of the repository here, else its absolute address."""
    name = name_from_root(result)
    if name is not None:
        return {"uri": quote(name, errors="surrogateescape"), "uriBaseId": ROOT}
    path = str(result.absolute)
    return {"uri": "file://" + quote(path, errors="surrogateescape")}
