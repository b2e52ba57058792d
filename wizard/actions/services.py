"""The services that the actions work with: one bundle, real or simulated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.frozen import frozen

if TYPE_CHECKING:
    from wizard.services.aws.protocol import Aws
    from wizard.services.aws.simulated import SampleKey
    from wizard.services.credentials.store import CredentialStore
    from wizard.services.repository.git import Git
    from wizard.services.shippable.protocol import ShippableApi
    from wizard.services.storage.files import Files
    from wizard.services.storage.inventory import InventoryStore


@frozen
class Services:
    """Everything outside. `api` is None without a token for Shippable.

    `demo` tells a simulation, and `samples` are the keys that it offers to try.
    """

    files: Files
    git: Git
    aws: Aws
    credential_store: CredentialStore
    inventory: InventoryStore
    api: ShippableApi | None = None
    demo: bool = False
    samples: tuple[SampleKey, ...] = ()
