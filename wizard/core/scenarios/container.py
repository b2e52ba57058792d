"""The CI container, and what follows for `agent_only` (DOMAIN, section "agent_only")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.core.ci_file.ci_image import boot_of, is_official
from wizard.core.ci_file.inside import Need, need_inside
from wizard.core.ci_file.project import Project
from wizard.core.docker.commands import builds, docker_calls
from wizard.core.model.answers import Answers, PushSection, Scenario
from wizard.core.scenarios.images import image_and_tag, section_of

if TYPE_CHECKING:
    from wizard.core.docker.dockerfile import Dockerfile


# Why Shippable's login inside the container fails with an AWS CLI that is there (DOMAIN, section "agent_only").
UNUSABLE = {
    "version 2": "version 2 has no `aws ecr get-login`, which the login inside the container runs",
    "too old": "versions before 1.11.91 do not know `get-login --no-include-email`",
}


@dataclass(frozen=True, slots=True)
class Container:
    """Whether CI runs in a custom image and whether that image has the AWS CLI, each with its reason.

    `aws_cli` is None where nothing answers it. `dockerfile` is the one that the image is built from, if it is
    built here.
    """

    custom: bool
    custom_why: str
    aws_cli: bool | None
    aws_cli_why: str
    dockerfile: Dockerfile | None = None


@dataclass(frozen=True, slots=True)
class AgentOnly:
    """The value of `agent_only` (False: left out), why, and whether a build can work with it.

    `derived` is what follows from the container and the scenario, whatever was overridden.
    """

    value: bool
    derived: bool
    reason: str
    works: bool
    overridden: bool = False


def sets_home(options: str, env: tuple[str, ...]) -> bool:
    """Whether the container's options or variables set HOME, or may do so through a variable or a file."""
    return re.search(r"(?:^|[\s=\"'])HOME=|(?:^|\s)--env-file\b|^\$", options) is not None or any(
        re.search(r"(?:^|\s)HOME=", item) for item in env
    )


def drops_privileged(options: str | None) -> bool:
    """Whether options leave out `--privileged`, which the defaults have that they replace; variables may hold it."""
    return bool(options) and re.search(r"--privileged(?!=false)|\$", options or "") is None


def container(project: Project, answers: Answers) -> Container:
    """What is known of the CI container from the answers, the scenario and the repository."""
    custom, custom_why = _custom(project, answers)
    dockerfile = ci_dockerfile(project, answers) if custom else None
    aws_cli, aws_cli_why = _aws_cli(project, answers, dockerfile, custom=custom)
    return Container(custom, custom_why, aws_cli, aws_cli_why, dockerfile)


def _custom(project: Project, answers: Answers) -> tuple[bool, str]:
    if answers.scenario in (Scenario.PULL, Scenario.BUILD):
        return True, "this scenario runs CI in an image of your own"
    if answers.custom_image is not None:
        return answers.custom_image, "as you answered"
    boot = boot_of(project.file)
    if boot is None or boot.image_name is None:
        return False, "the file names no image, so CI runs in an official one"
    if is_official(boot.image_name):
        return False, f"{boot.image_name} is an official image"
    return True, f"the file's image_name is {boot.image_name}"


def _aws_cli(
    project: Project, answers: Answers, dockerfile: Dockerfile | None, *, custom: bool
) -> tuple[bool | None, str]:
    if answers.aws_cli is not None:
        return answers.aws_cli, "as you answered"
    if not custom:
        return True, "the official images have it"
    image, _ = image_and_tag(project, answers)
    if answers.scenario is Scenario.PULL and image and is_official(image):
        return True, f"{image} is an official image"
    candidates = project.dockerfiles if dockerfile is None else (dockerfile,)
    if len(candidates) > 1:
        # Which of several Dockerfiles makes the CI image cannot be known from their text.
        candidates = tuple(item for item in candidates if item.path == "Dockerfile")
    for item in candidates:
        if item.installs_awscli:
            return True, f"{item.path} installs it"
    if dockerfile is not None and dockerfile.aws_cli.cli in UNUSABLE:
        return False, f"{dockerfile.path} has one that cannot be used: {UNUSABLE[dockerfile.aws_cli.cli]}"
    if dockerfile is not None and len(dockerfile.froms) == 1 and is_official(dockerfile.froms[0]):
        return True, f"{dockerfile.path} builds on the official image {dockerfile.froms[0]}"
    if dockerfile is not None:
        return None, f"{dockerfile.path} does not install it, and what it builds on is not known"
    return None, "nothing in the repository tells"


def ci_dockerfile(project: Project, answers: Answers) -> Dockerfile | None:
    """The Dockerfile from which `pre_ci` builds the image that CI runs in; None where that cannot be told."""
    commands = list(project.file.commands_of("pre_ci"))
    if answers.scenario is not Scenario.BUILD:
        image, tag = image_and_tag(project, Answers() if answers.scenario is Scenario.PUSH else answers)
        path = _dockerfile_of(commands, f"{image}:{tag}")
    elif answers.dockerfile is None:
        image, tag = image_and_tag(project, answers)
        commands = [answers.build_command] if answers.build_command else commands
        is_built = any(builds(text, f"{image}:{tag}") for text in commands)
        # Where nothing builds it yet, the command that will be added does.
        path = _dockerfile_of(commands, f"{image}:{tag}") if is_built else "Dockerfile"
    else:
        path = answers.dockerfile
    return next((item for item in project.dockerfiles if item.path == path), None)


def _dockerfile_of(commands: list[str], image: str) -> str | None:
    for command in commands:
        if re.search(r"\b(?:cd|pushd)\b", command):
            return None  # where the commands that follow run is not known any more
        if builds(command, image):
            return next((call.dockerfile for call in docker_calls(command) if call.verb == "build"), None)
    return None


def agent_only(project: Project, answers: Answers) -> AgentOnly:
    """`agent_only` for the hub entry: the override, else what the file has, else what is derived."""
    box = container(project, answers)
    in_container = answers.scenario is Scenario.PUSH and section_of(project.file, answers) is PushSection.POST_CI
    need: Need = "yes" if in_container else need_inside(project.file, project.dockerfiles)
    derived, reason, works = _derive(box, need)
    entry = project.file.entry_of(answers)
    if answers.agent_only is not None:
        value, overridden = answers.agent_only, answers.agent_only != derived
        if overridden:
            reason = f"You chose it. Derived: {'true' if derived else 'left out'}. {reason}"
    elif entry is not None and entry.agent_only is not None:
        value, overridden = entry.agent_only, entry.agent_only != derived
        reason = f"The file says so, and it is kept. {reason}" if overridden else reason
    elif entry is not None and box.custom and box.aws_cli is None:
        # What is not known is no reason to change an entry that is there.
        return AgentOnly(False, False, f"Left out, as in the file; {box.aws_cli_why}.", True)
    else:
        return AgentOnly(derived, derived, reason, works)
    if value and in_container:
        works = False
        reason += " With agent_only: true nothing inside the container is logged in to ECR, so `docker push` fails."
    elif not value and box.custom and box.aws_cli is False:
        works = False
        reason += " Without agent_only the build fails with `aws: command not found`."
    else:
        works = True
    return AgentOnly(value, derived, reason, works, overridden)


def _derive(box: Container, need: Need) -> tuple[bool, str, bool]:
    if not box.custom:
        return False, f"Left out: {box.custom_why}; it has the AWS CLI.", True
    if box.aws_cli:
        return False, f"Left out: the image has the AWS CLI ({box.aws_cli_why}).", True
    if box.aws_cli is None and need == "no":
        return True, "true: nothing inside the container needs ECR, so no login is needed there.", True
    if box.aws_cli is None:
        inside = "something inside needs ECR" if need == "yes" else "whether something inside needs ECR is not known"
        return False, f"Left out: {inside}. AWS CLI 1 must be in the image; {box.aws_cli_why}.", True
    if need == "yes":
        return (
            False,
            "A custom image without a usable AWS CLI cannot reach ECR inside the container, by push in post_ci or "
            "otherwise: it is not logged in either way. Push in `push`, or install AWS CLI 1 in the image.",
            False,
        )
    return True, "true: the custom image has no usable AWS CLI, so the login inside the container would fail.", True
