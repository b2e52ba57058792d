"""Findings as annotations of GitHub Actions: one workflow command a line on stdout."""

from __future__ import annotations

from typing import Any

from wizard.cli.output import Result, name_from_root, say_result
from wizard.core.model.errors import WizardError
from wizard.core.model.finding import Severity
from wizard.core.text.safetext import visible

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def say_annotations(result: Result, *, quiet: bool, strict: bool) -> None:
    """The annotations of one PATH; an error is printed on stderr too."""
    name = name_from_root(result) or str(result.place or result.path)
    for item in result.more["findings"]:
        if not (quiet and item["severity"] == Severity.INFO):
            print(_of_finding(name, item))
    for item in result.more["not_looked_at"]:
        print(_of_unseen(name, item, "error" if strict else "notice"))
    for note in result.warnings:
        print(annotation(LEVELS[note.severity], note.message, file=name, line=note.line, title=note.code))
    if result.error is not None:
        print(_of_error(name, result.error))
        say_result(result, quiet=quiet)


def _of_unseen(name: str, item: dict[str, Any], level: str) -> str:
    text = f"{item['what']}: {item['why']}"
    return annotation(level, text, file=name, line=item["line"], col=item["column"], title="not looked at")


def _of_finding(name: str, item: dict[str, Any]) -> str:
    text = "\n".join(part for part in (item["message"], item["remedy"]) if part)
    level = LEVELS[Severity(item["severity"])]
    return annotation(level, text, file=name, line=item["line"], col=item["column"], title=item["code"])


def _of_error(name: str, error: WizardError) -> str:
    text = "\n".join(part for part in (error.title, error.cause, error.remedy) if part)
    return annotation("error", text, file=name, line=error.line, col=error.column, title=error.code)


def annotation(level: str, message: str, **properties: str | int | None) -> str:
    """One workflow command. Foreign text in it ends neither the line nor the command."""
    given = [f"{key}={_property(str(value))}" for key, value in properties.items() if value is not None]
    return f"::{level} {','.join(given)}::{_data(visible(message, lines=True))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")
