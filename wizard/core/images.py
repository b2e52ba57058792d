"""The images that a file works with, and those that the answers mean for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wizard.core.answers import Answers, PushSection, Scenario
from wizard.core.docker import (
    DockerCall,
    default_build_command,
    docker_calls,
    may_be,
    may_build,
    pushed,
    split_tag,
    tag_command,
)
from wizard.core.ecrname import EcrImage
from wizard.core.ecrname import parse as parse_ecr
from wizard.core.project import Project
from wizard.core.shippable_file import Boot, Command, ShippableFile
from wizard.yamlpatch.document import Node

if TYPE_CHECKING:
    from wizard.core.dockerfile import Dockerfile


@dataclass(frozen=True, slots=True)
class Reach:
    """A place where the file takes an image from a registry or brings one there.

    `ecr` is None where the name does not tell that it is in ECR. `section` is `pre_ci_boot` for the CI image.
    """

    verb: str
    image: str
    ecr: EcrImage | None
    section: str
    node: Node
    in_container: bool = False

    @property
    def what(self) -> str:
        """What the file does there, for people."""
        if self.section == "pre_ci_boot":
            return f"pre_ci_boot pulls {self.image}"
        if self.verb == "build":
            return f"`docker build` in {self.section} begins from {self.image}"
        return f"`docker {self.verb} {self.image}` in {self.section}"


def default_tag(scenario: Scenario | None) -> str:
    """The tag of an image that nobody gave one (DESIGN, section 3)."""
    return "tip" if scenario is Scenario.BUILD else "latest"


def boot_of(file: ShippableFile) -> Boot | None:
    """The `pre_ci_boot` that counts: the one under `build`, else the one at the top level."""
    return file.boot or file.top_boot


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
    """The line that would make the image that is to be pushed; None when some command makes it already.

    `docker tag` where the file builds the image under another name, else `docker build`.
    """
    image, tag = image_and_tag(project, answers)
    if answers.scenario is not Scenario.PUSH or image is None or answers.commit_container:
        return None
    whole = f"{image}:{tag}"
    commands = [command.text for command in project.file.commands]
    if answers.build_command:
        commands.append(answers.build_command)
    if any(may_build(command, whole) for command in commands):
        return None
    built = [
        name for command in commands for call in docker_calls(command) if call.verb == "build" for name in call.tags
    ]
    alike = [name for name in built if _repository(name) == _repository(whole)]
    if alike or len(set(built)) == 1:
        return tag_command([*alike, *built][0], whole)
    return default_build_command(image, tag, answers.dockerfile)


def _repository(image: str) -> str:
    return split_tag(image)[0].rpartition("/")[2]


def in_ecr(image: str) -> EcrImage | None:
    """The parts of an image in ECR, its tag left out, which may be a variable; None for all other names."""
    return parse_ecr(split_tag(image)[0])


def reaches(file: ShippableFile, dockerfiles: Sequence[Dockerfile] = ()) -> Iterator[Reach]:
    """Where the file takes an image from a registry or brings one there, as far as its text tells.

    A `docker run` and a Dockerfile's FROM count only where the image is in ECR by its name.
    """
    boot = boot_of(file)
    if boot is not None and boot.image_name is not None and not _is_made_here(file, boot):
        node = boot.node.get("image_name") or boot.node
        yield Reach("pull", boot.image_name, in_ecr(boot.image_name), "pre_ci_boot", node)
    froms = {item.path: item.froms for item in dockerfiles}
    calls = list(_calls(file))
    made = {name for _, call, _ in calls for name in call.makes}
    for command, call, moved in calls:
        if call.verb in ("push", "pull"):
            images = call.reaches
        elif call.verb == "build":
            images = () if moved else tuple(name for name in froms.get(call.dockerfile or "", ()) if in_ecr(name))
        else:
            images = tuple(
                word for word in call.reaches if in_ecr(word) and not any(may_be(name, word) for name in made)
            )
        for image in images:
            node = _place(file, command, image)
            yield Reach(call.verb, image, in_ecr(image), command.section, node, command.in_container)


def _place(file: ShippableFile, command: Command, image: str) -> Node:
    """Where a command stands; in one of several lines the place of the image, if it stands there as it is."""
    text = file.text or ""
    at = text.find(image, command.node.offset)
    if "\n" not in command.text.strip() or at < 0:
        return command.node
    end = "\n" if "\n" in text else "\r"
    line = command.node.line + text.count(end, command.node.offset, at)
    return replace(command.node, line=line, column=at - text.rfind(end, 0, at))


def _is_made_here(file: ShippableFile, boot: Boot) -> bool:
    """Whether the CI image is built or fetched by `pre_ci`, so that nothing is pulled for the container."""
    if (boot.pull or "").lower() == "true":
        return False
    image = f"{boot.image_name}:{boot.image_tag or 'latest'}"
    commands = file.commands_of("pre_ci")
    pulled = (name for text in commands for call in docker_calls(text) if call.verb == "pull" for name in call.reaches)
    return any(may_build(text, image) for text in commands) or any(
        split_tag(name)[0] == boot.image_name for name in pulled
    )


def _calls(file: ShippableFile) -> Iterator[tuple[Command, DockerCall, bool]]:
    """The calls of docker; the last value tells that the folder has been changed before."""
    moved: set[str] = set()
    for command in file.commands:
        if re.search(r"\b(?:cd|pushd)\b", command.text):
            moved.add(command.section)
        for call in docker_calls(command.text):
            yield command, call, command.section in moved


def is_for_ecr(file: ShippableFile, reach: Reach) -> bool:
    """Whether an image is in ECR by its name, or is meant to be.

    The old documentation pushes and runs CI in images such as `manishas/myImage`: meant for ECR where the file has no
    other registry that could hold them.
    """
    if reach.ecr is not None:
        return True
    host, slash, _ = reach.image.partition("/")
    elsewhere = "$" in reach.image or (slash and ("." in host or ":" in host))
    others = any(entry.type not in ("", "ecr") for entry in file.hub)
    return (reach.verb == "push" or reach.section == "pre_ci_boot") and not elsewhere and not others
