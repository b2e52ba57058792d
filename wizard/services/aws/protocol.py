"""What the wizard asks AWS, whoever answers: the real one (`aws_boto`) or the demo's (`aws_simulated`).

Every call blocks, for at most 10 s, and raises `CredentialsError` (the keys are refused) or `ServiceError`
(AWS could not be asked). Run them through `background`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from wizard.core.aws.ecr_name import EcrImage
from wizard.core.aws.rights import Access, Right
from wizard.core.aws.verify import Target, Verdict
from wizard.core.model.secret import AwsKeys

# Takes one sentence on what takes so long: "AWS asks to slow down; trying once more."
Progress = Callable[[str], None]

TOTAL_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose keys they are, as STS tells. `user` is the name of the IAM user; empty for root."""

    account: str
    arn: str
    user: str = ""
    is_root: bool = False


def identity_of(account: str, arn: str) -> Identity:
    """What an ARN tells ("IAM ARNs", IAM User Guide): `user/PATH/NAME`, `root`, or a role and its session."""
    kind, _, path = arn.split(":", 5)[-1].partition("/")
    return Identity(account, arn, path.rpartition("/")[2] if kind == "user" else path, is_root=kind == "root")


@dataclass(frozen=True, slots=True)
class Authorization:
    """A login that worked: the registry's host. Its token is dropped at once."""

    registry: str


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository of a registry. `uri` is the image's name for `docker pull`, without a tag."""

    name: str
    uri: str
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of a repository's image, and when that image was pushed."""

    name: str
    pushed: datetime | None = None


class Aws(Protocol):
    """AWS, as far as the wizard needs it."""

    def regions(self) -> tuple[str, ...]:
        """The regions that have ECR, of all partitions, sorted; from what is installed, without a call."""
        ...

    def identify(self, keys: AwsKeys, region: str, progress: Progress | None = None) -> Identity:
        """Whose the keys are (STS GetCallerIdentity in the region's partition)."""
        ...

    def authorization(self, keys: AwsKeys, region: str, progress: Progress | None = None) -> Authorization:
        """Log in to ECR in that region (GetAuthorizationToken)."""
        ...

    def repositories(
        self, keys: AwsKeys, region: str, progress: Progress | None = None, account: str | None = None
    ) -> Iterator[tuple[Repository, ...]]:
        """The repositories of a registry (of the key's own account without another), page by page as AWS gives them."""
        ...

    def tags(
        self, keys: AwsKeys, region: str, repository: str, progress: Progress | None = None, account: str | None = None
    ) -> Iterator[tuple[Tag, ...]]:
        """The tags of a repository, page by page; put several pages in order with `newest_tags`.

        Raises `ServiceError` `repository-not-found` when there is no such repository.
        """
        ...

    def has_repository(
        self,
        keys: AwsKeys,
        region: str,
        repository: str,
        progress: Progress | None = None,
        account: str | None = None,
    ) -> bool | None:
        """Whether there is such a repository; None when the key may not ask."""
        ...

    def rights(
        self,
        keys: AwsKeys,
        region: str,
        identity: Identity,
        access: Access,
        images: Sequence[EcrImage],
        progress: Progress | None = None,
    ) -> tuple[Right, ...]:
        """What the key may do of what the access needs on these images, asked without side effects.

        What could not be asked is `not-checked`; raises only for what makes every question useless.
        """
        ...

    def verify(
        self, keys: AwsKeys, target: Target, *, is_cache: bool | None = None, progress: Progress | None = None
    ) -> Verdict:
        """Do at the registry what a build does, without moving an image: read a manifest, or begin and cancel a push.

        `is_cache`: what the user knows of a pull through cache; it counts where ECR does not say. Raises when
        the registry could not be asked.
        """
        ...


_NEVER = datetime.min.replace(tzinfo=UTC)


def newest_repositories(repositories: Iterable[Repository]) -> tuple[Repository, ...]:
    """The newest first; equally old ones by name."""
    by_name = sorted(repositories, key=lambda item: item.name)
    return tuple(sorted(by_name, key=lambda item: item.created or _NEVER, reverse=True))


def newest_tags(tags: Iterable[Tag]) -> tuple[Tag, ...]:
    """The newest first; of one image by name."""
    by_name = sorted(tags, key=lambda item: item.name)
    return tuple(sorted(by_name, key=lambda item: item.pushed or _NEVER, reverse=True))
