"""`check` on every real file: its findings, each read against its file, and no others.

What was looked at when the table was made: whether Shippable would have met the same thing. Files with `not-yaml`,
`tab` and `merge-conflict` are those that no YAML parser reads. `aws-cli-unknown` and `custom-image-home` say what
depends on an image that the file alone does not show. 071 to 073 reach ECR through entries of type amazonKeys,
075 to 077, 111, 128 and 166 through names with variables: nothing is found wrong with them.
"""

from __future__ import annotations

import re

import pytest

from tests.conftest import CORPUS, NO_CORPUS
from tests.support.scenario_keys import Scenario
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.model.answers import Answers, PushSection
from wizard.core.model.errors import RefusedError
from wizard.core.plan import Plan, make_plan
from wizard.core.rules import Severity, compare, findings

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=NO_CORPUS)

FILES = 188
SEVERITIES = {
    "aws-cli-unknown": Severity.INFO,
    "custom-image-home": Severity.INFO,
    "duplicate-key": Severity.ERROR,
    "entry-unused": Severity.INFO,
    "folded-commands": Severity.WARNING,
    "key-in-clear": Severity.ERROR,
    "key-not-read": Severity.ERROR,
    "merge-conflict": Severity.ERROR,
    "mixed-ages": Severity.INFO,
    "not-yaml": Severity.ERROR,
    "push-in-pull-requests": Severity.INFO,
    "tab": Severity.ERROR,
    "wrong-kind": Severity.WARNING,
}
# File -> the lines and codes of its findings. Of every other file nothing is found.
REVIEWED: dict[str, list[tuple[int, str]]] = {
    "002": [(7, "wrong-kind")],
    "004": [(1, "not-yaml")],
    "008": [(5, "merge-conflict")],
    "014": [(5, "tab")],
    "034": [(19, "not-yaml")],
    "038": [(6, "mixed-ages")],
    "041": [(6, "mixed-ages")],
    # `build:` is empty, and its `ci` is not indented.
    "049": [(8, "key-not-read")],
    "055": [(5, "tab")],
    "057": [(384, "duplicate-key"), (390, "duplicate-key"), (396, "duplicate-key")],
    "058": [(25, "aws-cli-unknown"), (28, "custom-image-home")],
    "064": [(7, "mixed-ages")],
    "070": [(14, "not-yaml")],
    "072": [(54, "duplicate-key")],
    "076": [(37, "push-in-pull-requests")],
    "084": [(6, "aws-cli-unknown"), (6, "custom-image-home"), (13, "entry-unused")],
    "085": [(9, "not-yaml")],
    "093": [(7, "not-yaml")],
    # `aws configure set aws_secret_access_key` with a secret in clear.
    "100": [(47, "key-in-clear")],
    "103": [(3, "not-yaml")],
    "107": [(17, "mixed-ages")],
    "116": [(47, "not-yaml")],
    "118": [(10, "wrong-kind")],
    "122": [(9, "not-yaml")],
    "126": [(3, "duplicate-key")],
    # `- rspec …` is indented too deep, so it is an argument of the item above.
    "140": [(18, "folded-commands"), (27, "duplicate-key")],
    "141": [(37, "duplicate-key")],
    "146": [(7, "duplicate-key")],
    "160": [(37, "wrong-kind")],
    "172": [(17, "not-yaml")],
    "177": [(15, "not-yaml")],
    "181": [(13, "duplicate-key")],
    "183": [(18, "aws-cli-unknown"), (21, "custom-image-home"), (30, "push-in-pull-requests")],
    "187": [(4, "not-yaml")],
}


def test_the_findings_on_every_real_file_are_those_that_were_reviewed() -> None:
    found: dict[str, list[tuple[int, str]]] = {}
    paths = sorted((CORPUS / "real").glob("*.yml"))
    assert len(paths) == FILES
    for path in paths:
        project = Project(root="/nowhere", file=view("shippable.yml", path.read_bytes().decode("utf-8")))
        for item in findings(project):
            assert item.severity is SEVERITIES[item.code], path.name
            found.setdefault(path.stem, []).append((item.line, item.code))
    assert found == REVIEWED


ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
ANSWERS = (
    Answers(integration="mine", scenario=Scenario.PULL, image=f"{ECR}/ci", tag="1"),
    Answers(integration="mine", scenario=Scenario.BUILD, image="ci", aws_cli=False),
    Answers(integration="mine", scenario=Scenario.PUSH, image=f"{ECR}/app", tag="$BUILD_NUMBER"),
    Answers(integration="mine", scenario=Scenario.PUSH, push_section=PushSection.POST_CI, image=f"{ECR}/app"),
)


def test_in_what_the_wizard_writes_nothing_is_found_that_fails_the_build() -> None:
    written = 0
    for at, path in enumerate(sorted((CORPUS / "real").glob("*.yml"))):
        text = path.read_bytes().decode("utf-8")
        project = Project(root="/nowhere", file=view("shippable.yml", text))
        try:
            plan = make_plan(project, ANSWERS[at % len(ANSWERS)])
        except RefusedError:
            continue
        after = findings(Project(root="/nowhere", file=view("shippable.yml", plan.after)))
        assert [item for item in compare(findings(project), after).new if item.severity is Severity.ERROR] == [], (
            path.name
        )
        assert _told_differently(plan, {(item.code, item.line) for item in after}, ANSWERS[at % len(ANSWERS)]) == set()
        written += 1
    assert written > FILES - 25


def _told_differently(
    plan: Plan, checked: set[tuple[str, int | None]], answers: Answers
) -> set[tuple[str, int | None]]:
    """What the review of a plan and the check of the written file find differently, but for what has a reason."""
    told = {(item.code, item.line) for item in (*plan.findings.new, *plan.findings.stays)}
    allowed = {"push-in-pull-requests"}  # a question of the interview is about it
    if answers.image is not None and answers.scenario == Scenario.PUSH:
        allowed.add("image-not-built")  # of an image that the user sets up it is known that no script makes it
    if answers.aws_cli is not None:
        allowed |= {"aws-cli-unknown", "aws-cli-missing"}  # the user said whether the image has it
    for item in plan.notes:
        allowed |= {"image-not-in-ecr": {"entry-unused"}, "legacy-file": {"mixed-ages"}}.get(item.code, set())
    return {item for item in told ^ checked if item[0] not in allowed}


WITHOUT_ENTRIES = {
    "075": [(48, "ecr-without-entry"), (49, "ecr-without-entry")],
    "076": [(37, "ecr-without-entry"), (37, "push-in-pull-requests"), (38, "ecr-without-entry")],
    "077": [(36, "ecr-without-entry"), (37, "ecr-without-entry")],
    "100": [(47, "key-in-clear")],  # it logs in by itself
    "111": [(8, "ecr-named-without-entry")],
    "128": [(19, "ecr-named-without-entry")],
    "166": [(19, "ecr-named-without-entry")],
    "167": [(19, "ecr-named-without-entry")],
}


@pytest.mark.parametrize("name", WITHOUT_ENTRIES)
def test_a_real_file_whose_registry_is_in_env_is_found_without_its_integrations(name: str) -> None:
    text = (CORPUS / "real" / f"{name}.yml").read_bytes().decode("utf-8")
    start = text.index("\nintegrations:") + 1
    without = text[:start] + re.sub(r"\A.*\n(?:[ #\r\n].*\n?|\n)*", "", text[start:])
    project = Project(root="/nowhere", file=view("shippable.yml", without))
    assert [(item.line, item.code) for item in findings(project)] == WITHOUT_ENTRIES[name]
