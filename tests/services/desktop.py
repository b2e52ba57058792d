"""A desktop session's message bus and keyring, for one test: a real dbus-daemon, a real gnome-keyring-daemon."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

# Everywhere but in the right place keyring's own choice must be seen, whatever else is installed.
NEEDED = ("dbus-daemon", "gnome-keyring-daemon")


def need_programs() -> None:
    for name in NEEDED:
        if shutil.which(name) is None:
            pytest.skip(f"{name} is not installed (Debian: dbus, gnome-keyring)")


@contextmanager
def message_bus(folder: Path) -> Iterator[dict[str, str]]:
    """A session bus; gives the environment in which programs find it."""
    need_programs()
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("DBUS_", "DISPLAY", "WAYLAND"))
    } | {"XDG_RUNTIME_DIR": str(runtime)}
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        text=True,
    )
    assert bus.stdout is not None
    try:
        yield environment | {"DBUS_SESSION_BUS_ADDRESS": bus.stdout.readline().strip()}
    finally:
        _end(bus)
        bus.stdout.close()


class Keyring:
    """A running gnome-keyring-daemon."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def freeze(self) -> None:
        """From now on it takes every call and answers none."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._process.send_signal(signal.SIGCONT)


@contextmanager
def gnome_keyring(environment: dict[str, str], *, password: bytes | None) -> Iterator[Keyring]:
    """The keyring on that bus, unlocked with a password (which makes it, the first time) or locked without one."""
    how = ["--unlock"] if password is not None else ["--start"]
    process = subprocess.Popen(
        ["gnome-keyring-daemon", "--foreground", "--components=secrets", *how],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    assert process.stdin is not None
    process.stdin.write(password or b"")
    process.stdin.close()
    try:
        _wait_for_its_name(environment["DBUS_SESSION_BUS_ADDRESS"])
        yield Keyring(process)
    finally:
        _end(process)


def _wait_for_its_name(address: str) -> None:
    from jeepney import DBus, MatchRule, message_bus
    from jeepney.io.blocking import Proxy, open_dbus_connection

    name = "org.freedesktop.secrets"
    with open_dbus_connection(bus=address) as connection:
        bus = Proxy(DBus(), connection)
        rule = MatchRule(type="signal", interface=message_bus.interface, member="NameOwnerChanged")
        rule.add_arg_condition(0, name)
        bus.AddMatch(rule)
        with connection.filter(rule) as changes:
            if not bus.NameHasOwner(name)[0]:
                connection.recv_until_filtered(changes, timeout=30)


def _end(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait(10)
