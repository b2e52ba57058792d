"""The review's answer to whether builds reach ECR: for the branches of the entry, on the plan's text."""

from __future__ import annotations

from dataclasses import replace

from tests.support.scenario_keys import Scenario
from wizard.actions.as_build import planned_builds
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.model.answers import Answers, Branches
from wizard.core.plan import make_plan
from wizard.core.rules.build_groups import builds_line, builds_steps

ECR = "111122223333.dkr.ecr.us-east-1.amazonaws.com/app"
PUSH = Answers(integration="ecr", scenario=Scenario.PUSH, image=ECR, tag="1")


def said(text: str, answers: Answers, **facts: object) -> tuple[str, list[str]]:
    project = Project(root="/nowhere", file=view("shippable.yml", text), **facts)  # type: ignore[arg-type]
    groups = planned_builds(project, make_plan(project, answers), answers)
    return builds_line(groups), list(builds_steps(groups))


def test_the_branches_that_the_entry_counts_for_are_built() -> None:
    answers = replace(PUSH, branches=Branches("only", ("dev", "release/*")))
    line, steps = said("build:\n  ci: [make]\n", answers, branches=("master", "release/1"))
    assert line == "A build of release/1, dev: it reaches ECR, as far as the file says."
    assert f"    push {ECR}:1 (logged in by `ecr`)" in steps
    assert any(row.endswith("on the build machine: yes") for row in steps)


def test_the_branch_that_fails_comes_first() -> None:
    text = "branches:\n  only: [master, dev]\nbuild:\n  push:\n    - docker push $X/app\n"
    line, _ = said(text, PUSH, branches=("master", "topic"))
    assert line.startswith("A build of master: not known: ")
    assert line.endswith("(Of 1 other branch something else is to be said.)")


def test_the_account_of_the_project_tells_that_the_keys_are_of_another() -> None:
    line, _ = said("build:\n  ci: [make]\n", PUSH, accounts={"ecr": "210987654321"})
    assert "it does not reach ECR" in line
    project = Project(root="/nowhere", file=view("shippable.yml", None), accounts={"ecr": "210987654321"})
    assert "ecr-other-registry" in {item.code for item in make_plan(project, PUSH).findings.new}
