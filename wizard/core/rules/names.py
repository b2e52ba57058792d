"""Rules about names that are nearly right: of images in ECR, and of regions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.core.aws.ecr_name import MIN_LENGTH, parse, problem_of
from wizard.core.aws.regions import REGIONS, nearest_region
from wizard.core.ci_file.image_references import Reach
from wizard.core.docker.commands import split_tag
from wizard.core.model.finding import Finding, Severity
from wizard.core.rules.model import Facts, at

_ECR_HOST = re.compile(r"\.dkr[.-]?ecr\b|\bdkr\.ecr\.|\.ecr\.[a-z0-9-]+\.amazonaws\.", re.IGNORECASE)


def near_miss(image: str) -> str | None:
    """Why a name that is meant for ECR cannot be one, in words; None for a right name, any other, and a variable."""
    name = split_tag(image)[0]
    if "$" in name or "`" in name or not _ECR_HOST.search(name) or parse(name) is not None:
        return None
    if not re.search(r"\.dkr[.-]ecr\b", name):
        return "The registry's host is ACCOUNT.dkr.ecr.REGION.amazonaws.com."
    return problem_of(name)


def nearly_ecr(facts: Facts) -> Iterator[Finding]:
    """A name that is meant for ECR and cannot be one."""
    for reach in facts.reaches:
        reason = near_miss(reach.image)
        if reason is None:
            continue
        yield at(
            reach.node,
            "ecr-name",
            Severity.WARNING if _is_short(reach) else Severity.ERROR,
            f"{reach.what}: the name is meant for ECR, and no image there can be called so. {reason}",
            "Write ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY, with the account's 12 digits.",
        )


def _is_short(reach: Reach) -> bool:
    """Whether nothing is wrong but the length of the repository's name, which a registry like ECR may allow."""
    repository = split_tag(reach.image)[0].partition("/")[2]
    return 0 < len(repository) < MIN_LENGTH and repository.islower()


def region_unknown(facts: Facts) -> Iterator[Finding]:
    """A region of an entry or an image that AWS does not list."""
    for entry in facts.entries:
        region = entry.region
        if region and is_unlisted(region):
            node = entry.node.get("region") or entry.node
            yield at(node, "region-unknown", Severity.WARNING, *_said(region))
    for reach in facts.reaches:
        if reach.ecr is not None and is_unlisted(reach.ecr.region):
            message, remedy = _said(reach.ecr.region)
            yield at(reach.node, "region-unknown", Severity.WARNING, f"{reach.what}: {message}", remedy)


def is_unlisted(region: str) -> bool:
    """Whether a text has the form of a region and is none that is known."""
    return re.fullmatch(r"[a-z]{2,}(-[a-z]+)+-\d+", region) is not None and region not in REGIONS


def _said(region: str) -> tuple[str, str]:
    near = nearest_region(region)
    message = f"There is no region called {region}." + (f" Like it: {near}." if near else "")
    return message, f"Write {near}, unless {region} is new." if near else "Look the region up in the AWS console."
