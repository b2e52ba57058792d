"""What a run that was cut off leaves for the next one."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.scenario_keys import Scenario
from wizard.actions import resume
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.interview.question import StepKey
from wizard.core.model.answers import Account, Answers, Branches
from wizard.services.storage import state
from wizard.services.storage.paths import key_of, state_path

ANSWERS = Answers(
    integration="x",
    scenario=Scenario.PUSH,
    branches=Branches("only", ("master",)),
    env=("A=1",),
    account=Account(name="keys", masked_id="AKIA...WXYZ"),
    subscription="acme",
)


def project(root: Path) -> Project:
    return Project(str(root), view("shippable.yml", None))


def kept(root: Path) -> Path:
    return state_path("resume", f"{key_of(root)}.json")


def test_answers_and_step_come_back_for_this_project_alone(tmp_path: Path) -> None:
    resume.save(project(tmp_path), ANSWERS, StepKey.BRANCHES)
    assert resume.load(project(tmp_path)) == (ANSWERS, StepKey.BRANCHES)
    assert resume.load(project(tmp_path / "other")) is None
    assert stat.S_IMODE(kept(tmp_path).stat().st_mode) == 0o600
    resume.forget(project(tmp_path))
    assert resume.load(project(tmp_path)) is None
    resume.forget(project(tmp_path))


def test_a_disk_that_takes_nothing_does_not_stop_the_wizard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/dev/null")
    resume.save(project(tmp_path), ANSWERS, StepKey.IMAGE)
    assert resume.load(project(tmp_path)) is None
    resume.forget(project(tmp_path))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
GOOD = {"step": "image", "answers": {"version": 1, "account": {}, "subscription": None, "changes_entry": None}}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(JSON, st.sampled_from(["all", "data", "step", "answers", "account", "integration", "branches"]))
def test_whatever_stands_there_is_used_or_passed_over(tmp_path: Path, junk: object, where: str) -> None:
    content: object = {"version": state.VERSION, "root": str(tmp_path), "data": json.loads(json.dumps(GOOD))}
    assert isinstance(content, dict)
    if where == "all":
        content = junk
    elif where == "data":
        content["data"] = junk
    elif where in ("step", "answers"):
        content["data"][where] = junk
    else:
        content["data"]["answers"][where] = junk
    kept(tmp_path).parent.mkdir(parents=True, exist_ok=True)
    kept(tmp_path).write_text(json.dumps(content))
    found = resume.load(project(tmp_path))
    assert found is None or isinstance(found[0], Answers)


def test_the_good_state_of_that_test_is_good(tmp_path: Path) -> None:
    state.save(tmp_path, GOOD)
    assert resume.load(project(tmp_path)) == (Answers(), StepKey.IMAGE)
