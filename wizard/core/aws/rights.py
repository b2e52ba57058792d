"""What a key must be allowed to do with a repository, step by step of the registry's protocol, and its policy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from wizard.core.aws.ecr_name import EcrImage
from wizard.core.model.errors import UsageError
from wizard.frozen import frozen

TOKEN = "ecr:GetAuthorizationToken"  # noqa: S105 - the name of a right

_PULL_ONLY = "AWS managed policy AmazonEC2ContainerRegistryPullOnly"
_PUSH_POLICY = 'Amazon ECR User Guide, "IAM permissions for pushing an image"'
_CACHE = 'Amazon ECR User Guide, "IAM permissions required to sync an upstream registry"'
_ACTIONS = "Service Authorization Reference, Amazon Elastic Container Registry"

# `needed`: without it the step fails, whatever client and image. `expected`: AWS asks for it, and not every client
# takes the step. `helps`: the client goes another way without it. `cache`: needed for images of another registry.
Need = Literal["needed", "expected", "helps", "cache"]


class Step(NamedTuple):
    """A step of a client's talk with the registry: the action that AWS demands for it, and where that is written."""

    action: str
    need: Need
    what: str
    source: str


LOG_IN = Step(TOKEN, "needed", "log in: get the token that docker sends along", _PULL_ONLY)
PULL = (
    Step("ecr:BatchGetImage", "needed", "read the manifest of the image", _PULL_ONLY),
    Step("ecr:GetDownloadUrlForLayer", "needed", "download its layers", _PULL_ONLY),
    Step("ecr:BatchCheckLayerAvailability", "helps", "ask whether a layer is there before it is downloaded", _ACTIONS),
    Step("ecr:BatchImportUpstreamImage", "cache", "fetch an image that a pull through cache does not have yet", _CACHE),
)
PUSH = (
    Step("ecr:BatchCheckLayerAvailability", "needed", "ask which layers are there already", _PUSH_POLICY),
    Step("ecr:InitiateLayerUpload", "needed", "begin the upload of a layer", _PUSH_POLICY),
    Step("ecr:UploadLayerPart", "needed", "send the parts of a layer", _PUSH_POLICY),
    Step("ecr:CompleteLayerUpload", "needed", "finish a layer", _PUSH_POLICY),
    Step("ecr:PutImage", "needed", "write the manifest and its tag", _PUSH_POLICY),
    Step("ecr:BatchGetImage", "expected", "look whether the tag is this image already", _PUSH_POLICY),
)

# What can be tried on an image that does not exist, without a side effect. Of the rest only IAM can tell.
TRIED = frozenset({"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"})

State = Literal["may", "may-not", "not-checked"]


@frozen
class Right:
    """One row of the table: an action, the ARN that it is about (or `*`), what is known, and why."""

    action: str
    resource: str
    state: State
    why: str = ""


class Access(NamedTuple):
    """What is done with a repository: the name of its statement in a policy, and the steps after the log-in."""

    sid: str
    steps: tuple[Step, ...]


PULL_ACCESS = Access("Pull", PULL)
PUSH_ACCESS = Access("Push", PUSH)


def needed(access: Access, *, through_cache: bool = False) -> tuple[str, ...]:
    """The actions on a repository that must be allowed, apart from `TOKEN`, which is about no repository.

    `through_cache`: the image comes through a pull through cache, which may have to fetch it first.
    """
    demanded = {"needed", "expected", "cache"} if through_cache else {"needed", "expected"}
    return tuple(step.action for step in access.steps if step.need in demanded)


def missing(rights: Sequence[Right]) -> tuple[Right, ...]:
    """Those that the key is known not to have."""
    return tuple(right for right in rights if right.state == "may-not")


def surely_fails(access: Access, rights: Sequence[Right]) -> bool:
    """Whether a step of the build is known to fail with these rights. Without it the build only may fail."""
    sure = {step.action for step in (LOG_IN, *access.steps) if step.need == "needed"}
    return any(right.action in sure for right in missing(rights))


def outlook(access: Access, rights: Sequence[Right]) -> str:
    """What becomes of the build with these rights, in a sentence; empty when no right is known to be missing."""
    if not missing(rights):
        return ""
    return "The build will fail" if surely_fails(access, rights) else "The build may fail"


def unchecked(rights: Sequence[Right]) -> tuple[Right, ...]:
    """Those of which nothing is known. They are never fine."""
    return tuple(right for right in rights if right.state == "not-checked")


_WORDS: dict[State, str] = {"may": "may", "may-not": "! may not", "not-checked": "! not checked"}


def summary(rights: Sequence[Right]) -> tuple[str, ...]:
    """The table, a line for each state that occurs: the actions, and why unless the key may."""
    lines = []
    for state, words in _WORDS.items():
        found = [right for right in rights if right.state == state]
        if found:
            names = ", ".join(dict.fromkeys(right.action for right in found))
            lines.append(f"{words}: {names}{_reasons(found)}")
    return tuple(lines)


def _reasons(rights: Sequence[Right]) -> str:
    """Why the key may not, or why that is not known; nothing where it may."""
    reasons = dict.fromkeys(right.why for right in rights if right.why and right.state != "may")
    return f" ({' '.join(reasons)})" if reasons else ""


def least_policy(access: Access, repositories: Sequence[EcrImage], *, through_cache: bool = False) -> dict[str, Any]:
    """The IAM policy, as data for JSON, that allows just what the access needs on these repositories.

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
                "Sid": access.sid,
                "Effect": "Allow",
                "Action": list(needed(access, through_cache=through_cache)),
                "Resource": sorted({image.arn for image in repositories}),
            },
        ],
    }
