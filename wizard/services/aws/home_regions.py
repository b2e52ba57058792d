"""The regions in which the global services of AWS live."""

from __future__ import annotations

from wizard.core.aws.ecr_name import partition_of

_HOME_REGIONS = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}


def home_region(region: str) -> str:
    """The region in which the global services of a region's partition live."""
    return _HOME_REGIONS.get(partition_of(region), region)
