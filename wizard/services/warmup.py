"""The slow libraries, imported while the user reads the first screen: after its frame, in a daemon thread."""

from __future__ import annotations

import logging
from concurrent.futures import Future

from wizard.services.background import start as in_background
from wizard.services.vault import Vault

log = logging.getLogger(__name__)


def start(vault: Vault | None = None) -> Future[None]:
    """Begin to import botocore and to ask `vault` for its keyring; returns at once.

    Nothing needs to wait for the future. What fails here fails again, with its words, where it is needed.
    """
    return in_background(lambda: _load(vault))


def _load(vault: Vault | None) -> None:
    if vault is not None:
        vault.probe()
    try:
        import botocore.session
        import botocore.signers  # noqa: F401 - what the first client would import
    except ImportError as error:
        log.warning("botocore cannot be imported: %s", error.name)
