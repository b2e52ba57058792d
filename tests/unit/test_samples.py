"""The samples of the documentation, from an absent file: data and text (issue: the wizard, end to end)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.scenario_keys import Scenario
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.model.answers import Answers, Branches, PushSection
from wizard.core.plan import make_plan

GOLDEN = Path(__file__).parents[1] / "golden"
NAME = "ecr-integration"
SAMPLES = {
    "pull": (
        Answers(integration=NAME, scenario=Scenario.PULL, image="manishas/myImage", agent_only=False),
        ("master", "dev"),
    ),
    "build": (Answers(integration=NAME, scenario=Scenario.BUILD, image="myImage", aws_cli=False), ("master", "dev")),
    "post_ci": (
        Answers(
            integration=NAME,
            scenario=Scenario.PUSH,
            push_section=PushSection.POST_CI,
            image="manishas/sample-node",
            tag="tag",
            commit_container=True,
        ),
        ("master",),
    ),
    "push": (
        Answers(
            integration=NAME,
            scenario=Scenario.PUSH,
            push_section=PushSection.PUSH,
            image="manishas/sample-node",
            tag="tag",
        ),
        ("master",),
    ),
}
SAMPLES["post_ci-2016"] = (replace(SAMPLES["post_ci"][0], agent_only=True), ("master",))


def absent() -> Project:
    return Project(root="/nowhere", file=view("shippable.yml", None))


@pytest.mark.parametrize("mode", ["all", "only", "except"])
@pytest.mark.parametrize("sample", SAMPLES)
def test_sample_from_an_absent_file(sample: str, mode: str) -> None:
    answers, names = SAMPLES[sample]
    branches = Branches() if mode == "all" else Branches(mode, names)  # type: ignore[arg-type]
    plan = make_plan(absent(), replace(answers, branches=branches))
    assert plan.before is None
    assert plan.after == (GOLDEN / f"{sample}-{mode}.yml").read_text()


def test_the_region_is_written_only_when_it_is_not_the_default() -> None:
    answers = Answers(integration=NAME)
    assert make_plan(absent(), replace(answers, region="us-west-2")).after == (GOLDEN / "region.yml").read_text()
    assert make_plan(absent(), replace(answers, region="us-east-1")).after == (GOLDEN / "entry.yml").read_text()


def test_agent_only_where_it_cannot_work_is_warned_about() -> None:
    answers, _ = SAMPLES["post_ci-2016"]
    codes = [item.code for item in make_plan(absent(), answers).warnings]
    assert "agent-only-in-container" in codes
    assert "agent-only-in-container" not in [item.code for item in make_plan(absent(), SAMPLES["post_ci"][0]).warnings]


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_second_time_nothing_changes(sample: str) -> None:
    answers, names = SAMPLES[sample]
    answers = replace(answers, branches=Branches("only", names))
    first = make_plan(absent(), answers)
    again = make_plan(Project(root="/nowhere", file=view("shippable.yml", first.after)), answers)
    assert not again.changes_something
