"""What the key may do, on a console."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.actions.account_step import HeldKeys
from wizard.actions.credentials import RightsReport, check_rights
from wizard.actions.services import Services
from wizard.core.aws.ecr_name import EcrImage
from wizard.core.aws.rights import outlook, summary
from wizard.core.ci_file.project import Project
from wizard.core.interview.commands import policy_command
from wizard.core.model.answers import Answers, ScenarioKey
from wizard.core.model.errors import WizardError
from wizard.core.scenarios.images import images_in_ecr
from wizard.core.scenarios.registry import SCENARIOS
from wizard.plain.console import CallStopped, Console


def tell_rights(console: Console, services: Services, held: HeldKeys, answers: Answers, project: Project) -> None:
    """Ask AWS what the key may do of what the scenario needs, and say it; without checked keys say nothing."""
    keys, report, scenario = held.keys, held.report, answers.scenario
    if keys is None or report is None or scenario is None:
        return
    images = images_in_ecr(project, answers)
    try:
        found = console.during(
            "\nAsking AWS what the key may do ...",
            lambda: check_rights(services.aws, keys, report.region, report.identity, scenario, images, console.say),
        )
    except CallStopped:
        console.say("! Rights of the key: not checked.")
    except WizardError as error:
        console.say("! Rights of the key: not checked.")
        console.error(error)
    else:
        _tell(console, found, scenario, images)


def _tell(console: Console, found: RightsReport, scenario: ScenarioKey, images: Sequence[EcrImage]) -> None:
    for line in summary(found.rights):
        console.say(f"  {line}")
    for item in found.warnings:
        console.say(f"Warning: {item.message}")
    if found.policy is not None:
        console.say(f"Minimum policy needed: {policy_command(scenario, [image.name for image in images])}")
    if result := outlook(SCENARIOS[scenario].access, found.rights):
        console.say(f"{result} with these rights.")
