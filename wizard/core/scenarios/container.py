"""The CI container, and what follows for `agent_only` (docs/domain.md, section "agent_only")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wizard.core.ci_file.ci_image import is_official
from wizard.core.ci_file.inside import Need, need_inside
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import in_container
from wizard.core.model.answers import Answers
from wizard.core.scenarios.images import image_and_tag
from wizard.core.scenarios.pre_ci_boot import dockerfile_of
from wizard.core.scenarios.registry import scenario_of
from wizard.frozen import frozen

if TYPE_CHECKING:
    from wizard.core.docker.dockerfile import Dockerfile


# Why Shippable's login inside the container fails with an AWS CLI that is there (DOMAIN, section "agent_only").
UNUSABLE = {
    "version 2": "version 2 has no `aws ecr get-login`, which the login inside the container runs",
    "too old": "versions before 1.11.91 do not know `get-login --no-include-email`",
}


@frozen
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

    @property
    def failure(self) -> str:
        """What a build that logs in inside the container fails with where its AWS CLI cannot do it (2945, 4288)."""
        is_unusable = self.dockerfile is not None and self.dockerfile.aws_cli.cli in UNUSABLE
        said = "ECR get-login failed" if is_unusable else "aws: command not found"
        return f"the build fails with `{said}`"


@frozen
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
    scenario = scenario_of(answers)
    if scenario is not None and scenario.runs_ci:
        return True, "this scenario runs CI in an image of your own"
    if answers.custom_image is not None:
        return answers.custom_image, "as you answered"
    boot = project.file.effective_boot
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
    pulled = _pulled_ci_image(project, answers)
    if pulled is not None and is_official(pulled):
        return True, f"{pulled} is an official image"
    return _aws_cli_of_dockerfiles(project, dockerfile)


def _aws_cli_of_dockerfiles(project: Project, dockerfile: Dockerfile | None) -> tuple[bool | None, str]:
    candidates = _candidates(project) if dockerfile is None else (dockerfile,)
    for item in candidates:
        if item.installs_awscli:
            return True, f"{item.path} installs it"
    if dockerfile is None:
        return None, "nothing in the repository says so"
    if dockerfile.aws_cli.cli in UNUSABLE:
        return False, f"{dockerfile.path} has one that cannot be used: {UNUSABLE[dockerfile.aws_cli.cli]}"
    if dockerfile.aws_cli.cli == "unknown":
        return None, f"{dockerfile.path} installs one whose version is not known ({dockerfile.aws_cli.how})"
    if len(dockerfile.froms) == 1 and is_official(dockerfile.froms[0]):
        return True, f"{dockerfile.path} builds on the official image {dockerfile.froms[0]}"
    return None, f"{dockerfile.path} does not install it, and what it builds on is not known"


def _candidates(project: Project) -> tuple[Dockerfile, ...]:
    """The Dockerfiles that may make the CI image: of several, whose text does not tell, the one in the root."""
    if len(project.dockerfiles) < 2:
        return project.dockerfiles
    return tuple(item for item in project.dockerfiles if item.path == "Dockerfile")


def _pulled_ci_image(project: Project, answers: Answers) -> str | None:
    """The image that the scenario runs CI in and that is not built here."""
    scenario = scenario_of(answers)
    if scenario is None or not scenario.runs_ci or scenario.use != "pulled":
        return None
    return scenario.image_and_tag(project, answers)[0]


def ci_dockerfile(project: Project, answers: Answers) -> Dockerfile | None:
    """The Dockerfile from which `pre_ci` builds the image that CI runs in; None where that is not known."""
    scenario = scenario_of(answers)
    if scenario is not None:
        path = scenario.ci_dockerfile(project, answers)
    else:
        image, tag = image_and_tag(project, answers)
        path = dockerfile_of(project, f"{image}:{tag}")
    return next((item for item in project.dockerfiles if item.path == path), None)


def agent_only(project: Project, answers: Answers) -> AgentOnly:
    """`agent_only` for the hub entry: the override, else what the file has, else what is derived."""
    box = container(project, answers)
    is_inside = _reaches_inside(project, answers)
    need: Need = "yes" if is_inside else need_inside(project.file, project.dockerfiles)
    derived, reason, works = _derive(box, need)
    entry = project.file.entry_of(answers)
    if answers.agent_only is not None:
        value, chosen = answers.agent_only, f"You chose it. Derived: {'true' if derived else 'left out'}."
    elif entry is not None and entry.agent_only is not None:
        value, chosen = entry.agent_only, "The file says so, and it is kept."
    elif entry is not None and box.custom and box.aws_cli is None:
        # What is not known is no reason to change an entry that is there.
        return AgentOnly(False, False, f"Left out, as in the file; {box.aws_cli_why}.", True)
    else:
        return AgentOnly(derived, derived, reason, works)
    if value != derived:
        reason = f"{chosen} {reason}"
    obstacle = _obstacle(box, value=value, is_inside=is_inside)
    return AgentOnly(value, derived, reason + obstacle, not obstacle, overridden=value != derived)


def _obstacle(box: Container, *, value: bool, is_inside: bool) -> str:
    """Why a build cannot work with that value of `agent_only`; empty when it can."""
    if value and is_inside:
        return " With agent_only: true nothing inside the container is logged in to ECR, so `docker push` fails."
    if not value and box.custom and box.aws_cli is False:
        return f" Without agent_only {box.failure}."
    return ""


def _reaches_inside(project: Project, answers: Answers) -> bool:
    """Whether the scenario reaches ECR from inside the CI container."""
    scenario = scenario_of(answers)
    return scenario is not None and in_container(scenario.section(project.file, answers))


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
