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
OTHER_REGISTRIES = frozenset(HUB_TYPES) - frozenset(ECR_TYPES)
# Types of Amazon's other integrations, and what has to do with ECR by its name.
_AMAZON = frozenset(("aws", "amazon", "amazonkey", "awskey", "awskeys", "ecs", "elasticcontainerregistry"))


def meant_type(text: str) -> str | None:
    """The documented type that a text which is none is most likely meant for; None where no one is near."""
    bare = re.sub(r"[^a-z]", "", text.lower())
    if bare in _AMAZON or "ecr" in bare:
        return "ecr"
    known = {re.sub(r"[^a-z]", "", name.lower()): name for name in HUB_TYPES}
    near = get_close_matches(bare, known, 1, 0.66)
    return known[near[0]] if near else None
