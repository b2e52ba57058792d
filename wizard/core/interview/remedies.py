"""What can be done about answers that cannot work together: each way out with the answers that it makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from wizard.core.ci_file.layout import DEFAULT_OPTIONS
from wizard.core.ci_file.project import Project
from wizard.core.interview.suggestions import offered_build
from wizard.core.model.answers import Answers
from wizard.core.model.errors import WizardError
from wizard.core.model.finding import Finding
from wizard.core.plan import make_plan
from wizard.core.scenarios.container import agent_only, container
from wizard.core.scenarios.desired_changes import region_of
from wizard.core.scenarios.images import image_region
from wizard.core.scenarios.registry import scenario_of
from wizard.frozen import frozen


@frozen
class Remedy:
    """One way: what the button says, and the answers then."""

    label: str
    answers: Answers


@frozen
class Settlement:
    """What settles a warning of the review with one key: its letter, what it does, and the answers then."""

    key: str
    label: str
    answers: Answers


# The letters of the review that settle something; `w` and `s` are not among them.
SETTLING_KEYS = "bradhvmpic"


def settlements(project: Project, answers: Answers, found: Finding) -> tuple[Settlement, ...]:
    """What settles this warning, tried before it is offered; empty where only the user can."""
    settle = _SETTLE.get(found.code)
    if settle is None:
        return ()
    return tuple(way for way in settle(project, answers) if _is_settled(project, way.answers, found))


def _is_settled(project: Project, answers: Answers, found: Finding) -> bool:
    try:
        warnings = make_plan(project, answers).warnings
    except WizardError:
        return False  # what cannot be planned is offered to nobody
    return all((item.code, item.message) != (found.code, found.message) for item in warnings)


def _run_options(project: Project, answers: Answers) -> str:
    """The options that the container will be started with."""
    if isinstance(answers.options, str):
        return answers.options
    boot = project.file.effective_boot
    there = boot.options if boot is not None else None
    return (there or DEFAULT_OPTIONS) if answers.options is None else ""


def _add_build(project: Project, answers: Answers) -> Iterator[Settlement]:
    line = offered_build(answers, project)
    if line is not None:
        yield Settlement("b", "add docker build", replace(answers, build_command=line))


def _use_region(project: Project, answers: Answers) -> Iterator[Settlement]:
    region = image_region(project, answers)
    if region is not None:
        yield Settlement("r", f"log in to {region}", replace(answers, region=region))


def _no_aws_cli(_project: Project, answers: Answers) -> Iterator[Settlement]:
    yield Settlement("a", "it has none: set agent_only", replace(answers, aws_cli=False))


def _set_home(project: Project, answers: Answers) -> Iterator[Settlement]:
    options = f"{DEFAULT_OPTIONS} {_run_options(project, answers)}".rstrip()
    yield Settlement("h", f"add {DEFAULT_OPTIONS}", replace(answers, options=options))


def _be_privileged(project: Project, answers: Answers) -> Iterator[Settlement]:
    options = f"{_run_options(project, answers)} --privileged=true --net=bridge"
    yield Settlement("v", "add them", replace(answers, options=options))


def _move_boot(_project: Project, answers: Answers) -> Iterator[Settlement]:
    yield Settlement("m", "move it", replace(answers, move_pre_ci_boot=True))


def _make_work(project: Project, answers: Answers) -> Iterator[Settlement]:
    for key, way in zip("pic", _for_login(project, answers), strict=False):
        yield Settlement(key, way.label, way.answers)


_SETTLE: dict[str, Callable[[Project, Answers], Iterator[Settlement]]] = {
    "image-not-built": _add_build,
    "ecr-other-registry": _use_region,
    "aws-cli-unknown": _no_aws_cli,
    "custom-image-home": _set_home,
    "options-without-privileged": _be_privileged,
    "top-level-pre-ci-boot": _move_boot,
    "agent-only-in-container": _make_work,
    "aws-cli-missing": _make_work,
}


def remedies_for(project: Project, answers: Answers) -> tuple[str, tuple[Remedy, ...]]:
    """Why the answers cannot work, and the ways out; empty when they can (docs/domain.md, section "agent_only")."""
    result = agent_only(project, answers)
    if not result.works:
        return result.reason, tuple(_for_login(project, answers))
    region = image_region(project, answers)
    if region is not None and region != region_of(project, answers):
        reason = f"The image is in {region}, the integration would log in to {region_of(project, answers)}."
        return reason, (Remedy(f"Log in to {region}", replace(answers, region=region)),)
    return "", ()


def _for_login(project: Project, answers: Answers) -> Iterator[Remedy]:
    scenario = scenario_of(answers)
    alternative = scenario.outside_container(answers) if scenario is not None else None
    if alternative is not None:
        yield Remedy(alternative.label, alternative.answers)
    if container(project, answers).aws_cli is False:
        # docs/domain.md: `sudo pip install awscli` in the image's Dockerfile is the other way.
        yield Remedy(
            "The image will get the AWS CLI (pip install awscli)", replace(answers, aws_cli=True, agent_only=None)
        )
    if answers.agent_only is not None:
        yield Remedy("agent_only as derived", replace(answers, agent_only=None))
