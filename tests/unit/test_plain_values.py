"""Values without quotes: what `check` says of them, what --fix and `apply` write, and the one module behind them."""

from __future__ import annotations

import pytest
import yaml

from tests.support.scenario_keys import Scenario
from tests.unit.finding import check, codes
from wizard.actions.fix import fix
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.model.answers import Answers
from wizard.core.plan import make_plan
from wizard.core.rules import findings
from wizard.yamlpatch.parse.plain_scalars import boolean, is_text, keeps_text

FILE = """\
build:
  pre_ci_boot:
    image_name: acme/ci
    image_tag: {tag}
    pull: {pull}
    options: -e HOME=/root
integrations:
  hub:
    - integrationName: {name}
      type: ecr
      agent_only: {agent_only}
      branches:
        only:
          - {branch}
"""
FINE = {"tag": "v1", "pull": "true", "name": "e", "agent_only": "true", "branch": "master"}
OTHERWISE = ["12e4567", "1e3", "1.0", "3.10", "007", "0x1f", "1_000", "2016-05-01", "1:30", "yes", "off", "true", ".5"]


@pytest.mark.parametrize("value", ["yes", "on", "1", "Yes", "'true'", '"true"', "maybe"])
@pytest.mark.parametrize("key", ["agent_only", "pull"])
def test_what_is_no_boolean_everywhere_is_told(key: str, value: str) -> None:
    assert [item.code for item in check(FILE.format(**FINE | {key: value})) if item.code == "not-boolean"]


@pytest.mark.parametrize("value", ["true", "false", "True", "FALSE", "$PULL", ""])
@pytest.mark.parametrize("key", ["agent_only", "pull"])
def test_a_boolean_is_not_spoken_of(key: str, value: str) -> None:
    assert "not-boolean" not in codes(FILE.format(**FINE | {key: value}))


@pytest.mark.parametrize("value", OTHERWISE)
@pytest.mark.parametrize("key", ["tag", "name", "branch"])
def test_what_is_no_text_everywhere_is_told(key: str, value: str) -> None:
    (finding,) = [item for item in check(FILE.format(**FINE | {key: value})) if item.code == "not-text"]
    assert finding.severity.value == "warning"
    assert f'"{value}"' in finding.remedy
    assert "not-text" not in codes(FILE.format(**FINE | {key: f"'{value}'"}))


@pytest.mark.parametrize("value", ["v1", "12", "1.5", "latest", "release/*", "1.2.3", "$BRANCH.$BUILD_NUMBER", "a1e3"])
@pytest.mark.parametrize("key", ["tag", "name", "branch"])
def test_a_text_or_a_number_that_is_written_alike_is_not_spoken_of(key: str, value: str) -> None:
    assert "not-text" not in codes(FILE.format(**FINE | {key: value}))


def test_fix_writes_what_is_read_alike_everywhere() -> None:
    text = FILE.format(tag="12e4567", pull="on", name="007", agent_only="yes", branch="dev")
    project = Project(root="/nowhere", file=view("shippable.yml", text))
    plan, _ = fix(project, findings(project))
    assert plan is not None
    fixed = yaml.safe_load(plan.after or "")
    boot, (entry,) = fixed["build"]["pre_ci_boot"], fixed["integrations"]["hub"]
    assert (boot["image_tag"], boot["pull"], entry["integrationName"], entry["agent_only"]) == (
        "12e4567",
        True,
        "007",
        True,
    )
    assert "not-" not in "".join(codes(plan.after or ""))


@pytest.mark.parametrize("tag", ["1e3", "1.0", "3.10", "1_000", "2016-05-01"])
def test_apply_puts_quotes_around_a_tag_that_is_no_text(tag: str) -> None:
    text = FILE.format(**FINE | {"tag": tag})
    project = Project(root="/nowhere", file=view("shippable.yml", text))
    answers = Answers(integration="e", scenario=Scenario.PULL, image="acme/ci", tag=tag)
    assert yaml.safe_load(make_plan(project, answers).after or "")["build"]["pre_ci_boot"]["image_tag"] == tag
    assert "not-text" not in codes(make_plan(project, answers).after or "")


@pytest.mark.parametrize("tag", ["12", "1.5"])
def test_apply_leaves_a_number_that_is_written_alike(tag: str) -> None:
    text = FILE.format(**FINE | {"tag": tag})
    project = Project(root="/nowhere", file=view("shippable.yml", text))
    assert make_plan(project, Answers(integration="e", scenario=Scenario.PULL, image="acme/ci", tag=tag)).after == text


@pytest.mark.parametrize("value", [*OTHERWISE, "v1", "a b", "12", "n", "=", "<<", "null"])
def test_what_pyyaml_takes_for_no_text_is_none_here(value: str) -> None:
    if not isinstance(yaml.safe_load(f"a: {value}" if value not in ("=", "<<") else "a: 1")["a"], str):
        assert not is_text(value)


def test_the_readings_of_booleans() -> None:
    assert [boolean(value) for value in ("true", "False", "yes", "1")] == ["true", "false", "sometimes", "neither"]
    assert keeps_text("1.5")
    assert not keeps_text("1.50")
