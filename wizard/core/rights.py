"""What a key must be allowed to do for a scenario, what is known of that, and the least policy that would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from wizard.core.answers import Scenario
from wizard.core.ecrname import EcrImage
from wizard.core.errors import UsageError

TOKEN = "ecr:GetAuthorizationToken"  # noqa: S105 - the name of a right
# "Repository policy examples" and "Using Amazon ECR Images with Amazon ECS" of the Amazon ECR User Guide.
PULL = ("ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage")
PUSH = ("ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload", "ecr:PutImage")

State = Literal["may", "may-not", "not-checked"]


@dataclass(frozen=True, slots=True)
class Right:
    """One row of the table: an action, the ARN that it is about (or `*`), what is known, and why."""

    action: str
    resource: str
    state: State
    why: str = ""


def needed(scenario: Scenario) -> tuple[str, ...]:
    """The actions on a repository that a scenario needs, apart from `TOKEN`, which is about no repository."""
    return (*PULL, *PUSH) if scenario is Scenario.PUSH else PULL


def missing(rights: Sequence[Right]) -> tuple[Right, ...]:
    """Those that the key is known not to have."""
    return tuple(right for right in rights if right.state == "may-not")


def unchecked(rights: Sequence[Right]) -> tuple[Right, ...]:
    """Those of which nothing is known. They are never fine."""
    return tuple(right for right in rights if right.state == "not-checked")


_WORDS: dict[State, str] = {"may": "may", "may-not": "! may not", "not-checked": "! not checked"}


def summary(rights: Sequence[Right]) -> tuple[str, ...]:
    """The table, a line for each state that occurs: the actions, and why unless the key may."""
    lines = []
    for state, words in _WORDS.items():
        found = [right for right in rights if right.state == state]
        names = ", ".join(dict.fromkeys(right.action for right in found))
        why = " ".join(dict.fromkeys(right.why for right in found if right.why and state != "may"))
        if found:
            lines.append(f"{words}: {names}" + (f" ({why})" if why else ""))
    return tuple(lines)


def least_policy(scenario: Scenario, repositories: Sequence[EcrImage]) -> dict[str, Any]:
    """The IAM policy, as data for JSON, that allows just what the scenario needs on these repositories.

    Account, region and partition are those of each image. Raises `UsageError` when no repository is given, or
    no single key can reach all of them.
    """
    if not repositories:
        raise UsageError(
            "no-repository",
            "No repository in ECR is named.",
            "A policy for every repository would not be the least one.",
            "Name the image as ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY.",
        )
    partitions = sorted({image.partition for image in repositories})
    if len(partitions) > 1:
        raise UsageError(
            "several-partitions",
            f"The repositories are in different partitions of AWS: {', '.join(partitions)}.",
            "A key works in one of them only.",
            "Ask for one policy a partition.",
        )
    return {
        "Version": "2012-10-17",
        "Statement": [
            # The token is for the whole registry: AWS accepts no other resource here.
            {"Sid": "LogIn", "Effect": "Allow", "Action": TOKEN, "Resource": "*"},
            {
                "Sid": "PushAndPull" if scenario is Scenario.PUSH else "Pull",
                "Effect": "Allow",
                "Action": list(needed(scenario)),
                "Resource": sorted({image.arn for image in repositories}),
            },
        ],
    }
