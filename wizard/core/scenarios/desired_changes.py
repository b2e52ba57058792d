"""Answers -> the wanted changes of `shippable.yml` (DOMAIN, section "The YAML")."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.core.ci_file.belonging import Belonging, Belongs
from wizard.core.ci_file.ci_image import boot_of
from wizard.core.ci_file.env_words import as_text, env_words, name_of, with_word
from wizard.core.ci_file.image_references import reaches
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.references import is_named_elsewhere
from wizard.core.ci_file.shippable_file import DEFAULT_REGION, Boot, HubEntry, ShippableFile, texts
from wizard.core.ci_file.variables import file_variables, substituted
from wizard.core.docker.commands import (
    builds,
    commit_command,
    commits,
    default_build_command,
    docker_calls,
    only_docker,
    pushed,
    pushes,
    quoted,
    renamed,
    same_image,
    split_tag,
    tag_command,
)
from wizard.core.model.answers import NONE, Answers, Branches, Scenario
from wizard.core.model.errors import RefusedError, UsageError
from wizard.core.scenarios.container import agent_only
from wizard.core.scenarios.images import image_and_tag, image_region, reference, section_of
from wizard.core.scenarios.recognize import starting_answers
from wizard.yamlpatch.changes import (
    AppendItem,
    Change,
    EnsureItem,
    Match,
    MoveKey,
    RemoveItem,
    RemoveKey,
    ReplaceItem,
    SetKey,
    Value,
)

HUB = ("integrations", "hub")
BOOT = ("build", "pre_ci_boot")
ENTRY_ORDER = ("integrationName", "type", "region", "agent_only", "branches")
BOOT_ORDER = ("image_name", "image_tag", "pull", "env", "options")
# The keys whose values are answers of their own.
BOOT_FIELDS = {"image_name": "image", "image_tag": "tag", "env": "env", "options": "options"}
BUILD_ORDER = (
    "cache", "cache_dir_list", "pre_ci", "pre_ci_boot", "ci", "post_ci", "on_success", "on_failure", "always", "push",
)  # fmt: skip
DEFAULT_OPTIONS = "-e HOME=/root"


def match(name: str, kind: str = "ecr") -> Match:
    """The hub entry called `name` of this type."""
    return Match.of(integrationName=name, type=kind)


def region_of(project: Project, answers: Answers) -> str:
    """The region that the answers, else the entry, else the images of the scenario, else those of the file, mean."""
    if answers.region:
        return answers.region
    entry = project.file.entry_of(answers)
    if entry is not None:
        return entry.login_region
    return image_region(project, answers) or _region_of_file(project) or DEFAULT_REGION


def _region_of_file(project: Project) -> str | None:
    """The one region of ECR that the file reaches already and that no entry of it logs in to."""
    served = {entry.login_region for entry in project.file.ecr_entries}
    reached = {reach.ecr.region for reach in reaches(project.file, project.dockerfiles) if reach.ecr is not None}
    unserved = reached - served
    return unserved.pop() if len(unserved) == 1 else None


def wanted(project: Project, answers: Answers, *, only_adding: bool = False) -> tuple[Change, ...]:
    """The changes that make `project.file` say what the answers mean.

    With `only_adding` no command that is there is renamed, replaced or taken out. Raises `UsageError` when an answer
    that nothing else supplies is missing, or a new name is taken, and `RefusedError` when two entries could be the one
    that is meant.
    """
    if not answers.integration:
        raise UsageError(
            "no-integration",
            "The name of the subscription integration is missing.",
            remedy="Give it with --integration NAME: the name in the subscription's settings, to the character.",
        )
    build = _build_changes(project, answers, only_adding=only_adding)
    return (*build, *_entry_changes(project, answers))


def _build_changes(project: Project, answers: Answers, *, only_adding: bool) -> Iterator[Change]:
    if answers.move_pre_ci_boot and project.file.top_boot is not None:
        yield MoveKey(("pre_ci_boot",), BOOT, "pre_ci_boot is read under build", BUILD_ORDER)
    if answers.scenario is None:
        return
    image = reference(project, answers)
    if image is None:
        raise UsageError(
            "no-image", f"The scenario {answers.scenario.value} needs an image.", remedy="Give it with --image NAME."
        )
    before = _answers_before(project, answers)
    if answers.scenario is Scenario.PUSH:
        yield from _push_changes(project, answers, before, image, only_adding=only_adding)
        return
    if answers.scenario is Scenario.BUILD:
        yield from _build_command_changes(project, answers, image, only_adding=only_adding)
    yield from _boot_changes(project, answers, before)


def _build_command_changes(project: Project, answers: Answers, image: str, *, only_adding: bool) -> Iterator[Change]:
    """The command that builds the CI image: the one that is there, under its new name, or a new one.

    What another command or a script of the file names keeps its name: then the image gets a second one.
    """
    path = ("build", "pre_ci")
    why = "builds the image that CI runs in"
    boot = boot_of(project.file)
    old = f"{boot.image_name}:{boot.image_tag or 'latest'}" if boot is not None and boot.image_name else image
    existing = project.file.commands_of("pre_ci")
    there = next((text for name in (image, old) for text in existing if builds(text, name)), None)
    command = answers.build_command
    if command is None or (command == there and not builds(command, image)):
        command = _command_that_builds(answers, there, old, image)
    if command in existing:
        return
    may_replace = answers.build_command is None or only_docker(there or "")
    if there is not None and may_replace and not only_adding and not is_named_elsewhere(project.file, old, there):
        yield ReplaceItem(path, there, command, why)
        return
    is_copy = answers.build_command in (None, there) and not answers.dockerfile
    if there is not None and is_copy and builds(there, old):
        command, why = tag_command(old, image), "names the image that CI runs in; its old name is still in use"
    yield AppendItem(path, command, why, order=BUILD_ORDER)


def _command_that_builds(answers: Answers, there: str | None, old: str, image: str) -> str:
    if there is None:
        return default_build_command(*_parts(image), answers.dockerfile)
    return there if builds(there, image) else renamed(there, old, image)


def _parts(image: str) -> tuple[str, str]:
    name, tag = split_tag(image)
    return name, tag or "latest"


def _boot_changes(project: Project, answers: Answers, before: Answers | None) -> Iterator[Change]:
    moved = bool(answers.move_pre_ci_boot and project.file.top_boot is not None)
    boot = project.file.boot or (project.file.top_boot if moved else None)
    image, tag = image_and_tag(project, answers)
    wants: dict[str, Value] = {"image_name": image or "", "image_tag": tag, "pull": answers.scenario is Scenario.PULL}
    env = tuple({name_of(item): item for item in answers.env}.values())
    if boot is None and env:
        wants["env"] = as_text(env[0]) if len(env) == 1 else [as_text(item) for item in env]
    if answers.options is not NONE:
        wants["options"] = answers.options or DEFAULT_OPTIONS
    if boot is None and before is not None and all(_is_same(field, answers, before) for field in BOOT_FIELDS.values()):
        return  # the one at the top level is not moved, and nothing about it is changed
    if boot is None:
        yield SetKey(BOOT, wants, "CI runs in this image", BUILD_ORDER)
        return
    for key, value in wants.items():
        if not _is_kept(boot, key, answers, before):
            yield SetKey((*BOOT, key), value, f"CI runs in this image: {key}", BOOT_ORDER)
    if answers.options is NONE and boot.options is not None:
        yield RemoveKey((*BOOT, "options"), "no docker options wanted")
    yield from _env_changes(boot, env)


def _is_kept(boot: Boot, key: str, answers: Answers, before: Answers | None) -> bool:
    """Whether a key of `pre_ci_boot` stays as it is: not answered anew, and not lacking."""
    field = BOOT_FIELDS.get(key)
    there = boot.node.get(key)
    if field is not None and getattr(answers, field) is None and there is not None and not there.is_empty:
        return True
    return before is not None and (field is None or _is_same(field, answers, before))


def _is_same(field: str, answers: Answers, before: Answers) -> bool:
    return bool(getattr(answers, field) == getattr(before, field))


def _env_changes(boot: Boot, env: tuple[str, ...]) -> Iterator[Change]:
    path = (*BOOT, "env")
    node = boot.node.get("env")
    if env and (node is None or node.is_empty):
        items = [as_text(item) for item in env]
        yield SetKey(path, items[0] if len(items) == 1 else items, "sets variables in the container", BOOT_ORDER)
        return
    there = list(texts(node))
    for item in env:
        name = name_of(item)
        why = f"sets {name} in the container"
        at = _text_for(there, name)
        if at is None:
            yield AppendItem(path, as_text(item), why, order=BOOT_ORDER)
            continue
        new = with_word(there[at], item)
        if new != there[at]:
            yield ReplaceItem(path, there[at], new, why)
            there[at] = new


def _text_for(there: list[str], name: str) -> int | None:
    """The number of the text of `env` in which a variable is to be set; None where it gets a text of its own."""
    holding = [at for at, text in enumerate(there) if any(word.name == name for word in env_words(text))]
    if holding:
        return holding[-1]
    # One text with several variables is a form of its own: it gets one more.
    return 0 if len(there) == 1 and len(env_words(there[0])) > 1 else None


def _push_changes(
    project: Project, answers: Answers, before: Answers | None, image: str, *, only_adding: bool
) -> Iterator[Change]:
    section = section_of(project.file, answers).value
    path = ("build", section)
    existing = list(project.file.commands_of(section))
    changes_there = before is not None and not only_adding and _may_change(project.file, before, answers)
    if before is not None and changes_there and not any(_pushes_just(text, image) for text in existing):
        yield from _changed_push(project, before, path, image)
        existing = [_renamed(text, project, before, image) for text in existing]
    # Of an entry that has gone since its change began it is not known which push was its own.
    has_gone = answers.changes_entry is not None and project.file.entry_of(answers) is None
    is_there = _pushes_just if has_gone else pushes
    push = next((text for text in existing if is_there(text, image)), f"docker push {quoted(image)}")
    if answers.commit_container is False and not only_adding:
        for text in existing:
            if commits(text, image) and only_docker(text) and text != answers.build_command:
                yield RemoveItem(path, text, "the container is not kept")
    everywhere = [command.text for command in project.file.commands]
    if answers.build_command and answers.build_command not in everywhere:
        yield AppendItem(path, answers.build_command, "makes the image that is pushed", push, BUILD_ORDER)
    if answers.commit_container and not any(commits(text, image) for text in existing):
        why = "keeps the container's artifacts in the image"
        yield AppendItem(path, commit_command(image), why, push, BUILD_ORDER)
    yield AppendItem(path, push, "pushes the image to its registry", order=BUILD_ORDER)


def _pushes_just(text: str, image: str) -> bool:
    return any(same_image(name, image) for name in pushed(text))


def _may_change(file: ShippableFile, before: Answers, answers: Answers) -> bool:
    """Whether the commands about the image that was pushed before may be renamed or moved.

    They may where the image surely belongs to the entry, or where the answers still name it: else which of the
    owner's commands is meant would be a guess.
    """
    if before.image == answers.image or answers.image is None:
        return True
    values = file_variables(file)
    image = substituted(before.image or "", values)
    return Belonging(file, before.integration or "").of(image) is Belongs.SURELY


def _changed_push(project: Project, before: Answers, path: tuple[str, str], image: str) -> Iterator[Change]:
    """The commands about the old image name the new one, or leave the section that they stood in."""
    old = reference(project, before) or image
    section = section_of(project.file, before).value
    for text in project.file.commands_of(section):
        new = _renamed(text, project, before, image)
        if section != path[1]:
            if only_docker(text) and _is_about(text, old):
                yield RemoveItem(("build", section), text, f"moves to {path[1]}")
        elif new != text:
            yield ReplaceItem(path, text, new, "the image's new name")


def _renamed(text: str, project: Project, before: Answers, image: str) -> str:
    """A command that pushes or commits the image as it was called before, with its new name."""
    old = reference(project, before) or image
    if old == image or not (pushes(text, old) or commits(text, old)):
        return text
    return renamed(text, old, image)


def _is_about(text: str, image: str) -> bool:
    """Whether a command does nothing but push or commit the image."""
    calls = list(docker_calls(text))
    images = [name for call in calls for name in (call.reaches if call.verb == "push" else call.makes)]
    return all(call.verb in ("push", "commit") for call in calls) and all(
        same_image(name, image) or name == split_tag(image)[0] for name in images
    )


def _entry_changes(project: Project, answers: Answers) -> Iterator[Change]:
    entry = project.file.entry_of(answers)
    if entry is None:
        yield EnsureItem(
            HUB, match(answers.integration or ""), _new_entry(project, answers), "logs the build in to ECR"
        )
        return
    changes = [*_name_changes(project.file, entry, answers.integration or ""), *_value_changes(project, entry, answers)]
    twin = next((other for other in project.file.ecr_entries if other.name == entry.name and other is not entry), None)
    if changes and twin is not None:
        raise RefusedError(
            "entry-twice", f"Two ECR entries are called {entry.name}: which of them is to be changed is not certain.",
            remedy="Nothing was written. Change the one that you mean by hand.",
            path=project.file.name, line=twin.node.line, column=twin.node.column,
        )  # fmt: skip
    yield from changes


def _value_changes(project: Project, entry: HubEntry, answers: Answers) -> Iterator[Change]:
    item: tuple[str | Match, ...] = (*HUB, match(answers.integration or "", entry.type))
    if answers.region == DEFAULT_REGION and entry.region not in (None, DEFAULT_REGION):
        yield RemoveKey((*item, "region"), f"{DEFAULT_REGION} is the region without the key")
    elif answers.region not in (None, entry.region, DEFAULT_REGION):
        yield SetKey((*item, "region"), answers.region or "", "the region of the registry", ENTRY_ORDER)
    only_if = agent_only(project, answers)
    there = entry.node.get("agent_only")
    if answers.agent_only is False and there is not None:
        yield RemoveKey((*item, "agent_only"), only_if.reason)
    elif only_if.value and entry.agent_only is not True and (answers.agent_only or there is None or there.is_empty):
        yield SetKey((*item, "agent_only"), True, only_if.reason, ENTRY_ORDER)
    yield from _branch_changes(entry, item, answers.branches)


def _new_entry(project: Project, answers: Answers) -> dict[str, Value]:
    value: dict[str, Value] = {"integrationName": answers.integration or "", "type": "ecr"}
    region = region_of(project, answers)
    if region != DEFAULT_REGION:
        value["region"] = region
    if agent_only(project, answers).value:
        value["agent_only"] = True
    if answers.branches is not None and answers.branches.mode != "all":
        value["branches"] = {answers.branches.mode: list(dict.fromkeys(answers.branches.names))}
    return value


def _name_changes(file: ShippableFile, entry: HubEntry, name: str) -> Iterator[Change]:
    if entry.name == name:
        return
    if (other := file.entry(name)) is not None:
        raise UsageError(
            "name-taken", f"The file has another ECR entry called {name}.",
            remedy="Give another name, or take one of the two entries out first.",
            path=file.name, line=other.node.line, column=other.node.column,
        )  # fmt: skip
    yield SetKey((*HUB, match(entry.name, entry.type), "integrationName"), name, "the subscription integration's name")


def _branch_changes(entry: HubEntry, item: tuple[str | Match, ...], branches: Branches | None) -> Iterator[Change]:
    there = entry.branches or Branches()
    if branches is None or (there.mode == branches.mode and set(there.names) == set(branches.names)):
        return
    path = (*item, "branches")
    if branches.mode == "all":
        yield RemoveKey(path, "the integration counts for every branch")
        return
    why = "the branches for which the integration counts"
    names = list(dict.fromkeys(branches.names))
    if there.mode != branches.mode or not set(there.names) & set(names):
        yield SetKey(path, {branches.mode: names}, why, ENTRY_ORDER)
        return
    for name in there.names:
        if name not in names:
            yield RemoveItem((*path, branches.mode), name, why)
    for name in names:
        if name not in there.names:
            yield AppendItem((*path, branches.mode), name, why)
    for mode in ("only", "except"):
        if mode != branches.mode and entry.node.get("branches", mode) is not None:
            yield RemoveKey((*path, mode), why)


def _answers_before(project: Project, answers: Answers) -> Answers | None:
    """What the file said when the change of an entry began, where it is about the same scenario; else None."""
    entry = project.file.entry_of(answers) if answers.changes_entry else None
    before = starting_answers(project.file, entry) if entry is not None else None
    return before if before is not None and before.scenario is answers.scenario else None
