"""What a key may do, asked over the wire without side effects: may, may not, not checked; never guessed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

import pytest
from aws_server import ACCOUNT, ARN, KEYS, Answer, Request, Server, ecr, ecr_error, good, serving, sts_error, token, xml

from tests.support.scenario_keys import Scenario
from wizard.actions.credentials import RightsReport, check_rights
from wizard.core.aws.ecr_name import EcrImage
from wizard.core.aws.rights import TOKEN, needed
from wizard.core.model.errors import CredentialsError
from wizard.core.scenarios.registry import SCENARIOS
from wizard.services.aws.boto import AwsBoto
from wizard.services.aws.protocol import Identity

APP = EcrImage(ACCOUNT, "us-west-2", "shop/app")
FOREIGN = EcrImage("999999999999", "us-west-2", "their/app")
PULL = needed(SCENARIOS[Scenario.PULL].access)
# Of what a push needs, what can be tried without a side effect, and what only IAM can tell.
TRIED = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage")
PUSH = tuple(action for action in needed(SCENARIOS[Scenario.PUSH].access) if action not in TRIED)
ME = Identity(ACCOUNT, ARN, "builder")
ROOT = Identity(ACCOUNT, f"arn:aws:iam::{ACCOUNT}:root", is_root=True)
# Nothing that changes anything may ever be asked.
HARMLESS = {
    "GetAuthorizationToken",
    "BatchCheckLayerAvailability",
    "GetDownloadUrlForLayer",
    "BatchGetImage",
    "GetRepositoryPolicy",
    "DescribeRepositories",
    "SimulatePrincipalPolicy",
}


@dataclass
class Account:
    """An account's rules, and how AWS answers under them."""

    denied: set[str] = field(default_factory=set)
    decisions: dict[str, str] = field(default_factory=dict)
    open_conditions: bool = False
    may_simulate: bool = True
    own_policy: bool = False
    absent: bool = False

    def answer(self, request: Request) -> Answer:
        if request.service == "iam":
            return self._simulated(request)
        if request.service == "sts":
            return good(request)
        action = f"ecr:{request.action}"
        if action in self.denied:
            # "Troubleshoot access denied error messages", IAM User Guide.
            return ecr_error(
                "AccessDeniedException",
                f"User: {ARN} is not authorized to perform: {action} on resource: {APP.arn} because no identity-based "
                f"policy allows the {action} action",
            )
        if self.absent and request.action != "GetAuthorizationToken":
            return ecr_error("RepositoryNotFoundException", "The repository with name 'shop/app' does not exist")
        return self._of_ecr(request)

    def _of_ecr(self, request: Request) -> Answer:
        # The answers to a question about something absent: "Errors" and "Examples" of each action, ECR API Reference.
        match request.action:
            case "GetAuthorizationToken":
                return token()
            case "BatchCheckLayerAvailability":
                failure = {"layerDigest": "sha256:0", "failureCode": "MissingLayerDigest", "failureReason": "none"}
                return ecr({"layers": [], "failures": [failure]})
            case "BatchGetImage":
                failure = {"imageId": {}, "failureCode": "ImageNotFound", "failureReason": "Requested image not found"}
                return ecr({"images": [], "failures": [failure]})
            case "GetDownloadUrlForLayer":
                return ecr_error("LayersNotFoundException", "The layer with digest 'sha256:0' was not found")
            case "GetRepositoryPolicy" if not self.own_policy:
                return ecr_error("RepositoryPolicyNotFoundException", "Repository policy does not exist")
            case "GetRepositoryPolicy":
                return ecr({"registryId": ACCOUNT, "repositoryName": "shop/app", "policyText": "{}"})
            case "DescribeRepositories":
                name = request.parameters["repositoryNames"][0]
                return ecr({"repositories": [{"repositoryName": name, "repositoryUri": name}]})
        raise AssertionError(request.action)

    def _simulated(self, request: Request) -> Answer:
        if not self.may_simulate:
            return sts_error("AccessDenied", f"User: {ARN} is not authorized to perform: iam:SimulatePrincipalPolicy")
        actions = [value for name, value in request.parameters.items() if name.startswith("ActionNames.member")]
        missing = "<member>aws:MultiFactorAuthPresent</member>" if self.open_conditions else ""
        rows = "".join(
            f"<member><EvalActionName>{action}</EvalActionName><EvalResourceName>{escape(APP.arn)}</EvalResourceName>"
            f"<EvalDecision>{self.decisions.get(action, 'allowed')}</EvalDecision>"
            f"<MissingContextValues>{missing}</MissingContextValues></member>"
            for action in actions
        )
        return xml(
            '<SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">'
            f"<SimulatePrincipalPolicyResult><IsTruncated>false</IsTruncated><EvaluationResults>{rows}"
            "</EvaluationResults></SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>"
        )


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with serving(good) as running:
        monkeypatch.setenv("AWS_ENDPOINT_URL", running.url)
        yield running
        assert {request.action for request in running.requests} <= HARMLESS


def report(
    aws: AwsBoto,
    server: Server,
    account: Account,
    scenario: Scenario = Scenario.PUSH,
    *images: EcrImage,
    who: Identity = ME,
) -> RightsReport:
    server.answering = account.answer
    return check_rights(aws, KEYS, "us-west-2", who, scenario, images or (APP,))


def states(found: RightsReport) -> dict[str, str]:
    return {right.action: right.state for right in found.rights}


def test_a_key_that_may_everything(aws: AwsBoto, server: Server) -> None:
    found = report(aws, server, Account())
    assert states(found) == dict.fromkeys((TOKEN, *TRIED, *PUSH), "may")
    assert found.policy is None
    assert found.warnings == ()
    assert all(right.why for right in found.rights)


def test_pull_needs_no_right_to_push_and_asks_nobody_about_it(aws: AwsBoto, server: Server) -> None:
    assert states(report(aws, server, Account(), Scenario.PULL)) == dict.fromkeys((TOKEN, *PULL), "may")
    assert "SimulatePrincipalPolicy" not in {request.action for request in server.requests}


def test_a_right_to_push_that_is_missing(aws: AwsBoto, server: Server) -> None:
    found = report(aws, server, Account(decisions={"ecr:PutImage": "implicitDeny"}))
    assert states(found)["ecr:PutImage"] == "may-not"
    assert states(found)["ecr:UploadLayerPart"] == "may"
    assert found.policy is not None
    assert found.policy["Statement"][1]["Resource"] == [APP.arn]


def test_a_right_to_pull_that_is_missing(aws: AwsBoto, server: Server) -> None:
    found = report(aws, server, Account(denied={"ecr:BatchGetImage"}), Scenario.PULL)
    assert states(found)["ecr:BatchGetImage"] == "may-not"
    assert states(found)["ecr:GetDownloadUrlForLayer"] == "may"
    assert found.policy is not None


def test_an_explicit_denial_is_one_whatever_the_repository_says(aws: AwsBoto, server: Server) -> None:
    found = report(aws, server, Account(decisions={"ecr:PutImage": "explicitDeny"}, own_policy=True))
    assert states(found)["ecr:PutImage"] == "may-not"


@pytest.mark.parametrize(
    ("account", "why"),
    [
        (Account(may_simulate=False), "may not ask IAM"),
        (Account(open_conditions=True), "conditions"),
        (Account(decisions=dict.fromkeys(PUSH, "implicitDeny"), own_policy=True), "repository's own may"),
    ],
)
def test_what_cannot_be_known_is_not_checked_and_never_fine(
    aws: AwsBoto, server: Server, account: Account, why: str
) -> None:
    found = report(aws, server, account)
    for action in PUSH:
        right = next(item for item in found.rights if item.action == action)
        assert right.state == "not-checked"
        assert why in right.why
    assert found.policy is None


def test_iam_knows_nothing_of_the_root_user(aws: AwsBoto, server: Server) -> None:
    found = report(aws, server, Account(), who=ROOT)
    assert {states(found)[action] for action in PUSH} == {"not-checked"}
    assert {states(found)[action] for action in TRIED} == {"may"}


def test_a_repository_of_another_account_decides_too(aws: AwsBoto, server: Server) -> None:
    found = report(aws, server, Account(), Scenario.PUSH, FOREIGN)
    assert {states(found)[action] for action in PUSH} == {"not-checked"}
    refused = report(aws, server, Account(decisions=dict.fromkeys(PUSH, "implicitDeny")), Scenario.PUSH, FOREIGN)
    # Across accounts both sides must allow it ("Cross-account policy evaluation logic", IAM User Guide).
    assert {states(refused)[action] for action in PUSH} == {"may-not"}


def test_the_repositories_policy_is_asked_for_once(aws: AwsBoto, server: Server) -> None:
    report(aws, server, Account(decisions=dict.fromkeys(PUSH, "implicitDeny")))
    assert [request.action for request in server.requests].count("GetRepositoryPolicy") == 1


def test_a_repository_that_does_not_exist_is_said(aws: AwsBoto, server: Server) -> None:
    found = report(aws, server, Account(absent=True, may_simulate=False))
    assert set(states(found).values()) == {"may", "not-checked"}
    assert states(found)[TOKEN] == "may"
    assert [warning.code for warning in found.warnings] == ["repository-absent"]
    assert "shop/app" in found.warnings[0].message


def test_several_repositories_make_one_policy(aws: AwsBoto, server: Server) -> None:
    other = EcrImage(ACCOUNT, "us-west-2", "shop/worker")
    found = report(aws, server, Account(denied={"ecr:BatchGetImage"}), Scenario.PULL, APP, other)
    assert len(found.rights) == 1 + 2 * len(PULL)
    assert found.policy is not None
    assert found.policy["Statement"][1]["Resource"] == sorted([APP.arn, other.arn])
    json.dumps(found.policy)


def test_without_an_image_in_ecr_nothing_is_called_checked(aws: AwsBoto, server: Server) -> None:
    server.answering = Account().answer
    rights = aws.rights(KEYS, "us-west-2", ME, SCENARIOS[Scenario.PUSH].access, ())
    assert {right.state for right in rights if right.action != TOKEN} == {"not-checked"}


def test_keys_that_are_refused_end_the_questions(aws: AwsBoto, server: Server) -> None:
    server.answering = lambda _: ecr_error("UnrecognizedClientException", "The security token is invalid.")
    with pytest.raises(CredentialsError):
        aws.rights(KEYS, "us-west-2", ME, SCENARIOS[Scenario.PUSH].access, (APP,))


def test_an_iam_that_does_not_answer_leaves_the_rights_unchecked(
    aws: AwsBoto, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard.services.aws.boto.RETRY_AFTER", 0.01)
    account = Account()
    server.answering = lambda request: Answer(cut=True) if request.service == "iam" else account.answer(request)
    found = check_rights(aws, KEYS, "us-west-2", ME, Scenario.PUSH, [APP])
    assert {states(found)[action] for action in PUSH} == {"not-checked"}
    assert any("closed the connection" in right.why for right in found.rights)
