"""The CI container, and what follows for `agent_only` (DOMAIN, section "agent_only")."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.core.answers import Answers, PushSection, Scenario
from wizard.core.project import Project

OFFICIAL_PREFIXES = ("drydock/", "drydockaarch64/", "dry-dock/", "shippable/", "shippableimages/", "shippabledocker/")


@dataclass(frozen=True, slots=True)
class Container:
    """Whether CI runs in a custom image and whether that image has the AWS CLI, each with its reason.

    `aws_cli` is None where nothing answers it.
    """

    custom: bool
    custom_why: str
    aws_cli: bool | None
    aws_cli_why: str


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


def is_official(image_name: str) -> bool:
    """Whether an image is one of Shippable's own, which carry the AWS CLI."""
    return image_name.startswith(OFFICIAL_PREFIXES)


def container(project: Project, answers: Answers) -> Container:
    """What is known of the CI container from the answers, the scenario and the repository."""
    custom, custom_why = _custom(project, answers)
    if answers.aws_cli is not None:
        return Container(custom, custom_why, answers.aws_cli, "as you answered")
    if not custom:
        return Container(custom, custom_why, True, "the official images have it")
    if path := _dockerfile_with_awscli(project, answers):
        return Container(custom, custom_why, True, f"{path} installs it")
    return Container(custom, custom_why, None, "nothing in the repository tells")


def _custom(project: Project, answers: Answers) -> tuple[bool, str]:
    if answers.scenario in (Scenario.PULL, Scenario.BUILD):
        return True, "this scenario runs CI in an image of your own"
    if answers.custom_image is not None:
        return answers.custom_image, "as you answered"
    boot = project.file.boot or project.file.top_boot
    if boot is None or boot.image_name is None:
        return False, "the file names no image, so CI runs in an official one"
    if is_official(boot.image_name):
        return False, f"{boot.image_name} is an official image"
    return True, f"the file's image_name is {boot.image_name}"


def _dockerfile_with_awscli(project: Project, answers: Answers) -> str | None:
    candidates = project.dockerfiles
    if answers.scenario is Scenario.BUILD and answers.dockerfile is not None:
        candidates = tuple(item for item in candidates if item.path == answers.dockerfile)
    elif len(candidates) > 1:
        # Which of several Dockerfiles makes the CI image cannot be known from their text.
        candidates = tuple(item for item in candidates if item.path == "Dockerfile")
    return next((item.path for item in candidates if item.installs_awscli), None)


def agent_only(project: Project, answers: Answers) -> AgentOnly:
    """`agent_only` for the hub entry: the override, else what the file has, else what is derived."""
    box = container(project, answers)
    in_container = answers.scenario is Scenario.PUSH and answers.push_section is PushSection.POST_CI
    derived, reason, works = _derive(box, in_container=in_container)
    entry = project.file.entry(answers.changes_entry or answers.integration or "")
    if answers.agent_only is not None:
        value, overridden = answers.agent_only, answers.agent_only != derived
        if overridden:
            reason = f"You chose it. Derived: {'true' if derived else 'left out'}. {reason}"
    elif entry is not None and entry.agent_only is not None:
        value, overridden = entry.agent_only, entry.agent_only != derived
        reason = f"The file says so, and it is kept. {reason}" if overridden else reason
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


def _derive(box: Container, *, in_container: bool) -> tuple[bool, str, bool]:
    if not box.custom:
        return False, f"Left out: {box.custom_why}; it has the AWS CLI.", True
    if box.aws_cli is None:
        return False, "Left out: the image is taken to have the AWS CLI; nothing in the repository tells.", True
    if box.aws_cli:
        return False, f"Left out: the image has the AWS CLI ({box.aws_cli_why}).", True
    if in_container:
        return (
            False,
            "A custom image without the AWS CLI cannot push in post_ci: the container is not logged in to ECR "
            "either way. Push in `push`, or install the AWS CLI in the image.",
            False,
        )
    return True, "true: the custom image has no AWS CLI, so the login inside the container would fail.", True
