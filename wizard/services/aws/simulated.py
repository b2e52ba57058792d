"""The demo's AWS: sample keys for every outcome, and a registry. Its refusals come from the real tables of words."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from wizard.core.aws.ecr_name import EcrImage, image_name
from wizard.core.aws.manifests import IMAGE_TYPES, USUAL_PLATFORM, Manifest
from wizard.core.aws.rights import TOKEN, TRIED, Access, Right, State, needed
from wizard.core.aws.verify import Answer, Target, Verdict
from wizard.core.aws.verify_answers import absent_repository, before_pull, pull_verdict, push_verdict
from wizard.core.model.secret import AwsKeys, Secret
from wizard.frozen import frozen
from wizard.services.aws.errors import ALWAYS_ENABLED, Asked, refusal
from wizard.services.aws.network import READ_SECONDS, no_answer, no_network, unknown_region
from wizard.services.aws.protocol import Authorization, Identity, Progress, Repository, Tag, identity_of

ACCOUNT = "123456789012"
REGION = "us-west-2"
USER = "shippable-ci"
PAGE = 20

_ANSWER_SECONDS = 0.4
_SLOW_SECONDS = 3.0
_LATEST = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
_REGIONS = tuple(sorted(ALWAYS_ENABLED | {"eu-south-1", "ap-east-1", "cn-north-1", "us-gov-west-1"}))


@frozen
class SampleKey:
    """A key of the demo: its name in a list, what it shows, and the keys to try."""

    label: str
    about: str
    keys: AwsKeys


def _sample(label: str, about: str, word: str, prefix: str = "AKIA") -> SampleKey:
    key_id = prefix + f"DEMO{word.upper():0>12}"
    return SampleKey(label, about, AwsKeys(Secret(key_id), Secret(f"demo/secret/of/the/{word}/key/".ljust(40, "0"))))


GOOD = _sample("A good key", "AWS knows it, and it may pull and push.", "good")
READ_ONLY = _sample("A key that may only pull", "It logs in; a push lacks rights, and a policy is offered.", "reader")
UNSURE = _sample("A key that may not ask IAM", "Its rights to push cannot be checked, and that is said.", "unsure")
ROOT = _sample("A key of the root user", "It works, and there is a warning.", "root")
UNKNOWN = _sample("An unknown key id", "AWS has no such key.", "unknown")
WRONG_SECRET = _sample("A wrong secret", "AWS knows the id; the secret is another key's.", "mistyped")
INACTIVE = _sample("An inactive key", "Somebody has switched it off.", "inactive")
TEMPORARY = _sample("A temporary key", "It begins with ASIA: the integration cannot hold it.", "session", "ASIA")
SKEWED = _sample("A clock that is wrong", "This computer is an hour behind AWS.", "clock")
DENIED = _sample("A key that the organisation stops", "A service control policy forbids the log-in.", "denied")
THROTTLED = _sample("A busy AWS", "It asks to slow down; the second try works.", "busy")
SLOW = _sample("A slow answer", f"It comes after {_SLOW_SECONDS:.0f} seconds; you need not wait for it.", "slow")
SILENT = _sample("No answer at all", f"After {READ_SECONDS} seconds the wizard gives up.", "silent")
OFFLINE = _sample("No network", "This computer reaches nothing.", "offline")

SAMPLE_KEYS: tuple[SampleKey, ...] = (
    GOOD,
    READ_ONLY,
    UNSURE,
    ROOT,
    UNKNOWN,
    WRONG_SECRET,
    INACTIVE,
    TEMPORARY,
    SKEWED,
    DENIED,
    THROTTLED,
    SLOW,
    SILENT,
    OFFLINE,
)

_INVALID = "The security token included in the request is invalid."
# Code of STS, of ECR, and the message: "Common errors" of the STS and ECR API References; the clock's is that of
# "Troubleshooting AWS SigV4 errors", the policy's of "Troubleshoot access denied error messages", IAM User Guide.
_REFUSED: dict[SampleKey, tuple[str, str, str]] = {
    UNKNOWN: ("InvalidClientTokenId", "UnrecognizedClientException", _INVALID),
    WRONG_SECRET: (
        "SignatureDoesNotMatch",
        "InvalidSignatureException",
        "The request signature we calculated does not match the signature you provided.",
    ),
    INACTIVE: ("InvalidClientTokenId", "UnrecognizedClientException", "The access key is inactive."),
    TEMPORARY: ("InvalidClientTokenId", "UnrecognizedClientException", _INVALID),
    SKEWED: (
        "SignatureDoesNotMatch",
        "InvalidSignatureException",
        "Signature expired: 20260302T083000Z is now earlier than 20260302T091500Z (20260302T093000Z - 15 min.)",
    ),
}
_FORBIDDEN = (
    f"User: arn:aws:iam::{ACCOUNT}:user/{USER} is not authorized to perform: {TOKEN} on resource: * "
    "with an explicit deny in a service control policy: "
    "arn:aws:organizations::999999999999:policy/o-demo/service_control_policy/p-demo"
)

_TEAMS = {
    "base": ("node", "python", "ruby", "golang", "openjdk", "nginx"),
    "shop": ("storefront", "basket", "checkout", "catalogue", "search", "prices", "stock", "images"),
    "billing": ("api", "invoices", "ledger", "reminders", "worker"),
    "data": ("collector", "warehouse", "reports", "recommendations", "scheduler"),
    "mobile": ("gateway", "push", "sessions"),
    "platform": ("auth", "audit", "config", "feature-flags", "mailer", "metrics", "proxy", "queue"),
    "tools": ("linters", "release-notes", "smoke-tests", "translations"),
}
_REPOSITORIES = ("storefront", *(f"{team}/{name}" for team, names in _TEAMS.items() for name in names))
_BASE_TAGS = ("8", "8.11", "10", "latest")


class SimulatedAws:
    """`Aws` with the sample keys and one account. `sleep` is what makes it take its time."""

    def __init__(self, sleep: Callable[[float], None] = time.sleep) -> None:
        self._sleep = sleep

    def regions(self) -> tuple[str, ...]:
        """Some of the real ones."""
        return _REGIONS

    def identify(self, keys: AwsKeys, region: str, progress: Progress | None = None) -> Identity:
        """Whose the sample keys are; raises what the sample shows."""
        sample = self._answer("STS", keys, region, progress)
        return identity_of(ACCOUNT, f"arn:aws:iam::{ACCOUNT}:{'root' if sample == ROOT else f'user/{USER}'}")

    def authorization(self, keys: AwsKeys, region: str, progress: Progress | None = None) -> Authorization:
        """The registry's host; raises what the sample shows."""
        self._answer("ECR", keys, region, progress)
        return Authorization(image_name(ACCOUNT, region, "").rstrip("/"))

    def repositories(
        self, keys: AwsKeys, region: str, progress: Progress | None = None, account: str | None = None
    ) -> Iterator[tuple[Repository, ...]]:
        """The demo's repositories, a page at a time."""
        found = _repositories(account, region)
        for at in range(0, max(len(found), 1), PAGE):
            self._answer("ECR", keys, region, progress)
            yield found[at : at + PAGE]

    def tags(
        self, keys: AwsKeys, region: str, repository: str, progress: Progress | None = None, account: str | None = None
    ) -> Iterator[tuple[Tag, ...]]:
        """The tags of one of them; raises `ServiceError` `repository-not-found`."""
        self._answer("ECR", keys, region, progress)
        if not _exists(account, region, repository):
            message = (
                f"The repository with name '{repository}' does not exist in the registry with id '{account or ACCOUNT}'"
            )
            raise refusal(_response("RepositoryNotFoundException", message), Asked("ECR", region, keys))
        yield _tags(repository)

    def has_repository(
        self,
        keys: AwsKeys,
        region: str,
        repository: str,
        progress: Progress | None = None,
        account: str | None = None,
    ) -> bool | None:
        """Whether the demo has such a repository."""
        self._answer("ECR", keys, region, progress)
        return _exists(account, region, repository)

    def rights(
        self,
        keys: AwsKeys,
        region: str,
        identity: Identity,
        access: Access,
        images: Sequence[EcrImage],
        progress: Progress | None = None,
    ) -> tuple[Right, ...]:
        """What the sample key may do."""
        sample = self._answer("ECR", keys, region, progress)
        rows = [Right(TOKEN, "*", "may", "It was asked for and given.")]
        if not images:
            why = "The image's name does not tell its account and region."
            return (*rows, *(Right(action, "*", "not-checked", why) for action in needed(access)))
        return (*rows, *(_right(sample, identity, image, action) for image in images for action in needed(access)))

    def verify(
        self, keys: AwsKeys, target: Target, *, is_cache: bool | None = None, progress: Progress | None = None
    ) -> Verdict:
        """What the demo's registry would say; its answers are judged as those of a real one."""
        image = target.image
        sample = self._answer("ECR", keys, image.region, progress)
        held = before_pull(target, is_cache=bool(is_cache), is_there=None) if target.use == "pull" else None
        if held is not None:
            return held
        refused = Answer(403, "DENIED", "No policy of the user allows it.")
        if not _exists(image.account, image.region, image.repository):
            return absent_repository(target)
        if target.use == "push":
            answer = refused if sample == READ_ONLY else Answer(202)
            return push_verdict(target, answer, is_cancelled=True)
        if target.reference not in {tag.name for tag in _tags(image.repository)}:
            return pull_verdict(target, Answer(404, "MANIFEST_UNKNOWN"), None, layers=None)
        manifest = Manifest(IMAGE_TYPES[0], "", 48_300_000, (USUAL_PLATFORM,))
        return pull_verdict(target, Answer(200), manifest, layers=Answer(200))

    def _answer(self, service: str, keys: AwsKeys, region: str, progress: Progress | None) -> SampleKey:
        """The sample that the keys are, after its time; raises what it shows."""
        if region not in _REGIONS:
            raise unknown_region(region, _REGIONS)
        asked = Asked(service, region, keys)
        sample = next((item for item in SAMPLE_KEYS if item.keys.key_id == keys.key_id), UNKNOWN)
        self._wait(sample, service, region)
        if keys.secret != sample.keys.secret and sample != UNKNOWN:
            sample = WRONG_SECRET
        refused = _refused(sample, service, region)
        if refused is not None:
            raise refusal(refused, asked)
        if sample == THROTTLED:
            self._slow_down(asked, progress)
        return sample

    def _wait(self, sample: SampleKey, service: str, region: str) -> None:
        """Let the time pass that the sample takes; raises where no answer comes."""
        host = f"{'sts' if service == 'STS' else 'api.ecr'}.{region}.amazonaws.com"
        if sample == OFFLINE:
            raise no_network(host)
        if sample == SILENT:
            self._sleep(READ_SECONDS)
            raise no_answer(host)
        self._sleep(_SLOW_SECONDS if sample == SLOW and service == "STS" else _ANSWER_SECONDS)

    def _slow_down(self, asked: Asked, progress: Progress | None) -> None:
        answer = refusal(_response("ThrottlingException", "Rate exceeded"), asked)
        if progress is not None:
            progress(f"{answer.title} Trying once more.")
        self._sleep(1.0)


def _refused(sample: SampleKey, service: str, region: str) -> dict[str, object] | None:
    """The service's answer to a key that it does not accept; None where it does."""
    if sample in _REFUSED:
        sts, ecr, message = _REFUSED[sample]
        return _response(sts if service == "STS" else ecr, message)
    if service != "ECR":
        return None
    if region not in ALWAYS_ENABLED:
        return _response("UnrecognizedClientException", _INVALID)
    if sample == DENIED:
        return _response("AccessDeniedException", _FORBIDDEN)
    return None


def _response(code: str, message: str) -> dict[str, object]:
    return {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": 400}}


def _right(sample: SampleKey, identity: Identity, image: EcrImage, action: str) -> Right:
    if image.account != identity.account:
        why = f"The repository's own policy in {image.account} decides too."
        return Right(action, image.arn, "not-checked", why)
    if action in TRIED:
        return Right(action, image.arn, "may", "It was tried on an image that does not exist.")
    state: State
    if sample == READ_ONLY:
        state, why = "may-not", "No policy of the user allows it."
    elif sample == UNSURE:
        state, why = "not-checked", "The key may not ask IAM (iam:SimulatePrincipalPolicy)."
    elif sample == ROOT:
        state, why = "not-checked", "IAM cannot simulate the root user."
    else:
        state, why = "may", "IAM's simulation allows it."
    return Right(action, image.arn, state, why)


def _exists(account: str | None, region: str, repository: str) -> bool:
    return any(item.name == repository for item in _repositories(account, region))


def _repositories(account: str | None, region: str) -> tuple[Repository, ...]:
    if (account or ACCOUNT, region) != (ACCOUNT, REGION):
        return ()
    return tuple(
        Repository(name, image_name(ACCOUNT, REGION, name), _LATEST - timedelta(days=11 * number, hours=number))
        for number, name in enumerate(_REPOSITORIES)
    )


def _tags(repository: str) -> tuple[Tag, ...]:
    if repository.startswith("base/"):
        return tuple(Tag(name, _LATEST - timedelta(days=30 * age)) for age, name in enumerate(reversed(_BASE_TAGS)))
    builds = tuple(Tag(f"master.{118 - age}", _LATEST - timedelta(hours=7 * age)) for age in range(24))
    return (
        Tag("latest", _LATEST),
        *builds,
        Tag("v1.1", _LATEST - timedelta(days=9)),
        Tag("v1.0", _LATEST - timedelta(days=40)),
    )
