"""The types of hub entries that Shippable's documentation names, and texts that are meant for `ecr` and are none."""

from __future__ import annotations

import re
from difflib import get_close_matches

# Type -> the page of the vendor's documentation (github.com/Shippable/docs, March 2019) that names it for a hub.
HUB_TYPES = {
    "amazonKeys": "platform/integration/aws-keys: of generic type, it can be used in sections like hub",
    "artifactory": "ci/push-to-artifactory",
    "docker": "ci/push-docker-hub, as of 2016",
    "docker registry": "platform/workflow/config",
    "dockerRegistryLogin": "ci/push-docker-registry",
    "ecr": "ci/push-amazon-ecr",
    "gcloudKey": "ci/push-gcr",
    "gcr": "ci/build-docker-images, deprecated",
    "private docker registry": "ci/push-docker-private-registry",
    "quay": "ci/build-docker-images",
    "quay.io": "platform/workflow/config",
    "quayLogin": "ci/push-quay",
}
# Entries of these types log in to ECR. Files written by hand name AWS keys by their own type.
ECR_TYPES = ("ecr", "amazonKeys")
# What has to do with Amazon by its name: types of its other integrations, and ECR's own.
_AMAZON = re.compile(r"(?:aws|amazon)\w*|ecs|elasticcontainerregistry")


def meant_type(text: str) -> str | None:
    """The documented type that a text which is none is most likely meant for; None where no one is near."""
    bare = re.sub(r"[^a-z]", "", text.lower())
    known = {re.sub(r"[^a-z]", "", name.lower()): name for name in HUB_TYPES}
    if bare in known:
        return known[bare]
    if _AMAZON.fullmatch(bare) or "ecr" in bare:
        return "ecr"
    near = get_close_matches(bare, known, 1, 0.66)
    return known[near[0]] if near else None
