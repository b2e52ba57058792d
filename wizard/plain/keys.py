"""What the key may do, on a console."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.actions.account_step import HeldKeys
from wizard.actions.credentials import check_rights
from wizard.actions.services import Services
from wizard.actions.verify import only, targets_of_answers, targets_of_file, verify
from wizard.core.aws.rights import outlook, summary
from wizard.core.aws.verify import Target, Verdict, lines, with_proof
from wizard.core.ci_file.project import Project
from wizard.core.interview.commands import policy_command
from wizard.core.model.answers import Answers
from wizard.core.model.errors import WizardError
from wizard.core.model.secret import AwsKeys
from wizard.core.scenarios.images import images_in_ecr
from wizard.core.scenarios.registry import SCENARIOS
from wizard.plain.console import Console
from wizard.services.runtime.background import run_in_daemon

TRY_HELP = (
    "An upload is begun as docker push begins it, and cancelled; if that fails it expires by itself. "
    "No image is moved. It shows whether the key may start a push, where IAM can only be simulated."
)
CACHE_HELP = (
    "Asking for an image that a pull through cache does not have makes ECR import it. y: none of them comes through "
    "one, ask. n: leave it."
)


def tell_rights(console: Console, services: Services, held: HeldKeys, answers: Answers, project: Project) -> None:
    """Ask AWS what the key may do of what the scenario needs, and say it; without checked keys say nothing."""
    keys, report, scenario = held.keys, held.report, answers.scenario
    if keys is None or report is None or scenario is None:
        return
    images = images_in_ecr(project, answers)
    console.say("\nAsking AWS what the key may do ...")
    try:
        found = run_in_daemon(
            lambda: check_rights(services.aws, keys, report.region, report.identity, scenario, images, console.say)
        )
    except WizardError as error:
        console.say("! Rights of the key: not checked.")
        console.error(error)
        return
    verdicts = _registry(console, services, keys, targets_of_answers(project, answers))
    rights = with_proof(found.rights, verdicts)
    for line in summary(rights):
        console.say(f"  {line}")
    for item in found.warnings:
        console.say(f"Warning: {item.message}")
    if found.policy is not None:
        console.say(f"The least policy that would do: {policy_command(scenario, [image.name for image in images])}")
    if result := outlook(SCENARIOS[scenario].access, rights):
        console.say(f"{result} with these rights.")


def tell_pulls(console: Console, services: Services, keys: AwsKeys, project: Project) -> None:
    """Ask the registry for what the file that is there pulls from ECR, and say what it answered."""
    _tell(console, _asked(console, services, keys, only("pull", targets_of_file(project))))


def _registry(console: Console, services: Services, keys: AwsKeys, targets: Sequence[Target]) -> tuple[Verdict, ...]:
    """What the registry says of the targets: of pulls at once, of a push when the user says so."""
    pulls, pushes = only("pull", targets), only("push", targets)
    found = _asked(console, services, keys, pulls)
    _tell(console, found)
    is_unknown = any(item.code == "cache-not-known" for item in found)
    if is_unknown and console.yes_no("No pull through cache: ask for them all the same", CACHE_HELP, default=False):
        found = _asked(console, services, keys, pulls, is_cache=False)
        _tell(console, found)
    if pushes and console.yes_no("Ask the registry whether the key may start a push", TRY_HELP, default=False):
        tried = _asked(console, services, keys, pushes)
        _tell(console, tried)
        found = (*found, *tried)
    return found


def _asked(
    console: Console, services: Services, keys: AwsKeys, targets: Sequence[Target], *, is_cache: bool | None = None
) -> tuple[Verdict, ...]:
    if not targets:
        return ()
    console.say("Asking the registry itself ...")
    return run_in_daemon(lambda: verify(services.aws, keys, targets, is_cache=is_cache, progress=console.say))


def _tell(console: Console, verdicts: Sequence[Verdict]) -> None:
    for verdict in verdicts:
        for line in lines(verdict):
            console.say(f"  {line}")
