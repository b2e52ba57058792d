"""The record of a run: Markdown that says what was found, decided and written, and what remains."""

from __future__ import annotations

from tests.support.scenario_keys import Scenario
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.interview.next_steps import remaining
from wizard.core.interview.report import WrittenFile, report
from wizard.core.model.answers import Account, Answers, Branches
from wizard.core.plan import make_plan

PROJECT = Project(
    root="/r",
    file=view("shippable.yml", "language: go\n"),
    files=("shippable.yml",),
    is_repository=True,
    organisation="acme",
    name="shop_*x*",
    host="github.com",
    branch="master",
    branches=("master",),
)
ANSWERS = Answers(
    integration="ecr",
    scenario=Scenario.PUSH,
    image="acme/app",
    tag="1",
    branches=Branches("only", ("master",)),
    account=Account(name="ecr", masked_id="AKIA...W2QX", checked=True),
)


def test_the_record_has_the_four_parts() -> None:
    plan = make_plan(PROJECT, ANSWERS)
    file = WrittenFile("/r/shippable.yml", "/b/old", plan.diff)
    text = report(PROJECT, ANSWERS, file, remaining(PROJECT, ANSWERS), ("Committed: abc on master",))
    heads = [line for line in text.splitlines() if line.startswith("#") and not line.startswith("###")]
    assert [head for head in heads if head.startswith("## ")] == [
        "## Found",
        "## Decided",
        "## Written",
        "## Done besides",
        "## Remaining",
    ]
    assert heads[0] == "# Amazon ECR for acme/shop\\_\\*x\\*"
    assert "- Keys: `AKIA...W2QX`, checked" in text
    assert "- Image: `acme/app:1`" in text
    assert "- Branches: only `master`" in text
    assert "```diff\ndiff --git a/shippable.yml" in text
    assert text.count("- [ ] ") == 3
    assert "git push origin HEAD" in text


def test_what_is_committed_remains_to_be_pushed() -> None:
    text = report(PROJECT, ANSWERS, None, remaining(PROJECT, ANSWERS, committed="abc1234"))
    assert "git commit" not in text
    assert "\n  git push origin HEAD\n" in text
    assert "- [ ] Push abc1234" in text
    assert "Nothing: the file had every line already." in text


def test_a_fence_in_the_file_ends_no_fence_of_the_record() -> None:
    file = WrittenFile("/r/f", None, "+ ```\n+ # x\n")
    text = report(PROJECT, ANSWERS, file, ())
    assert "````diff\n+ ```\n+ # x\n````\n" in text


def test_outside_a_git_repository_no_remote_and_no_branch_were_found() -> None:
    folder = Project(root="/r", file=view("shippable.yml", None))
    text = report(folder, ANSWERS, None, remaining(folder, ANSWERS))
    assert text.startswith("# Amazon ECR for this project\n")
    assert "- Remote" not in text
    assert "- Branch:" not in text
    assert "- CI file: `shippable.yml`, did not exist" in text
    assert "This folder is no git repository: bring shippable.yml to each branch there." in text
