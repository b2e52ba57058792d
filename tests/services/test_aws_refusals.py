"""Each answer with which AWS says no has its own words and its own remedy, in the format in which AWS sends it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from aws_server import KEY_ID, KEYS, SECRET, Answer, Server, ecr, ecr_error, good, serving, sts_error

from wizard.core.model.errors import CredentialsError, ServiceError, WizardError
from wizard.services.aws.boto import AwsBoto

Refused = Callable[..., WizardError]
INVALID_TOKEN = "The security token included in the request is invalid."
BAD_SIGNATURE = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and signing method. Consult the service documentation for details."
)
EXPIRED = "Signature expired: 20260302T100000Z is now earlier than 20260302T101500Z (20260302T103000Z - 15 min.)"
EARLY = "Signature not yet current: 20260302T140000Z is still later than 20260302T104500Z (20260302T103000Z + 15 min.)"
SCP = (
    "User: arn:aws:iam::123456789012:user/ci is not authorized to perform: ecr:GetAuthorizationToken on resource: * "
    "with an explicit deny in a service control policy: "
    "arn:aws:organizations::111122223333:policy/o-abc/service_control_policy/p-xyz"
)
NO_POLICY = (
    "User: arn:aws:iam::123456789012:user/ci is not authorized to perform: ecr:GetAuthorizationToken on resource: * "
    "because no identity-based policy allows the ecr:GetAuthorizationToken action"
)

# "Common errors" in the STS API Reference and "Common Error Types" in the ECR API Reference, unless told.
STS = [
    ("InvalidClientTokenId", INVALID_TOKEN, "unknown-key-id", "does not accept the key id AKIA...MPLE", "inactive"),
    # An organisation's message of its own: kept when it comes.
    ("InvalidClientTokenId", "The access key is inactive.", "inactive-key", "AKIA...MPLE is inactive", "Activate it"),
    ("SignatureDoesNotMatch", BAD_SIGNATURE, "wrong-secret", "secret does not belong to the key", "Paste the secret"),
    # "Signature expired" and its format: "Troubleshooting Signature Version 4 errors", IAM User Guide.
    ("SignatureDoesNotMatch", EXPIRED, "clock-skew", "30 minutes behind", "Set the clock"),
    ("SignatureDoesNotMatch", EARLY, "clock-skew", "4 hours ahead", "Set the clock"),
    ("RequestExpired", "Request has expired.", "clock-skew", "clock", "Set the clock"),
    ("ExpiredToken", "The security token included in the request is expired", "session-expired", "expired", "lasting"),
    ("AccessDenied", SCP.replace("ecr:GetAuth", "sts:GetAuth"), "access-denied", "control policy", "manages the org"),
    # RegionDisabledException: "Managing AWS STS in an AWS Region", IAM User Guide.
    ("RegionDisabledException", "STS is not activated.", "region-disabled", "not enabled for this account", "Enable"),
    ("OptInRequired", "You are not subscribed to this service", "region-disabled", "not enabled", "another region"),
    ("IncompleteSignature", "Authorization header requires 'Signature'", "request-altered", "signature", "proxy"),
    ("MissingAuthenticationToken", "Missing Authentication Token", "request-altered", "signature", "proxy"),
]
ECR = [
    ("UnrecognizedClientException", INVALID_TOKEN, "unknown-key-id", "does not accept the key id", "inactive"),
    ("InvalidSignatureException", BAD_SIGNATURE, "wrong-secret", "secret does not belong", "Paste the secret"),
    ("InvalidSignatureException", EXPIRED, "clock-skew", "30 minutes behind", "Set the clock"),
    # The same with a window of 5 minutes, as some services have it.
    (
        "InvalidSignatureException",
        "Signature expired: 20260302T100000Z is now earlier than 20260302T100600Z (20260302T101100Z - 5 min.)",
        "clock-skew",
        "11 minutes behind",
        "Set the clock",
    ),
    ("ExpiredTokenException", "The security token is expired", "session-expired", "expired", "lasting key"),
    # "Troubleshoot access denied error messages", IAM User Guide.
    ("AccessDeniedException", SCP, "access-denied", "service control policy", "manages the organisation"),
    ("AccessDeniedException", NO_POLICY, "access-denied", "does not allow it", "ecr-wizard policy"),
    (
        "AccessDeniedException",
        NO_POLICY.replace("no identity-based policy", "no permissions boundary"),
        "access-denied",
        "permissions boundary",
        "manages the account",
    ),
    ("AccessDeniedException", "Access denied.", "access-denied", "may not", "ecr-wizard policy"),
    ("OptInRequired", "The AWS Access Key Id needs a subscription", "region-disabled", "not enabled", "Enable it"),
    ("SomethingNewException", "Nobody knew.", "aws-error", "SomethingNewException", ""),
]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("wizard.services.aws.boto.RETRY_AFTER", 0.01)
    with serving(good) as running:
        monkeypatch.setenv("AWS_ENDPOINT_URL", running.url)
        yield running


@pytest.fixture
def refused(aws: AwsBoto, server: Server) -> Refused:
    """The error for an answer of ECR, or of another service."""

    def refused(answer: Answer, service: str = "ECR", region: str = "us-east-1") -> WizardError:
        server.answering = lambda _: answer
        with pytest.raises(WizardError) as caught:
            aws.identify(KEYS, region) if service == "STS" else aws.authorization(KEYS, region)
        return caught.value

    return refused


def check(error: WizardError, code: str, words: str, remedy: str) -> None:
    assert error.code == code
    assert words in f"{error.title} {error.cause}"
    assert remedy in f"{error.cause} {error.remedy}"
    assert SECRET not in str(error)
    assert KEY_ID not in str(error)
    assert error.__context__ is None


@pytest.mark.parametrize(("aws_code", "message", "code", "words", "remedy"), STS)
def test_each_refusal_of_sts_has_its_words(
    refused: Refused, server: Server, aws_code: str, message: str, code: str, words: str, remedy: str
) -> None:
    error = refused(sts_error(aws_code, message), "STS")
    check(error, code, words, remedy)
    assert len(server.requests) == 1


@pytest.mark.parametrize(("aws_code", "message", "code", "words", "remedy"), ECR)
def test_each_refusal_of_ecr_has_its_words(
    refused: Refused, server: Server, aws_code: str, message: str, code: str, words: str, remedy: str
) -> None:
    error = refused(ecr_error(aws_code, message))
    check(error, code, words, remedy)
    assert len(server.requests) == 1


def test_ecr_names_an_error_with_its_namespace_too(refused: Refused) -> None:
    # AWS JSON 1.1, "Operation error serialization": what stands before `#` is left out.
    error = refused(ecr_error("com.amazonaws.ecr#InvalidSignatureException", BAD_SIGNATURE))
    assert error.code == "wrong-secret"


def test_xml_in_the_place_of_json_is_understood(refused: Refused) -> None:
    # A gateway in front of ECR answers so.
    error = refused(sts_error("AccessDenied", NO_POLICY))
    check(error, "access-denied", "ecr:GetAuthorizationToken", "ecr-wizard policy")


def test_the_policy_of_the_organisation_is_named(refused: Refused) -> None:
    assert "policy/o-abc/service_control_policy/p-xyz" in refused(ecr_error("AccessDeniedException", SCP)).cause


def test_the_clock_is_read_from_the_head_when_the_message_says_nothing(refused: Refused) -> None:
    then = format_datetime(datetime.now(UTC) + timedelta(minutes=40), usegmt=True)
    answer = sts_error("RequestExpired", "Request has expired.")
    error = refused(Answer(answer.status, answer.body, answer.headers | {"Date": then}), "STS")
    check(error, "clock-skew", "40 minutes behind", "Set the clock")


def test_a_refused_key_is_a_matter_of_credentials_and_a_busy_aws_is_not(refused: Refused) -> None:
    assert isinstance(refused(ecr_error("UnrecognizedClientException", INVALID_TOKEN)), CredentialsError)
    assert isinstance(refused(ecr_error("ThrottlingException", "Rate exceeded")), ServiceError)


def test_in_a_region_that_must_be_enabled_an_unknown_key_is_told_as_that(refused: Refused) -> None:
    # "Enable or disable AWS Regions in your account": until then keys are not valid there.
    error = refused(ecr_error("UnrecognizedClientException", INVALID_TOKEN), region="eu-south-1")
    check(error, "region-disabled", "eu-south-1 is not enabled", "Enable it")


def test_what_aws_quotes_of_the_request_is_left_out(refused: Refused) -> None:
    # IncompleteSignature repeats the Authorization header.
    quoted = f"Authorization header requires existence of either. Authorization=AWS4-HMAC-SHA256 Credential={KEY_ID}"
    error = refused(ecr_error("SomethingNewException", f"{quoted}, Signature={'a1' * 32} {SECRET}"))
    check(error, "aws-error", "SomethingNewException", "")
    assert "a1a1a1" not in str(error)


@pytest.mark.parametrize(
    ("first", "code"),
    [
        # "Error responses" of the API References: ThrottlingException 400, ServiceUnavailable 503, InternalFailure 500.
        (ecr_error("ThrottlingException", "Rate exceeded"), "throttled"),
        (Answer(429), "throttled"),
        (ecr_error("ServerException", "Internal error", 500), "aws-unavailable"),
        (Answer(503), "aws-unavailable"),
        (Answer(cut=True), "connection-cut"),
    ],
)
def test_what_may_pass_is_tried_once_more_and_that_is_said(
    aws: AwsBoto, refused: Refused, server: Server, first: Answer, code: str
) -> None:
    said: list[str] = []
    answers = [first]
    server.answering = lambda request: answers.pop() if answers else good(request)
    assert aws.authorization(KEYS, "us-east-1", said.append).registry.startswith("123456789012.dkr.ecr")
    assert len(server.requests) == 2
    assert len(said) == 1
    assert "Trying once more" in said[0]
    assert refused(first).code == code
    assert len(server.requests) == 4


@pytest.mark.parametrize("hostile", ["\x1b]0;pwned\x07", "[/red]", "\u202egnp.exe", "x" * 10_000])
def test_a_message_of_aws_is_safe_to_show(refused: Refused, hostile: str) -> None:
    error = refused(ecr({"__type": "SomethingNewException", "message": hostile}, 400))
    assert "\x1b" not in error.cause
    assert "\u202e" not in error.cause
    assert len(error.cause) < 400
