"""The keyring for real: found, used and left in peace, whatever state the desktop is in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aws_server import KEY_ID, KEYS, SECRET
from desktop import gnome_keyring, message_bus

from wizard.core.model.errors import ServiceError
from wizard.services.credentials import keyring_backend

# One process a case: `keyring` chooses its backend once. Each line is a step, its answer or error goes to stdout.
STEPS = f"""
import json, sys
from wizard.core.model.errors import WizardError
from wizard.core.model.secret import AwsKeys, Secret
from wizard.services.credentials.system import SystemStore

store = SystemStore()
keys = AwsKeys(Secret({KEY_ID!r}), Secret({SECRET!r}))
others = AwsKeys(Secret("AKIAOTHEROTHEROTHER1"), Secret("o" * 40))
probed = store.probe()
print(json.dumps([probed.kind, probed.name, probed.why]), flush=True)
for step in sys.argv[1:]:
    try:
        answer = eval(step)
        print(json.dumps(answer if answer is None or isinstance(answer, bool) else "other"), flush=True)
    except WizardError as error:
        print(json.dumps([error.code, str(error)]), flush=True)
"""


def steps(environment: dict[str, str], *lines: str) -> tuple[list[str], list[Any], str]:
    """What the probe said, what each step gave, and all that was written."""
    done = subprocess.run(
        [sys.executable, "-c", STEPS, *lines],
        env=environment | {"PYTHONPATH": str(Path(__file__).parents[2])},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        start_new_session=True,
    )
    assert done.returncode == 0, done.stderr
    probed, *rest = [json.loads(line) for line in done.stdout.splitlines()]
    return probed, rest, done.stdout + done.stderr


def without_desktop(**more: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("DBUS_", "DISPLAY"))} | more


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[dict[str, str]]:
    with message_bus(tmp_path) as environment:
        yield environment


def test_an_unlocked_keyring_keeps_reads_and_deletes(bus: dict[str, str]) -> None:
    with gnome_keyring(bus, password=b"secret"):
        probed, answers, written = steps(
            bus,
            "store.load('a b')",
            "store.store('a b', keys)",
            "store.load('a b') == keys",
            "store.store('a b', others)",
            "store.load('a b') == others",
            "store.load('another')",
            "store.delete('a b')",
            "store.delete('a b')",
            "store.load('a b')",
        )
    assert probed == ["keyring", "Secret Service", ""]
    assert answers == [None, None, True, None, True, None, True, False, None]
    assert SECRET not in written
    assert KEY_ID not in written


def test_what_was_stored_is_there_in_the_next_run(bus: dict[str, str]) -> None:
    with gnome_keyring(bus, password=b"secret"):
        steps(bus, "store.store('ours', keys)")
        _, answers, _ = steps(bus, "store.load('ours') == keys")
    assert answers == [True]


def test_of_several_backends_the_real_one_is_used(bus: dict[str, str]) -> None:
    # keyrings.alt is installed here: the chain begins with the Secret Service and goes on with a plain file.
    chained = bus | {"PYTHON_KEYRING_BACKEND": "keyring.backends.chainer.ChainerBackend"}
    with gnome_keyring(bus, password=b"secret"):
        probed, answers, _ = steps(chained, "store.store('x', keys)", "store.load('x') == keys")
    assert probed[:2] == ["keyring", "Secret Service"]
    assert answers == [None, True]
    assert not list(Path(bus["HOME"]).rglob("*keyring_pass*"))


def test_a_locked_keyring_says_so_and_nothing_is_kept(bus: dict[str, str]) -> None:
    with gnome_keyring(bus, password=None):
        probed, answers, _ = steps(bus, "store.store('x', keys)", "store.load('x')")
    assert probed[0] == "none"
    assert "locked" in probed[2]
    assert [answer[0] for answer in answers] == ["keyring", "keyring"]


def test_a_keyring_that_never_answers_is_left_after_three_seconds(bus: dict[str, str]) -> None:
    with gnome_keyring(bus, password=b"secret") as daemon:
        daemon.freeze()
        # The process ends although its thread hangs for ever.
        probed, answers, _ = steps(bus, "store.probe().kind == 'none'", "store.store('x', keys)")
        daemon.thaw()
        later, kept, _ = steps(bus, "store.load('x')")
    assert probed[0] == "none"
    assert "did not answer within 3 s" in probed[2]
    assert answers[0] is True
    assert answers[1][0] == "keyring"
    assert later[0] == "keyring"
    assert kept == [None]


def test_without_a_bus_there_is_none() -> None:
    # keyring's own choice where nothing but itself is installed
    environment = without_desktop(PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring")
    probed, answers, _ = steps(environment, "store.store('x', keys)", "store.load('x')", "store.delete('x')")
    assert probed[0] == "none"
    assert "no keyring here" in probed[2]
    assert [answer[0] for answer in answers] == ["keyring"] * 3


def test_a_dead_bus_is_no_keyring(tmp_path: Path) -> None:
    dead = without_desktop(
        DBUS_SESSION_BUS_ADDRESS=f"unix:path={tmp_path / 'gone'}",
        PYTHON_KEYRING_BACKEND="keyring.backends.SecretService.Keyring",
    )
    probed, _, _ = steps(dead)
    assert probed[0] == "none"
    assert "D-Bus" in probed[2]


@pytest.mark.parametrize(
    ("backend", "why"),
    [
        (None, "plain text"),  # what keyring chooses where keyrings.alt is installed and no desktop runs
        ("keyrings.alt.file.PlaintextKeyring", "plain text"),
        ("keyrings.alt.file.EncryptedKeyring", "asks on the terminal"),
        ("keyring.backends.chainer.ChainerBackend", "plain text"),
        ("keyring.backends.null.Keyring", "keeps nothing"),
        ("aws_server.Server", "cannot be used here"),  # a setting that names no backend at all
    ],
)
def test_what_is_not_safe_is_refused_and_nothing_is_written(own_home: Path, backend: str | None, why: str) -> None:
    environment = without_desktop()
    if backend is not None:
        environment["PYTHON_KEYRING_BACKEND"] = backend
    probed, answers, written = steps(environment, "store.store('x', keys)", "store.load('x')")
    assert probed[0] == "none"
    assert why in probed[2]
    assert [answer[0] for answer in answers] == ["keyring", "keyring"]
    assert "assword" not in written  # nothing asked for one
    for path in own_home.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes()


class Slow:
    """A backend that is unlocked only when the test says so."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.asked, self.unlock, self.over = threading.Event(), threading.Event(), threading.Event()

    def get_password(self, _service: str, name: str) -> str | None:
        if name != "(probe)":
            self.asked.set()
            self.unlock.wait(30)
        return self.kept.get(name)

    def set_password(self, _service: str, name: str, password: str) -> None:
        self.kept[name] = password


def test_a_question_that_is_answered_too_late_stores_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow()
    monkeypatch.setattr(keyring_backend, "_backend", lambda: slow)
    monkeypatch.setitem(keyring_backend.REAL, __name__, "a slow keyring")
    ended = wrapped_start(monkeypatch)
    store = keyring_backend.KeyringBackend()
    with pytest.raises(ServiceError, match="did not answer"):
        store.store("x", KEYS, 0.2)
    assert slow.asked.is_set()
    slow.unlock.set()
    for future in ended:
        future.result(10)
    assert slow.kept == {}


def wrapped_start(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The futures of all that is started from now on."""
    started: list[Any] = []
    original: Callable[..., Any] = keyring_backend.start

    def start(call: Callable[[], Any]) -> Any:
        started.append(original(call))
        return started[-1]

    monkeypatch.setattr(keyring_backend, "start", start)
    return started


def test_making_a_credential_store_imports_nothing() -> None:
    code = "import sys, wizard.services.credentials.system as v; v.SystemStore(); print('keyring' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.strip() == "False"
