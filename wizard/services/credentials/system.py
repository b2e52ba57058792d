"""The store of this computer: the desktop's keyring, the shared AWS files, the environment."""

from __future__ import annotations

import os

from wizard.core.aws.key_forms import refused_token
from wizard.core.model.errors import CredentialsError
from wizard.core.model.secret import AwsKeys, Secret
from wizard.services.credentials import aws_files
from wizard.services.credentials.keyring_backend import KeyringBackend
from wizard.services.credentials.store import SECONDS, StoreState

_VARIABLES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
_TOKENS = ("AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN")


class SystemStore:
    """`CredentialStore` on this computer. Nothing is imported and nothing asked until a method is called."""

    def __init__(self) -> None:
        self._keyring = KeyringBackend()

    def prepare(self) -> None:
        """See `CredentialStore`."""
        self._keyring.prepare()

    def probe(self, timeout: float = SECONDS) -> StoreState:
        """See `CredentialStore`."""
        return self._keyring.probe(timeout)

    def store(self, account_name: str, keys: AwsKeys) -> None:
        """See `CredentialStore`."""
        self._keyring.store(account_name, keys, SECONDS)

    def load(self, account_name: str) -> AwsKeys | None:
        """See `CredentialStore`."""
        return self._keyring.load(account_name, SECONDS)

    def delete(self, account_name: str) -> bool:
        """See `CredentialStore`."""
        return self._keyring.delete(account_name, SECONDS)

    def profiles(self) -> tuple[str, ...]:
        """See `CredentialStore`."""
        return tuple(aws_files.profiles())

    def credentials_path(self) -> str:
        """See `CredentialStore`."""
        return aws_files.home(aws_files.credentials_path())

    def store_profile(self, name: str, keys: AwsKeys, *, overwrite: bool = False) -> str:
        """See `CredentialStore`."""
        return aws_files.write(name, keys, overwrite=overwrite)

    def load_profile(self, name: str) -> AwsKeys:
        """See `CredentialStore`."""
        return aws_files.keys_of(name)

    def delete_profile(self, name: str) -> bool:
        """See `CredentialStore`."""
        return aws_files.delete(name)

    def environment(self) -> AwsKeys | None:
        """See `CredentialStore`."""
        key_id, secret = (Secret(os.environ.get(name, "").strip()) for name in _VARIABLES)
        absent = [name for name, value in zip(_VARIABLES, (key_id, secret), strict=True) if not value]
        if len(absent) == len(_VARIABLES):
            return None
        if absent:
            raise _incomplete(absent[0])
        if key_id.reveal().startswith("ASIA"):
            raise CredentialsError(
                "temporary-key",
                "The keys in the environment are temporary ones.",
                "Shippable's integration has no field for the session token that they need.",
                "Use the lasting key (AKIA...) of an IAM user, and unset AWS_SESSION_TOKEN.",
            )
        token = next((name for name in _TOKENS if os.environ.get(name)), None)
        if token is not None:
            raise refused_token(key_id.reveal(), f"Unset {token}.")
        return AwsKeys(key_id, secret)


def _incomplete(absent: str) -> CredentialsError:
    return CredentialsError(
        "incomplete-keys",
        f"{absent} is not set.",
        "The other one of the two is.",
        f"Set it, or unset {_VARIABLES[0]} and {_VARIABLES[1]}.",
    )
