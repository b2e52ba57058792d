"""The inventory's log: a line a write, nothing lost by a kill at any system call, linear in the number of files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services.killwalk import killed_at
from wizard.core.model.errors import ServiceError
from wizard.core.model.inventory import AccountRecord, Noted, Place
from wizard.services.storage.inventory import FileInventory

ROOT = Path(__file__).parents[2]
ADD = """
import sys
from wizard.core.model.inventory import Noted, Place
from wizard.services.storage.inventory import FileInventory
store = FileInventory()
for number in range(int(sys.argv[2])):
    store.append([Noted(Place(f"/{sys.argv[1]}/{number}"), "ecr", "acme")])
"""


def folder() -> Path:
    return Path(os.environ["XDG_DATA_HOME"]) / "ecr-wizard"


def noted(number: int, *, gone: bool = False) -> Noted:
    return Noted(Place(f"/repos/{number:04}"), "ecr", None if gone else "acme")


def roots(store: FileInventory | None = None) -> list[str]:
    return [place.root for item in (store or FileInventory()).read().named("ecr") for place in item.places]


def test_notes_are_added_and_the_file_is_left_alone() -> None:
    FileInventory().change(lambda inventory: inventory.with_account(AccountRecord("keys")))
    file = folder() / "integrations.json"
    before = file.read_bytes()
    store = FileInventory()
    for number in (3, 1, 2, 1):
        store.append([noted(number)])
    store.append([noted(2, gone=True), noted(9, gone=True)])
    assert file.read_bytes() == before
    assert len((folder() / "integrations.log").read_text().splitlines()) == 1 + 3 + 2
    for reader in (store, FileInventory()):
        assert roots(reader) == ["/repos/0001", "/repos/0003"]
    store.change(lambda inventory: inventory.with_account(AccountRecord("other")))
    assert not (folder() / "integrations.log").exists()
    assert roots() == ["/repos/0001", "/repos/0003"]


def test_each_sees_what_the_other_noted() -> None:
    one, two = FileInventory(), FileInventory()
    one.append([noted(1)])
    assert roots(two) == ["/repos/0001"]
    two.append([noted(2)])
    assert roots(one) == ["/repos/0001", "/repos/0002"]
    one.change(lambda inventory: inventory.without_place(Place("/repos/0001"), "ecr"))
    two.append([noted(3)])
    assert roots(one) == roots(two) == roots() == ["/repos/0002", "/repos/0003"]


def test_several_processes_lose_nothing() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = [
        subprocess.Popen([sys.executable, "-c", ADD, name, "40"], env=environment, stderr=subprocess.PIPE, text=True)
        for name in ("a", "b", "c")
    ]
    for process in running:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
    assert len(roots()) == 120


def test_a_kill_at_any_system_call_loses_no_earlier_note() -> None:
    """The first note (it begins the log), a later one, and one after a line that was torn by a kill."""
    number = calls = 0
    for begin in (True, False):
        call, alive = 0, False
        while not alive:
            call += 1
            if begin:
                FileInventory().change(
                    lambda inventory, number=number: inventory.with_account(AccountRecord(f"{number}"))
                )
            store = FileInventory()
            known = roots(store)
            alive = not killed_at(call, lambda store=store, number=number: store.append([noted(number)]))
            assert roots() in (known, [*known, noted(number).place.root])
            FileInventory().append([noted(number)])
            assert roots() == [*known, noted(number).place.root], f"call {call}"
            number += 1
        calls += call
        assert not list(folder().glob(".ecr-wizard-*"))
    assert calls > 20


def test_a_torn_line_counts_for_nothing_and_goes() -> None:
    FileInventory().append([noted(1)])
    log = folder() / "integrations.log"
    with log.open("a") as file:
        file.write('{"place": {"root": "/wor')
    assert roots() == ["/repos/0001"]
    FileInventory().append([noted(2)])
    assert roots() == ["/repos/0001", "/repos/0002"]
    assert all(json.loads(line) for line in log.read_text().splitlines())


@pytest.mark.parametrize(
    "line", ["{}", "[]", "x", '{"place": {"root": 1, "file": ""}, "name": "", "subscription": ""}']
)
def test_a_damaged_log_is_told_and_kept(line: str) -> None:
    FileInventory().append([noted(1)])
    log = folder() / "integrations.log"
    with log.open("a") as file:
        file.write(line + "\n")
    content = log.read_bytes()
    for act in (FileInventory().read, lambda: FileInventory().append([noted(2)])):
        with pytest.raises(ServiceError) as caught:
            act()
        assert caught.value.code == "registry-damaged"
    assert log.read_bytes() == content


def test_a_log_of_another_file_is_old(tmp_path: Path) -> None:
    FileInventory().append([noted(1)])
    (folder() / "integrations.json").write_text('{"version": 1, "accounts": [], "subscriptions": []}')
    assert roots() == []
    FileInventory().append([noted(2)])
    assert roots() == ["/repos/0002"]


def test_a_long_log_becomes_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wizard.services.storage.inventory_log.LARGEST", 2000)
    store = FileInventory()
    for number in range(60):
        store.append([noted(number)])
    assert (folder() / "integrations.json").exists()
    assert (folder() / "integrations.log").stat().st_size < 2500
    assert len(roots()) == len(roots(store)) == 60


def test_a_note_costs_the_same_however_many_there_are() -> None:
    """Bytes written to the disk by a hundred notes, at the beginning and after two thousand."""

    def cost(first: int) -> int:
        store = FileInventory()
        before = written()
        for number in range(first, first + 100):
            store.append([noted(number)])
        return written() - before

    few = cost(0)
    FileInventory().append([noted(number) for number in range(100, 2100)])
    assert cost(3000) < 2 * few


def written() -> int:
    lines = Path("/proc/self/io").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("wchar:")).split()[1])
