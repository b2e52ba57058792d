"""The rows of a proposal: each says truly where its value comes from."""

from __future__ import annotations

from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.interview.proposal import Known, Row, propose
from wizard.core.model.answers import Answers
from wizard.core.scenarios.recognize import starting_answers

PUSHED = """\
build:
  push:
    - docker push 123456789012.dkr.ecr.us-east-1.amazonaws.com/shop:v1
integrations:
  hub:
    - integrationName: ecr
      type: ecr
"""


def build_row(answers: Answers, touched: frozenset[str], text: str | None = PUSHED) -> Row:
    project = Project(root="/nowhere", file=view("shippable.yml", text), name="shop")
    return next(row for row in propose(project, answers, touched, Known()).rows if row.label == "Build")


def test_what_an_entry_pushes_unbuilt_is_said_of_the_file_and_nothing_is_added() -> None:
    file = view("shippable.yml", PUSHED)
    row = build_row(starting_answers(file, file.ecr_entries[0]), frozenset())
    assert (row.value, row.source, row.state) == ("nothing makes this image", "shippable.yml", "trouble")


def test_a_line_that_was_declined_is_the_users_answer() -> None:
    answers = Answers(scenario="push", image="123456789012.dkr.ecr.us-east-1.amazonaws.com/shop", tag="v1")
    declined = frozenset({"scenario", "image", "tag", "build_command"})
    assert build_row(answers, declined, None).source == "your answer"
    assert build_row(answers, declined - {"build_command"}, None).value.startswith("docker build")
