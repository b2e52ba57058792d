"""What each answer of a registry proves about a pull and a push, and what it leaves open."""

from __future__ import annotations

import json

import pytest

from wizard.core.aws.ecr_name import EcrImage
from wizard.core.aws.manifests import IMAGE_TYPES, INDEX_TYPES, OLD_TYPES, Manifest, read_manifest
from wizard.core.aws.rights import Right
from wizard.core.aws.verify import (
    DOWNLOAD,
    READ,
    UPLOAD,
    Answer,
    RepositoryState,
    Target,
    facts,
    lines,
    read_error,
    with_proof,
    worst,
)
from wizard.core.aws.verify_answers import before_pull, before_push, pull_verdict, push_verdict

IMAGE = EcrImage("123456789012", "eu-west-1", "shop/app", "3")
PULL, PUSH = Target("pull", IMAGE), Target("push", IMAGE)
OF_VARIABLES = Target("pull", EcrImage("123456789012", "eu-west-1", "shop/app"), is_tag_known=False)
DIGEST = "sha256:" + "a" * 64
BY_DIGEST = Target("pull", EcrImage("123456789012", "eu-west-1", "shop/app", None, DIGEST))
THERE = Manifest(IMAGE_TYPES[0], DIGEST)
OK, FORBIDDEN = Answer(200), Answer(403, "DENIED", "not authorized")


@pytest.mark.parametrize(
    ("answer", "layers", "code", "status"),
    [
        (OK, OK, "may-pull", "yes"),
        (OK, Answer(307), "may-pull", "yes"),
        (OK, FORBIDDEN, "may-not-download", "no"),
        (OK, None, "may-read", "yes"),
        (OK, Answer(500), "may-read", "yes"),
        (FORBIDDEN, None, "may-not-pull", "no"),
        (Answer(403), None, "registry-answer", "not-checked"),
        (Answer(404, "NAME_UNKNOWN"), None, "repository-absent", "no"),
        (Answer(404, "MANIFEST_UNKNOWN"), None, "tag-absent", "no"),
        (Answer(401, "UNAUTHORIZED"), None, "registry-log-in", "rejected"),
        (Answer(401), None, "registry-answer", "not-checked"),
        (Answer(429), None, "throttled", "not-checked"),
        (Answer(503), None, "registry-unavailable", "not-checked"),
        (Answer(302), None, "registry-answer", "not-checked"),
    ],
)
def test_what_an_answer_proves_of_a_pull(answer: Answer, layers: Answer | None, code: str, status: str) -> None:
    verdict = pull_verdict(PULL, answer, THERE, layers=layers)
    assert (verdict.code, verdict.status) == (code, status)
    assert IMAGE.repository in verdict.text


def test_a_manifest_of_another_digest_proves_nothing() -> None:
    assert pull_verdict(BY_DIGEST, OK, THERE, layers=None).code == "may-read"
    other = Manifest(IMAGE_TYPES[0], "sha256:" + "b" * 64)
    assert pull_verdict(BY_DIGEST, OK, other, layers=OK).code == "registry-answer"
    assert pull_verdict(PULL, OK, None, layers=OK).code == "registry-answer"
    absent = pull_verdict(BY_DIGEST, Answer(404, "MANIFEST_UNKNOWN"), None, layers=None)
    assert absent.text.startswith(f"There is no image {DIGEST}")


@pytest.mark.parametrize(
    ("answer", "code", "status"),
    [
        (Answer(202), "may-start-push", "yes"),
        (FORBIDDEN, "may-not-push", "no"),
        (Answer(404, "NAME_UNKNOWN"), "repository-absent", "no"),
        (Answer(405, "UNSUPPORTED"), "push-unsupported", "no"),
        (Answer(500), "registry-unavailable", "not-checked"),
    ],
)
def test_what_an_answer_proves_of_a_push(answer: Answer, code: str, status: str) -> None:
    verdict = push_verdict(PUSH, answer, is_cancelled=True)
    assert (verdict.code, verdict.status) == (code, status)


def test_an_upload_that_stays_is_said() -> None:
    assert "is cancelled" in push_verdict(PUSH, Answer(202), is_cancelled=True).cause
    assert "could not be cancelled" in push_verdict(PUSH, Answer(202), is_cancelled=False).cause


@pytest.mark.parametrize(
    ("target", "is_cache", "is_there", "code"),
    [
        (OF_VARIABLES, False, True, "tag-not-known"),
        (PULL, False, None, None),
        (PULL, True, True, None),
        (PULL, True, False, "pull-through-cache"),
        (PULL, True, None, "pull-through-cache"),
        (PULL, None, None, "cache-not-known"),
        (PULL, None, True, None),
    ],
)
def test_a_cache_is_asked_for_nothing_that_it_would_import(
    target: Target, is_cache: bool | None, is_there: bool | None, code: str | None
) -> None:
    verdict = before_pull(target, is_cache=is_cache, is_there=is_there)
    assert (verdict.code if verdict else None) == code


MUTABLE, IMMUTABLE = RepositoryState(), RepositoryState("IMMUTABLE")


@pytest.mark.parametrize(
    ("state", "may_look", "is_there", "code"),
    [
        (None, False, None, "repository-not-looked-at"),
        (None, True, None, "repository-absent"),
        (MUTABLE, True, True, None),
        (IMMUTABLE, True, True, "tag-immutable"),
        (IMMUTABLE, True, None, "immutable-not-checked"),
        (IMMUTABLE, True, False, None),
    ],
)
def test_no_upload_is_begun_where_none_can_succeed(
    state: RepositoryState | None, may_look: bool, is_there: bool | None, code: str | None
) -> None:
    verdict = before_push(PUSH, state, may_look=may_look, is_there=is_there)
    assert (verdict.code if verdict else None) == code


@pytest.mark.parametrize(
    ("mutability", "tag", "immutable"),
    [
        ("IMMUTABLE", "1", True),
        ("MUTABLE", "1", False),
        ("IMMUTABLE_WITH_EXCLUSION", "dev-1", False),
        ("IMMUTABLE_WITH_EXCLUSION", "1", True),
        ("MUTABLE_WITH_EXCLUSION", "dev-1", True),
        ("MUTABLE_WITH_EXCLUSION", "1", False),
    ],
)
def test_exclusions_turn_the_rule_round(mutability: str, tag: str, immutable: bool) -> None:
    assert RepositoryState(mutability, ("dev-*",)).is_immutable(tag) is immutable


def test_the_worst_of_several_counts_and_proof_replaces_simulation() -> None:
    good = pull_verdict(PULL, OK, THERE, layers=OK)
    bad = push_verdict(PUSH, FORBIDDEN, is_cancelled=True)
    assert (worst([good, bad]), worst([good]), worst([])) == ("no", "yes", "not-checked")
    rights = [Right(action, IMAGE.arn, "not-checked", "") for action in (READ, DOWNLOAD, UPLOAD, "ecr:PutImage")]
    states = [right.state for right in with_proof(rights, [good, bad])]
    assert states == ["may", "may", "may-not", "not-checked"]


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"errors": [{"code": 3}]}', b'{"errors": [{"code": "a b"}]}'])
def test_another_form_than_the_registrys_is_no_error_of_it(content: bytes) -> None:
    assert read_error(403, content) == Answer(403)


def test_an_error_in_the_registrys_form() -> None:
    content = b'{"errors": [{"code": "DENIED", "message": "no"}]}'
    assert read_error(403, content) == Answer(403, "DENIED", "no")


def manifest(media_type: str, data: object) -> Manifest | None:
    return read_manifest(media_type, json.dumps(data).encode())


def test_what_is_known_of_an_image_is_said_in_words() -> None:
    settings = {"digest": DIGEST, "size": 1000}
    image = manifest(IMAGE_TYPES[1], {"config": settings, "layers": [{"digest": DIGEST, "size": 2_500_000}]})
    assert image is not None
    assert (image.size, image.config) == (2_501_000, DIGEST)
    verdict = pull_verdict(PULL, OK, image, layers=OK)
    assert facts(verdict) == ("Platform: not looked at", "Size: 2.5 MB")
    assert lines(verdict)[0].startswith("yes: ")
    small = pull_verdict(PULL, OK, Manifest(IMAGE_TYPES[0], DIGEST, 99, ("linux/arm64",)), layers=OK)
    assert facts(small) == ("Platform: linux/arm64", "Size: 99 bytes")
    assert facts(push_verdict(PUSH, Answer(202), is_cancelled=True)) == ()


def test_of_several_platforms_the_builds_one_is_taken() -> None:
    other = "sha256:" + "b" * 64
    children = [
        {"digest": other, "platform": {"os": "linux", "architecture": "arm64"}},
        {"digest": DIGEST, "platform": {"os": "linux", "architecture": "amd64"}},
    ]
    index = manifest(INDEX_TYPES[0], {"manifests": children})
    assert index is not None
    assert index.is_index
    assert index.usual_child == DIGEST
    assert facts(pull_verdict(PULL, OK, index, layers=None)) == ("Platforms: linux/arm64, linux/amd64",)


@pytest.mark.parametrize("size", [-1, True, "3", None])
def test_a_size_that_is_none_is_not_added_up(size: object) -> None:
    image = manifest(IMAGE_TYPES[0], {"config": {"digest": DIGEST, "size": 1}, "layers": [{"size": size}]})
    assert image is not None
    assert image.size is None


def test_what_is_no_manifest_is_none() -> None:
    assert read_manifest("text/html", b"<html>") is None
    assert read_manifest(IMAGE_TYPES[0], b"[") is None
    # Of manifests before docker 1.10 the digest is not that of the content.
    assert read_manifest(OLD_TYPES[0], b"{}") == Manifest(OLD_TYPES[0], "")
