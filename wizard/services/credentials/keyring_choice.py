"""Which keyring of the desktop is used: chosen as `keyring` chooses, but only among those that can serve.

`keyring` itself imports every backend that is installed. On Linux its macOS backend looks for a library by running
ldconfig, gcc and ld, and others run programs of their own (`pass`, `op`), each with our environment. So only the
backends in `REAL` for this platform are imported; of any other one, nothing but the name is read.
"""

from __future__ import annotations

import configparser
import importlib
import os
import stat
import sys
from pathlib import Path
from typing import Any

from wizard.services.runtime.foreign import foreign_text

# The backends that keep secrets encrypted and ask, where they ask, in a window of the desktop's own.
REAL = {
    "keyring.backends.SecretService": "Secret Service",
    "keyring.backends.libsecret": "libsecret",
    "keyring.backends.kwallet": "KDE Wallet",
    "keyring.backends.macOS": "macOS Keychain",
}
_ON_MACOS = ("keyring.backends.macOS",)
_CHAIN = "keyring.backends.chainer"

ABSENT = "There is no keyring here: no desktop session runs one."
_UNUSABLE = "The keyring that PYTHON_KEYRING_BACKEND or keyringrc.cfg names cannot be used here."
_REFUSED = {
    "keyring.backends.fail": ABSENT,
    "keyring.backends.null": "The keyring is switched off (the null backend keeps nothing).",
    "keyrings.alt": "The only keyring here, {name}, keeps secrets as plain text, or asks on the terminal.",
    "keyrings.cryptfile": "The only keyring here, {name}, would ask for its password on this terminal.",
}
_UNKNOWN = "The only keyring here, {name}, is not one of which the wizard knows that it is safe."


class NoBackend(Exception):
    """There is no keyring that can be used; the text says why."""


def choose() -> Any:
    """The backend to use; raises `NoBackend`, and what a backend itself raises.

    What PYTHON_KEYRING_BACKEND or keyringrc.cfg names counts, if it is real; else the best one that answers.
    """
    name = os.environ.get("PYTHON_KEYRING_BACKEND") or _configured()
    module = name.rpartition(".")[0]
    if not name or module == _CHAIN:
        return _best()
    if module not in _here():
        raise NoBackend(ABSENT if module in REAL else _why_not(name, _UNUSABLE))
    from keyring.core import load_keyring

    return load_keyring(name)


def _best() -> Any:
    from keyring.backend import KeyringBackend, by_priority

    modules = _here()
    for module in modules:
        importlib.import_module(module)
    found = [kind for kind in KeyringBackend.get_viable_backends() if kind.__module__ in modules]
    if not found:
        raise NoBackend(_why_none())
    return max(found, key=by_priority)()


def _here() -> tuple[str, ...]:
    """The modules of the backends that can serve on this platform, and in this session."""
    if sys.platform == "darwin":
        return _ON_MACOS
    # Without a bus, the libraries of these would start one (`dbus-launch`).
    address = os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")
    if address:
        served = all(part.startswith(("unix:", "tcp:", "nonce-tcp:")) for part in address.split(";") if part)
    else:
        served = _is_socket(Path(os.environ.get("XDG_RUNTIME_DIR", ""), "bus"))
    return tuple(module for module in REAL if module not in _ON_MACOS) if served else ()


def _is_socket(path: Path) -> bool:
    try:
        return path.is_absolute() and stat.S_ISSOCK(path.stat().st_mode)
    except OSError:
        return False


def _configured() -> str:
    """The backend that keyringrc.cfg names, empty where it names none; its `keyring-path` is not followed."""
    from keyring.util.platform_ import config_root

    config = configparser.RawConfigParser()
    path = Path(config_root()) / "keyringrc.cfg"
    if path.is_file():
        config.read(path, encoding="utf-8")
    return config.get("backend", "default-keyring", fallback="").strip()


def _why_none() -> str:
    """Why there is no keyring: what is installed beside those that `keyring` brings, by name only."""
    from importlib import metadata  # late: half of what the keyring costs a start that never asks it

    points = metadata.entry_points(group="keyring.backends")
    others = sorted(point.module for point in points if not point.module.startswith("keyring.backends."))
    # One that keeps plain text is what people have without knowing it.
    others.sort(key=lambda name: not name.startswith("keyrings.alt.file"))
    return _why_not(others[0]) if others else ABSENT


def _why_not(name: str, otherwise: str = _UNKNOWN) -> str:
    why = next((text for module, text in _REFUSED.items() if name.startswith(module)), otherwise)
    return why.format(name=foreign_text(name, limit=80))
