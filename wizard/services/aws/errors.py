"""What AWS answers when it says no, in our words: STS and IAM speak XML, ECR JSON, with other codes for the same.

Nothing made here holds the botocore error: its message and its request quote the Authorization header.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from wizard.core.model.errors import CredentialsError, ServiceError, WizardError
from wizard.core.model.secret import MASK, AwsKeys, Secret
from wizard.frozen import frozen
from wizard.services.runtime.foreign import foreign_host, foreign_text

UNKNOWN_KEY = frozenset({"InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId"})
BAD_SIGNATURE = frozenset({"SignatureDoesNotMatch", "InvalidSignatureException"})
EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "InvalidToken"})
SKEWED = frozenset({"RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"})
DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})
DISABLED = frozenset({"OptInRequired", "RegionDisabledException", "SubscriptionRequiredException"})
THROTTLED = frozenset(
    {
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestThrottled",
        "RequestThrottledException",
        "RequestLimitExceeded",
        "TooManyRequestsException",
        "SlowDown",
        "429",
    }
)
ALTERED = frozenset(
    {
        "IncompleteSignature",
        "IncompleteSignatureException",
        "MissingAuthenticationToken",
        "MissingAuthenticationTokenException",
    }
)

# Regions that every account has; the others must be enabled first ("Enable or disable AWS Regions in your
# account", AWS Account Management Reference Guide). Where one is not, AWS calls a good key unknown.
ALWAYS_ENABLED = frozenset(
    """
    us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 sa-east-1 eu-central-1 eu-north-1 eu-west-1 eu-west-2
    eu-west-3 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2
    """.split()
)

NO_KEYS = AwsKeys(Secret(""), Secret(""))

MESSAGE_READ = 2000
LONGEST_ACTION = 80

# "Troubleshoot access denied error messages", IAM User Guide: the words for the policy that denied.
_POLICIES = (
    ("service control policy", "A service control policy of the organisation", "Ask who manages the organisation."),
    ("resource control policy", "A resource control policy of the organisation", "Ask who manages the organisation."),
    ("permissions boundary", "The permissions boundary of the user", "Ask who manages the account."),
    ("session policy", "A session policy", "Use the key of an IAM user."),
    ("vpc endpoint policy", "The policy of the VPC endpoint", "Ask who manages the network."),
    ("resource-based policy", "The repository's own policy", "Change the repository's permissions."),
    ("identity-based policy", "The user's own policy", "Give the user the minimum policy: ecr-wizard policy."),
)


@frozen
class Asked:
    """What was asked, for messages: the service, the region, the host, and the keys that no message may hold."""

    service: str
    region: str
    keys: AwsKeys
    host: str = ""


@frozen
class Seen:
    """The head of the last answer, whoever gave it."""

    status: int
    headers: Mapping[str, str]


def refusal(response: Mapping[str, Any], asked: Asked) -> WizardError:
    """The error for an answer of AWS that is one; `response` is that of botocore's `ClientError`."""
    code, message, status, headers = _parts(response)
    said = quoted(message, asked.keys)
    if _is_clock(code, message):
        return _clock_skew(message, headers)
    if code in UNKNOWN_KEY:
        return _unknown_key(asked, message)
    if code in BAD_SIGNATURE:
        return CredentialsError(
            "wrong-secret",
            f"The secret does not belong to the key {asked.keys.masked_id}.",
            "AWS knows the key id, but the signature made with this secret is another one than AWS expects.",
            "Paste the secret again, all 40 characters. Lost secrets cannot be shown again: make a new key.",
        )
    if code in EXPIRED:
        return CredentialsError(
            "session-expired",
            "The session of these keys has expired.",
            says(said),
            "Temporary keys cannot work in the integration. Use a lasting key of an IAM user (AKIA...).",
        )
    if code in DENIED:
        return _denied(message, asked)
    if code in DISABLED:
        return _disabled(asked, says(said))
    if code in THROTTLED or status == 429:
        return throttled(asked)
    if code == "RepositoryNotFoundException":
        return ServiceError(
            "repository-not-found",
            f"There is no such repository in {asked.region}.",
            says(said),
            "Look at its spelling and its region, or create it in ECR.",
        )
    return _other(code, message, status, headers, asked)


def _other(code: str, message: str, status: int, headers: Mapping[str, str], asked: Asked) -> WizardError:
    said = quoted(message, asked.keys)
    if code in ALTERED:
        return ServiceError(
            "request-altered",
            "The request reached AWS without its signature.",
            "Something on the way, such as a proxy, changed it.",
            "Try without the proxy, or ask who runs it.",
        )
    page = re.search(r"<\s*(?:!doctype|html)", message, re.IGNORECASE)
    if not code or (re.fullmatch(r"\d{3}", code) and (status < 500 or page)):
        return unreadable(asked, Seen(status, headers))
    if status >= 500:
        return ServiceError(
            "aws-unavailable",
            f"{asked.service} in {asked.region} has a fault of its own (HTTP status {status}).",
            says(said),
            "Try again in a few minutes; https://health.aws.amazon.com/health/status says more.",
        )
    return ServiceError("aws-error", f"{asked.service} refused: {quoted(code, asked.keys, limit=60)}.", says(said))


def says(said: str) -> str:
    """What AWS says, as a sentence; empty when it says nothing."""
    return f"AWS says: {said}" if said else ""


def throttled(asked: Asked) -> ServiceError:
    """The error for a service that has had too many requests."""
    return ServiceError(
        "throttled",
        f"AWS asks to slow down ({asked.service}).",
        "Too many requests were made for this account; it was tried again once.",
        "Wait a minute and try again.",
    )


def unreadable(asked: Asked, seen: Seen | None = None) -> ServiceError:
    """The error for an answer in which there is nothing of AWS's, by what its head shows."""
    if seen is None:
        return not_aws(asked)
    if seen.status == 407:
        return proxy_auth("the proxy")
    if seen.status == 429:
        return throttled(asked)
    headers = {name.lower(): value for name, value in seen.headers.items()}
    host = foreign_host(headers.get("location", "")).partition("://")[2]
    if 300 <= seen.status < 400 and host:
        return not_aws(asked, f"It sends on to {host}: a network that wants a log-in does so.")
    if seen.status == 511 or "html" in headers.get("content-type", ""):
        what = "a web page, such as the log-in of a public network"
        return not_aws(asked, f"It answered with {what} (HTTP status {seen.status}).")
    if seen.status >= 300:
        return not_aws(asked, f"It answered with HTTP status {seen.status} and no error of AWS's.")
    return not_aws(asked)


def not_aws(asked: Asked, cause: str = "") -> ServiceError:
    """The error for an answer that did not come from AWS."""
    return ServiceError(
        "not-aws",
        f"{asked.service}: the response did not come from AWS.",
        cause or "The answer was empty, cut off, or of another program.",
        "Open a page in a browser to log in to the network; look at AWS_ENDPOINT_URL and HTTPS_PROXY.",
    )


def proxy_auth(proxy: str) -> ServiceError:
    """The error for a proxy that wants a name and a password."""
    return ServiceError(
        "proxy-auth",
        f"{proxy[:1].upper()}{proxy[1:]} asks for a name and a password.",
        "It answered 407 Proxy Authentication Required.",
        "Set HTTPS_PROXY to http://NAME:PASSWORD@HOST:PORT in your shell, or set NO_PROXY for amazonaws.com.",
    )


def quoted(message: str, keys: AwsKeys, limit: int = 300) -> str:
    """A message of AWS, safe to show: without the keys and without signatures, cut to `limit`."""
    for secret, instead in ((keys.secret, MASK), (keys.key_id, keys.masked_id)):
        if secret:
            message = message.replace(secret.reveal(), instead)
    # IncompleteSignature and SignatureDoesNotMatch repeat what was sent.
    message = re.sub(r"(?is)(Authorization\s*[=:]|The Canonical String).*", "(the request)", message)
    return foreign_text(message, limit=limit)


def _parts(response: Mapping[str, Any]) -> tuple[str, str, int, Mapping[str, str]]:
    error = response.get("Error")
    error = error if isinstance(error, Mapping) else {}
    meta = response.get("ResponseMetadata")
    meta = meta if isinstance(meta, Mapping) else {}
    code, message = str(error.get("Code") or ""), str(error.get("Message") or "")
    # XML where JSON was due: a gateway in front of ECR answers so.
    inner = re.search(r"<Code>\s*(\w+)\s*</Code>", message)
    if re.fullmatch(r"\d{3}", code) and inner:
        text = re.search(r"<Message>(.*?)</Message>", message, re.DOTALL)
        code, message = inner[1], text[1] if text else ""
    status = meta.get("HTTPStatusCode")
    headers = meta.get("HTTPHeaders")
    return code, message, status if isinstance(status, int) else 0, headers if isinstance(headers, Mapping) else {}


def _is_clock(code: str, message: str) -> bool:
    return code in SKEWED or (
        code in BAD_SIGNATURE and bool(re.search(r"signature (?:expired|not yet current)", message, re.IGNORECASE))
    )


def _clock_skew(message: str, headers: Mapping[str, str]) -> CredentialsError:
    minutes = _minutes_off(message, headers)
    if minutes is None:
        off = "far from"
    elif abs(minutes) >= 120:
        off = f"{abs(minutes) / 60:.0f} hours {'ahead of' if minutes > 0 else 'behind'}"
    else:
        off = f"{abs(minutes)} minutes {'ahead of' if minutes > 0 else 'behind'}"
    return CredentialsError(
        "clock-skew",
        f"This computer's clock is {off} AWS's.",
        "AWS refuses requests that are more than some minutes off. The keys themselves may be right.",
        "Set the clock, for example with `sudo timedatectl set-ntp true`, and check again.",
    )


def _minutes_off(message: str, headers: Mapping[str, str]) -> int | None:
    """How far our clock is ahead, in minutes.

    `Signature expired: OURS is now earlier than LIMIT (THEIRS - 15 min.)`, and `Signature not yet current: OURS
    is still later than LIMIT (THEIRS + 15 min.)`: "Troubleshooting AWS SigV4 errors", IAM User Guide.
    """
    stamp = r"(\d{8}T\d{6}Z)"
    if found := re.search(rf":\s*{stamp} is .*?\(\s*{stamp}\s*[-+]", message):
        try:
            ours, theirs = (datetime.strptime(text, "%Y%m%dT%H%M%S%z") for text in found.groups())
        except ValueError:  # digits that are no date
            return None
        return round((ours - theirs).total_seconds() / 60)
    try:
        then = parsedate_to_datetime(headers.get("date", ""))
    except (TypeError, ValueError):
        return None
    return round((datetime.now(UTC) - then.replace(tzinfo=then.tzinfo or UTC)).total_seconds() / 60)


def _unknown_key(asked: Asked, message: str) -> WizardError:
    if asked.service == "ECR" and asked.region not in ALWAYS_ENABLED:
        return _disabled(asked, "AWS calls every key unknown in a region that the account has not enabled.")
    if re.search(r"\b(?:inactive|disabled|deactivated)\b", message, re.IGNORECASE):
        return CredentialsError(
            "inactive-key",
            f"The key {asked.keys.masked_id} is inactive.",
            "Somebody has switched it off.",
            "Activate it in the console (IAM, Users, Security credentials), or make a new one.",
        )
    return CredentialsError(
        "unknown-key-id",
        f"AWS does not accept the key id {asked.keys.masked_id}.",
        "It is misspelt, deleted, inactive, or of another partition (China, GovCloud): AWS answers the same for all.",
        "Compare it with the console (IAM, Users, Security credentials); activate it there, or make a new key.",
    )


def _disabled(asked: Asked, cause: str) -> CredentialsError:
    return CredentialsError(
        "region-disabled",
        f"The region {asked.region} is not enabled for this account.",
        cause,
        "Enable it in the console (Account, AWS Regions), or choose another region.",
    )


def _denied(message: str, asked: Asked) -> CredentialsError:
    message = foreign_text(message, limit=MESSAGE_READ)
    action = re.search(r"perform:?\s+([a-z0-9-]+:[A-Za-z]+)", message)
    title = f"The key may not do this in {asked.service}."
    if action:
        title = f"The key may not do {action[1][:LONGEST_ACTION]}."
    if found := next((row for row in _POLICIES if row[0] in message.lower()), None):
        _, policy, remedy = found
        verb = "forbids it" if "explicit deny" in message.lower() else "does not allow it"
        named = re.search(r"arn:aws[\w-]*:(?:organizations|iam)::\d*:policy/[\w/+=,.@-]+", message)
        name = f" ({foreign_text(named[0])})" if named else ""
        return CredentialsError("access-denied", title, f"{policy} {verb}{name}.", remedy)
    said = quoted(message, asked.keys)
    return CredentialsError(
        "access-denied",
        title,
        says(said),
        "Give the user the minimum policy: ecr-wizard policy.",
    )
