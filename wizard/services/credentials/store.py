"""Where secrets are kept: the keyring, a profile of the shared AWS credentials file, or nowhere.

Nothing here chooses for the user, and nothing falls back to something weaker. Every call on the keyring ends
within `SECONDS`: a locked keyring whose question nobody sees would wait for ever.
"""

from __future__ import annotations

from typing import Literal, Protocol

from wizard.core.model.secret import AwsKeys
from wizard.frozen import frozen

SECONDS = 3.0


@frozen
class StoreState:
    """Whether a real keyring answers: its name, or why there is none, in a sentence or two."""

    kind: Literal["keyring", "none"]
    name: str
    why: str = ""


class CredentialStore(Protocol):
    """The keeping of keys. `account_name` is the name of the account integration."""

    def prepare(self) -> None:
        """Load what the first call will need; nobody is asked anything. Never raises."""
        ...

    def probe(self, timeout: float = SECONDS) -> StoreState:
        """Ask for a keyring without storing anything. Never raises."""
        ...

    def store(self, account_name: str, keys: AwsKeys) -> None:
        """Keep the keys in the keyring; raises `ServiceError` and keeps nothing elsewhere when it cannot."""
        ...

    def load(self, account_name: str) -> AwsKeys | None:
        """The keys from the keyring; None when it has none of that name."""
        ...

    def delete(self, account_name: str) -> bool:
        """Take the keys out of the keyring; False when it had none."""
        ...

    def profiles(self) -> tuple[str, ...]:
        """The names of the profiles in the shared AWS files."""
        ...

    def credentials_path(self) -> str:
        """The shared credentials file, as it is shown."""
        ...

    def store_profile(self, name: str, keys: AwsKeys, *, overwrite: bool = False) -> str:
        """Write a profile to the shared credentials file (0600), everything else in it kept; gives its path.

        Raises `ServiceError` `profile-exists` when there is one of that name and `overwrite` is not set.
        """
        ...

    def load_profile(self, name: str) -> AwsKeys:
        """The static keys of a profile; raises `CredentialsError` for a profile of another kind or without keys."""
        ...

    def delete_profile(self, name: str) -> bool:
        """Take a profile out of the shared credentials file; False when it was not there."""
        ...

    def environment(self) -> AwsKeys | None:
        """The keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; None when there are none.

        Raises `CredentialsError` when they are temporary ones, or one of the two is missing.
        """
        ...
