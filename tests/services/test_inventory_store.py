"""The inventory: two programs at once, a killed one, damage, and nothing secret in it."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.core.model.errors import ServiceError
from wizard.core.model.inventory import AccountRecord, Inventory, Place, SubscriptionRecord, from_dict, to_dict
from wizard.services.storage.inventory import FileInventory, InventoryStore, MemoryInventory

ADD = """
import sys
from wizard.core.model.inventory import AccountRecord
from wizard.services.storage.inventory import FileInventory
for number in range(int(sys.argv[2])):
    FileInventory().change(lambda inventory: inventory.with_account(AccountRecord(f"{sys.argv[1]}-{number}")))
"""
STOP_WHILE_WRITING = """
import os, sys
from wizard.core.model.inventory import AccountRecord
from wizard.services.storage import paths as places
from wizard.services.storage.inventory import FileInventory
# The process stops itself where the new inventory is on the disk and has not replaced the old one.
real = os.replace
def stopping(*arguments, **named):
    print("here", flush=True)
    sys.stdin.read()
import pathlib
pathlib.Path.replace = stopping
os.replace = stopping
FileInventory().change(lambda inventory: inventory.with_account(AccountRecord("second")))
"""
NO_ROOM = """
import resource, signal
from wizard.core.model.errors import ServiceError
from wizard.core.model.inventory import AccountRecord
from wizard.services.storage.inventory import FileInventory
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
try:
    FileInventory().change(lambda inventory: inventory.with_account(AccountRecord("second")))
except ServiceError as error:
    print(error)
"""


def path() -> Path:
    return Path(os.environ["XDG_DATA_HOME"]) / "ecr-wizard" / "integrations.json"


def add(name: str) -> None:
    FileInventory().change(lambda inventory: inventory.with_account(AccountRecord(name)))


def start(code: str, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )


@pytest.mark.parametrize("store", [FileInventory(), MemoryInventory()])
def test_what_was_changed_is_read(store: InventoryStore) -> None:
    assert store.read() == Inventory()
    account = AccountRecord("ecr", "amazonKeys", "AKIA...WXYZ", "123456789012", "eu-west-1", "2026-01-01", "keyring")
    entry = SubscriptionRecord("ecr-integration", "acme", "ecr", (Place("/work", "shippable.yml"),), "https://h")
    made = store.change(lambda inventory: inventory.with_account(account).with_subscription(entry))
    assert store.read() == made
    assert made.account("ecr") == account
    assert made.of_account("ecr") == (entry,)


def test_only_the_user_may_read_it() -> None:
    old = os.umask(0)
    try:
        add("ecr")
    finally:
        os.umask(old)
    assert stat.S_IMODE(path().stat().st_mode) == 0o600
    assert stat.S_IMODE(path().parent.stat().st_mode) == 0o700


def test_reading_makes_nothing() -> None:
    assert FileInventory().read() == Inventory()
    FileInventory().change(lambda inventory: inventory)
    assert not path().exists()


def test_two_programs_at_the_same_time_lose_nothing() -> None:
    running = [start(ADD, name, "15") for name in ("a", "b")]
    for process in running:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
    assert len(FileInventory().read().accounts) == 30


def test_a_killed_program_leaves_the_old_books_and_no_lock() -> None:
    add("first")
    process = start(STOP_WHILE_WRITING)
    assert process.stdout is not None
    assert process.stdout.readline() == "here\n"
    assert len(list(path().parent.iterdir())) > 2
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert [item.name for item in FileInventory().read().accounts] == ["first"]
    add("third")
    assert [item.name for item in FileInventory().read().accounts] == ["first", "third"]
    assert sorted(item.name for item in path().parent.iterdir()) == ["integrations.json", "integrations.json.lock"]


def test_a_program_that_holds_the_lock_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wizard.services.storage.inventory.LOCK_SECONDS", 0.2)
    add("first")
    process = start(STOP_WHILE_WRITING)
    assert process.stdout is not None
    process.stdout.readline()
    with pytest.raises(ServiceError) as caught:
        add("other")
    assert caught.value.code == "registry-locked"
    process.kill()
    process.communicate()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["ECR", "keyring", "name"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["version", "accounts", "subscriptions", "name", "type", "places"]), inner)
    ),
    max_leaves=8,
)


@given(JSON, JSON)
@settings(max_examples=150, deadline=None)
def test_whatever_the_file_holds_the_inventory_is_whole_or_refused(accounts: object, subscriptions: object) -> None:
    try:
        inventory = from_dict({"version": 1, "accounts": accounts, "subscriptions": subscriptions})
    except ValueError:
        return
    assert from_dict(json.loads(json.dumps(to_dict(inventory)))) == inventory
    assert all(isinstance(item.name, str) for item in (*inventory.accounts, *inventory.subscriptions))


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", '{"version": 2, "accounts": [], "subscriptions": []}', '{"version": 1}', "[" * 100_000]
    + [
        json.dumps({"version": 1, "accounts": accounts, "subscriptions": subscriptions})
        for accounts, subscriptions in (
            ([{"name": 1}], []),
            ([{"name": "a", "secret": "s"}], []),
            ([{"name": "a", "type": "docker"}], []),
            ([{"name": "a", "storage": "pocket"}], []),
            ([{"name": None}], []),
            ([], [{"name": "a", "places": "x"}]),
            ([], [{"name": "a", "places": [{"file": "x"}]}]),
            ([], [{"name": "a", "places": [{"root": 1}]}]),
            ("ab", []),
        )
    ],
)
def test_damaged_books_are_told_and_kept(content: str) -> None:
    add("first")
    path().write_text(content)
    with pytest.raises(ServiceError) as caught:
        add("second")
    assert caught.value.code == "registry-damaged"
    assert str(path()) in str(caught.value)
    assert path().read_text() == content


def test_a_disk_that_takes_nothing_is_told_and_keeps_the_old_books() -> None:
    add("first")
    process = start(NO_ROOM)
    said, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert "it is as it was" in said
    assert "XDG_DATA_HOME" in said
    assert [item.name for item in FileInventory().read().accounts] == ["first"]


def test_a_data_directory_that_cannot_be_is_told(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (own_home / "file").write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(own_home / "file"))
    with pytest.raises(ServiceError, match="XDG_DATA_HOME"):
        FileInventory().read()


def test_a_user_without_a_home_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_uid: int) -> None:
        raise KeyError("uid not found")  # as in containers, for a user of whom no list knows

    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.delenv("HOME")
    monkeypatch.setattr("pwd.getpwuid", nobody)
    with pytest.raises(ServiceError, match="XDG_DATA_HOME"):
        FileInventory().read()
    with pytest.raises(ServiceError, match="XDG_DATA_HOME"):
        add("first")


def test_records_are_known_by_name_and_subscription() -> None:
    here, there = Place("/a", "shippable.yml"), Place("/b", ".shippable.yml")
    inventory = Inventory()
    for subscription in ("acme", "other"):
        inventory = inventory.with_subscription(SubscriptionRecord("ecr", subscription, "keys", (here, there)))
    inventory = inventory.with_subscription(SubscriptionRecord("Ecr", "acme", "keys"))
    assert [item.subscription for item in inventory.named("ecr")] == ["acme", "other"]
    # Source hosts know no case in the names of organisations, Shippable does in those of integrations.
    assert (
        inventory.subscription("ecr", "ACME")
        == inventory.subscription("ecr", "acme")
        != inventory.subscription("Ecr", "acme")
    )
    assert len(inventory.with_changed("ecr", "Acme", account="other").named("ecr")) == 2
    assert len(inventory.of_account("keys")) == 3
    left = inventory.without_place(here, "ecr")
    assert [item.places for item in left.named("ecr")] == [(there,), (there,)]
    assert [item.subscription for item in inventory.without_subscription("ecr", "acme").named("ecr")] == ["other"]
    assert from_dict(json.loads(json.dumps(to_dict(inventory)))) == inventory
