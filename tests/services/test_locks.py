"""The lock files: who holds one keeps all others out, whatever happens to the file meanwhile."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from wizard.services.storage.locks import LockTimeout, held


def test_a_held_lock_keeps_others_out_until_it_is_let_go(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with held(path, 0) as is_locked:
        assert is_locked
        with pytest.raises(LockTimeout), held(path, 0.02):
            pass
    with held(path, 0) as is_locked:
        assert is_locked


def test_a_lock_whose_file_was_removed_while_it_was_waited_for_is_taken_on_the_new_file(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    taken, let_go = threading.Event(), threading.Event()

    def wait_for_it() -> None:
        with held(path, 10):
            taken.set()
            let_go.wait(10)

    waiting = threading.Thread(target=wait_for_it)
    with held(path, 0):
        waiting.start()
        while _open_handles(path) < 2:
            pass
        path.unlink()
    assert taken.wait(10)
    try:
        with pytest.raises(LockTimeout), held(path, 0.02):
            pass
    finally:
        let_go.set()
        waiting.join(10)


def _open_handles(path: Path) -> int:
    """How often this process has the file open."""
    targets = []
    for handle in Path("/proc/self/fd").iterdir():
        try:
            targets.append(handle.readlink())
        except FileNotFoundError:
            continue
    return targets.count(path)
