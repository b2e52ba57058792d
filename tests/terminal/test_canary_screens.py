"""Canary keys on screens that crash, in a real terminal: only the chosen store holds the secret.

The whole walk, without bugs: tests/terminal/test_canary_on_screens.py.
"""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from harness import ENTER, Terminal, environment

from tests.services.aws_server import Answer, Request, ecr, good, serving, token

KEY_ID, SECRET = "AKIACANARYCANARY0003", "screen/Canary+screen/Canary+screen/Cana3"
PASTE = f"\x1b[200~export AWS_ACCESS_KEY_ID={KEY_ID}\nexport AWS_SECRET_ACCESS_KEY={SECRET}\n\x1b[201~"
IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/app"
CUT, NEXT = "\x18", "\x0e"

# The wizard with a bug at a place of the test's choice (MODULE:NAME), whose message and variables hold the secret.
BUGGY = """
import importlib, os, sys
from wizard.cli import run
from wizard.terminal.capabilities import prepare
prepare(no_color=False)  # before Textual is imported, as the program does
module, _, path = sys.argv.pop(1).partition(":")
owner = importlib.import_module(module)
*outer, name = path.split(".")
for part in outer:
    owner = getattr(owner, part)
def bug(*arguments, **options):
    secret = os.environ["CANARY"]
    raise RuntimeError("a bug with " + secret)
setattr(owner, name, bug)
sys.exit(run(sys.argv[1:]))
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", "-b", "master", str(tmp_path / "shop")], check=True)
    return tmp_path / "shop"


def aws(request: Request) -> Answer:
    """An AWS in which this key may pull."""
    if request.action == "DescribeRepositories":
        return ecr({"repositories": [{"repositoryName": "app", "repositoryUri": IMAGE}]})
    return good(request) if request.service == "sts" else token()


def canaries() -> list[bytes]:
    """The secret, and what a terminal's clipboard sequence (OSC 52) would carry."""
    return [SECRET.encode(), base64.b64encode(SECRET.encode()), SECRET[:13].encode()]


def holders(*folders: Path) -> set[str]:
    """The files that hold the secret."""
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return {path.name for path in files if any(canary in path.read_bytes() for canary in canaries())}


def command_lines() -> bytes:
    """What `ps` shows of every process."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(path.read_bytes())
        except OSError:
            continue  # it has ended
    return b"\n".join(lines)


def paste(terminal: Terminal) -> None:
    terminal.wait_for("Set up an integration", timeout=30)
    terminal.send(ENTER)
    for row in ("Account integration  ", "Region  ", "Type or paste", "aws_access_key_id"):
        terminal.wait_for(lambda now, row=row: row in now.screen.display[now.screen.cursor.y])
        terminal.send(ENTER if row != "aws_access_key_id" else PASTE)


def paste_and_check(terminal: Terminal) -> None:
    paste(terminal)
    terminal.wait_for("\u2022" * 40)
    terminal.send(CUT)
    terminal.send(ENTER)


def to_the_review(terminal: Terminal) -> None:
    paste(terminal)
    terminal.wait_for("AKIA...0003, checked")
    terminal.send(CUT)
    for number in range(2, 6):
        terminal.send(NEXT)
        terminal.wait_for(f"Step {number} of 6")
        terminal.settle()  # keys typed ahead of a screen are dropped
        terminal.send(IMAGE if number == 4 else "")
    terminal.send(NEXT)


Doing = Callable[[Terminal], None]


@pytest.mark.parametrize(
    ("bug", "do"),
    [
        ("wizard.tui.widgets.secret_input:parse_pasted", paste),
        ("wizard.tui.screens.account:AccountScreen._accept_keys", paste_and_check),
        ("wizard.actions.credentials:check_keys", paste_and_check),
        ("wizard.actions.credentials:check_rights", to_the_review),
    ],
    ids=["in the field", "on the screen", "in a thread", "at the review"],
)
def test_nothing_holds_the_secret_after_a_crash(
    root: Path, own_home: Path, tmp_path: Path, bug: str, do: Doing
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    log, textual_log = own_home / "wizard.log", scratch / "textual.log"
    with serving(aws) as server:
        env = environment(AWS_ENDPOINT_URL=server.url, CANARY=SECRET, TMPDIR=str(scratch), TEXTUAL_LOG=str(textual_log))
        argv = [sys.executable, "-c", BUGGY, bug, "--log-file", str(log)]
        with Terminal(argv, env=env, cwd=root, width=100, height=30) as terminal:
            do(terminal)
            seen = command_lines()
            code = terminal.wait_for_exit(30)
            stream = bytes(terminal.received)
    assert code == 1, stream[-2000:]
    assert b"met a bug: RuntimeError" in stream
    assert b"Traceback" not in stream
    for canary in canaries():
        assert canary not in stream
        assert canary not in seen
    assert holders(own_home, scratch, root) == set()
    assert list(own_home.rglob("crashes/*.txt"))


@pytest.mark.parametrize(
    "text",
    [
        PASTE,
        pytest.param(f"\x1b[200~{KEY_ID},{SECRET}\x1b[201~", marks=pytest.mark.nightly),
        pytest.param(f"\x1b[200~{SECRET}\n\x1b[201~", marks=pytest.mark.nightly),
    ],
    ids=["lines", "a pair", "a secret"],
)
def test_keys_that_are_pasted_into_another_field_go_to_their_own_unseen(root: Path, text: str) -> None:
    with Terminal([sys.executable, "-m", "wizard"], env=environment(), cwd=root, width=100, height=30) as terminal:
        terminal.wait_for("Set up an integration", timeout=30)
        terminal.send(ENTER)
        terminal.wait_for(lambda now: "Account integration  " in now.screen.display[now.screen.cursor.y])
        terminal.send(text)
        terminal.wait_for("\u2022" * 40, "ecr-integration")
        assert all(canary not in bytes(terminal.received) for canary in canaries())
