"""Canary keys through all screens, also while the program crashes: only the chosen store holds them."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from harness import DOWN, LEFT, Terminal
from real_wizard import ENTER, NEXT, give_keys, paste, repository, to_step, wizard

from tests.support.moto import Moto
from wizard.core.secret import AwsKeys

WRONG = "canary/That+is+wrong/9876543210/abcdefg/"

# The wizard with a bug at a place of the test's choice. Whatever is at hand there is in the locals and the message.
BUGGY = """
import importlib, sys
from wizard.cli import run
from wizard.tui.terminal import prepare
prepare()  # before Textual is imported, as the program does
module, attribute = sys.argv.pop(1).split(":")
def bug(*arguments, **options):
    everything = [item for item in arguments] + list(options.values())
    secret = CANARY
    raise RuntimeError(f"a bug with {secret} and {everything!r}")
if module:
    owner = importlib.import_module(module)
    *path, name = attribute.split(".")
    for part in path:
        owner = getattr(owner, part)
    setattr(owner, name, bug)
sys.exit(run(sys.argv[1:]))
"""


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


def start(root: Path, watch: Watch, home: Path, bug: str = ":") -> Terminal:
    """The wizard with everything on that might write something down."""
    code = BUGGY.replace("CANARY", repr(watch.secret[:20]) + "+" + repr(watch.secret[20:]))
    # The secret stands in no argument: the code is a file outside of what is searched.
    script = root.parent / "buggy.py"
    script.write_text(code, encoding="utf-8")
    temporary = home / "tmp"
    temporary.mkdir(exist_ok=True)
    return wizard(
        root,
        [sys.executable, str(script), bug, "-vv", "--log-file", str(home / "wizard.log")],
        TMPDIR=str(temporary),
        TEXTUAL_LOG=str(home / "textual.log"),
        TEXTUAL="devtools,debug",
        PYTHONASYNCIODEBUG="1",
        PYTHONFAULTHANDLER="1",
        PATH=f"{spying_git(home / 'git')}:{os.environ['PATH']}",
    )


@pytest.fixture
def watch(moto: Moto, own_home: Path, tmp_path: Path) -> Watch:
    return Watch(moto.everything, [own_home, tmp_path / "shop"])


def check_the_keys(terminal: Terminal, watch: Watch) -> None:
    give_keys(terminal, watch.id, watch.secret)
    terminal.send(NEXT)


def push_to_the_review(terminal: Terminal) -> None:
    to_step(terminal, 2)
    to_step(terminal, 3)
    terminal.send(DOWN * 2)
    terminal.wait_for("(•) Push an image")
    for number in (4, 5, 6):
        to_step(terminal, number)


def test_only_the_chosen_store_holds_them(watch: Watch, own_home: Path, tmp_path: Path) -> None:
    root = repository(tmp_path)
    with start(root, watch, own_home) as terminal:
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
        terminal.tab_to("Keep the keys")
        terminal.send(LEFT)
        terminal.wait_for("(•) AWS profile")
        push_to_the_review(terminal)
        assert watch.processes() == []
        terminal.send("w")
        terminal.wait_for("commit")
        terminal.settle()
        assert watch.files() == {"credentials"}
        assert watch.processes() == []
        terminal.send(NEXT)
        assert terminal.wait_for_exit() == 0
        assert watch.hidden_in(terminal.received)
    assert watch.files() == {"credentials"}
    assert (own_home / "wizard.log").exists()
    assert not (own_home / "textual.log").exists()


@pytest.mark.parametrize(
    "bug",
    [
        "wizard.actions.keys:check_keys",
        "wizard.tui.screens.scenario:ScenarioScreen.body",
        "wizard.tui.screens.review:ReviewScreen.on_mount",
        "wizard.actions.setup:write",
    ],
)
def test_a_crash_tells_nothing_of_them(bug: str, watch: Watch, own_home: Path, tmp_path: Path) -> None:
    root = repository(tmp_path)
    with start(root, watch, own_home, bug) as terminal:
        to_step(terminal, 1, ENTER)
        check_the_keys(terminal, watch)
        if not bug.endswith("check_keys"):
            terminal.wait_for("AWS accepts the keys", timeout=30)
            for number in (2, 3, 4, 5, 6):
                terminal.send(NEXT)
                terminal.wait_for(lambda now, step=number: f"Step {step} of 6" in now.text or not now.process.isalive())
                if number == 3 and terminal.process.isalive():
                    terminal.send(DOWN * 2)
                    terminal.wait_for("(•) Push an image")
                terminal.settle(0.1)
            terminal.send("w")
        assert terminal.wait_for_exit(20) == 1
        assert b"ecr-wizard met a bug: RuntimeError in " in terminal.received
        assert b"Traceback" not in terminal.received
        assert watch.hidden_in(terminal.received)
        assert terminal.cooked
    assert watch.files() == set()
    (report,) = (own_home / "state" / "ecr-wizard" / "crashes").iterdir()
    assert "RuntimeError" in report.read_text(encoding="utf-8")
