"""What a registry's own answers prove about a build: whether it may pull this image, or start to push it.

Pure: questions and answers are values. Each function says in one place what its answer proves, and what it does not.

    HEAD of a manifest, 200        the tag exists, and the key may read it (ecr:BatchGetImage)
    its settings, 200 or a redirect  the key may download its layers (ecr:GetDownloadUrlForLayer)
    POST of an upload, 202         the key may start a push (ecr:InitiateLayerUpload), no more
    403 in the registry's own form the key may not
    anything else                  not checked
"""

from __future__ import annotations

from http import HTTPStatus

from wizard.core.aws.manifests import Manifest
from wizard.core.aws.rights import State
from wizard.core.aws.verify import DOWNLOAD, NO_CACHE_FLAG, READ, UPLOAD, Answer, RepositoryState, Target, Verdict


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
            "Give the user the minimum policy: ecr-wizard policy.",
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
            "Give the user the minimum policy: ecr-wizard policy.",
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
            "Give the user the minimum policy: ecr-wizard policy.",
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
