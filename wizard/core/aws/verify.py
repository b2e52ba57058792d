"""What a registry's own answers prove about a build: whether it may pull this image, or start to push it.

Pure: questions and answers are values. Each function says in one place what its answer proves, and what it does not.

    HEAD of a manifest, 200        the tag exists, and the key may read it (ecr:BatchGetImage)
    its settings, 200 or a redirect  the key may download its layers (ecr:GetDownloadUrlForLayer)
    POST of an upload, 202         the key may start a push (ecr:InitiateLayerUpload), no more
    403 in the registry's own form the key may not
    anything else                  not checked
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from http import HTTPStatus
from typing import Literal, NamedTuple

from wizard.core.aws.ecr_name import EcrImage
from wizard.core.aws.manifests import Manifest
from wizard.core.aws.rights import Right, State
from wizard.frozen import frozen

Deed = Literal["pull", "push"]
# yes and no: the registry said so. rejected: AWS or the registry does not accept the keys.
Status = Literal["yes", "no", "not-checked", "rejected"]

READ, DOWNLOAD, UPLOAD = "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:InitiateLayerUpload"
ASKED_WHY = "The registry itself was asked."
NO_CACHE_FLAG = "--no-pull-through-cache"
# How bad a status is for the whole: the worst counts.
_ORDER: tuple[Status, ...] = ("yes", "not-checked", "no", "rejected")


class Target(NamedTuple):
    """What a build does with an image in ECR."""

    deed: Deed
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


def before_pull(target: Target, *, is_cache: bool | None, is_there: bool | None) -> Verdict | None:
    """The verdict where the registry must not be asked; None where it may be.

    Reading a manifest that a pull through cache does not have yet makes ECR import it, and perhaps make a repository.
    """
    if not target.is_tag_known:
        return Verdict(
            target,
            "not-checked",
            "tag-not-known",
            f"Which tag of {target.name} is pulled is not known.",
            "It is made of variables.",
            "Name one: --image NAME:TAG.",
        )
    if is_there or is_cache is False:
        return None
    if is_cache:
        return Verdict(
            target,
            "not-checked",
            "pull-through-cache",
            f"{target.name} comes through a pull through cache, which does not have it yet.",
            "Asking would make ECR import it.",
            "The first pull shows whether the upstream registry has it.",
        )
    return Verdict(
        target,
        "not-checked",
        "cache-not-known",
        f"Whether {target.name} comes through a pull through cache is not known.",
        "ECR does not say it to this key (ecr:DescribePullThroughCacheRules), and asking for an image "
        "that a cache lacks makes ECR import it.",
        f"If it comes through none, say so: {NO_CACHE_FLAG}. Or allow the key that action.",
    )


def before_push(
    target: Target, state: RepositoryState | None, *, may_look: bool, is_there: bool | None
) -> Verdict | None:
    """The verdict where no upload may or need be begun; None where the registry is to be asked.

    `state`: None where there is no such repository, or, without `may_look`, where the key may not ask.
    """
    repository = target.image.repository
    if not may_look:
        return Verdict(
            target,
            "not-checked",
            "repository-not-looked-at",
            f"Whether there is a repository {repository} is not known.",
            "The key may not ask (ecr:DescribeRepositories), and a probe could make one where ECR creates them on "
            "push.",
            "Allow the key that action, or look with another key.",
        )
    if state is None:
        return absent_repository(target)
    if not target.is_tag_known or not state.is_immutable(target.reference):
        return None
    if is_there:
        return Verdict(
            target,
            "no",
            "tag-immutable",
            f"The tag {target.reference} of {repository} is immutable and taken.",
            "The repository allows each tag to be pushed once.",
            "Push another tag, or make tags mutable in the repository's settings.",
        )
    if is_there is None:
        return Verdict(
            target,
            "not-checked",
            "immutable-not-checked",
            f"Tags of {repository} are immutable, and whether {target.reference} is taken is not known.",
            "The key may not ask (ecr:DescribeImages).",
            "Allow the key that action, or look with another key.",
        )
    return None


def absent_repository(target: Target) -> Verdict:
    """There is no such repository."""
    image = target.image
    return Verdict(
        target,
        "no",
        "repository-absent",
        f"There is no repository {image.repository} in account {image.account}, {image.region}.",
        "",
        "Create it, or look at its spelling.",
    )


def pull_verdict(target: Target, answer: Answer, manifest: Manifest | None, *, layers: Answer | None) -> Verdict:
    """What the answers to a pull's first steps prove; `layers` is the one about the image's settings, if asked."""
    if answer.status != HTTPStatus.OK:
        return _not_pulled(target, answer)
    if manifest is None or (target.image.digest and manifest.digest != target.image.digest):
        return _strange(target, "What came for it is not its manifest.")
    proved: tuple[tuple[str, State], ...] = ((READ, "may"),)
    if layers is not None and _is_refusal(layers):
        return Verdict(
            target,
            "no",
            "may-not-download",
            f"{target.name} is there, but the key may not download its layers.",
            layers.said,
            "Give the user the least policy: ecr-wizard policy.",
            manifest,
            (*proved, (DOWNLOAD, "may-not")),
        )
    if layers is not None and layers.status in (HTTPStatus.OK, HTTPStatus.TEMPORARY_REDIRECT, HTTPStatus.FOUND):
        words = f"{target.name} is there, and the key may pull it."
        return Verdict(target, "yes", "may-pull", words, "", "", manifest, (*proved, (DOWNLOAD, "may")))
    return Verdict(
        target,
        "yes",
        "may-read",
        f"{target.name} is there, and the key may read its manifest.",
        "Whether it may download the layers was not checked.",
        "",
        manifest,
        proved,
    )


def push_verdict(target: Target, answer: Answer, *, is_cancelled: bool) -> Verdict:
    """What the answer to the start of an upload proves."""
    if answer.status == HTTPStatus.ACCEPTED:
        left = (
            "The upload that was begun for it is cancelled."
            if is_cancelled
            else "The upload that was begun for it could not be cancelled; it expires by itself."
        )
        return Verdict(
            target,
            "yes",
            "may-start-push",
            f"The key may start a push to {target.image.name}.",
            f"{left} Nothing was moved; that the push succeeds is not proved.",
            "",
            None,
            ((UPLOAD, "may"),),
        )
    if _is_refusal(answer):
        return Verdict(
            target,
            "no",
            "may-not-push",
            f"The key may not push to {target.image.name}.",
            answer.said,
            "Give the user the least policy: ecr-wizard policy.",
            None,
            ((UPLOAD, "may-not"),),
        )
    if answer.status == HTTPStatus.NOT_FOUND and answer.code == "NAME_UNKNOWN":
        return absent_repository(target)
    if answer.code == "UNSUPPORTED":
        return Verdict(
            target,
            "no",
            "push-unsupported",
            f"Nothing can be pushed to {target.image.name}.",
            answer.said,
            "Push to another repository.",
        )
    return _undecided(target, answer)


def _not_pulled(target: Target, answer: Answer) -> Verdict:
    if _is_refusal(answer):
        return Verdict(
            target,
            "no",
            "may-not-pull",
            f"The key may not pull {target.name}.",
            answer.said,
            "Give the user the least policy: ecr-wizard policy.",
            None,
            ((READ, "may-not"),),
        )
    if answer.status == HTTPStatus.NOT_FOUND and answer.code == "NAME_UNKNOWN":
        return absent_repository(target)
    if answer.status == HTTPStatus.NOT_FOUND and answer.code == "MANIFEST_UNKNOWN":
        kind = "image" if target.image.digest else "tag"
        return Verdict(
            target,
            "no",
            "tag-absent",
            f"There is no {kind} {target.reference} in {target.image.name}.",
            "",
            "Push it first, or look at its spelling.",
            None,
            ((READ, "may"),),
        )
    return _undecided(target, answer)


def _is_refusal(answer: Answer) -> bool:
    """Whether it is the registry that says no to this key; a proxy's page has no code."""
    return answer.status == HTTPStatus.FORBIDDEN and bool(answer.code)


def _undecided(target: Target, answer: Answer) -> Verdict:
    if answer.status == HTTPStatus.UNAUTHORIZED and answer.code:
        return Verdict(
            target,
            "rejected",
            "registry-log-in",
            f"The registry of {target.name} does not accept the log-in.",
            answer.said,
            "Check the keys: ecr-wizard account add NAME --store=none.",
        )
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return Verdict(
            target,
            "not-checked",
            "throttled",
            f"The registry asks to slow down; {target.name} was not checked.",
            answer.said,
            "Try again in a moment.",
        )
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Verdict(
            target,
            "not-checked",
            "registry-unavailable",
            f"The registry has a fault of its own (HTTP status {answer.status}); {target.name} was not checked.",
            answer.said,
            "Try again in a few minutes.",
            is_unreachable=True,
        )
    return _strange(target, answer.said or f"It answered with HTTP status {answer.status}.")


def _strange(target: Target, cause: str) -> Verdict:
    return Verdict(
        target,
        "not-checked",
        "registry-answer",
        f"What answered for {target.name} is no answer of a registry.",
        cause,
        "A proxy may be between: look at HTTPS_PROXY.",
        is_unreachable=True,
    )


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
