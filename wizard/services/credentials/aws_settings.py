"""The AWS settings of the shell and the shared files, in the order of precedence that boto3 documents."""

from __future__ import annotations

import os
from typing import NamedTuple

from wizard.services.credentials import aws_files

# botocore looks at the first of these first; boto3's documentation names the second.
PROFILE_VARIABLES = ("AWS_DEFAULT_PROFILE", "AWS_PROFILE")
REGION_VARIABLES = ("AWS_REGION", "AWS_DEFAULT_REGION")
LAST_REGION = "us-east-1"
LAST_SOURCE = "the usual one, no other is set"


class Setting(NamedTuple):
    """The value of a setting and where it comes from, in words."""

    value: str
    source: str


def profile_of_environment() -> Setting | None:
    """The profile that the environment names, which need not exist; None when it names none."""
    for name in PROFILE_VARIABLES:
        if value := os.environ.get(name):
            return Setting(value, name)
    return None


def region_for(profile: str = "") -> Setting:
    """The region for keys of `profile` (empty: of no profile) where the user gave none.

    AWS_REGION, AWS_DEFAULT_REGION, the profile's own, else us-east-1. For keys of no profile the one that the
    environment names counts, else `default`. Raises `ServiceError` when a file of AWS's cannot be read.
    """
    for name in REGION_VARIABLES:
        if value := os.environ.get(name, "").strip():
            return Setting(value, name)
    if not profile:
        named = profile_of_environment()
        profile = named.value if named else "default"
    if value := aws_files.profiles().get(profile, {}).get("region", "").strip():
        return Setting(value, f"the AWS profile {profile}")
    return Setting(LAST_REGION, LAST_SOURCE)
