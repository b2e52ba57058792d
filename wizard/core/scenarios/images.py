"""The images that the answers mean for a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wizard.core.aws.ecr_name import EcrImage
from wizard.core.aws.ecr_name import parse as parse_ecr
from wizard.core.ci_file.project import Project
from wizard.core.docker.commands import default_build_command, docker_calls, may_build, split_tag, tag_command
from wizard.core.model.answers import Answers
from wizard.core.scenarios.pre_ci_boot import named_in_boot
from wizard.core.scenarios.registry import scenario_of
from wizard.frozen import frozen


def image_and_tag(project: Project, answers: Answers) -> tuple[str | None, str]:
    """The image and the tag that the answers mean for this file; the image is None where nothing names one."""
    scenario = scenario_of(answers)
    if scenario is not None:
        return scenario.image_and_tag(project, answers)
    named = named_in_boot(project.file)
    return answers.image or named.image, answers.tag or named.tag or "latest"


def reference(project: Project, answers: Answers) -> str | None:
    """`IMAGE:TAG` of the answers."""
    image, tag = image_and_tag(project, answers)
    return f"{image}:{tag}" if image else None


def images_in_ecr(project: Project, answers: Answers) -> tuple[EcrImage, ...]:
    """The images in ECR that the scenario reaches, where their names tell."""
    scenario = scenario_of(answers)
    image, _ = image_and_tag(project, answers)
    names = [*scenario.reaches(project, answers)] if scenario is not None else []
    if image:
        names.append(image)
    found = [parse_ecr(name) for name in names]
    return tuple(dict.fromkeys(item for item in found if item is not None))


def image_region(project: Project, answers: Answers) -> str | None:
    """The region of the image that the scenario reaches in ECR, where its name tells."""
    return next((image.region for image in images_in_ecr(project, answers)), None)


def missing_build_command(project: Project, answers: Answers) -> str | None:
    """The line that makes the image that is to be pushed; None when some command makes it, or may do so.

    `docker tag` where the file builds the image under another name, else `docker build`.
    """
    scenario = scenario_of(answers)
    image, tag = image_and_tag(project, answers)
    if scenario is None or scenario.use != "pushed" or image is None or answers.commit_container:
        return None
    commands = [command.text for command in project.file.commands]
    if answers.build_command:
        commands.append(answers.build_command)
    if project.file.has_hidden_commands or _may_be_built(commands, f"{image}:{tag}"):
        return None
    return BuiltImages.of(commands).making_line(image, tag, answers.dockerfile)


def _may_be_built(commands: list[str], image: str) -> bool:
    return any(may_build(command, image) for command in commands)


@frozen
class BuiltImages:
    """The images that commands build: the first one of each repository, and all of them."""

    first: Mapping[str, str]
    names: frozenset[str]

    @classmethod
    def of(cls, commands: Iterable[str]) -> BuiltImages:
        """The images that these commands build."""
        first: dict[str, str] = {}
        calls = [call for command in commands for call in docker_calls(command) if call.verb == "build"]
        names = [name for call in calls for name in call.tags]
        for name in names:
            first.setdefault(_repository(name), name)
        return cls(first, frozenset(names))

    def making_line(self, image: str, tag: str, dockerfile: str | None) -> str:
        """The line that makes `IMAGE:TAG`: `docker tag` where it is built under another name, else a build."""
        whole = f"{image}:{tag}"
        other = self.first.get(_repository(whole))
        if other is None and len(self.names) == 1:
            (other,) = self.names
        return tag_command(other, whole) if other is not None else default_build_command(image, tag, dockerfile)


def _repository(image: str) -> str:
    return split_tag(image)[0].rpartition("/")[2]
