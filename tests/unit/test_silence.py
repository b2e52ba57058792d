"""Comments that silence a finding, and those that silence nothing."""

from __future__ import annotations

import pytest

from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.rules import look
from wizard.core.rules.silence import mistaken

TWICE = "language: a\nlanguage: b{}\n"


def codes(text: str) -> tuple[list[str], list[str]]:
    """The codes that are shown, and those that are silenced."""
    found = look(Project(root="/nowhere", file=view("shippable.yml", text)))
    return [item.code for item in found.shown], [item.code for item in found.silenced]


@pytest.mark.parametrize(
    "text",
    [
        TWICE.format("  # ecr-wizard: ignore duplicate-key"),
        TWICE.format(" # seen # ecr-wizard: ignore tab, duplicate-key"),
        "language: a\n# ecr-wizard: ignore duplicate-key\n\n# and why\nlanguage: b\n",
    ],
)
def test_a_comment_silences_its_line_or_the_next_one(text: str) -> None:
    assert codes(text) == ([], ["duplicate-key"])
    assert list(mistaken(text)) == []


def test_what_stops_a_file_from_being_read_is_never_silenced() -> None:
    assert codes("# ecr-wizard: ignore not-yaml\nbuild: [\n")[1] == []


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "duplicate-keys",
            "No rule has the code `duplicate-keys`, so it silences nothing. The nearest: `duplicate-key`.",
        ),
        ("qqqq", "No rule has the code `qqqq`, so it silences nothing. `ecr-wizard rule` lists the codes."),
        ("", "The comment names no code, so it silences nothing. `ecr-wizard rule` lists the codes."),
    ],
)
def test_a_comment_that_silences_nothing_is_said(code: str, said: str) -> None:
    (found,) = mistaken(f"language: a  # ecr-wizard: ignore {code}\n")
    assert (found.code, found.line, found.message) == ("ignore-unknown", 1, said)


def test_a_comment_at_the_end_is_about_nothing_else() -> None:
    assert codes("language: a\nlanguage: b\n# ecr-wizard: ignore duplicate-key\n")[0] == ["duplicate-key"]
    assert list(mistaken(None)) == []
