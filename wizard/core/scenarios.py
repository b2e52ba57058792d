"""Answers -> the wanted changes of `shippable.yml` (DOMAIN, section "The YAML")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.core.answers import NONE, Answers, Branches, PushSection, Scenario
from wizard.core.container import agent_only
from wizard.core.docker import builds, commit_command, default_build_command, pushes, quoted
from wizard.core.ecrname import parse as parse_ecr
from wizard.core.errors import UsageError
from wizard.core.project import Project
from wizard.core.shippable_file import Boot, HubEntry, ShippableFile
from wizard.yamlpatch.changes import (
    AppendCommand,
    Change,
    EnsureItem,
    Match,
    MoveKey,
    RemoveCommand,
    RemoveKey,
    ReplaceCommand,
    SetKey,
    Value,
)

HUB = ("integrations", "hub")
BOOT = ("build", "pre_ci_boot")
ENTRY_ORDER = ("integrationName", "type", "region", "agent_only", "branches")
BOOT_ORDER = ("image_name", "image_tag", "pull", "env", "options")
BUILD_ORDER = (
    "cache", "cache_dir_list", "pre_ci", "pre_ci_boot", "ci", "post_ci", "on_success", "on_failure", "always", "push",
)  # fmt: skip
DEFAULT_REGION = "us-east-1"
DEFAULT_OPTIONS = "-e HOME=/root"


def match(name: str) -> Match:
    """The ECR entry called `name`."""
    return Match.of(integrationName=name, type="ecr")


def default_tag(scenario: Scenario | None) -> str:
    """The tag of an image that nobody gave one (DESIGN, section 3)."""
    return "tip" if scenario is Scenario.BUILD else "latest"


def image_and_tag(project: Project, answers: Answers) -> tuple[str | None, str]:
    """The image and the tag that the answers mean for this file; the image is None where nothing names one."""
    boot = boot_of(project.file) if answers.scenario is not Scenario.PUSH else None
    image = answers.image or (boot.image_name if boot else None)
    tag = answers.tag or (boot.image_tag if boot else None) or default_tag(answers.scenario)
    return image, tag


def reference(project: Project, answers: Answers) -> str | None:
    """`IMAGE:TAG` of the answers."""
    image, tag = image_and_tag(project, answers)
    return f"{image}:{tag}" if image else None


def boot_of(file: ShippableFile) -> Boot | None:
    """The `pre_ci_boot` that counts: the one under `build`, else the one at the top level."""
    return file.boot or file.top_boot


def starting_answers(file: ShippableFile, entry: HubEntry) -> Answers:
    """The answers that would have made this entry and what the file does with images: where a change begins."""
    answers = Answers(
        integration=entry.name,
        changes_entry=entry.name,
        region=entry.region or DEFAULT_REGION,
        branches=entry.branches or Branches(),
        file=file.name,
    )
    for section in (PushSection.PUSH, PushSection.POST_CI):
        for command in file.commands_of(section.value):
            if found := re.fullmatch(r"\s*docker\s+push\s+[\"']?([^\s\"']+?)(?::([^\s:/\"']+))?[\"']?\s*", command):
                image, tag = found[1], found[2] or "latest"
                commit = commit_command(f"{image}:{tag}") in file.commands_of(section.value)
                return answers.with_(
                    scenario=Scenario.PUSH, push_section=section, image=image, tag=tag, commit_container=commit
                )
    boot = boot_of(file)
    if boot is None or boot.image_name is None:
        return answers
    image, tag = boot.image_name, boot.image_tag or "latest"
    answers = answers.with_(image=image, tag=tag, options=boot.options, env=boot.env)
    for command in file.commands_of("pre_ci"):
        if builds(command, f"{image}:{tag}"):
            return answers.with_(scenario=Scenario.BUILD, build_command=command)
    return answers.with_(scenario=Scenario.PULL)


def region_of(project: Project, answers: Answers) -> str:
    """The region that the answers, else the entry, else the images, mean."""
    if answers.region:
        return answers.region
    entry = _entry(project, answers)
    if entry is not None:
        return entry.region or DEFAULT_REGION
    return image_region(project, answers) or DEFAULT_REGION


def image_region(project: Project, answers: Answers) -> str | None:
    """The region of the image that the scenario reaches in ECR, where its name tells."""
    image, _ = image_and_tag(project, answers)
    names = [image] if image else []
    if answers.scenario is Scenario.BUILD:
        names = [
            name for item in project.dockerfiles
            if item.path == (answers.dockerfile or "Dockerfile") for name in item.froms
        ] + names  # fmt: skip
    return next((found.region for name in names if (found := parse_ecr(name))), None)


def wanted(project: Project, answers: Answers) -> tuple[Change, ...]:
    """The changes that make `project.file` say what the answers mean.

    Raises `UsageError` when an answer that nothing else supplies is missing.
    """
    if not answers.integration:
        raise UsageError(
            "no-integration",
            "The name of the subscription integration is missing.",
            remedy="Give it with --integration NAME: the name in the subscription's settings, to the character.",
        )
    return (*_build_changes(project, answers), *_entry_changes(project, answers))


def _build_changes(project: Project, answers: Answers) -> Iterator[Change]:
    if answers.move_pre_ci_boot and project.file.top_boot is not None:
        yield MoveKey(("pre_ci_boot",), BOOT, "pre_ci_boot is read under build", BUILD_ORDER)
    if answers.scenario is None:
        return
    image, tag = image_and_tag(project, answers)
    if image is None:
        raise UsageError(
            "no-image", f"The scenario {answers.scenario.value} needs an image.", remedy="Give it with --image NAME."
        )
    if answers.scenario is Scenario.PUSH:
        yield from _push_changes(project, answers, f"{image}:{tag}")
        return
    if answers.scenario is Scenario.BUILD:
        yield from _build_command_changes(project, answers, image, tag)
    yield from _boot_changes(project, answers, image, tag)


def _build_command_changes(project: Project, answers: Answers, image: str, tag: str) -> Iterator[Change]:
    path = ("build", "pre_ci")
    existing = project.file.commands_of("pre_ci")
    command = answers.build_command or default_build_command(image, tag, answers.dockerfile)
    why = "builds the image that CI runs in"
    before = _answers_before(project, answers)
    if before is not None and before.scenario is Scenario.BUILD and before.build_command not in (None, command):
        yield ReplaceCommand(path, before.build_command or "", command, why)
    elif answers.build_command is not None or not any(builds(text, f"{image}:{tag}") for text in existing):
        yield AppendCommand(path, command, why, order=BUILD_ORDER)


def _boot_changes(project: Project, answers: Answers, image: str, tag: str) -> Iterator[Change]:
    file = project.file
    moved = bool(answers.move_pre_ci_boot and file.top_boot is not None)
    boot = file.boot or (file.top_boot if moved else None)
    wants: dict[str, Value] = {
        "image_name": image,
        "image_tag": tag,
        "pull": answers.scenario is Scenario.PULL,
    }
    if boot is None and answers.env:
        wants["env"] = answers.env[0] if len(answers.env) == 1 else list(answers.env)
    if isinstance(answers.options, str):
        wants["options"] = answers.options
    elif answers.options is None and (boot is None or boot.options is None):
        wants["options"] = DEFAULT_OPTIONS
    if boot is None:
        yield SetKey(BOOT, wants, "CI runs in this image", BUILD_ORDER)
        return
    for key, value in wants.items():
        yield SetKey((*BOOT, key), value, f"CI runs in this image: {key}", BOOT_ORDER)
    if answers.options is NONE and boot.options is not None:
        yield RemoveKey((*BOOT, "options"), "no docker options wanted")
    yield from _env_changes(boot, answers.env)


def _env_changes(boot: Boot, env: tuple[str, ...]) -> Iterator[Change]:
    path = (*BOOT, "env")
    there = {item.partition("=")[0]: item for item in boot.env}
    for item in env:
        name = item.partition("=")[0]
        why = f"sets {name} in the container"
        if name not in there:
            if boot.env or boot.node.get("env") is not None:
                yield AppendCommand(path, item, why, order=BOOT_ORDER)
            else:
                yield SetKey(
                    path, env[0] if len(env) == 1 else list(env), "sets variables in the container", BOOT_ORDER
                )
                return
        elif there[name] != item:
            yield ReplaceCommand(path, there[name], item, why)


def _push_changes(project: Project, answers: Answers, image: str) -> Iterator[Change]:
    path = ("build", (answers.push_section or PushSection.PUSH).value)
    existing = project.file.commands_of(path[1])
    push = next((text for text in existing if pushes(text, image)), f"docker push {quoted(image)}")
    commit = commit_command(image)
    before = _answers_before(project, answers)
    if before is not None and before.scenario is Scenario.PUSH:
        yield from _changed_push(project, before, answers, push, commit)
    if answers.commit_container is False and commit in existing:
        yield RemoveCommand(path, commit, "the container is not kept")
    if answers.build_command:
        yield AppendCommand(path, answers.build_command, "makes the image that is pushed", push, BUILD_ORDER)
    if answers.commit_container:
        yield AppendCommand(path, commit, "keeps the container's artifacts in the image", push, BUILD_ORDER)
    yield AppendCommand(path, push, "pushes the image to its registry", order=BUILD_ORDER)


def _changed_push(project: Project, before: Answers, answers: Answers, push: str, commit: str) -> Iterator[Change]:
    """The commands that pushed the old image read anew, or leave the section that they stood in."""
    old = reference(project, before) or ""
    old_path = ("build", (before.push_section or PushSection.PUSH).value)
    old_commit = commit_command(old)
    old_push = next((text for text in project.file.commands_of(old_path[1]) if pushes(text, old)), None)
    if before.push_section is not (answers.push_section or PushSection.PUSH):
        why = f"moves to {answers.push_section or PushSection.PUSH}"
        if before.commit_container:
            yield RemoveCommand(old_path, old_commit, why)
        if old_push is not None:
            yield RemoveCommand(old_path, old_push, why)
        return
    if before.commit_container and answers.commit_container and old_commit != commit:
        yield ReplaceCommand(old_path, old_commit, commit, "keeps the container's artifacts in the image")
    elif before.commit_container and not answers.commit_container:
        yield RemoveCommand(old_path, old_commit, "the container is not kept")
    if old_push is not None and push not in project.file.commands_of(old_path[1]):
        yield ReplaceCommand(old_path, old_push, push, "pushes the image to its registry")


def _entry_changes(project: Project, answers: Answers) -> Iterator[Change]:
    name = answers.integration or ""
    entry = _entry(project, answers)
    only_if = agent_only(project, answers)
    if entry is None:
        value: dict[str, Value] = {"integrationName": name, "type": "ecr"}
        region = region_of(project, answers)
        if region != DEFAULT_REGION:
            value["region"] = region
        if only_if.value:
            value["agent_only"] = True
        if answers.branches is not None and answers.branches.mode != "all":
            value["branches"] = {answers.branches.mode: list(answers.branches.names)}
        yield EnsureItem(HUB, match(name), value, "logs the build in to ECR")
        return
    item = (*HUB, match(entry.name))
    if entry.name != name:
        yield SetKey((*item, "integrationName"), name, "the subscription integration's name")
        item = (*HUB, match(name))
    if answers.region == DEFAULT_REGION and entry.region not in (None, DEFAULT_REGION):
        yield RemoveKey((*item, "region"), f"{DEFAULT_REGION} is the region without the key")
    elif answers.region not in (None, entry.region, DEFAULT_REGION):
        yield SetKey((*item, "region"), answers.region or "", "the region of the registry", ENTRY_ORDER)
    if answers.agent_only is False and entry.node.get("agent_only") is not None:
        yield RemoveKey((*item, "agent_only"), only_if.reason)
    elif only_if.value and entry.agent_only is not True:
        yield SetKey((*item, "agent_only"), True, only_if.reason, ENTRY_ORDER)
    yield from _branch_changes(entry, item, answers.branches)


def _branch_changes(entry: HubEntry, item: tuple[str | Match, ...], branches: Branches | None) -> Iterator[Change]:
    if branches is None:
        return
    path = (*item, "branches")
    if branches.mode == "all":
        if entry.node.get("branches") is not None:
            yield RemoveKey(path, "the integration counts for every branch")
        return
    why = "the branches for which the integration counts"
    there = entry.branches
    if there is None or there.mode != branches.mode or not set(there.names) & set(branches.names):
        if there is None or (there.mode, there.names) != (branches.mode, branches.names):
            yield SetKey(path, {branches.mode: list(branches.names)}, why, ENTRY_ORDER)
        return
    for name in there.names:
        if name not in branches.names:
            yield RemoveCommand((*path, branches.mode), name, why)
    for name in branches.names:
        if name not in there.names:
            yield AppendCommand((*path, branches.mode), name, why)


def _entry(project: Project, answers: Answers) -> HubEntry | None:
    return project.file.entry(answers.changes_entry or "") or project.file.entry(answers.integration or "")


def _answers_before(project: Project, answers: Answers) -> Answers | None:
    """What the file said when the change of an entry began; None when nothing is being changed."""
    entry = project.file.entry(answers.changes_entry or "") if answers.changes_entry else None
    return starting_answers(project.file, entry) if entry is not None else None
