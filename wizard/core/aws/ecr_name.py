"""Names of images in Amazon ECR: taking them apart, and the partition that a region belongs to."""

from __future__ import annotations

import re

from wizard.frozen import frozen

# A repository's name as ECR allows it (CreateRepository, parameter repositoryName: pattern and length).
_PART = r"[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*"
REPOSITORY = rf"{_PART}(?:/{_PART})*"
MIN_LENGTH, MAX_LENGTH = 2, 256
_REGION = r"[a-z]{2,}(?:-[a-z]+)+-[0-9]+"
_HOST = (
    r"(?P<account>[0-9]{12})\.dkr(?P<flavour>\.|-)ecr(?P<fips>-fips)?\.(?P<region>" + _REGION + r")"
    r"\.(?P<domain>[a-z0-9.-]+)"
)
_IMAGE = re.compile(
    rf"{_HOST}/(?P<repository>{REPOSITORY})(?::(?P<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{{0,127}}))?"
    r"(?:@(?P<digest>[a-z0-9]+:[0-9a-f]{32,}))?"
)
_REGISTRY = re.compile(_HOST)
_ACCOUNT = re.compile(r"[0-9]{12}")

# The partition of a region, by how its name begins (botocore's partitions, `regionRegex`).
_PARTITIONS = (
    ("cn-", "aws-cn"),
    ("us-gov-", "aws-us-gov"),
    ("us-iso-", "aws-iso"),
    ("us-isob-", "aws-iso-b"),
    ("eu-isoe-", "aws-iso-e"),
    ("us-isof-", "aws-iso-f"),
    ("eusc-", "aws-eusc"),
)

# The domains of a partition's registries, the usual one first, `on.` the dual-stack one (botocore's `dnsSuffix`).
_DOMAINS = {
    "aws": ("amazonaws.com", "on.aws"),
    "aws-cn": ("amazonaws.com.cn", "on.amazonwebservices.com.cn"),
    "aws-us-gov": ("amazonaws.com", "on.aws"),
    "aws-iso": ("c2s.ic.gov",),
    "aws-iso-b": ("sc2s.sgov.gov",),
    "aws-iso-e": ("cloud.adc-e.uk",),
    "aws-iso-f": ("csp.hci.ic.gov",),
    "aws-eusc": ("amazonaws.eu",),
}

# The console behind a region's name, where it is publicly known.
_CONSOLES = {
    "aws": "console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
}


@frozen
class EcrImage:
    """A repository in ECR, with the tag or the digest that stood behind it."""

    account: str
    region: str
    repository: str
    tag: str | None = None
    digest: str | None = None

    @property
    def partition(self) -> str:
        """`aws`, `aws-cn`, `aws-us-gov` and so on."""
        return partition_of(self.region)

    @property
    def arn(self) -> str:
        """The ARN of the repository."""
        return f"arn:{self.partition}:ecr:{self.region}:{self.account}:repository/{self.repository}"

    @property
    def create_command(self) -> str:
        """The command that makes the repository."""
        return f"aws ecr create-repository --region {self.region} --repository-name {self.repository}"

    @property
    def console_page(self) -> str | None:
        """The address of the repository in the console of AWS; None in a partition whose console is not known."""
        domain = _CONSOLES.get(self.partition)
        if domain is None:
            return None
        page = f"ecr/repositories/private/{self.account}/{self.repository}"
        return f"https://{self.region}.{domain}/{page}?region={self.region}"

    @property
    def name(self) -> str:
        """The name that `docker pull` takes, without tag and digest."""
        return image_name(self.account, self.region, self.repository)


def parse(text: str) -> EcrImage | None:
    """The parts of `ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY[:tag][@digest]`.

    None for a name that is not in ECR, and for one with variables: its account and region are not known.
    """
    found = _IMAGE.fullmatch(text.strip())
    if found is None or found["domain"] not in _DOMAINS[partition_of(found["region"])]:
        return None
    if not MIN_LENGTH <= len(found["repository"]) <= MAX_LENGTH:
        return None
    return EcrImage(found["account"], found["region"], found["repository"], found["tag"], found["digest"])


@frozen
class Registry:
    """The registry of one account in one region."""

    account: str
    region: str


def registry_of(image: str) -> Registry | None:
    """The registry in ECR that an image's name begins with, whatever the repository and the tag.

    None for a name that is elsewhere, and for one whose host has variables.
    """
    found = _REGISTRY.fullmatch(image.strip().partition("/")[0])
    if found is None or found["domain"] not in _DOMAINS[partition_of(found["region"])]:
        return None
    return Registry(found["account"], found["region"])


def problem_of(text: str) -> str | None:
    """Why a name is not that of an image in ECR, in words; None when it is one."""
    name = text.strip()
    if parse(name) is not None:
        return None
    if "$" in name:
        return "It has variables: its account and region are not known."
    host, slash, rest = name.partition("/")
    if not re.search(r"\.dkr[.-]ecr", host):
        return "It is not in Amazon ECR: such a name begins with ACCOUNT.dkr.ecr.REGION.amazonaws.com/."
    account, _, where = host.partition(".dkr")
    if not _ACCOUNT.fullmatch(account):
        return f"Its account is not one: an AWS account is a number of 12 digits, this has {len(account)} characters."
    region = re.match(r"[.-]ecr(?:-fips)?\.([^.]+)", where)
    if region is None or not re.fullmatch(_REGION, region[1]):
        return "Its region is not one: a region looks like us-east-1."
    if not slash or not rest:
        return "There is no repository after the registry's host."
    return _problem_behind(host, region[1], rest.partition("@")[0].partition(":")[0])


def _problem_behind(host: str, region: str, repository: str) -> str:
    """What is wrong with the repository, or with the end of a host that has an account and a region."""
    if re.search(r"[A-Z]", repository):
        return "A repository's name has no capital letters."
    domains = _DOMAINS[partition_of(region)]
    if not host.endswith(tuple(f".{region}.{domain}" for domain in domains)):
        return f"In {region} the registry's host ends with .{domains[0]}."
    if not MIN_LENGTH <= len(repository) <= MAX_LENGTH:
        return f"A repository's name has {MIN_LENGTH} to {MAX_LENGTH} characters, this has {len(repository)}."
    return "A repository's name has small letters and digits, with . _ - / between them, and a tag after a colon."


def partition_of(region: str) -> str:
    """The partition of a region; `aws` for every one that is not known to be elsewhere."""
    return next((partition for prefix, partition in _PARTITIONS if region.startswith(prefix)), "aws")


def image_name(account: str, region: str, repository: str) -> str:
    """The full name of a repository's images, as `docker pull` takes it."""
    return f"{account}.dkr.ecr.{region}.{_DOMAINS[partition_of(region)][0]}/{repository}"
