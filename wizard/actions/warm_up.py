"""The slow libraries, imported while the user reads the first screen: after its frame, in a daemon thread."""

from __future__ import annotations

import logging
from concurrent.futures import Future

from wizard.core.model.errors import WizardError
from wizard.services.aws.protocol import Aws
from wizard.services.credentials.store import CredentialStore
from wizard.services.runtime.background import start as in_background

log = logging.getLogger(__name__)


def start(aws: Aws, store: CredentialStore) -> Future[None]:
    """Begin to load what the keys will need, boto3 and `keyring`; returns at once.

    Nothing needs to wait for the future. What fails here fails again, with its words, where it is needed.
    """

    def load() -> None:
        try:
            aws.regions()
        except WizardError as error:
            log.warning("%s", error)
        store.prepare()  # last: a message bus that never answers holds it for ever

    return in_background(load)
