"""The images that a file works with, and those that the answers mean for it."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.core.aws.ecr_name import EcrImage
from wizard.core.aws.ecr_name import parse as parse_ecr
from wizard.core.ci_file.ci_image import boot_of
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import ShippableFile
from wizard.core.docker.commands import default_build_command, docker_calls, may_build, pushed, split_tag, tag_command
from wizard.core.model.answers import Answers, PushSection, Scenario


def default_tag(scenario: Scenario | None) -> str:
    """The tag of an image that nobody gave one (DESIGN, section 3)."""
    return "tip" if scenario is Scenario.BUILD else "latest"


def push_of(file: ShippableFile, answers: Answers) -> tuple[PushSection, str] | None:
    """The push that the file has and the answers mean: its section and its image as it stands there.

    Image and tag must be those that are answered; where no image is, the file must push only one. The section that is
    answered goes before the other.
    """
    first = answers.push_section or PushSection.PUSH
    found = [
        (section, image)
        for section in sorted(PushSection, key=lambda section: section is not first)
        for command in file.commands_of(section.value)
        for image in pushed(command)
        if answers.tag in (None, split_tag(image)[1] or "latest")
    ]
    if answers.image is not None:
        found = [item for item in found if split_tag(item[1])[0] == answers.image]
    elif len({split_tag(image)[0] for _, image in found}) > 1:
        return None
    return found[0] if found else None


def section_of(file: ShippableFile, answers: Answers) -> PushSection:
    """The section to push in: as answered, else where the file pushes the image, else `push`."""
    there = push_of(file, answers)
    return answers.push_section or (there[0] if there else PushSection.PUSH)


def image_and_tag(project: Project, answers: Answers) -> tuple[str | None, str]:
    """The image and the tag that the answers mean for this file; the image is None where nothing names one."""
    image, tag = None, None
    if answers.scenario is Scenario.PUSH:
        if there := push_of(project.file, answers):
            image, tag = split_tag(there[1])[0], split_tag(there[1])[1] or "latest"
    elif boot := boot_of(project.file):
        image, tag = boot.image_name, boot.image_tag
    return answers.image or image, answers.tag or tag or default_tag(answers.scenario)


def reference(project: Project, answers: Answers) -> str | None:
    """`IMAGE:TAG` of the answers."""
    image, tag = image_and_tag(project, answers)
    return f"{image}:{tag}" if image else None


def images_in_ecr(project: Project, answers: Answers) -> tuple[EcrImage, ...]:
    """The images in ECR that the scenario reaches, where their names tell."""
    image, _ = image_and_tag(project, answers)
    names = [image] if image else []
    if answers.scenario is Scenario.BUILD:
        names = [
            name for item in project.dockerfiles
            if item.path == (answers.dockerfile or "Dockerfile") for name in item.froms
        ] + names  # fmt: skip
    return tuple(dict.fromkeys(found for name in names if (found := parse_ecr(name))))


def image_region(project: Project, answers: Answers) -> str | None:
    """The region of the image that the scenario reaches in ECR, where its name tells."""
    return next((image.region for image in images_in_ecr(project, answers)), None)


def unmade(project: Project, answers: Answers) -> str | None:
    """The line that would make the image that is to be pushed; None when some command makes it, or may do so.

    `docker tag` where the file builds the image under another name, else `docker build`.
    """
    image, tag = image_and_tag(project, answers)
    if answers.scenario is not Scenario.PUSH or image is None or answers.commit_container:
        return None
    whole = f"{image}:{tag}"
    commands = [command.text for command in project.file.commands]
    if answers.build_command:
        commands.append(answers.build_command)
    if project.file.has_hidden_commands or any(may_build(command, whole) for command in commands):
        return None
    return making_line(commands, image, tag, answers.dockerfile)


def making_line(commands: Sequence[str], image: str, tag: str, dockerfile: str | None) -> str:
    """The line that makes `IMAGE:TAG`: `docker tag` where the commands build it under another name, else a build."""
    whole = f"{image}:{tag}"
    built: list[str] = []
    for command in commands:
        for call in docker_calls(command):
            built += call.tags if call.verb == "build" else ()
    alike = [name for name in built if _repository(name) == _repository(whole)]
    if alike or len(set(built)) == 1:
        return tag_command([*alike, *built][0], whole)
    return default_build_command(image, tag, dockerfile)


def _repository(image: str) -> str:
    return split_tag(image)[0].rpartition("/")[2]
