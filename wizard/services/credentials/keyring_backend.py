"""The keyring of the desktop, behind a watch: no call lasts longer than it is given, none asks on our terminal.

A locked keyring whose question nobody sees never returns. Its thread is left behind; should it wake up later,
it stores nothing that was given up meanwhile.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from wizard.core.model.errors import ServiceError
from wizard.core.model.secret import AwsKeys, Secret
from wizard.frozen import frozen
from wizard.services.credentials.keyring_choice import ABSENT, REAL, NoBackend, choose
from wizard.services.credentials.store import StoreState
from wizard.services.runtime.background import start
from wizard.services.runtime.foreign import foreign_name, foreign_text
from wizard.services.runtime.logs import quiet_libraries

T = TypeVar("T")
log = logging.getLogger(__name__)

SERVICE = "ecr-wizard"
_PROBE = "(probe)"  # an entry that never exists

# The backend once it is chosen. Choosing asks the message bus, which may hang: each thread hangs for itself.
_chosen: list[Any] = []


@frozen
class _Failure:
    """Why a call did not work, in a sentence."""

    why: str


class KeyringBackend:
    """The real keyring, if there is one. Every method ends within `timeout` seconds or raises `ServiceError`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._probing: Future[StoreState] | None = None

    def prepare(self) -> None:
        """Import `keyring` and let it choose; not yet a question that could open a window of the desktop's."""
        try:
            _backend()
        except Exception as error:  # noqa: BLE001 - a backend raises what it likes; the probe says it again in words
            log.debug("no keyring: %s", type(error).__name__)

    def probe(self, timeout: float) -> StoreState:
        """Whether a real keyring answers. One that hangs is asked once, however often this is called."""
        with self._lock:
            waits_already = self._probing is not None and not self._probing.done()
            if self._probing is None or not waits_already:
                self._probing = start(_probe)
            probing = self._probing
        try:
            return probing.result(0.1 if waits_already else timeout)
        except TimeoutError:
            return StoreState("none", "", _silent(timeout))

    def store(self, name: str, keys: AwsKeys, timeout: float) -> None:
        """Keep the keys under `name`, and see that they are there."""
        text = Secret(
            json.dumps({"aws_access_key_id": keys.key_id.reveal(), "aws_secret_access_key": keys.secret.reveal()})
        )
        given_up = threading.Event()

        def call(backend: Any) -> bool:
            # Asking for the old entry unlocks the keyring: a question that is answered too late stores nothing.
            old = backend.get_password(SERVICE, name)
            if given_up.is_set():
                return False
            backend.set_password(SERVICE, name, text.reveal())
            if given_up.is_set():
                _put_back(backend, name, old)
            return bool(backend.get_password(SERVICE, name) == text.reveal())

        try:
            kept = self._call(call, timeout)
        finally:
            given_up.set()
        if not kept:
            raise _failed("It took the keys and did not keep them.")

    def load(self, name: str, timeout: float) -> AwsKeys | None:
        """The keys kept under `name`; None when there are none."""

        def call(backend: Any) -> Secret | None:
            text = backend.get_password(SERVICE, name)
            return None if text is None else Secret(text)

        text = self._call(call, timeout)
        if text is None:
            return None
        keys = _keys_of(text)
        if keys is None:
            raise _failed(f"Its entry {foreign_name(name, limit=60)} of {SERVICE} holds something else than keys.")
        return keys

    def delete(self, name: str, timeout: float) -> bool:
        """Take the keys out; False when there were none."""

        def call(backend: Any) -> bool:
            if backend.get_password(SERVICE, name) is None:
                return False
            backend.delete_password(SERVICE, name)
            return True

        return self._call(call, timeout)

    def _call(self, call: Callable[[Any], T], timeout: float) -> T:
        end = time.monotonic() + timeout
        state = self.probe(timeout)
        if state.kind == "none":
            raise _failed(state.why)

        def run() -> T | _Failure:
            try:
                return call(_backend())
            except Exception as error:  # noqa: BLE001 - a backend raises what it likes, perhaps with the secret in it
                return _Failure(_words(error))

        outcome: T | _Failure
        try:
            outcome = start(run).result(max(end - time.monotonic(), 0.1))
        except TimeoutError:
            outcome = _Failure(_silent(timeout))
        if isinstance(outcome, _Failure):
            raise _failed(outcome.why)
        return outcome


def _probe() -> StoreState:
    try:
        backend = _backend()
        backend.get_password(SERVICE, _PROBE)
    except Exception as error:  # noqa: BLE001 - a backend raises what it likes
        return StoreState("none", "", _words(error))
    return StoreState("keyring", _name(backend))


def _backend() -> Any:
    """The backend that serves here, chosen once; raises `NoBackend` and what a backend raises."""
    quiet_libraries()
    if not _chosen:
        _chosen.append(choose())
    return _chosen[0]


def _name(backend: object) -> str:
    return REAL[type(backend).__module__]


def _put_back(backend: Any, name: str, old: str | None) -> None:
    if old is None:
        backend.delete_password(SERVICE, name)
    else:
        backend.set_password(SERVICE, name, old)


def _keys_of(text: Secret) -> AwsKeys | None:
    try:
        data = json.loads(text.reveal())
        return AwsKeys(Secret(str(data["aws_access_key_id"])), Secret(str(data["aws_secret_access_key"])))
    except (ValueError, TypeError, KeyError):
        return None


def _silent(timeout: float) -> str:
    return (
        f"The keyring did not answer within {timeout:.0f} s: it may be locked, and ask for its password in a window. "
        "Unlock it, then try again."
    )


def _words(error: Exception) -> str:
    if isinstance(error, NoBackend):
        return str(error)
    kind = type(error).__name__
    if kind in ("KeyringLocked", "LockedException", "PromptDismissedException"):
        return "The keyring is locked. Unlock it, for example by logging in to the desktop."
    if kind == "InitError":
        return "The keyring cannot be opened: it is locked or has never been set up."
    if kind == "NoKeyringError":
        return ABSENT
    if isinstance(error, OSError):
        return "The desktop's message bus (D-Bus) cannot be reached."
    if isinstance(error, RuntimeError | ImportError | AttributeError):
        return "The keyring that PYTHON_KEYRING_BACKEND or keyringrc.cfg names cannot be used here."
    return f"The keyring failed ({foreign_text(kind, limit=80)})."


def _failed(why: str) -> ServiceError:
    return ServiceError(
        "keyring", "The keyring cannot be used.", why, "Use an AWS profile, or go on without keeping the keys."
    )
