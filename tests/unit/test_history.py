"""The history of a made-up project: what `check` says of each version (tests/golden/history)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.test_tickets import ticket_of
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.docker.dockerfile import parse as parse_dockerfile
from wizard.core.rules import findings

VERSIONS = sorted((Path(__file__).parents[1] / "golden" / "history").glob("*.txt"))


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_what_check_says_of_a_version(path: Path) -> None:
    version = ticket_of(path)
    dockerfiles = tuple(parse_dockerfile(name, text) for name, text in version.parts.items() if name == "Dockerfile")
    project = Project(
        root="/nowhere", file=view("shippable.yml", version.parts["shippable.yml"]), dockerfiles=dockerfiles
    )
    found = [(item.line, item.code, item.severity.value) for item in findings(project)]
    assert found == version.expected


def test_every_failure_of_the_history_has_a_finding_of_its_own() -> None:
    assert len(VERSIONS) == 7
    codes = [{code for _, code, _ in ticket_of(path).expected} for path in VERSIONS]
    wanted = [
        "custom-image-home",
        "aws-cli-unknown",
        "push-without-registry",
        "folded-commands",
        "ecr-other-registry",
        "key-not-read",
    ]
    for code, found, last in zip(wanted, codes, [codes[-1]] * 6, strict=False):
        assert code in found
        assert code not in last
