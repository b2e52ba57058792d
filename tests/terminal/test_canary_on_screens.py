"""A wrong and a right secret through all screens: no process, no call of git and no log sees them.

While the program crashes: tests/terminal/test_canary_screens.py.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from harness import DOWN, LEFT, Terminal
from real_wizard import ENTER, NEXT, WIZARD, give_keys, paste, repository, to_step, wizard

from tests.support.moto import Moto
from wizard.core.model.secret import AwsKeys

WRONG = "canary/That+is+wrong/9876543210/abcdefg/"


class Watch:
    """Looks for the canaries wherever they must not be."""

    def __init__(self, keys: AwsKeys, folders: Iterable[Path]) -> None:
        self.id, self.secret = keys.key_id.reveal(), keys.secret.reveal()
        self._folders = list(folders)
        self._canaries = [text.encode() for text in (self.id, self.secret, WRONG)]

    def files(self) -> set[str]:
        """The names of the files that hold one."""
        paths = [path for folder in self._folders for path in folder.rglob("*") if path.is_file()]
        return {path.name for path in paths if self._in(path.read_bytes())}

    def processes(self) -> list[str]:
        """The processes whose arguments or environment hold one."""
        return [str(path) for path in self._of_processes() if self._in(_read(path))]

    @staticmethod
    def _of_processes() -> Iterable[Path]:
        for name in ("cmdline", "environ"):
            yield from (path for path in Path("/proc").glob(f"[0-9]*/{name}") if path.parent.name != str(os.getpid()))

    def _in(self, data: bytes) -> bool:
        return any(canary in data for canary in self._canaries)

    def hidden_in(self, stream: bytes) -> bool:
        """Whether a terminal that got this stream showed no secret. An id that is being typed can be seen."""
        return self.secret.encode() not in stream and WRONG.encode() not in stream


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it has ended
        return b""


def spying_git(folder: Path) -> Path:
    """A git that writes down how it was called."""
    folder.mkdir()
    git = folder / "git"
    git.write_text(
        f'#!/bin/sh\n{{ env; echo "$@"; }} >>{folder}/calls\nexec {shutil.which("git")} "$@"\n', encoding="utf-8"
    )
    git.chmod(0o755)
    return folder


def start(root: Path, home: Path) -> Terminal:
    """The wizard with everything on that might write something down."""
    temporary = home / "tmp"
    temporary.mkdir()
    return wizard(
        root,
        [*WIZARD, "-vv", "--log-file", str(home / "wizard.log")],
        TMPDIR=str(temporary),
        TEXTUAL_LOG=str(home / "textual.log"),
        TEXTUAL="devtools,debug",
        PYTHONASYNCIODEBUG="1",
        PATH=f"{spying_git(home / 'git')}:{os.environ['PATH']}",
    )


@pytest.fixture
def watch(moto: Moto, own_home: Path, tmp_path: Path) -> Watch:
    return Watch(moto.everything, [own_home, tmp_path / "shop"])


def push_to_the_review(terminal: Terminal) -> None:
    to_step(terminal, 2)
    to_step(terminal, 3)
    terminal.send(DOWN * 2)
    terminal.wait_for("(•) Push an image")
    for number in (4, 5, 6):
        to_step(terminal, number)


def test_only_the_chosen_store_holds_them(watch: Watch, own_home: Path, tmp_path: Path) -> None:
    root = repository(tmp_path)
    with start(root, own_home) as terminal:
        to_step(terminal, 1, ENTER)
        # First a wrong secret, pasted into its own field and changed by typing.
        give_keys(terminal, watch.id, WRONG)
        terminal.send(NEXT)
        terminal.wait_for("! ", lambda now: "Asking AWS" not in now.text, timeout=30)
        terminal.settle()
        assert watch.hidden_in(terminal.received)
        assert watch.files() == set()
        assert watch.processes() == []
        terminal.tab_to("aws_secret_access_key")
        terminal.send("\x15")
        terminal.send(watch.secret[:10])
        paste(terminal, watch.secret[10:])
        terminal.send(NEXT)
        terminal.wait_for("AWS accepts the keys", timeout=30)
        assert watch.processes() == []
        push_to_the_review(terminal)
        assert watch.processes() == []
        terminal.send("w")
        terminal.wait_for("Written:")
        terminal.settle()
        assert watch.files() == set()
        terminal.send(NEXT)
        terminal.wait_for("Keep the keys")
        terminal.send(LEFT)
        terminal.wait_for("(•) AWS profile")
        terminal.send(ENTER + ENTER)
        assert terminal.wait_for_exit() == 0
        assert watch.hidden_in(terminal.received)
    assert watch.files() == {"credentials"}
    assert (own_home / "git" / "calls").exists()
    assert (own_home / "wizard.log").exists()
    assert not (own_home / "textual.log").exists()
