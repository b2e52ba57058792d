"""The image that CI runs in, and what the name of an image tells."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.core.aws.ecr_name import EcrImage
from wizard.core.aws.ecr_name import parse as parse_ecr
from wizard.core.ci_file.shippable_file import ShippableFile
from wizard.core.docker.commands import made, split_tag

OFFICIAL_PREFIXES = ("drydock/", "drydockaarch64/", "dry-dock/", "shippable/", "shippableimages/", "shippabledocker/")


def is_official(image_name: str) -> bool:
    """Whether an image is one of Shippable's own, which carry the AWS CLI."""
    return image_name.startswith(OFFICIAL_PREFIXES)


def images_made(file: ShippableFile) -> Iterator[str]:
    """The images that the commands of the file build, tag or commit, as they are written and in their order."""
    for command in file.commands:
        yield from made(command.text)


def in_ecr(image: str) -> EcrImage | None:
    """The parts of an image in ECR, its tag left out, which may be a variable; None for all other names."""
    return parse_ecr(split_tag(image)[0])
