"""The regions that have ECR, as botocore lists them: a list that grows old, so a name that it lacks may be right."""

from __future__ import annotations

from difflib import SequenceMatcher

LEAST_LIKENESS = 0.7

# botocore 1.40, `get_available_regions("ecr", partition)` of every partition.
REGIONS = frozenset(
    """
    af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2
    ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7
    ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 eu-central-1 eu-central-2 eu-isoe-west-1 eu-north-1
    eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 eusc-de-east-1 il-central-1 me-central-1 me-south-1
    mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-iso-east-1 us-iso-west-1
    us-isob-east-1 us-isob-west-1 us-isof-east-1 us-isof-south-1 us-west-1 us-west-2
    """.split()
)


def nearest_region(region: str) -> str | None:
    """The region whose name is most like it, of several the one that begins like it; None where none is alike."""

    def likeness(other: str) -> tuple[float, int]:
        return SequenceMatcher(None, region, other).ratio(), _same_start(region, other)

    best = max(sorted(REGIONS), key=likeness)
    return best if likeness(best)[0] >= LEAST_LIKENESS else None


def _same_start(one: str, other: str) -> int:
    length = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        length += 1
    return length
