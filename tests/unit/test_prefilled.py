"""The wizard begins with what `.ecr-wizard.yml` of the repository says, on screens and at the prompts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.integrations import repository
from tests.plain.person import services, talk
from wizard.actions.inspect_project import inspect_project
from wizard.actions.surroundings import surroundings
from wizard.core.interview.proposal import Known, propose
from wizard.core.interview.reducer import answered
from wizard.core.model.settings import SETTINGS_NAME

SAID = "version: 1\nintegration: acme-ecr\nscenario: push\nimage: acme/shop\ntag: v7\nonly: [release]\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = repository(tmp_path / "shop")
    (made / SETTINGS_NAME).write_text(SAID)
    return made


def test_the_proposal_begins_with_it_and_names_it(root: Path) -> None:
    project = inspect_project(services(), root)
    around = surroundings(services(), project, None)
    made = propose(project, around.base, answered(around.base), Known(said=around.said))
    rows = {row.label: (row.value, row.source) for row in made.rows}
    assert rows["Integration"] == ("acme-ecr", SETTINGS_NAME)
    assert rows["Image"] == ("acme/shop:v7", SETTINGS_NAME)
    assert rows["Branches"] == ("only release", SETTINGS_NAME)


def test_a_file_with_mistakes_is_a_problem_and_no_end(root: Path) -> None:
    (root / SETTINGS_NAME).write_text("version: 1\nimgae: x\n")
    around = surroundings(services(), inspect_project(services(), root), None)
    assert [problem.code for problem in around.problems] == ["answers-file"]
    assert around.said.image is None


def test_enter_at_the_prompts_takes_what_it_says(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    done = talk(monkeypatch, services(), root, ("1.3 Keys", "None now"), ("Write shippable.yml", "y"))
    assert done.code == 0, done.said
    text = (root / "shippable.yml").read_text()
    assert "integrationName: acme-ecr" in text
    assert "acme/shop:v7" in text
    assert "release" in text
