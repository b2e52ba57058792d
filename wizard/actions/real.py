"""The real services, bundled. Nothing heavy is imported before a service is used."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from wizard.actions.services import Services

if TYPE_CHECKING:
    from wizard.services.aws.protocol import Aws
    from wizard.services.credentials.store import CredentialStore


def real_services(*, allow_http_endpoint: bool = False) -> Services:
    """The disk, git, AWS, the keyring, the inventory, and Shippable's API where a token is given.

    `allow_http_endpoint`: AWS may be asked over http at a host that is not this computer.
    """
    from wizard.services.repository.git import RealGit
    from wizard.services.shippable.connect import api_from_environment
    from wizard.services.storage.files import RealFiles
    from wizard.services.storage.inventory import FileInventory

    def aws() -> Aws:
        from wizard.services.aws.boto import AwsBoto

        return AwsBoto(allow_http_endpoint=allow_http_endpoint)

    def store() -> CredentialStore:
        from wizard.services.credentials.system import SystemStore

        return SystemStore()

    return Services(
        files=RealFiles(),
        git=RealGit(),
        aws=cast("Aws", Later(aws)),
        credential_store=cast("CredentialStore", Later(store)),
        inventory=FileInventory(),
        api=api_from_environment(),
    )


class Later:
    """A service that is made when something of it is asked for: `check` needs neither AWS nor a keyring."""

    def __init__(self, make: Callable[[], object]) -> None:
        self._make = make

    def __getattr__(self, name: str) -> Any:
        return getattr(self._made, name)

    @cached_property
    def _made(self) -> object:
        return self._make()
