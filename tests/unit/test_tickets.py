"""The vendor's tickets: for each file the finding that is the vendor's answer, and no other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.docker.dockerfile import parse as parse_dockerfile
from wizard.core.model.finding import Severity
from wizard.core.rules import findings

TICKETS = sorted((Path(__file__).parents[1] / "golden" / "tickets").glob("*.txt"))


class Ticket(NamedTuple):
    """The parts of a file of a ticket, by their names."""

    said: str
    parts: dict[str, str]

    @property
    def expected(self) -> list[tuple[int, str, str]]:
        rows = [line.split() for line in self.parts["expect"].splitlines()]
        return [(int(line), code, severity) for line, code, severity in rows]


def ticket_of(path: Path) -> Ticket:
    said, *rest = re.split(r"^--- (.+)\n", path.read_text(), flags=re.MULTILINE)
    return Ticket(said, dict(zip(rest[::2], rest[1::2], strict=True)))


@pytest.mark.parametrize("path", TICKETS, ids=lambda path: path.stem)
def test_the_finding_is_what_the_vendor_answered(path: Path) -> None:
    ticket = ticket_of(path)
    dockerfiles = tuple(parse_dockerfile(name, text) for name, text in ticket.parts.items() if name == "Dockerfile")
    project = Project(
        root="/nowhere", file=view("shippable.yml", ticket.parts["shippable.yml"]), dockerfiles=dockerfiles
    )
    serious = [item for item in findings(project) if item.severity is not Severity.INFO]
    expected = [item for item in ticket.expected if item[2] != "info"]
    assert [(item.line, item.code, item.severity.value) for item in serious] == expected


def test_every_ticket_says_what_was_answered() -> None:
    assert len(TICKETS) >= 20
    for path in TICKETS:
        assert re.search(r"Answer|Expected|What can be told", ticket_of(path).said), path.name
