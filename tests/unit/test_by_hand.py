"""Lines to add by hand go into what is there: no second entry, no second section."""

from __future__ import annotations

import pytest

from tests.support.scenario_keys import Scenario
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.model.answers import Answers, Branches
from wizard.core.model.errors import RefusedError
from wizard.core.plan import make_plan

ECR = "111122223333.dkr.ecr.us-west-2.amazonaws.com"
ENTRY = "    - integrationName: one\n      type: ecr\n"
MASTER = Answers(integration="one", branches=Branches("only", ("master",)))
PUSH = MASTER.with_(scenario=Scenario.PUSH, image=f"{ECR}/app", tag="1", region="us-west-2")
PUSHED = f"push:\n  - docker push {ECR}/app:1\n"
ONLY = "branches:\n  only:\n    - master\n"


def lines(text: str, answers: Answers) -> str:
    with pytest.raises(RefusedError) as caught:
        make_plan(Project(root="/nowhere", file=view("shippable.yml", text)), answers)
    return caught.value.snippet


def test_what_an_entry_with_a_merge_key_lacks_goes_into_that_entry() -> None:
    text = (
        "x-ecr: &ecr\n  type: ecr\n  region: us-west-2\nbuild:\n  ci: [make]\nintegrations:\n  hub:\n"
        "    - <<: *ecr\n      integrationName: one\n"
    )
    west = PUSH.with_(region="eu-west-1", image="app")
    pushed = "push:\n  - docker push app:1\n"
    assert lines(text, west) == f"# in build (line 4):\n{pushed}# in the entry of line 8:\nregion: eu-west-1\n{ONLY}"


def test_what_a_merge_key_brings_to_a_section_is_not_forgotten() -> None:
    text = f"x: &b\n  push: [a]\nbuild:\n  <<: *b\n  ci: [make]\nintegrations:\n  hub:\n{ENTRY}"
    assert lines(text, PUSH) == (
        f"# in build (line 3), with what a merge key brings from push in line 2:\n{PUSHED}"
        f"# in the entry of line 8:\nregion: us-west-2\n{ONLY}"
    )


def test_a_key_twice_in_an_entry() -> None:
    text = f"integrations:\n  hub:\n{ENTRY}      branches:\n        only: [dev]\n      branches:\n        only: [dev]\n"
    assert lines(text, MASTER) == "# in integrations.hub.branches (line 5):\nonly:\n  - master\n"


def test_build_twice_gets_no_third() -> None:
    text = f"build:\n  ci: [make]\nbuild:\n  ci: [make]\nintegrations:\n  hub:\n{ENTRY}"
    assert lines(text, PUSH).startswith(f"# in build (line 1):\n{PUSHED}# in the entry of line 7:\n")


def test_a_new_item_goes_into_the_list_that_is_there() -> None:
    text = "integrations:\n  hub:\n    - &d\n      integrationName: hub\n      type: docker\n    - ? a\n      : b\n"
    text += "build: *x\n"
    assert lines(text, PUSH).startswith(
        "# in the list integrations.hub (line 2):\n- integrationName: one\n  type: ecr\n  region: us-west-2\n"
        "  branches:\n    only:\n      - master\n"
    )


def test_merge_keys_that_lead_in_a_circle() -> None:
    text = "x: &x\n  <<: *x\n  type: ecr\nintegrations:\n  hub:\n    - <<: *x\n      integrationName: one\n"
    assert "# in the entry of line 6:" in lines(text, MASTER)
