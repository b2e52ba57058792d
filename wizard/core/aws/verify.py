"""What is known of one image for one build: whether it may be pulled, or a push of it started. Pure values."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Literal, NamedTuple

from wizard.core.aws.ecr_name import EcrImage
from wizard.core.aws.manifests import Manifest
from wizard.core.aws.rights import Right, State
from wizard.frozen import frozen

Use = Literal["pull", "push"]
# yes and no: the registry said so. rejected: AWS or the registry does not accept the keys.
Status = Literal["yes", "no", "not-checked", "rejected"]

READ, DOWNLOAD, UPLOAD = "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:InitiateLayerUpload"
ASKED_WHY = "The registry itself was asked."
NO_CACHE_FLAG = "--no-pull-through-cache"
# How bad a status is for the whole: the worst counts.
_ORDER: tuple[Status, ...] = ("yes", "not-checked", "no", "rejected")


class Target(NamedTuple):
    """What a build does with an image in ECR."""

    use: Use
    image: EcrImage
    # A tag that is made of variables is known to the build alone.
    is_tag_known: bool = True

    @property
    def reference(self) -> str:
        """The tag or the digest that is asked for."""
        return self.image.digest or self.image.tag or "latest"

    @property
    def name(self) -> str:
        """The image as docker takes it."""
        if self.image.digest:
            return f"{self.image.name}@{self.image.digest}"
        if not self.is_tag_known:
            return self.image.name
        return f"{self.image.name}:{self.reference}"


@frozen
class Answer:
    """An answer of a registry: the status, and code and words of its error where it gave one in the registry's form."""

    status: int
    code: str = ""
    said: str = ""


@frozen
class RepositoryState:
    """A repository as DescribeRepositories shows it."""

    mutability: str = "MUTABLE"
    exclusions: tuple[str, ...] = ()

    def is_immutable(self, tag: str) -> bool:
        """Whether a tag of that name can be written only once."""
        excluded = any(fnmatchcase(tag, pattern.replace("[", "[[]")) for pattern in self.exclusions)
        if self.mutability == "IMMUTABLE_WITH_EXCLUSION":
            return not excluded
        if self.mutability == "MUTABLE_WITH_EXCLUSION":
            return excluded
        return self.mutability == "IMMUTABLE"


@frozen
class Verdict:
    """What is known of one target. `proved` are the rights that the registry itself showed."""

    target: Target
    status: Status
    code: str
    text: str
    cause: str = ""
    remedy: str = ""
    manifest: Manifest | None = None
    proved: tuple[tuple[str, State], ...] = ()
    # Whether nobody could be asked, so that IAM's simulation is the next best.
    is_unreachable: bool = False


def worst(verdicts: Sequence[Verdict]) -> Status:
    """The status of them all; of nothing at all it is not checked."""
    return max((item.status for item in verdicts), key=_ORDER.index, default="not-checked")


def read_error(status: int, content: bytes) -> Answer:
    """The answer with code and message of the registry's own form of an error, if it has that form.

    The message is foreign text: make it safe before it is shown.
    """
    try:
        data = json.loads(content)
        first = data["errors"][0]
        code, said = first["code"], first.get("message") or ""
    except (ValueError, RecursionError, KeyError, IndexError, TypeError, AttributeError):
        return Answer(status)
    if not isinstance(code, str) or not isinstance(said, str) or not re.fullmatch(r"[A-Z_]{1,60}", code):
        return Answer(status)
    return Answer(status, code, said)


def with_proof(rights: Sequence[Right], verdicts: Sequence[Verdict]) -> tuple[Right, ...]:
    """The table of rights, with what the registry itself showed in place of what was simulated."""
    known = {(item.target.image.arn, action): state for item in verdicts for action, state in item.proved}
    proved = []
    for right in rights:
        state = known.get((right.resource, right.action))
        proved.append(right if state is None else replace(right, state=state, why=ASKED_WHY))
    return tuple(proved)


# What a line about a verdict begins with; what is not yes has a mark.
WORDS: dict[Status, str] = {"yes": "yes", "no": "! no", "not-checked": "! not checked", "rejected": "! rejected"}


def lines(verdict: Verdict) -> tuple[str, ...]:
    """A verdict for people: what is known, then why, what the image is, and what to do."""
    more = (verdict.cause, *facts(verdict), verdict.remedy)
    return (f"{WORDS[verdict.status]}: {verdict.text}", *(line for line in more if line))


def facts(verdict: Verdict) -> tuple[str, ...]:
    """Platform and size of the image, in words."""
    manifest = verdict.manifest
    if manifest is None:
        return ()
    if manifest.is_index:
        return (f"Platforms: {', '.join(manifest.platforms) or 'none is named'}",)
    said = [f"Platform: {', '.join(manifest.platforms) or 'not looked at'}"]
    if manifest.size is not None:
        said.append(
            f"Size: {manifest.size / 1_000_000:,.1f} MB"
            if manifest.size >= 100_000
            else f"Size: {manifest.size:,} bytes"
        )
    return tuple(said)
