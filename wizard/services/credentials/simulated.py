"""The demo's keyring and profiles: in memory, gone at the end."""

from __future__ import annotations

from wizard.core.model.errors import CredentialsError, ServiceError
from wizard.core.model.secret import AwsKeys
from wizard.services.credentials.store import SECONDS, StoreState


class SimulatedStore:
    """A keyring and a credentials file that exist only in this process."""

    def __init__(self) -> None:
        self._keyring: dict[str, AwsKeys] = {}
        self._profiles: dict[str, AwsKeys] = {}

    def prepare(self) -> None:
        """Nothing is needed."""

    def probe(self, timeout: float = SECONDS) -> StoreState:  # noqa: ARG002 - it answers at once
        """A keyring is there."""
        return StoreState("keyring", "the demo's keyring")

    def store(self, account_name: str, keys: AwsKeys) -> None:
        """Keep the keys until the demo ends."""
        self._keyring[account_name] = keys

    def load(self, account_name: str) -> AwsKeys | None:
        """The keys kept under that name."""
        return self._keyring.get(account_name)

    def delete(self, account_name: str) -> bool:
        """Forget the keys kept under that name."""
        return self._keyring.pop(account_name, None) is not None

    def profiles(self) -> tuple[str, ...]:
        """The profiles made in this demo."""
        return tuple(self._profiles)

    def credentials_path(self) -> str:
        """The path that the demo shows."""
        return "~/.aws/credentials"

    def store_profile(self, name: str, keys: AwsKeys, *, overwrite: bool = False) -> str:
        """Keep the keys as a profile; raises `ServiceError` `profile-exists`."""
        if name in self._profiles and not overwrite:
            raise ServiceError("profile-exists", f"There is a profile {name} already.", remedy="Choose another name.")
        self._profiles[name] = keys
        return self.credentials_path()

    def load_profile(self, name: str) -> AwsKeys:
        """The keys of a profile; raises `CredentialsError`."""
        if name not in self._profiles:
            raise CredentialsError("no-such-profile", f"There is no profile {name}.", remedy="Choose another one.")
        return self._profiles[name]

    def delete_profile(self, name: str) -> bool:
        """Forget a profile."""
        return self._profiles.pop(name, None) is not None

    def environment(self) -> AwsKeys | None:
        """None: the demo looks at nothing of the user's."""
        return None
