"""What can be done about answers that cannot work together: each way out with the answers that it makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wizard.core.ci_file.project import Project
from wizard.core.model.answers import Answers
from wizard.core.scenarios.container import agent_only, container
from wizard.core.scenarios.desired_changes import region_of
from wizard.core.scenarios.images import image_region
from wizard.core.scenarios.registry import scenario_of


@dataclass(frozen=True, slots=True)
class WayOut:
    """One way: what the button says, and the answers then."""

    label: str
    answers: Answers


def ways_out(project: Project, answers: Answers) -> tuple[str, tuple[WayOut, ...]]:
    """Why the answers cannot work, and the ways out; empty when they can (DOMAIN, section "agent_only")."""
    result = agent_only(project, answers)
    if not result.works:
        return result.reason, tuple(_for_login(project, answers))
    region = image_region(project, answers)
    if region is not None and region != region_of(project, answers):
        reason = f"The image is in {region}, the integration would log in to {region_of(project, answers)}."
        return reason, (WayOut(f"Log in to {region}", answers.with_(region=region)),)
    return "", ()


def _for_login(project: Project, answers: Answers) -> Iterator[WayOut]:
    scenario = scenario_of(answers)
    alternative = scenario.outside_container(answers) if scenario is not None else None
    if alternative is not None:
        yield WayOut(alternative.label, alternative.answers)
    if container(project, answers).aws_cli is False:
        # DOMAIN: `sudo pip install awscli` in the image's Dockerfile is the other way.
        yield WayOut(
            "The image will get the AWS CLI (pip install awscli)", answers.with_(aws_cli=True, agent_only=None)
        )
    if answers.agent_only is not None:
        yield WayOut("agent_only as derived", answers.with_(agent_only=None))
