"""`build`: CI runs in an image that `pre_ci` builds, from a Dockerfile whose FROM is in the registry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from wizard.core.aws.rights import PULL_ACCESS
from wizard.core.ci_file.belonging import Belonging, Belongs
from wizard.core.ci_file.ci_image import in_ecr
from wizard.core.ci_file.layout import BUILD_ORDER
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.references import is_named_elsewhere
from wizard.core.ci_file.shippable_file import ShippableFile
from wizard.core.ci_file.variables import resolved_image, resolved_tag
from wizard.core.docker.commands import (
    DockerCall,
    builds,
    default_build_command,
    only_docker,
    renamed,
    same_image,
    tag_command,
)
from wizard.core.model.answers import Answers, ScenarioKey
from wizard.core.scenarios.base import Alternative, Named, Recognized, Scenario, Suggested, Wanted
from wizard.core.scenarios.pre_ci_boot import boot_changes, dockerfile_in, named_in_boot, recognized_boot
from wizard.yamlpatch.changes import AppendItem, Change, ReplaceItem

KEY = ScenarioKey("build")
SECTION = "pre_ci"
COUNTS = frozenset(("image", "tag", "options", "env", "dockerfile", "build_command"))


def _asks(_answers: Answers) -> frozenset[str]:
    return COUNTS


def _suggested_image(project: Project, _answers: Answers, _region: str) -> Named:
    return Named(project.name or "app")


def _reaches(project: Project, answers: Answers) -> tuple[str, ...]:
    """What the Dockerfile builds on."""
    path = answers.dockerfile or "Dockerfile"
    return tuple(name for item in project.dockerfiles if item.path == path for name in item.froms)


def _ci_dockerfile(project: Project, answers: Answers) -> str | None:
    if answers.dockerfile is not None:
        return answers.dockerfile
    image, tag = BUILD.image_and_tag(project, answers)
    commands = [answers.build_command] if answers.build_command else list(project.file.commands_of(SECTION))
    if _building(commands, f"{image}:{tag}") is not None:
        return dockerfile_in(commands, f"{image}:{tag}")
    return "Dockerfile"  # nothing builds it yet: the command that will be added does


def _suggests(project: Project) -> Suggested | None:
    for item in project.dockerfiles:
        base = next((there for there in map(in_ecr, item.froms) if there is not None), None)
        if base is not None:
            return Suggested(2, f"{item.path}: FROM {base.repository} in ECR")
    return None


def _section(_file: ShippableFile, _answers: Answers) -> str:
    return SECTION


def _changes(wanted: Wanted) -> Iterator[Change]:
    yield from _build_command_changes(wanted)
    yield from boot_changes(wanted, pull=False)


def _build_command_changes(wanted: Wanted) -> Iterator[Change]:
    """The command that builds the CI image: the one that is there, under its new name, or a new one.

    What another command or a script of the file names keeps its name: then the image gets a second one.
    """
    file, answers, image = wanted.project.file, wanted.answers, wanted.reference
    path = ("build", SECTION)
    why = "builds the image that CI runs in"
    old = _old_reference(file) or image
    existing = file.commands_of(SECTION)
    there = _building(existing, image) or _building(existing, old)
    command = _wanted_command(wanted, there, old)
    if command in existing:
        return
    if there is not None and _may_replace(wanted, there, old):
        yield ReplaceItem(path, there, command, why)
        return
    if there is not None and builds(there, old) and _is_copy(answers, there):
        command, why = tag_command(old, image), "names the image that CI runs in; its old name is still in use"
    yield AppendItem(path, command, why, order=BUILD_ORDER)


def _building(commands: Sequence[str], image: str) -> str | None:
    """The first of the commands that builds the image."""
    return next((text for text in commands if builds(text, image)), None)


def _is_copy(answers: Answers, there: str) -> bool:
    """Whether the answers mean the same build as the command that is there."""
    return answers.build_command in (None, there) and not answers.dockerfile


def _old_reference(file: ShippableFile) -> str | None:
    boot = file.effective_boot
    if boot is None or not boot.image_name:
        return None
    return f"{boot.image_name}:{boot.image_tag or 'latest'}"


def _may_replace(wanted: Wanted, there: str, old: str) -> bool:
    """Whether the command that is there may become the one that is wanted."""
    if wanted.only_adding or is_named_elsewhere(wanted.project.file, old, there):
        return False
    return wanted.answers.build_command is None or only_docker(there)


def _wanted_command(wanted: Wanted, there: str | None, old: str) -> str:
    """The command as answered; where it is the one that is there, or unset, one that builds the image."""
    answered = wanted.answers.build_command
    if answered is None or (answered == there and not builds(answered, wanted.reference)):
        return _command_that_builds(wanted, there, old)
    return answered


def _command_that_builds(wanted: Wanted, there: str | None, old: str) -> str:
    if there is None:
        return default_build_command(wanted.image, wanted.tag, wanted.answers.dockerfile)
    return there if builds(there, wanted.reference) else renamed(there, old, wanted.reference)


def _outside_container(_answers: Answers) -> Alternative | None:
    return None


def _recognize(belonging: Belonging) -> Recognized | None:
    found = recognized_boot(belonging)
    if found is None:
        return None
    image = f"{found.answers.image}:{found.answers.tag or 'latest'}"
    for command in belonging.file.commands_of(SECTION):
        if builds(command, image):
            return Recognized(found.rank, replace(found.answers, scenario=KEY, build_command=command))
    return None


def _written_images(belonging: Belonging, section: str, call: DockerCall) -> tuple[str, ...]:
    """Owners build in `pre_ci` too: only what builds the CI image is this scenario's."""
    if call.verb != "build" or section != SECTION or belonging.of_boot() is not Belongs.SURELY:
        return ()
    booted = f"{resolved_image(belonging.file)}:{resolved_tag(belonging.file)}"
    return call.tags if all(same_image(tag, booted) for tag in call.tags) else ()


BUILD = Scenario(
    key=KEY,
    title="Build an image whose FROM is in ECR",
    help="CI runs in an image built first, from a Dockerfile whose FROM is in ECR. docker build goes to pre_ci.",
    counts=COUNTS,
    asks=_asks,
    use="built",
    runs_ci=True,
    default_tag="tip",
    named=named_in_boot,
    suggested_image=_suggested_image,
    reaches=_reaches,
    ci_dockerfile=_ci_dockerfile,
    suggests=_suggests,
    section=_section,
    changes=_changes,
    outside_container=_outside_container,
    access=PULL_ACCESS,
    recognize=_recognize,
    sections=frozenset((SECTION,)),
    verbs=frozenset(("build",)),
    written_images=_written_images,
)
