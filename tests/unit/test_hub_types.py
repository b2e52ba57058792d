"""Types of hub entries: those of the documentation, near misses, and AWS keys named by their own type."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.scenario_keys import Scenario
from tests.unit.finding import BOOT, ECR, check, found, one
from wizard.actions.fix import fix
from wizard.core.ci_file.hub_types import HUB_TYPES, meant_type
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.model.answers import Answers, Branches
from wizard.core.plan import make_plan, patch_plan
from wizard.core.rules import findings
from wizard.core.scenarios.recognize import starting_answers
from wizard.core.scenarios.remove_entry import changes_to_remove

KEYS = f"""\
build:
  push:
    - docker build -t {ECR}/app:1 .
    - docker push {ECR}/app:1
integrations:
  hub:
    - integrationName: keys
      type: amazonKeys
      region: eu-west-1
      branches:
        only:
          - master
"""


def typed(kind: str) -> str:
    return f"integrations:\n  hub:\n    - integrationName: e\n      type: {kind}\n"


def test_what_a_fix_uncovers_is_fixed_with_it() -> None:
    text = typed("ECR") + "      agent_only: yes\n"
    project = Project("/nowhere", view("shippable.yml", text))
    alone, settled = fix(project, findings(project))
    assert alone is not None
    assert [item.code for item in settled] == ["type-case"]
    plan, settled = fix(project, findings(project), findings)
    assert plan is not None
    assert [item.code for item in settled] == ["type-case", "not-boolean"]
    assert plan.after == typed("ecr") + "      agent_only: true\n"
    left = findings(Project("/nowhere", view("shippable.yml", plan.after)))
    assert not [item for item in left if item.fix]


@pytest.mark.parametrize(
    "kind", ["ear", "aws", "amazon ecr", "Amazon ECR", "awsKeys", "ecrs", "awsecr", "ecr-login", "ec2ecr"]
)
def test_a_near_miss_of_ecr_is_an_error_with_the_nearest(kind: str) -> None:
    finding = one(typed(kind), "type-near")
    assert (finding.severity.value, finding.line) == ("error", 4)
    assert "`ecr`" in finding.message
    project = Project(root="/nowhere", file=view("shippable.yml", typed(kind)))
    plan, fixed = fix(project, findings(project))
    assert plan is not None
    assert plan.after == typed("ecr")
    assert [item.code for item in fixed] == ["type-near"]


@pytest.mark.parametrize(
    ("kind", "near"), [("dockerhub", ""), ("gcloudKeys", "gcloudKey"), ("slack", ""), ("quaylogin", "quayLogin")]
)
def test_a_type_that_no_documentation_names_is_a_warning(kind: str, near: str) -> None:
    finding = one(typed(kind), "type-unknown")
    assert finding.severity.value == "warning"
    assert (f"`{near}`" in finding.message) == bool(near)


@pytest.mark.parametrize("kind", [*HUB_TYPES, "$TYPE", "''"])
def test_a_documented_type_is_not_spoken_of(kind: str) -> None:
    assert not {"type-near", "type-unknown"} & {item.code for item in check(typed(kind))}


def test_a_near_miss_of_amazon_keys_is_told_with_that_type() -> None:
    assert one(typed("AmazonKeys"), "type-near").remedy == "Write `type: amazonKeys`."


def test_every_type_has_its_source() -> None:
    assert all(HUB_TYPES.values())
    assert meant_type("wholly other") is None


def test_an_entry_of_type_amazon_keys_is_checked_as_an_ecr_entry() -> None:
    assert found(KEYS) == []
    assert found(KEYS.replace("region: eu-west-1", "region: us-east-2"))[0][0] == "ecr-other-registry"
    in_container = KEYS.replace("push:", "post_ci:").replace("      region", "      agent_only: true\n      region")
    assert [code for code, _, _ in found(in_container)] == ["agent-only-in-container"]
    assert {code for code, _, _ in found(typed("amazonKeys") + BOOT.format("acme/ci"))} >= {"aws-cli-unknown"}


def test_an_entry_of_type_amazon_keys_is_changed_where_it_is_and_keeps_its_type() -> None:
    project = Project(root="/nowhere", file=view("shippable.yml", KEYS))
    (entry,) = project.file.ecr_entries
    answers = starting_answers(project.file, entry)
    assert make_plan(project, answers).after == KEYS
    assert answers.scenario == Scenario.PUSH
    changed = make_plan(
        project, replace(answers, region="us-west-2", branches=Branches("only", ("dev",)), integration="new")
    )
    assert changed.after == KEYS.replace("eu-west-1\n      ", "us-west-2\n      ").replace("master", "dev").replace(
        "integrationName: keys", "integrationName: new"
    )
    same = make_plan(project, Answers(integration="keys", region="us-west-2"))
    assert (same.after or "").count("integrationName") == 1


def test_an_entry_of_type_amazon_keys_is_taken_out() -> None:
    file = view("shippable.yml", KEYS)
    assert (
        patch_plan(file, changes_to_remove(file, "keys", with_build=False)).after == KEYS.partition("integrations:")[0]
    )
