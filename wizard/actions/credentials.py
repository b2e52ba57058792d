"""Keys: taken from where they are, checked, and kept where the user says."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from wizard.core.aws.ecr_name import EcrImage, partition_of
from wizard.core.aws.key_forms import problem_of_key_id, problem_of_secret
from wizard.core.aws.rights import Right, least_policy, missing
from wizard.core.model.answers import KeySource, ScenarioKey, Storage
from wizard.core.model.errors import CredentialsError, UsageError, WizardError
from wizard.core.model.finding import Finding, note
from wizard.core.model.secret import AwsKeys
from wizard.core.scenarios.registry import SCENARIOS
from wizard.frozen import frozen
from wizard.services.aws.protocol import Aws, Identity, Progress
from wizard.services.credentials.aws_settings import Setting, profile_of_environment
from wizard.services.credentials.store import CredentialStore
from wizard.services.runtime.background import start, together
from wizard.services.runtime.foreign import remember

if TYPE_CHECKING:
    from wizard.actions.services import Services


@frozen
class KeyReport:
    """Keys that AWS accepts: whose they are, and what should be said about them."""

    identity: Identity
    masked_id: str
    region: str
    warnings: tuple[Finding, ...] = ()


@frozen
class RightsReport:
    """The table of rights, the images whose repositories ECR lacks, and the least policy where a right is missing."""

    rights: tuple[Right, ...]
    absent: tuple[EcrImage, ...] = ()
    policy: dict[str, Any] | None = None

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What is to be said of the images."""
        return tuple(map(absent_repository, self.absent))


def check_form(keys: AwsKeys) -> None:
    """Raise `CredentialsError` when the keys cannot be right, without asking anybody."""
    if problem := problem_of_key_id(keys.key_id.reveal()):
        code = "temporary-key" if keys.key_id.reveal().startswith("ASIA") else "malformed-key-id"
        raise CredentialsError(code, "This access key id cannot work.", problem)
    if problem := problem_of_secret(keys.secret.reveal()):
        raise CredentialsError("malformed-secret", "This secret access key cannot work.", problem)


def check_keys(aws: Aws, keys: AwsKeys, region: str, progress: Progress | None = None) -> KeyReport:
    """Whose the keys are, and whether they log in to ECR in the region.

    Their form is checked before AWS is asked. Raises `CredentialsError` and `ServiceError`.
    """
    remember(keys)
    check_form(keys)
    log_in = start(lambda: aws.authorization(keys, region, progress))
    identity = aws.identify(keys, region, progress)
    log_in.result()
    warnings = []
    if identity.is_root:
        warnings.append(
            note(
                "root-key",
                f"This is the key of the root user of account {identity.account}: it may do everything. "
                "Make a user with the minimum policy and use its key.",
            )
        )
    return KeyReport(identity, keys.masked_id, region, tuple(warnings))


def check_rights(
    aws: Aws,
    keys: AwsKeys,
    region: str,
    identity: Identity,
    scenario: ScenarioKey,
    images: Sequence[EcrImage],
    progress: Progress | None = None,
) -> RightsReport:
    """Whether the key may do what the scenario needs on the images."""
    absent = start(lambda: together([partial(_is_absent, aws, keys, image, progress) for image in images]))
    access = SCENARIOS[scenario].access
    rights = aws.rights(keys, region, identity, access, images, progress)
    reachable = [image for image in images if image.partition == partition_of(region)]
    policy = least_policy(access, reachable) if reachable and missing(rights) else None
    gone = tuple(image for image, is_absent in zip(images, absent.result(), strict=True) if is_absent)
    return RightsReport(rights, gone, policy)


def absent_of(aws: Aws, keys: AwsKeys, images: Sequence[EcrImage]) -> frozenset[EcrImage]:
    """Those of the images whose repository ECR does not have; one that the key may not ask about is not among them."""
    found = together([partial(_is_absent, aws, keys, image, None) for image in images])
    return frozenset(image for image, is_absent in zip(images, found, strict=True) if is_absent)


def _is_absent(aws: Aws, keys: AwsKeys, image: EcrImage, progress: Progress | None) -> bool:
    return aws.has_repository(keys, image.region, image.repository, progress, image.account) is False


def absent_repository(image: EcrImage) -> Finding:
    """That ECR does not have the repository of an image, and what makes it."""
    return note(
        "repository-absent",
        f"There is no repository {image.repository} in account {image.account}, {image.region}. "
        f"ECR does not make one on push: look at its spelling, or make it first with `{image.create_command}`.",
    )


def load_keys(store: CredentialStore, source: KeySource, name: str = "") -> AwsKeys | None:
    """The keys from the environment, a profile or the keyring (`name`: of the profile, of the account).

    None where there are none, and for keys that are typed or come later. Raises `CredentialsError` for keys
    of a kind that cannot work, `ServiceError` when the keyring does not answer.
    """
    keys: AwsKeys | None = None
    if source == "environment":
        keys = store.environment()
    elif source == "profile":
        keys = store.load_profile(name)
    elif source == "keyring":
        keys = store.load(name)
    if keys is not None:
        remember(keys)
    return keys


def kept_keys(services: Services, name: str) -> AwsKeys:
    """The keys of an account integration, from where this computer keeps them: the keyring or an AWS profile.

    Raises `UsageError` where it keeps none under that name, else as `load_keys`.
    """
    inventory = services.inventory.read()
    record = inventory.account(name)
    if record is None:
        known = ", ".join(item.name for item in inventory.accounts)
        raise UsageError(
            "unknown-account",
            f"No account integration {name} is known here.",
            f"Known are: {known}." if known else "None is known.",
            "Give one of those, or --profile PROFILE or --keys-from-stdin.",
        )
    source: KeySource = "profile" if record.profile else "keyring"
    keys = load_keys(services.credential_store, source, record.profile or name) if record.keeps_keys else None
    if keys is None:
        raise UsageError(
            "no-keys",
            f"The keys of {name} are not kept on this computer.",
            remedy="Give --profile PROFILE or --keys-from-stdin.",
        )
    return keys


@frozen
class KeySources:
    """What keys could be taken from besides typing and the keyring, and why something that is there cannot be."""

    environment: AwsKeys | None
    profiles: tuple[str, ...]
    problems: tuple[WizardError, ...] = ()
    # The one of the profiles that AWS_PROFILE names.
    profile: str = ""

    @property
    def of_shell(self) -> KeySource | None:
        """What this shell would use: its own keys win over AWS_PROFILE, as boto3 documents it."""
        if self.environment is not None:
            return "environment"
        return "profile" if self.profile else None


def key_sources(store: CredentialStore) -> KeySources:
    """The keys of the environment and the AWS profiles. Never raises: what is wrong is part of the answer."""
    problems: list[WizardError] = []
    environment: AwsKeys | None = None
    profiles: tuple[str, ...] = ()
    try:
        environment = load_keys(store, "environment")
    except WizardError as error:
        problems.append(error)
    try:
        profiles = store.profiles()
    except WizardError as error:
        problems.append(error)
    named = profile_of_environment()
    if named is None:
        return KeySources(environment, profiles, tuple(problems))
    if named.value not in profiles:
        if problem := _named_in_vain(store, named):
            problems.append(problem)
        return KeySources(environment, profiles, tuple(problems))
    return KeySources(environment, profiles, tuple(problems), named.value)


def _named_in_vain(store: CredentialStore, named: Setting) -> WizardError | None:
    """The error for a profile that a variable names and that is not there; None where the files cannot be read."""
    try:
        store.load_profile(named.value)
    except CredentialsError as error:
        remedy = f"{named.source} names it: set it right, or unset it."
        if error.code == "no-such-profile":
            return CredentialsError(error.code, error.title, error.cause, remedy, path=error.path)
    except WizardError:
        return None  # that is a problem already
    return None


@frozen
class Stored:
    """Where keys were kept, in words for the screen."""

    storage: Storage
    where: str


def store_keys(
    store: CredentialStore,
    storage: Storage,
    account_name: str,
    keys: AwsKeys,
    *,
    profile: str = "",
    overwrite: bool = False,
) -> Stored:
    """Keep the keys where the user chose; raises `ServiceError` and keeps them nowhere else when that fails."""
    remember(keys)
    if storage == "keyring":
        store.store(account_name, keys)
    elif storage == "profile":
        if not profile:
            raise UsageError("no-profile-name", "A profile needs a name.", remedy="Give one, for example ecr-wizard.")
        store.store_profile(profile, keys, overwrite=overwrite)
    return Stored(storage, stored_where(store, storage, profile))


def stored_where(store: CredentialStore, storage: Storage, profile: str = "") -> str:
    """Where keys of that storage are, in words."""
    if storage == "keyring":
        return f"the keyring ({store.probe().name})"
    if storage == "profile":
        return f"profile {profile} in {store.credentials_path()}"
    return "nowhere"


def forget_keys(store: CredentialStore, storage: Storage, account_name: str, profile: str = "") -> str:
    """Delete the keys from where they are kept; says from where, empty when there was nothing."""
    where = stored_where(store, storage, profile)
    if storage == "keyring":
        return where if store.delete(account_name) else ""
    if storage == "profile":
        return where if store.delete_profile(profile) else ""
    return ""
