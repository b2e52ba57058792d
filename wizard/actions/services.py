"""The services that the actions work with: one bundle, real or simulated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.services.aws import Aws
    from wizard.services.aws_simulated import SampleKey
    from wizard.services.files import Files
    from wizard.services.git import Git
    from wizard.services.registry import Registry
    from wizard.services.shippable_api import ShippableApi
    from wizard.services.vault import Vault


@dataclass(frozen=True, slots=True)
class Services:
    """Everything outside. `api` is None without a token for Shippable.

    `demo` tells a simulation, and `samples` are the keys that it offers to try.
    """

    files: Files
    git: Git
    aws: Aws
    vault: Vault
    registry: Registry
    api: ShippableApi | None = None
    demo: bool = False
    samples: tuple[SampleKey, ...] = ()
