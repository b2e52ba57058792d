"""Keys where nothing reads them: found, moved by --fix where that is safe, and no second one written beside them."""

from __future__ import annotations

import pytest

from tests.support.scenario_keys import Scenario
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.model.answers import Answers
from wizard.core.model.errors import RefusedError
from wizard.core.plan import make_plan, patch_plan
from wizard.core.rules import Finding, findings

PUSH = "build:\n  push:\n    - docker push $REGISTRY/app:1\n"


def project(text: str) -> Project:
    return Project(root="/nowhere", file=view("shippable.yml", text))


def found(text: str) -> list[Finding]:
    return [item for item in findings(project(text)) if item.code == "key-not-read"]


def below(*keys: str, indent: int = 0) -> str:
    """A list with one ECR entry below these keys."""
    lines = [" " * (indent + 2 * at) + f"{key}:" for at, key in enumerate(keys)]
    pad = " " * (indent + 2 * len(keys))
    return "\n".join([*lines, f"{pad}- integrationName: e", f"{pad}  type: ecr"]) + "\n"


MOVED = {
    "integrations under build": PUSH + below("integrations", "hub", indent=2),
    "entry under notifications": PUSH + below("integrations", "notifications"),
    "entry under generic": PUSH + below("integrations", "generic"),
    "hub under build": PUSH + below("hub", indent=2),
    "push at the top": "build:\n  ci:\n    - make\npush:\n  - docker push $REGISTRY/app:1\n",
    "post_ci at the top": "build:\n  ci:\n    - make\npost_ci:\n  - docker push $REGISTRY/app:1\n",
    "ci under pre_ci_boot": "build:\n  pre_ci_boot:\n    image_name: a\n    ci:\n      - make\n",
    "hub under services": PUSH + below("services", "hub"),
    "hub under notifications": PUSH + below("notifications", "hub"),
    "integrations under matrix": PUSH + below("matrix", "integrations", "hub"),
    "integrations under cache": PUSH + below("cache", "integrations", "hub"),
    "capital letters": PUSH + below("Integrations", "hub"),
    "letters exchanged": PUSH + below("intergrations", "hub"),
    "a section with another sign": "build:\n  post-ci:\n    - docker push $REGISTRY/app:1\n",
    "build with a capital": "Build:\n  ci:\n    - make\n",
    "region beside hub": PUSH + below("integrations", "hub") + "  region: us-east-1\n",
    "agent_only under build": PUSH + "  agent_only: true\n" + below("integrations", "hub"),
    "a key in other letters": PUSH + below("integrations", "hub") + "      agentOnly: true\n",
    "a key in the plural": PUSH + below("integrations", "hub") + "      regions: us-east-1\n",
    "image_name under build": "build:\n  image_name: a\n  ci:\n    - make\n",
    "image_tag beside its map": "build:\n  image_tag: b\n  pre_ci_boot:\n    image_name: a\n",
    "agent_only below branches": PUSH
    + "integrations:\n  hub:\n    - integrationName: e\n      type: ecr\n      branches:\n        only:\n"
    "          - master\n        agent_only: true\n",
}


@pytest.mark.parametrize("text", MOVED.values(), ids=MOVED)
def test_a_key_that_is_not_read_is_an_error_that_fix_puts_right(text: str) -> None:
    (finding,) = found(text)
    assert finding.severity == "error"
    assert finding.fix
    after = patch_plan(view("shippable.yml", text), finding.fix).after
    assert found(after or "") == []
    assert [item.code for item in findings(project(after or ""))] in ([], ["entry-unused"], ["custom-image-home"])


@pytest.mark.parametrize(
    "text",
    [
        PUSH + below("integrations", "hub"),
        "jobs:\n  - name: a\n    on_success:\n      - script: x\n    push:\n      - x\n",
        "push: &push\n  - docker push a/b\nbuild:\n  push: *push\n",
        "env:\n  global:\n    - push=1\n",
        "integrations:\n  notifications:\n    - integrationName: mail\n      type: email\n",
    ],
)
def test_keys_that_are_read_or_mean_something_else_are_not_found(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "line", "severity"),
    [
        (PUSH + "services:\n  - integrationName: e\n    type: ecr\n", 5, "error"),
        (PUSH + below("integrations", "hub") + "      branches:\n        only:\n          - region: a\n", 10, "error"),
        (PUSH + "integrations:\n  hub:\n    - name: e\n      type: ecr\n", 6, "error"),
        ("build:\n  ci:\n    - make\n    - push:\n        - docker push a/b\n", 4, "error"),
        ("build:\n  post_push:\n    - docker push a/b\n", 2, "warning"),
    ],
)
def test_what_cannot_be_moved_is_named_all_the_same(text: str, line: int, severity: str) -> None:
    (finding,) = found(text)
    assert (finding.line, finding.severity.value) == (line, severity)
    assert not finding.fix
    assert finding.remedy


def test_where_the_entry_is_not_read_the_remedy_adds_no_second_one() -> None:
    text = "build:\n  push:\n    - docker push 111122223333.dkr.ecr.us-east-1.amazonaws.com/app:1\n"
    text += below("hub", indent=2)
    (finding,) = [item for item in findings(project(text)) if item.code == "ecr-without-entry"]
    assert finding.remedy == "The entry of line 5 is not read where it is: it belongs in `integrations.hub`."


def test_what_is_there_already_is_not_written_over() -> None:
    text = (
        PUSH
        + below("integrations", "hub", indent=2)
        + "integrations:\n  key:\n    - integrationName: k\n      type: t\n"
    )
    (finding,) = found(text)
    assert finding.fix == ()


def test_an_entry_among_others_is_named() -> None:
    mail = "integrations:\n  notifications:\n    - integrationName: m\n      type: email\n"
    text = mail + "    - integrationName: e\n      type: ecr\n"
    (finding,) = found(text)
    assert finding.line == 5


@pytest.mark.parametrize("name", ["integrations under build", "entry under notifications", "push at the top"])
def test_a_plan_adds_no_second_one_beside_the_dead_one(name: str) -> None:
    answers = Answers(integration="e", scenario=Scenario.PUSH, image="111122223333.dkr.ecr.us-east-1.amazonaws.com/app")
    with pytest.raises(RefusedError) as refused:
        make_plan(project(MOVED[name]), answers)
    assert refused.value.code == "key-not-read"
    assert "check --fix" in refused.value.remedy


def test_integration_and_hub_at_the_top_are_moved() -> None:
    for text in (PUSH + below("integration", "hub"), PUSH + below("hub")):
        (finding,) = [item for item in findings(project(text)) if item.code in ("integration-key", "hub-key")]
        after = patch_plan(view("shippable.yml", text), finding.fix).after
        assert view("shippable.yml", after).entry("e") is not None


@pytest.mark.parametrize(
    ("inner", "belongs"),
    [
        ("    pre_ci_boot:\n      image_name: acme/ci\n      image_tag: v1\n      pull: true\n", "build.pre_ci_boot"),
        ("    post_ci:\n      - docker push acme/app\n", "build.post_ci"),
    ],
)
def test_a_section_below_another_one_is_not_read_and_moves_home(inner: str, belongs: str) -> None:
    text = f"build:\n  ci:\n{inner}  always:\n    - true\n"
    (stray,) = found(text)
    assert (stray.line, stray.remedy) == (3, f"Move it to `{belongs}`.")
    assert found(patch_plan(project(text).file, stray.fix).after or "") == []
