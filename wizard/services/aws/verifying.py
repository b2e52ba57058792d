"""What a build does at the registry, tried without moving an image: its questions, in their order.

A pull: whether asking is harmless, the manifest, the image's settings. A push: whether the repository is shown,
whether the tag can be written, an upload that is begun and cancelled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple

from wizard.core.aws.ecr_name import EcrImage
from wizard.core.aws.manifests import Manifest, read_manifest, read_platform
from wizard.core.aws.verify import Answer, RepositoryState, Target, Verdict
from wizard.core.aws.verify_answers import before_pull, before_push, pull_verdict, push_verdict
from wizard.core.model.errors import WizardError
from wizard.core.model.secret import AwsKeys, Secret
from wizard.services.aws.errors import Asked
from wizard.services.aws.protocol import Progress
from wizard.services.aws.registry import Login, Registry, address_of, within
from wizard.services.runtime.bounded import Line
from wizard.services.runtime.foreign import foreign_text, remember

if TYPE_CHECKING:
    from wizard.services.aws.boto import AwsBoto

# It may not ask, or what answers in ECR's place does not know the question.
UNANSWERED = frozenset({"access-denied", "aws-error", "not-aws"})
MOST_PAGES = 50
EVERYTHING = "ROOT"  # the prefix of a cache's rule that is about all names


class Seen(NamedTuple):
    """What DescribeRepositories shows: the repository, None where there is none; whether it could be asked."""

    state: RepositoryState | None
    may_look: bool


def verify(
    aws: AwsBoto, keys: AwsKeys, target: Target, *, is_cache: bool | None = None, progress: Progress | None = None
) -> Verdict:
    """See `Aws.verify`."""
    if target.use == "pull":
        return _pull(aws, keys, target, is_cache, progress)
    return _push(aws, keys, target, progress)


def _pull(aws: AwsBoto, keys: AwsKeys, target: Target, is_cache: bool | None, progress: Progress | None) -> Verdict:
    known = _is_cache(aws, keys, target.image, progress)
    if known is not None:  # ECR's own word counts more than the user's
        is_cache = known
    is_there = _is_there(aws, keys, target, progress) if is_cache is not False else None
    if held := before_pull(target, is_cache=is_cache, is_there=is_there):
        return held
    login = log_in(aws, keys, target.image, progress)
    return within(lambda line: _asked_to_pull(login, target, line))


def _asked_to_pull(login: Login, target: Target, line: Line) -> Verdict:
    with Registry(login, target.image, line) as registry:
        got = registry.manifest(target.reference)
        manifest = read_manifest(got.media_type, got.content) if got.answer.status == HTTPStatus.OK else None
        if manifest is None:
            return pull_verdict(target, got.answer, None, layers=None)
        layers, platform = _settings(registry, manifest)
        if platform and not manifest.is_index:
            manifest = replace(manifest, platforms=(platform,))
        return pull_verdict(target, got.answer, manifest, layers=layers)


def _settings(registry: Registry, manifest: Manifest) -> tuple[Answer | None, str]:
    """The answer to the question for the image's settings, and the platform in them; of an index of one of its images.

    They are a blob, as layers are: who may get them may get those.
    """
    config = manifest.config
    if manifest.is_index:
        if not manifest.usual_child:
            return None, ""
        got = registry.manifest(manifest.usual_child)
        child = read_manifest(got.media_type, got.content)
        config = child.config if child is not None else ""
    if not config:
        return None, ""
    got = registry.config(config)
    return got.answer, read_platform(got.content)


def _push(aws: AwsBoto, keys: AwsKeys, target: Target, progress: Progress | None) -> Verdict:
    seen = _repository(aws, keys, target.image, progress)
    is_immutable = seen.state is not None and seen.state.is_immutable(target.reference)
    is_there = _is_there(aws, keys, target, progress) if is_immutable else None
    if held := before_push(target, seen.state, may_look=seen.may_look, is_there=is_there):
        return held
    login = log_in(aws, keys, target.image, progress)
    return within(lambda line: _asked_to_push(login, target, line))


def _asked_to_push(login: Login, target: Target, line: Line) -> Verdict:
    with Registry(login, target.image, line) as registry:
        got = registry.begin_upload()
        is_cancelled = got.answer.status == HTTPStatus.ACCEPTED and registry.cancel_upload(got.location)
        return push_verdict(target, got.answer, is_cancelled=is_cancelled)


def log_in(aws: AwsBoto, keys: AwsKeys, image: EcrImage, progress: Progress | None = None) -> Login:
    """Where the registry of an image is asked, and with what; raises `CredentialsError` and `ServiceError`."""

    def call(client: Any) -> tuple[Secret, str]:
        token = Secret(str(client.get_authorization_token()["authorizationData"][0]["authorizationToken"]))
        return token, str(client.meta.endpoint_url)

    token, asked_at = aws.ask(Asked("ECR", image.region, keys), call, progress)
    remember(token)
    return Login(address_of(image, asked_at), token, aws.ca_bundle(keys))


def _is_cache(aws: AwsBoto, keys: AwsKeys, image: EcrImage, progress: Progress | None) -> bool | None:
    """Whether the image comes through a pull through cache; None where the key may not ask."""

    def call(client: Any) -> bool:
        return any(_is_below(image.repository, prefix) for prefix in _cache_prefixes(client, image.account))

    return _asked(lambda: aws.ask(Asked("ECR", image.region, keys), call, progress))


def _cache_prefixes(client: Any, account: str) -> Iterator[str]:
    more: dict[str, str] = {}
    for _ in range(MOST_PAGES):
        answer = client.describe_pull_through_cache_rules(registryId=account, **more)
        for rule in answer["pullThroughCacheRules"]:
            yield str(rule["ecrRepositoryPrefix"])
        if not answer.get("nextToken"):
            return
        more = {"nextToken": answer["nextToken"]}
    raise ValueError("no end")  # said as an answer that is not AWS's


def _is_below(repository: str, prefix: str) -> bool:
    return prefix == EVERYTHING or repository.startswith(prefix.removesuffix("/") + "/")


def _is_there(aws: AwsBoto, keys: AwsKeys, target: Target, progress: Progress | None) -> bool | None:
    """Whether the repository has the tag or the digest, by DescribeImages; None where the key may not ask."""
    image = target.image
    one = {"imageDigest": image.digest} if image.digest else {"imageTag": target.reference}

    def call(client: Any) -> bool:
        from botocore.exceptions import ClientError

        try:
            answer = client.describe_images(registryId=image.account, repositoryName=image.repository, imageIds=[one])
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") not in (
                "ImageNotFoundException",
                "RepositoryNotFoundException",
            ):
                raise
            return False
        return bool(answer["imageDetails"])

    return _asked(lambda: aws.ask(Asked("ECR", image.region, keys), call, progress))


def _repository(aws: AwsBoto, keys: AwsKeys, image: EcrImage, progress: Progress | None) -> Seen:
    def call(client: Any) -> RepositoryState | None:
        answer = client.describe_repositories(registryId=image.account, repositoryNames=[image.repository])
        return _state_in(answer["repositories"], image.repository)

    try:
        return Seen(aws.ask(Asked("ECR", image.region, keys), call, progress), may_look=True)
    except WizardError as error:
        if error.code == "repository-not-found":
            return Seen(None, may_look=True)
        if error.code == "access-denied":
            return Seen(None, may_look=False)
        raise


def _state_in(repositories: Any, name: str) -> RepositoryState | None:
    found = next((item for item in repositories if item["repositoryName"] == name), None)
    if found is None:
        return None
    filters = found.get("imageTagMutabilityExclusionFilters") or ()
    exclusions = tuple(foreign_text(str(item["filter"]), limit=128) for item in filters)
    return RepositoryState(str(found.get("imageTagMutability") or "MUTABLE"), exclusions)


def _asked(call: Callable[[], bool]) -> bool | None:
    """The answer; None where ECR gives none to this key. Raises where ECR could not be asked at all."""
    try:
        return call()
    except WizardError as error:
        if error.code not in UNANSWERED:
            raise
        return None
