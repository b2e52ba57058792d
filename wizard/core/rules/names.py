"""Rules about names that are nearly right: of images in ECR, and of regions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.core.aws.ecr_name import MIN_LENGTH, parse, problem_of, registry_of
from wizard.core.aws.regions import REGIONS, nearest_region
from wizard.core.ci_file.assembly import ecr_resources
from wizard.core.docker.commands import split_tag
from wizard.core.model.finding import Finding, Severity
from wizard.core.rules.model import Facts, at
from wizard.yamlpatch.parse.document import Node

# Other hosts of AWS may be registries of the user's own: a load balancer, a machine.
_ECR_HOST = re.compile(
    r"\.dkr[.-]?ecr\b|\bdkr\.ecr\.|\becr[.-][^/]*\bamazonaws\b|^[0-9]{8,14}\.[^/]*\bamazonaws\b", re.IGNORECASE
)


def near_miss(image: str) -> str | None:
    """Why a name that is meant for ECR cannot be one, in words; None for a right name, any other, and a variable."""
    name = _bare(image)
    if "$" in name or "`" in name or not _ECR_HOST.search(name) or parse(name) is not None:
        return None
    if re.match(r"[a-z]+://", name):
        return "The name of an image has no address in it: nothing comes before the account."
    if not re.search(r"\.dkr[.-]ecr\b", name):
        return "The registry's host is ACCOUNT.dkr.ecr.REGION.amazonaws.com."
    return problem_of(name)


def _bare(image: str) -> str:
    """The name of an image without tag and digest."""
    return split_tag(image.partition("@")[0])[0]


def nearly_ecr(facts: Facts) -> Iterator[Finding]:
    """A name that is meant for ECR and cannot be one."""
    for image, what, node in _images(facts):
        reason = near_miss(image)
        if reason is None:
            continue
        yield at(
            node,
            "ecr-name",
            Severity.WARNING if _is_short(image) else Severity.ERROR,
            f"{what}: the name is meant for ECR, and no image there can be called so. {reason}",
            "Write ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY, with the account's 12 digits.",
        )


def _images(facts: Facts) -> Iterator[tuple[str, str, Node]]:
    """The images that commands and resources name: the name, what is done with it, and its place."""
    for reach in facts.reaches:
        yield reach.image, reach.what, reach.node
    for resource in ecr_resources(facts.root):
        if resource.image is not None:
            yield resource.image.value, f"{resource.what} is {resource.image.value}", resource.image


def _is_short(image: str) -> bool:
    """Whether nothing is wrong but the length of the repository's name, which a registry like ECR may allow."""
    repository = _bare(image).partition("/")[2]
    return 0 < len(repository) < MIN_LENGTH and repository.islower()


def region_unknown(facts: Facts) -> Iterator[Finding]:
    """A region of an entry or an image that AWS does not list."""
    for region, node in facts.regions:
        if is_unlisted(region):
            yield at(node, "region-unknown", Severity.WARNING, *_said(region))
    for image, what, node in _images(facts):
        registry = registry_of(image)
        if registry is not None and is_unlisted(registry.region):
            message, remedy = _said(registry.region)
            yield at(node, "region-unknown", Severity.WARNING, f"{what}: {message}", remedy)


def is_unlisted(region: str) -> bool:
    """Whether a text has the form of a region and is none that is known."""
    return re.fullmatch(r"[a-z]{2,}(-[a-z]+)+-\d+", region) is not None and region not in REGIONS


def _said(region: str) -> tuple[str, str]:
    near = nearest_region(region)
    message = f"There is no region called {region}." + (f" Like it: {near}." if near else "")
    return message, f"Write {near}, unless {region} is new." if near else "Look the region up in the AWS console."
