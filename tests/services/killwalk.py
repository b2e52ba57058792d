"""Kill a write at every system call, for real: `python -m tests.services.killwalk SCENARIO FOLDER`.

A child is traced (ptrace, from Python) and killed when it is about to make its Nth system call, N = 1, 2, 3, ... until
it gets to its end alive. After each death the file must hold the old bytes or the new ones, and the next run must go
through and leave nothing lying about. Prints what it saw as JSON.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from wizard.core.model.errors import RefusedError
from wizard.services.storage import atomic as durable
from wizard.services.storage.files import RealFiles
from wizard.yamlpatch.result import edit_between

OLD, NEW = (
    "language: python\r\n# \U0001f600 end",
    "language: python\r\nbuild:\r\n  ci:\r\n    - make\r\n# \U0001f600 end",
)
TRACEME, SYSCALL = 0, 24
# scenario -> the text at first, the text afterwards
SCENARIOS: dict[str, tuple[str | None, str | None]] = {
    "change": (OLD, NEW),
    "create": (None, NEW),
    "remove": (OLD, None),
    "undo": (NEW, OLD),
}

libc = ctypes.CDLL(None, use_errno=True)
files = RealFiles()


def inverse(before: str | None, after: str | None) -> tuple:
    return edit_between(after or "", before or "", "back")


def act(scenario: str, path: Path) -> None:
    """The write that is killed."""
    before, after = SCENARIOS[scenario]
    if scenario == "undo":
        files.undo(path)
    else:
        files.write(path, before, after, inverse(before, after))


def prepare(scenario: str, path: Path) -> None:
    """The file as it is before the write."""
    before, after = SCENARIOS[scenario]
    if scenario == "undo":
        put(path, after)
        files.write(path, after, before, inverse(after, before))
    else:
        put(path, before)


def put(path: Path, text: str | None) -> None:
    path.unlink(missing_ok=True)
    if text is not None:
        path.write_bytes(text.encode())


def killed_at(call: int, action: Callable[[], None]) -> bool:
    """Whether the action was killed at its `call`th system call; False when it ended before that."""
    child = os.fork()
    if child == 0:
        libc.ptrace(TRACEME, 0, None, None)
        os.kill(os.getpid(), signal.SIGSTOP)
        action()
        os._exit(0)
    os.waitpid(child, 0)
    for _ in range(2 * call - 1):  # a stop before each call and one after it
        if libc.ptrace(SYSCALL, child, None, None) != 0:
            raise OSError(ctypes.get_errno(), "ptrace")
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            assert os.WEXITSTATUS(status) == 0, "the write failed by itself"
            return False
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def next_run(scenario: str, path: Path, found: str | None) -> None:
    """A run after the kill: it makes the write again, or takes it back; then everything is as it should be."""
    before, after = SCENARIOS[scenario]
    if found == before:
        act(scenario, path)
        assert files.read_text(path) == after
        if scenario == "undo":
            return
    elif scenario == "undo":
        with contextlib.suppress(RefusedError):
            files.undo(path)
            raise AssertionError("an undo was undone")
        return
    files.undo(path)
    assert files.read_text(path) == before


def litter(root: Path) -> list[str]:
    return [str(path) for path in root.rglob(f"{durable.PREFIX}*")]


def main(scenario: str, root: Path) -> None:
    project, state = root / "project", root / "state"
    project.mkdir()
    os.environ["XDG_STATE_HOME"] = str(state)
    path = project / "shippable.yml"
    texts = SCENARIOS[scenario]
    prepare(scenario, path)
    act(scenario, path)  # imports what is imported late
    seen: Counter[str] = Counter()
    call = alive = 0
    while not alive:
        call += 1
        for old in sorted(state.rglob("*"), reverse=True):
            old.unlink() if old.is_file() else old.rmdir()
        prepare(scenario, path)
        alive = not killed_at(call, lambda: act(scenario, path))
        found = files.read_text(path)
        assert found in texts, f"call {call}: neither the old bytes nor the new ones: {found!r}"
        assert not path.exists() or path.stat().st_size, f"call {call}: an empty file"
        seen["old" if found == texts[0] else "new"] += 1
        seen["litter"] += bool(litter(root))
        next_run(scenario, path, found)
        assert not litter(root), f"call {call}: {litter(root)}"
        assert list(project.iterdir()) in ([], [path])
    print(json.dumps({"calls": call, **seen}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
