"""What `check --as-build` and `check --branches` print: for each branch the steps of a build, and the verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from wizard.actions.as_build import BranchChecked
from wizard.core.rules.as_build import Works
from wizard.core.text.safetext import visible

HEAD = ("LINE", "MACHINE", "IN", "STEP", "LOGIN", "WORKS")


def as_data(
    branches: Iterable[BranchChecked], finding_data: Callable[[Any], list[dict[str, Any]]], *, with_build: bool
) -> list[dict[str, Any]]:
    """The branches for JSON: name, findings, build (null unless it is asked for), and why one was not looked at."""
    return [
        {
            "name": item.name,
            "findings": finding_data(item.findings),
            "build": _build_data(item) if with_build else None,
            "not_looked_at": item.why or None,
        }
        for item in branches
    ]


def _build_data(item: BranchChecked) -> dict[str, Any] | None:
    if item.build is None:
        return None
    return {
        "reaches_ecr": {Works.YES: True, Works.NO: False}.get(item.build.works),
        "verdict": item.build.verdict,
        "steps": [asdict(step) for step in item.build.steps],
    }


def lines_of(name: str, branches: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The lines for people; branches on which all is the same share one table."""
    for first, same in _grouped(branches):
        names = ", ".join(visible(item) for item in same)
        yield f"{name} on {names}:"
        if first["not_looked_at"]:
            yield f"  Not looked at: {visible(first['not_looked_at'])}."
        for found in first["findings"]:
            place = f"{found['line']}:{found['column']}"
            yield f"  {place}: {found['severity']}: {visible(found['message'])} ({found['code']})"
            yield f"      {visible(found['remedy'])}"
        if first["build"] is not None:
            yield from _table(first["build"]["steps"])
            yield f"  {visible(first['build']['verdict'])}"


def _grouped(branches: Iterable[dict[str, Any]]) -> list[tuple[dict[str, Any], list[str]]]:
    """The branches of which all is the same but the name, with their names."""
    groups: list[tuple[dict[str, Any], list[str]]] = []
    for item in branches:
        rest = {key: value for key, value in item.items() if key != "name"}
        names = next((names for known, names in groups if known == rest), None)
        if names is None:
            groups.append((rest, [item["name"]]))
        else:
            names.append(item["name"])
    return groups


def _table(steps: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The steps as lines with aligned columns, below their heads; nothing without steps."""
    if not steps:
        return
    rows = [HEAD, *(_row(step) for step in steps)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEAD))]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        yield ("  " + "  ".join(cells)).rstrip()


def _row(step: dict[str, Any]) -> tuple[str, ...]:
    login = step["login"] or "-"
    return (
        str(step["line"]),
        step["machine"],
        step["section"],
        visible(step["what"]),
        visible(login),
        str(step["works"]),
    )
