"""What must hold of a file that a scenario was applied to and that the entry was then taken out of, unrecorded."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from tests.support.scenario_keys import Scenario
from wizard.core.aws.ecr_name import registry_of
from wizard.core.ci_file.belonging import Belonging, Belongs
from wizard.core.ci_file.hub_types import ECR_TYPES
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import ShippableFile, view
from wizard.core.ci_file.variables import resolved_commands
from wizard.core.docker.commands import docker_calls
from wizard.core.model.answers import Answers, PushSection
from wizard.core.plan import Plan, make_plan, patch_plan
from wizard.core.scenarios.dependents import dependents, noted
from wizard.core.scenarios.images import reference
from wizard.core.scenarios.lost import lost_references
from wizard.core.scenarios.remove_entry import changes_to_remove, left_in_place

ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
NAME = "the entry of the test"
ENTRY = Answers(integration=NAME, region="eu-west-1", aws_cli=True)
APPLIED = {
    "entry": ENTRY,
    "pull": replace(ENTRY, scenario=Scenario.PULL, image=f"{ECR}/ci", tag="1"),
    "pull-plain": replace(ENTRY, scenario=Scenario.PULL, image="acme/ci", tag="1", env=("A=1",)),
    "build": replace(ENTRY, scenario=Scenario.BUILD, image=f"{ECR}/ci", tag="1"),
    "build-plain": replace(ENTRY, scenario=Scenario.BUILD, image="ci"),
    "push": replace(ENTRY, scenario=Scenario.PUSH, image=f"{ECR}/app", tag="$BUILD_NUMBER"),
    "push-tag": replace(
        ENTRY, scenario=Scenario.PUSH, image=f"{ECR}/app", tag="1", build_command=f"docker tag app {ECR}/app:1"
    ),
    "push-plain": replace(ENTRY, scenario=Scenario.PUSH, image="acme/app", tag="1"),
    "post_ci": replace(
        ENTRY,
        scenario=Scenario.PUSH,
        image=f"{ECR}/app",
        tag="1",
        push_section=PushSection.POST_CI,
        commit_container=True,
    ),
}


def applied(text: str | None, answers: Answers) -> Plan:
    """The plan for the answers; it leaves every reference that held."""
    project = Project(root="/nowhere", file=view("shippable.yml", text))
    plan = make_plan(project, answers)
    lost = lost_references(project.file, plan.after)
    image = reference(project, answers)
    asked_for = answers.commit_container is False and all(
        item.verb == "push" and f"{item.image}:latest".startswith(image or "-") for item in lost
    )
    assert not lost or asked_for, lost
    return plan


def check_taking_out(text: str | None, after: str, integration: str) -> str:
    """Take the entry out of `after`, which an answer made of `text`; give what is left, once it was checked."""
    full = view("shippable.yml", after)
    plan = patch_plan(full, changes_to_remove(full, integration, with_build=True))
    left = view("shippable.yml", plan.after)
    check_nothing_else_went(full, left, integration)
    assert lost_references(full, plan.after) == ()
    assert comments(plan.after) == comments(after)
    if plan.after != (text or ""):
        _check_listed(view("shippable.yml", text), full, left, integration)
    return plan.after or ""


def check_nothing_else_went(full: ShippableFile, left: ShippableFile, integration: str) -> None:
    """Each command that went is docker's alone and about images of the entry; the CI image that went is one."""
    belonging = Belonging(full, integration)
    regions = {entry.login_region for entry in full.ecr_entries if entry.name == integration}
    stays = Counter((item.section, item.text) for item in left.commands)
    for item in resolved_commands(full):
        if stays[item.command.section, item.command.text]:
            continue
        for call in docker_calls(item.text):
            assert call.verb in ("push", "tag", "commit", "build"), item.text
            for image in call.reaches if call.verb == "push" else call.makes:
                assert belonging.of(image) is Belongs.SURELY, item.text
                registry = registry_of(image)
                assert registry is not None, item.text
                assert registry.region in regions, item.text
    assert Counter(item.text for item in left.commands) <= Counter(item.text for item in full.commands)
    if full.boot is not None and (left.boot is None or left.boot.image_name != full.boot.image_name):
        assert belonging.of_boot() is Belongs.SURELY
        assert left.boot is None or left.boot.env == full.boot.env
    gone = [(integration, kind) for kind in ECR_TYPES]
    others = [(entry.name, entry.type) for entry in full.hub if (entry.name, entry.type) not in gone]
    assert [(entry.name, entry.type) for entry in left.hub] == others


def _check_listed(before: ShippableFile, full: ShippableFile, left: ShippableFile, integration: str) -> None:
    """Each line that the answers added and that is left is listed."""
    listed = {item.line for item in noted(dependents(left, integration), left_in_place(full, left, integration))}
    there = Counter((item.section, item.text) for item in before.commands)
    for command in left.commands:
        if there[command.section, command.text]:
            there[command.section, command.text] -= 1
            continue
        assert command.node.line in listed, command.text
    if left.boot is not None and before.boot is None and before.top_boot is None:
        assert {key.line for key, _ in left.boot.node.pairs} & listed


def comments(text: str | None) -> list[str]:
    """The lines that hold a comment alone."""
    return [line.strip() for line in (text or "").splitlines() if line.lstrip().startswith("#")]
