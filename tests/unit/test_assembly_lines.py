"""Files of mixed ages: assembly lines and keys of the old format, in `check`, in plans, and where names change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.scenario_keys import Scenario
from wizard.actions.rename import renamed
from wizard.core.ci_file.name_references import uses
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.model.answers import Answers
from wizard.core.plan import make_plan
from wizard.core.rules import Known, findings
from wizard.core.rules.unknown import not_looked_at

ECR = "111122223333.dkr.ecr.eu-west-1.amazonaws.com"
LINES = f"""\
resources:
  - name: app_image
    type: image
    integration: team-ecr
    pointer:
      sourceName: {ECR}/app
  - name: aws
    type: cliConfig
    integration: team-ecr
    pointer:
      region: eu-west-1
  - name: code
    type: gitRepo
    integration: team-git
jobs:
  - name: deploy
    type: runSh
    integrations:
      - team-ecr
    steps:
      - IN: aws
        scopes: [ecr]
      - TASK:
          - script: docker push $IMAGE
"""


def project(text: str, name: str = "shippable.yml") -> Project:
    return Project(root="/nowhere", file=view(name, text))


def found(text: str, known: Known | None = None) -> list[tuple[str, str, int | None]]:
    return [(item.code, item.severity.value, item.line) for item in findings(project(text), known)]


def test_resources_and_jobs_use_the_integrations_that_they_name() -> None:
    named = uses(view("shippable.yml", LINES), "team-ecr")
    assert [(item.line, item.what) for item in named] == [
        (4, "the resource `app_image`"),
        (9, "the resource `aws`"),
        (19, "the job `deploy`"),
    ]
    assert uses(view("shippable.yml", "env:\n  integration: team-ecr\n"), "team-ecr") == ()


def test_a_rename_reaches_resources_and_jobs_and_no_other_line() -> None:
    text = LINES + "integrations:\n  hub:\n    - integrationName: team-ecr\n      type: ecr\n"
    plan = renamed(view("shippable.yml", text), "team-ecr", "ecr-2")
    assert plan.after == text.replace("team-ecr", "ecr-2")


@pytest.mark.parametrize("name", ["shippable.yml", "shippable.jobs.yml"])
def test_what_jobs_run_is_called_not_looked_at(name: str) -> None:
    (unseen,) = not_looked_at(project(LINES, name))
    assert (unseen.line, unseen.what) == (1, "the assembly line (resources, jobs)")


def test_a_file_of_assembly_lines_beside_the_ci_file_is_not_looked_at() -> None:
    beside = replace(project("build:\n  ci: [make]\n"), assembly_files=("shippable.jobs.yml",))
    (unseen,) = not_looked_at(beside)
    assert unseen.what == "shippable.jobs.yml"
    assert "ecr-wizard check shippable.jobs.yml" in unseen.why


def test_right_assembly_lines_have_no_findings() -> None:
    assert found(LINES) == []
    assert found(LINES, Known(("team-ecr",), complete=True)) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (f"{ECR}/app", "11112222333.dkr.ecr.eu-west-1.amazonaws.com/app", ("ecr-name", "error", 6)),
        (f"{ECR}/app", "111122223333.dkr.ecr.eu-west-11.amazonaws.com/app", ("region-unknown", "warning", 6)),
        ("region: eu-west-1", "region: us-est-1", ("region-unknown", "warning", 11)),
        ("region: eu-west-1", "region: Ireland", ("region-form", "error", 11)),
        ("type: image\n    integration: team-ecr", "type: image", ("ecr-without-entry", "warning", 5)),
        (
            "type: image\n    integration: team-ecr",
            "type: image\n    integration: Team-ECR",
            ("name-case-or-space", "error", 4),
        ),
        ("type: image\n    integration: team-ecr", "type: image\n    integration: other", ("name-unknown", "error", 4)),
    ],
)
def test_what_resources_in_ecr_get_wrong(old: str, new: str, expected: tuple[str, str, int]) -> None:
    assert found(LINES.replace(old, new), Known(("team-ecr",), complete=True)) == [expected]


PUSH = Answers(integration="ecr", scenario=Scenario.PUSH, image=f"{ECR}/app", tag="1", region="eu-west-1")


def test_a_plan_says_that_assembly_lines_stay_as_they_are() -> None:
    plan = make_plan(project(LINES), PUSH)
    (note,) = [item for item in plan.notes if item.code == "assembly-lines"]
    assert "what their jobs run is not looked into" in note.message
    assert (plan.after or "").startswith(LINES)


OLD = "build_image: acme/ci\nscript:\n  - make\n"


def test_old_keys_beside_build_are_said_once_also_when_a_plan_adds_build() -> None:
    assert found(OLD) == []
    assert found(OLD + "build:\n  ci: [make]\n") == [("mixed-ages", "info", 1)]
    assert found("script: &s\n  - make\nbuild:\n  ci: *s\n") == []
    plan = make_plan(project(OLD), PUSH)
    assert "Nothing published says" in next(item.message for item in plan.notes if item.code == "legacy-file")
    assert "mixed-ages" not in {item.code for item in plan.findings.new}


@pytest.mark.parametrize("key", ["build_image", "commit_container"])
def test_an_image_that_an_old_key_names_is_not_looked_at(key: str) -> None:
    for image in (f"{ECR}/app", "$REGISTRY/app"):
        (unseen,) = not_looked_at(project(f"{key}: {image}\n"))
        assert unseen.what == f"`{key}: {image}`"
    assert not_looked_at(project(f"{key}: acme/app\n")) == ()


CLI = """\
resources:
  - name: cloud
    type: cliConfig
    integration: keys
    pointer:
      region: us-central1-a
{scopes}jobs:
  - name: deploy
    type: runSh
    steps:
      - IN: {taken}
"""


@pytest.mark.parametrize(
    ("scopes", "taken", "is_for_ecr"),
    [
        ("", "cloud", False),
        ("      scopes: [gke, gcr]\n", "cloud", False),
        ("      scopes:\n        - ecr\n", "cloud", True),
        ("", "cloud\n        scopes: [ecr]", True),
        ("", "other\n        scopes: [ecr]", False),
    ],
)
def test_the_command_line_of_another_cloud_has_no_region_of_aws(scopes: str, taken: str, is_for_ecr: bool) -> None:
    codes = [code for code, _, _ in found(CLI.format(scopes=scopes, taken=taken), Known(names=("ecr",)))]
    assert ("region-form" in codes) is is_for_ecr
    assert ("name-unknown" in codes) is is_for_ecr
