"""The image step on a console: names picked from ECR, and the ways out of what cannot work."""

from __future__ import annotations

from itertools import chain, islice

from wizard.actions.account_step import HeldKeys
from wizard.actions.services import Services
from wizard.core.aws.ecr_name import parse as parse_ecr
from wizard.core.ci_file.project import Project
from wizard.core.interview.question import Question
from wizard.core.interview.remedies import remedies_for
from wizard.core.model.answers import Answers
from wizard.core.scenarios.desired_changes import region_of
from wizard.plain.console import Console
from wizard.plain.listing import Pickable
from wizard.services.aws.protocol import newest_repositories, newest_tags

# So many names are asked of ECR, at most.
LOADED = 10_000
ASKING = "Asking ECR ..."
WAYS_HELP = "Each way changes the answers so that the build can work; the last one keeps them, with a warning."


def names_for(
    services: Services, held: HeldKeys, question: Question, answers: Answers, project: Project
) -> Pickable | None:
    """What can be picked for the question from ECR: repositories, or tags of the image; None without checked keys."""
    keys = held.keys
    if keys is None or not answers.account.checked:
        return None
    if question.key == "image":
        region = region_of(project, answers)

        def repositories() -> tuple[str, ...]:
            found = chain.from_iterable(services.aws.repositories(keys, region))
            return tuple(item.uri for item in newest_repositories(islice(found, LOADED)))

        return Pickable(repositories, "the repositories, the newest first", ASKING)
    image = parse_ecr(answers.image or "") if question.key == "tag" else None
    if image is None:
        return None

    def tags() -> tuple[str, ...]:
        found = chain.from_iterable(services.aws.tags(keys, image.region, image.repository, account=image.account))
        return tuple(item.name for item in newest_tags(islice(found, LOADED)))

    return Pickable(tags, "the tags of the image, the newest first", ASKING)


def offer_ways(console: Console, answers: Answers, project: Project) -> Answers:
    """The answers after a way out of what cannot work was chosen, or they were left as they are."""
    reason, ways = remedies_for(project, answers)
    if not reason:
        return answers
    console.say(f"  This cannot work. {reason}")
    choices = [*((way.label, "") for way in ways), ("Leave it as it is", "")]
    picked = console.choose("What now", WAYS_HELP, choices)
    return ways[picked].answers if picked < len(ways) else answers
