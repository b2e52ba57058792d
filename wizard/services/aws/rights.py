"""What a key may do, asked without side effects.

The token is asked for; reading is tried on a layer and an image that cannot exist; for writing IAM is asked to
simulate. What none of these answers is not checked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from wizard.core.aws.ecr_name import EcrImage
from wizard.core.aws.rights import TOKEN, TRIED, Access, Right, State, needed
from wizard.core.model.errors import WizardError
from wizard.core.model.secret import AwsKeys
from wizard.services.aws.errors import Asked
from wizard.services.aws.protocol import Identity, Progress
from wizard.services.runtime.background import start, together

if TYPE_CHECKING:
    from wizard.services.aws.boto import AwsBoto

ABSENT = "sha256:" + "0" * 64

# A read of something absent, for each right that is one to read: no side effect, and AWS looks at the right first.
_READS: dict[str, Callable[[Any, dict[str, str]], object]] = {
    "ecr:BatchCheckLayerAvailability": lambda ecr, where: ecr.batch_check_layer_availability(
        layerDigests=[ABSENT], **where
    )["failures"],
    "ecr:GetDownloadUrlForLayer": lambda ecr, where: ecr.get_download_url_for_layer(layerDigest=ABSENT, **where),
    "ecr:BatchGetImage": lambda ecr, where: ecr.batch_get_image(imageIds=[{"imageDigest": ABSENT}], **where)[
        "failures"
    ],
}
# ECR's answers to such a read when the right is there (errors of GetDownloadUrlForLayer, ECR API Reference).
_ABSENT_LAYER = frozenset({"LayersNotFoundException", "LayerInaccessibleException"})


def find_rights(
    aws: AwsBoto,
    keys: AwsKeys,
    region: str,
    identity: Identity,
    access: Access,
    images: Sequence[EcrImage],
    progress: Progress | None = None,
) -> tuple[Right, ...]:
    """See `Aws.rights`. All is asked at the same time."""
    actions = needed(access)
    if not images:
        why = "The image's name does not tell its account and region."
        return (
            _token(aws, keys, region, progress),
            *(Right(action, "*", "not-checked", why) for action in actions),
        )
    token = start(lambda: _token(aws, keys, region, progress))
    found = together([partial(_of_image, aws, keys, identity, image, actions, progress) for image in images])
    return (token.result(), *(right for rights in found for right in rights))


class _Decision(NamedTuple):
    """What IAM's simulation says of an action, and whether that hangs on conditions it was not given."""

    answer: str
    conditions: bool


# By action; or why nothing could be simulated.
_Simulated = dict[str, _Decision] | str

# What IAM's simulation answers, where no condition is open.
_DECIDED: dict[str, tuple[State, str]] = {
    "allowed": ("may", "IAM's simulation allows it."),
    "explicitDeny": ("may-not", "A policy forbids it."),
    "implicitDeny": ("may-not", "No policy of the user allows it."),
}


class _AskedIam(NamedTuple):
    """What IAM is being asked: a simulation, and whether the repository has a policy of its own."""

    simulation: Future[_Simulated]
    policy: Future[bool]

    def results(self) -> tuple[_Simulated, bool]:
        """Both answers, once they are there."""
        return self.simulation.result(), self.policy.result()


def _from_reads(read: Callable[[str], Right], actions: Sequence[str]) -> dict[str, Right]:
    """The rights of which a read tells."""
    tried = [partial(read, action) for action in actions if action in TRIED]
    return {right.action: right for right in together(tried) if right.state != "not-checked"}


def _of_image(
    aws: AwsBoto,
    keys: AwsKeys,
    identity: Identity,
    image: EcrImage,
    actions: Sequence[str],
    progress: Progress | None,
) -> tuple[Right, ...]:
    def ask_iam() -> _AskedIam:
        simulate = partial(_simulate, aws, keys, identity, image, actions, progress)
        return _AskedIam(start(simulate), start(partial(_has_policy, aws, keys, image)))

    # To push, IAM must be asked; to pull only when a read does not tell.
    asked = None if set(actions) <= set(TRIED) else ask_iam()
    rights = _from_reads(partial(_read, aws, keys, image, progress=progress), actions)
    unknown = [action for action in actions if action not in rights]
    if unknown:
        simulated, has_policy = (asked or ask_iam()).results()
        for action in unknown:
            rights[action] = _judged(identity, image, simulated, action, has_policy=has_policy)
    return tuple(rights[action] for action in actions)


def _token(aws: AwsBoto, keys: AwsKeys, region: str, progress: Progress | None) -> Right:
    try:
        aws.authorization(keys, region, progress)
    except WizardError as error:
        if error.code != "access-denied":
            raise
        return Right(TOKEN, "*", "may-not", error.cause)
    return Right(TOKEN, "*", "may", "It was asked for and given.")


def _read(aws: AwsBoto, keys: AwsKeys, image: EcrImage, action: str, progress: Progress | None) -> Right:
    from botocore.exceptions import ClientError

    where = {"registryId": image.account, "repositoryName": image.repository}

    def call(client: Any) -> bool:
        try:
            _READS[action](client, where)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") not in _ABSENT_LAYER:
                raise
        return True

    try:
        aws.ask(Asked("ECR", image.region, keys), call, progress)
    except WizardError as error:
        state: State = "may-not" if error.code == "access-denied" else "not-checked"
        return Right(action, image.arn, state, error.cause if state == "may-not" else error.title)
    return Right(action, image.arn, "may", "It was tried on an image that does not exist.")


def _simulate(
    aws: AwsBoto,
    keys: AwsKeys,
    identity: Identity,
    image: EcrImage,
    actions: Sequence[str],
    progress: Progress | None,
) -> _Simulated:
    """The decision and whether conditions are open, by action; or why nothing could be simulated."""
    from wizard.services.aws.home_regions import home_region

    if identity.is_root:
        return "IAM cannot simulate the root user."

    def call(client: Any) -> dict[str, _Decision]:
        answer = client.simulate_principal_policy(
            PolicySourceArn=identity.arn, ActionNames=list(actions), ResourceArns=[image.arn]
        )
        return {
            item["EvalActionName"]: _Decision(item["EvalDecision"], bool(item.get("MissingContextValues")))
            for item in answer["EvaluationResults"]
        }

    try:
        return aws.ask(Asked("IAM", home_region(image.region), keys), call, progress)
    except WizardError as error:
        if error.code == "access-denied":
            return "The key may not ask IAM (iam:SimulatePrincipalPolicy)."
        return f"IAM could not be asked. {error.title}"


def _judged(
    identity: Identity,
    image: EcrImage,
    simulated: _Simulated,
    action: str,
    *,
    has_policy: bool,
) -> Right:
    """The row for an action, from what IAM simulated. The repository's own policy is no part of that."""
    if isinstance(simulated, str):
        return Right(action, image.arn, "not-checked", simulated)
    decision, conditions = simulated.get(action, _Decision("", conditions=False))
    own = image.account == identity.account
    if decision == "allowed" and not own:
        return Right(action, image.arn, "not-checked", f"The repository's own policy in {image.account} decides too.")
    if conditions or decision not in _DECIDED:
        return Right(action, image.arn, "not-checked", "It hangs on conditions that cannot be simulated.")
    if decision == "implicitDeny" and own and has_policy:
        return Right(action, image.arn, "not-checked", "No policy of the user allows it; the repository's own may.")
    state, why = _DECIDED[decision]
    return Right(action, image.arn, state, why)


def _has_policy(aws: AwsBoto, keys: AwsKeys, image: EcrImage) -> bool:
    """Whether the repository has a policy of its own, as far as that is known."""
    from botocore.exceptions import ClientError

    def call(client: Any) -> bool:
        try:
            client.get_repository_policy(registryId=image.account, repositoryName=image.repository)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") != "RepositoryPolicyNotFoundException":
                raise
            return False
        return True

    try:
        return aws.ask(Asked("ECR", image.region, keys), call)
    except WizardError as error:
        return error.code != "repository-not-found"
