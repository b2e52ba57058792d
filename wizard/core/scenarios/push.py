"""`push`: an image that the build makes is pushed when CI has passed, in `push` or in `post_ci`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from wizard.core.aws.ecr_name import image_name
from wizard.core.aws.rights import PUSH_ACCESS
from wizard.core.ci_file.belonging import Belonging, Belongs, is_elsewhere
from wizard.core.ci_file.ci_image import images_made, in_ecr, is_official
from wizard.core.ci_file.layout import BUILD_ORDER
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import ShippableFile
from wizard.core.ci_file.variables import file_variables, substituted
from wizard.core.docker.commands import (
    DockerCall,
    asks_for_pull_request,
    commit_command,
    commits,
    docker_calls,
    guarded,
    only_docker,
    pushed,
    pushes,
    quoted,
    renamed,
    same_image,
    split_tag,
    without_guard,
)
from wizard.core.model.answers import Answers, PushSection, ScenarioKey
from wizard.core.scenarios.base import Alternative, Named, Recognized, Scenario, Suggested, Wanted
from wizard.core.scenarios.pre_ci_boot import dockerfile_of_boot, named_in_boot
from wizard.yamlpatch.changes import AppendItem, Change, RemoveItem, ReplaceItem

KEY = ScenarioKey("push")
COUNTS = frozenset(
    ("image", "tag", "push_section", "commit_container", "skip_pull_requests", "dockerfile", "build_command")
)


def _asks(answers: Answers) -> frozenset[str]:
    asked = frozenset(("push_section", "image", "tag", "skip_pull_requests"))
    return asked | {"commit_container"} if answers.push_section is PushSection.POST_CI else asked


# -- the image


def push_of(file: ShippableFile, answers: Answers) -> tuple[PushSection, str] | None:
    """The push that the file has and the answers mean: its section and its image as it is there.

    Image and tag must be those that are answered; where no image is, the file must push only one. The section that is
    answered goes before the other.
    """
    first = answers.push_section or PushSection.PUSH
    found: list[tuple[PushSection, str]] = []
    for section in sorted(PushSection, key=lambda section: section is not first):
        for command in file.commands_of(section.value):
            found += [(section, image) for image in pushed(command) if _may_be_meant(image, answers)]
    names = {split_tag(image)[0] for _, image in found}
    return found[0] if len(names) == 1 else None


def _may_be_meant(image: str, answers: Answers) -> bool:
    """Whether image and tag are those that are answered, as far as they are."""
    name, tag = split_tag(image)
    return answers.tag in (None, tag or "latest") and answers.image in (None, name)


def section_of(file: ShippableFile, answers: Answers) -> PushSection:
    """The section to push in: as answered, else where the file pushes the image, else `push`."""
    there = push_of(file, answers)
    return answers.push_section or (there[0] if there else PushSection.PUSH)


def _named(file: ShippableFile, answers: Answers) -> Named:
    there = push_of(file, answers)
    if there is None:
        return Named()
    name, tag = split_tag(there[1])
    return Named(name, tag or "latest")


def _suggested_image(project: Project, answers: Answers, region: str) -> Named:
    """What the file makes in ECR already, else a repository called as the project, in the keys' account."""
    for made_there in _made_for_others(project.file):
        if in_ecr(made_there) is not None:
            name, tag = split_tag(made_there)
            return Named(name, tag or "latest")
    if not answers.account.aws_account:
        return Named()
    repository = re.sub(r"[^a-z0-9._/-]+", "-", (project.name or "app").lower()).strip("-._/")
    return Named(image_name(answers.account.aws_account, region, repository or "app"))


def _reaches(_project: Project, _answers: Answers) -> tuple[str, ...]:
    return ()


def _suggests(project: Project) -> Suggested | None:
    file = project.file
    pushed_there = [image for command in file.commands for image in pushed(command.text)]
    if any(in_ecr(image) is not None for image in pushed_there):
        return Suggested(0, f"{file.name} pushes to ECR")
    if pushed_there:
        return None  # to another registry, which it may be about
    built = next(_made_for_others(file), None)
    if built is None:
        return None
    there = in_ecr(built)
    return Suggested(1, f"{file.name} builds {built if there is None else there.repository}")


def _made_for_others(file: ShippableFile) -> Iterator[str]:
    """The images that the file makes, but for the one CI runs in."""
    booted = named_in_boot(file)
    ci_image = f"{booted.image}:{booted.tag or 'latest'}"
    for image in images_made(file):
        if not same_image(image, ci_image):
            yield image


# -- the changes


def _section(file: ShippableFile, answers: Answers) -> str:
    return section_of(file, answers).value


def _changes(wanted: Wanted) -> Iterator[Change]:
    answers = wanted.answers
    section = _section(wanted.project.file, answers)
    path = ("build", section)
    existing = list(wanted.project.file.commands_of(section))
    before = _changed_from(wanted, existing)
    if before is not None:
        yield from _changed_push(wanted, before, path)
        existing = [_renamed(text, wanted, before) for text in existing]
    there = _push_command(wanted, existing)
    push = _as_answered(wanted.answers, there or f"docker push {quoted(wanted.reference)}")
    if there is not None and push != there:
        yield ReplaceItem(path, there, push, "what builds of pull requests do")
    yield from _making_changes(wanted, path, existing, push)
    yield AppendItem(path, push, "pushes the image to its registry", order=BUILD_ORDER)


def _making_changes(wanted: Wanted, path: tuple[str, str], existing: list[str], push: str) -> Iterator[Change]:
    """The commands that make the image before it is pushed."""
    answers, image = wanted.answers, wanted.reference
    if answers.commit_container is False and not wanted.only_adding:
        yield from _removed_commits(wanted, path, existing)
    everywhere = [command.text for command in wanted.project.file.commands]
    if answers.build_command and answers.build_command not in everywhere:
        yield AppendItem(path, answers.build_command, "makes the image that is pushed", push, BUILD_ORDER)
    if answers.commit_container and not any(commits(text, image) for text in existing):
        why = "keeps the container's artifacts in the image"
        yield AppendItem(path, commit_command(image), why, push, BUILD_ORDER)


def _as_answered(answers: Answers, command: str) -> str:
    """A command that pushes, with or without the guard for pull requests, as that is answered."""
    if answers.skip_pull_requests is None:
        return command
    if not answers.skip_pull_requests:
        return without_guard(command)
    return guarded(command) if only_docker(command) and not asks_for_pull_request(command) else command


def _push_command(wanted: Wanted, existing: list[str]) -> str | None:
    """The command that is there and pushes the image."""
    # Of an entry that has gone since its change began it is not known which push was its own.
    has_gone = wanted.answers.changes_entry is not None and wanted.project.file.entry_of(wanted.answers) is None
    is_there = _pushes_just if has_gone else pushes
    there = (text for text in existing if is_there(text, wanted.reference))
    return next(there, None)


def _removed_commits(wanted: Wanted, path: tuple[str, str], existing: list[str]) -> Iterator[Change]:
    for text in existing:
        if commits(text, wanted.reference) and only_docker(text) and text != wanted.answers.build_command:
            yield RemoveItem(path, text, "the container is not kept")


def _pushes_just(text: str, image: str) -> bool:
    return any(same_image(name, image) for name in pushed(text))


def _changed_from(wanted: Wanted, existing: list[str]) -> Answers | None:
    """What the file pushed before, if its commands are to be changed; None where the image is only added."""
    if wanted.before is None or any(_pushes_just(text, wanted.reference) for text in existing):
        return None
    return wanted.before if _may_change(wanted, wanted.before) else None


def _may_change(wanted: Wanted, before: Answers) -> bool:
    """Whether the commands about the image that was pushed before may be renamed or moved.

    They may where the image surely belongs to the entry, or where the answers still name it: else which of the
    owner's commands is meant would be a guess.
    """
    if wanted.only_adding:
        return False
    if before.image == wanted.answers.image or wanted.answers.image is None:
        return True
    file = wanted.project.file
    image = substituted(before.image or "", file_variables(file))
    return Belonging(file, before.integration or "").of(image) is Belongs.SURELY


def _changed_push(wanted: Wanted, before: Answers, path: tuple[str, str]) -> Iterator[Change]:
    """The commands about the old image name the new one, or leave the section that they were in."""
    old = _old_reference(wanted, before)
    section = _section(wanted.project.file, before)
    for text in wanted.project.file.commands_of(section):
        new = _renamed(text, wanted, before)
        if section != path[1]:
            if only_docker(text) and _is_about(text, old):
                yield RemoveItem(("build", section), text, f"moves to {path[1]}")
        elif new != text:
            yield ReplaceItem(path, text, new, "the image's new name")


def _old_reference(wanted: Wanted, before: Answers) -> str:
    image, tag = PUSH.image_and_tag(wanted.project, before)
    return f"{image}:{tag}" if image else wanted.reference


def _renamed(text: str, wanted: Wanted, before: Answers) -> str:
    """A command that pushes or commits the image as it was called before, with its new name."""
    old = _old_reference(wanted, before)
    if old == wanted.reference or not (pushes(text, old) or commits(text, old)):
        return text
    return renamed(text, old, wanted.reference)


def _is_about(text: str, image: str) -> bool:
    """Whether a command does nothing but push or commit the image."""
    for call in docker_calls(text):
        if call.verb not in ("push", "commit"):
            return False
        names = call.reaches if call.verb == "push" else call.makes
        if not all(same_image(name, image) or name == split_tag(image)[0] for name in names):
            return False
    return True


def _outside_container(answers: Answers) -> Alternative | None:
    if answers.push_section is not PushSection.POST_CI:
        return None
    return Alternative(
        "Push in `push` instead", replace(answers, push_section=PushSection.PUSH, commit_container=False)
    )


# -- how it is found again


def _recognize(belonging: Belonging) -> Recognized | None:
    push = _likeliest_push(belonging)
    if push is None:
        return None
    section, image = push
    name, tag = split_tag(image)
    answers = Answers(
        scenario=KEY,
        push_section=section,
        image=name,
        tag=tag or "latest",
        commit_container=any(commits(command, image) for command in belonging.file.commands_of(section.value)),
        skip_pull_requests=_skips_pull_requests(belonging.file, section, image),
    )
    return Recognized(_rank(belonging.file, image), answers)


def _skips_pull_requests(file: ShippableFile, section: PushSection, image: str) -> bool:
    """Whether every command that pushes the image looks at whether a pull request is built."""
    commands = [command for command in file.commands_of(section.value) if image in pushed(command)]
    return bool(commands) and all(asks_for_pull_request(command) for command in commands)


def _likeliest_push(belonging: Belonging) -> tuple[PushSection, str] | None:
    """The push that belongs to ECR most likely; of several alike the last, where a scenario adds its own."""
    found: list[tuple[PushSection, str]] = []
    sections = {section.value: section for section in (PushSection.POST_CI, PushSection.PUSH)}
    for item in belonging.commands:
        section = sections.get(item.command.section)
        if section is None:
            continue
        # The name as it is there, beside what it is with its variables replaced.
        pairs = zip(pushed(item.command.text), pushed(item.text), strict=False)
        found += [(section, image) for image, known in pairs if not is_elsewhere(known)]
    return min(reversed(found), key=lambda item: _rank(belonging.file, item[1]), default=None)


def _rank(file: ShippableFile, image: str) -> int:
    """How unlikely it is that an entry is for this image that is pushed.

    An image in ECR is what the only entry is for. A scenario pushes names with a tag, and adds what it adds last. A
    name with variables may be in any registry that the file logs in to.
    """
    name, tag = split_tag(image)
    if in_ecr(image) is not None:
        return 0 if len(file.ecr_entries) < 2 else 1
    if "$" in name:
        return 3 if len(file.hub) > 1 else 1
    return 1 if tag and "$" not in tag and not is_official(name) else 4


def _written_images(_belonging: Belonging, section: str, call: DockerCall) -> tuple[str, ...]:
    if call.verb == "build":
        return call.tags if section == PushSection.PUSH else ()
    if section == "pre_ci":
        return ()
    if call.verb == "push":
        return call.reaches
    return call.makes if call.verb in ("tag", "commit") else ()


PUSH = Scenario(
    key=KEY,
    title="Push an image",
    help="An image that the build makes is pushed to ECR when CI has passed. docker push goes to push or to post_ci.",
    counts=COUNTS,
    asks=_asks,
    use="pushed",
    runs_ci=False,
    default_tag="latest",
    named=_named,
    suggested_image=_suggested_image,
    reaches=_reaches,
    ci_dockerfile=dockerfile_of_boot,
    suggests=_suggests,
    section=_section,
    changes=_changes,
    outside_container=_outside_container,
    access=PUSH_ACCESS,
    recognize=_recognize,
    sections=frozenset(section.value for section in PushSection),
    verbs=frozenset(("push", "tag", "commit", "build")),
    written_images=_written_images,
)
