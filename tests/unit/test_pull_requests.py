"""The guard for pull requests: an answer that changes and removals recognize, and what `check` says without it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.scenario_keys import Scenario
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.model.answers import Answers, PushSection
from wizard.core.plan import make_plan, patch_plan
from wizard.core.rules import findings
from wizard.core.scenarios.recognize import starting_answers
from wizard.core.scenarios.remove_entry import changes_to_remove

ECR = "111122223333.dkr.ecr.us-east-1.amazonaws.com"
ANSWERS = Answers(integration="ecr", scenario=Scenario.PUSH, image=f"{ECR}/app", tag="$BRANCH", skip_pull_requests=True)
BEFORE = "build:\n  ci:\n    - make\n"


def project(text: str) -> Project:
    return Project(root="/nowhere", file=view("shippable.yml", text))


def applied(text: str, answers: Answers) -> str:
    after = make_plan(project(text), answers).after
    assert after is not None
    return after


def pushes_in(text: str) -> list[str]:
    return [command.text for command in view("f", text).commands if "docker push" in command.text]


@pytest.mark.parametrize("section", list(PushSection))
def test_the_guard_is_written_where_it_is_asked_for(section: PushSection) -> None:
    text = applied(BEFORE, replace(ANSWERS, push_section=section))
    (push,) = pushes_in(text)
    assert push.startswith('if [ "$IS_PULL_REQUEST" != "true" ]; then docker push ')
    assert push.endswith("; fi")


def test_without_an_answer_nothing_is_guarded() -> None:
    (push,) = pushes_in(applied(BEFORE, replace(ANSWERS, skip_pull_requests=None)))
    assert push.startswith("docker push ")


def test_the_answer_changes_a_push_that_is_there_and_back() -> None:
    plain = applied(BEFORE, replace(ANSWERS, skip_pull_requests=False))
    guarded = applied(plain, ANSWERS)
    assert guarded == applied(BEFORE, ANSWERS)
    assert applied(guarded, replace(ANSWERS, skip_pull_requests=False)) == plain
    assert applied(guarded, replace(ANSWERS, skip_pull_requests=None)) == guarded


def test_a_guard_of_ones_own_is_kept() -> None:
    own = '[ "$PULL_REQUEST" = "false" ] && docker push ' + f"{ECR}/app:v1"
    text = f"build:\n  push:\n    - {own!r}\n"
    for answer in (True, False):
        assert pushes_in(applied(text, replace(ANSWERS, tag="v1", skip_pull_requests=answer))) == [own]


def test_a_change_recognizes_the_guard() -> None:
    text = applied(BEFORE, ANSWERS)
    file = view("shippable.yml", text)
    start = starting_answers(file, file.ecr_entries[0])
    assert start.skip_pull_requests is True
    assert applied(text, start) == text
    (push,) = pushes_in(applied(text, replace(start, tag="v2", skip_pull_requests=False)))
    assert push == f"docker push {ECR}/app:v2"


def test_a_change_moves_a_guarded_push_with_its_guard() -> None:
    text = applied(BEFORE, ANSWERS)
    file = view("shippable.yml", text)
    start = starting_answers(file, file.ecr_entries[0])
    moved = view("f", applied(text, replace(start, push_section=PushSection.POST_CI)))
    assert [(item.section, "IS_PULL_REQUEST" in item.text) for item in moved.commands if "push" in item.text] == [
        ("post_ci", True)
    ]


def test_the_removal_takes_the_guarded_push_out() -> None:
    file = view("shippable.yml", applied(BEFORE, ANSWERS))
    changes = changes_to_remove(file, "ecr", with_build=True, added=None, accounts={})
    assert "docker push" not in str(patch_plan(file, changes).after)


def test_check_tells_once_a_file_of_a_push_in_pull_requests() -> None:
    plain = applied(BEFORE, replace(ANSWERS, skip_pull_requests=False)) + ""
    twice = plain.replace("  push:\n", f"  push:\n    - docker push {ECR}/other:1\n")
    for text in (plain, twice):
        found = [item.severity.value for item in findings(project(text)) if item.code == "push-in-pull-requests"]
        assert found == ["info"]
    assert "push-in-pull-requests" not in {item.code for item in findings(project(applied(BEFORE, ANSWERS)))}


def test_a_plan_does_not_tell_what_the_interview_asks() -> None:
    made = make_plan(project(BEFORE), replace(ANSWERS, skip_pull_requests=False))
    assert "push-in-pull-requests" not in {item.code for item in made.warnings}


def test_the_guard_is_no_condition_on_branches() -> None:
    text = applied(BEFORE, ANSWERS) + "      branches:\n        only: [master]\n"
    seen = replace(project(text), branch="dev", branches=("master", "dev"))
    assert "branch-not-covered" in {item.code for item in findings(seen)}


def test_a_committed_container_keeps_an_entrypoint_that_is_told() -> None:
    answers = replace(ANSWERS, push_section=PushSection.POST_CI, commit_container=True)
    made = make_plan(project(BEFORE), answers)
    (found,) = [item for item in made.warnings if item.code == "committed-entrypoint"]
    assert "--change='ENTRYPOINT" in found.remedy
