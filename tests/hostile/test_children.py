"""One table: what is planted, against every command and every screen, under an audit hook.

It fails on a child that is not git, on a secret in a child's words or environment in any form, on a file outside the
allowed folders, on a host that is not meant, on more bytes than a command needs. A new command needs a row.
"""

from __future__ import annotations

import importlib
import inspect
import json
import os
import pkgutil
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from textual.screen import Screen

import wizard.tui.screens
from tests.cli.integrations import EXPORTS
from tests.hostile.planted import CANARY, FORMS, SECRETS, Place, plant
from tests.terminal.harness import Terminal
from wizard.cli import COMMANDS
from wizard.cli.parsing import actions_of

ROOT = Path(__file__).parents[2]
AUDITED = [sys.executable, str(ROOT / "tests" / "hostile" / "audited.py")]
# No one listens there: AWS, Shippable and the registry are asked, and do not answer.
NOBODY = "http://127.0.0.1:1"
FILE = "integrations:\n  hub:\n    - integrationName: ours\n      type: ecr\n"
IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/app"
# What a run may read and write, imports included; the planted Dockerfile alone is a gigabyte.
READ_BUDGET, WRITE_BUDGET = 60_000_000, 1_000_000
# What Python and its libraries read of the system.
SYSTEM = (
    "/usr",
    "/lib",
    "/lib64",
    "/proc",
    "/dev",
    "/sys",
    "/etc/ssl",
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/gai.conf",
    "/etc/host.conf",
    "/etc/nsswitch.conf",
    "/etc/passwd",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/machine-id",
    "/var/lib/dbus",
    "/run/systemd/resolve",
    "/etc/locale.alias",
    "/etc/terminfo",
    "/etc/os-release",
)


@dataclass(frozen=True)
class Row:
    """A command line, and what it reads. `asks`: it may ask the one address that stands for AWS and Shippable."""

    words: tuple[str, ...]
    stdin: str = ""
    asks: bool = False


ROWS = {
    "apply": [Row(("apply", "--integration=ours", "--scenario=pull", f"--image={IMAGE}"), asks=True)],
    "remove": [Row(("remove", "--integration=ours"), asks=True)],
    "check": [Row(("check",), asks=True), Row(("check", "--fix"), asks=True)],
    "undo": [Row(("undo",))],
    "account": [
        Row(("account", "list"), asks=True),
        Row(("account", "add", "a", "--keys-from-stdin", "--no-check", "--store=keyring"), EXPORTS, asks=True),
        Row(("account", "add", "a", "--keys-from-stdin", "--store=none"), EXPORTS, asks=True),
        Row(("account", "add", "a", "--profile=other", "--store=none")),
        Row(("account", "remove", "a"), asks=True),
    ],
    "subscription": [
        Row(("subscription", "list"), asks=True),
        Row(("subscription", "add", "ours", "--account=a"), asks=True),
        Row(("subscription", "rename", "ours", "theirs"), asks=True),
        Row(("subscription", "remove", "ours"), asks=True),
    ],
    "verify": [
        Row(("verify", f"--image={IMAGE}:1", "--keys-from-stdin", "--no-pull-through-cache"), EXPORTS, asks=True),
        Row(("verify", "--push", f"--image={IMAGE}:1", "--keys-from-stdin"), EXPORTS, asks=True),
        Row(("verify", "--profile=other")),
    ],
    "policy": [Row(("policy", "--scenario=pull", IMAGE))],
    "rule": [Row(("rule",)), Row(("rule", "ecr-without-entry"))],
    "doctor": [Row(("doctor",)), Row(("doctor", "--json"))],
    "completion": [Row(("completion", "bash")), Row(("completion", "zsh")), Row(("completion", "fish"))],
    "help": [Row(("help", "account", "add"))],
    "clean": [Row(("clean",)), Row(("clean", "--yes"))],
    "demo": [Row(("demo", "--plain"), "\n" * 40)],
    "wizard": [
        Row(("--plain",), "\n" * 40, asks=True),
        Row(("--plain",), f"\n1\n{EXPORTS}\n\n\n\n", asks=True),
    ],
}


@pytest.fixture
def place(tmp_path: Path, own_home: Path) -> Place:
    """A project with a CI file, and everything that is planted in and around it."""
    return plant(tmp_path, own_home, FILE)


@pytest.fixture
def home(own_home: Path) -> Path:
    return own_home


def environment(place: Place, home: Path, **more: str) -> dict[str, str]:
    """The variables of a run: planted secrets and programs, the folders that are allowed."""
    mine = [str(home / name) for name in ("state", "data", "config", "cache", ".aws")]
    temporary = place.project.parent / "tmp"
    temporary.mkdir(exist_ok=True)
    read = [sys.prefix, sys.base_prefix, str(ROOT), str(place.project), str(temporary), *mine, *SYSTEM]
    write = [str(place.project), str(temporary), *mine, "/dev"]
    own = {
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "AWS_ENDPOINT_URL": NOBODY,
        "AWS_ENDPOINT_URL_ECR_REGISTRY": NOBODY.replace("http:", "https:"),
        "SHIPPABLE_API_URL": NOBODY,
        "AWS_PROFILE": "default",
        "TMPDIR": str(temporary),
        "PATH": f"{place.programs}:{os.environ['PATH']}",
        "AUDITED_READ": json.dumps([os.path.realpath(path) for path in read]),
        "AUDITED_WRITE": json.dumps([os.path.realpath(path) for path in write]),
    }
    return os.environ | own | place.variables | SECRETS | more


def recorded(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def of_kind(notes: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [note for note in notes if note["kind"] == kind]


def expect_only_git(notes: list[dict[str, Any]]) -> None:
    """Every child is git, started as one process, without a secret in its words or its environment."""
    for note in of_kind(notes, "child"):
        assert note["event"] == "subprocess.Popen", note
        assert Path(note["words"][0]).name == "git", note["words"]
        said = json.dumps([note["words"], note["environment"]]).lower()
        assert [form for form, piece in FORMS.items() if piece in said] == [], note["words"]


def expect_nothing_else(notes: list[dict[str, Any]], *, asks: bool) -> None:
    """No file outside the allowed folders, no host but the one that is meant, and no more bytes than are needed."""
    assert of_kind(notes, "path") == []
    hosts = {
        str(note["host"][0] if isinstance(note["host"], list) else note["host"]) for note in of_kind(notes, "host")
    }
    assert hosts <= ({"127.0.0.1"} if asks else set()), hosts
    for note in of_kind(notes, "bytes"):
        assert note["read"] < READ_BUDGET, note
        assert note["written"] < WRITE_BUDGET, note


def test_every_command_has_a_row() -> None:
    assert set(ROWS) == {*COMMANDS, "wizard"}
    for command in COMMANDS:
        tried = {row.words[1] for row in ROWS[command] if len(row.words) > 1}
        assert set(actions_of(command)) <= tried


@pytest.mark.parametrize("row", [row for rows in ROWS.values() for row in rows], ids=lambda row: " ".join(row.words))
def test_no_command_starts_anything_but_git(row: Row, place: Place, home: Path, tmp_path: Path) -> None:
    record = tmp_path / "record"
    done = subprocess.run(
        [*AUDITED, str(record), *row.words],
        cwd=place.project,
        env=environment(place, home),
        input=row.stdin,
        text=True,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode != 2, done.stderr  # a row that is no command line shows nothing
    assert "met a bug" not in done.stderr
    notes = recorded(record)
    assert of_kind(notes, "bytes")
    expect_only_git(notes)
    expect_nothing_else(notes, asks=row.asks)
    assert not place.trace.exists(), place.trace.read_text()
    assert CANARY not in done.stdout + done.stderr


BREACHES = """
import os, socket, subprocess, sys
elsewhere = sys.argv[1]
open(elsewhere + "/.env").read()
os.open(elsewhere + "/written", os.O_WRONLY | os.O_CREAT)
os.rename(elsewhere + "/written", elsewhere + "/renamed")
os.listdir(elsewhere)
try:
    socket.create_connection(("127.0.0.2", 1), 1)
except OSError:
    pass
subprocess.run(["true"], env={"X": os.environ["SOMEBODYS_PASSWORD"]})
open("big.Dockerfile", "rb").read(70_000_000)
"""


def test_the_table_fails_on_what_it_is_for(place: Place, home: Path, tmp_path: Path) -> None:
    """Each rule is broken once, and seen."""
    record, script = tmp_path / "record", place.project / "breaches.py"
    script.write_text(BREACHES)
    subprocess.run(
        [*AUDITED, str(record), f"@{script}", str(place.neighbours)],
        cwd=place.project,
        env=environment(place, home),
        check=True,
        timeout=60,
    )
    notes = recorded(record)
    events = [note["event"] for note in of_kind(notes, "path")]
    assert events == ["open", "open", "os.rename", "os.rename", "os.listdir"]
    with pytest.raises(AssertionError, match="true"):
        expect_only_git(notes)
    with pytest.raises(AssertionError):
        expect_nothing_else(notes, asks=True)
    for kind, words in (("host", "127.0.0.2"), ("bytes", "read")):
        with pytest.raises(AssertionError, match=words):
            expect_nothing_else(of_kind(notes, kind), asks=True)


def screens_of_the_wizard() -> set[str]:
    """The classes of screens that are shown: those that no other is derived from, and two that are."""
    found: set[type[Any]] = set()
    for item in pkgutil.iter_modules(wizard.tui.screens.__path__):
        module = importlib.import_module(f"wizard.tui.screens.{item.name}")
        classes = [kind for _, kind in inspect.getmembers(module, inspect.isclass)]
        found |= {kind for kind in classes if issubclass(kind, Screen) and kind.__module__ == module.__name__}
    bases = {base for kind in found for base in kind.__mro__[1:]}
    return {kind.__name__ for kind in found - bases} | {"DoneScreen", "AskName"}


def test_every_screen_and_dialog(place: Place, home: Path, tmp_path: Path) -> None:
    """One walk over all of them, with everything planted."""
    record = tmp_path / "record"
    script = ROOT / "tests" / "hostile" / "all_screens.py"
    done = subprocess.run(
        [*AUDITED, str(record), f"@{script}"],
        cwd=place.project,
        env=environment(place, home),
        text=True,
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert set(done.stdout.split()) == screens_of_the_wizard()
    notes = recorded(record)
    assert of_kind(notes, "child")  # the walk reaches git
    expect_only_git(notes)
    expect_nothing_else(notes, asks=False)
    assert not place.trace.exists(), place.trace.read_text()


def test_the_import_of_keyring_is_watched(place: Place, home: Path, tmp_path: Path) -> None:
    """The rows above reach the keyring, so they show that its import starts nothing."""
    record = tmp_path / "record"
    words = ROWS["account"][1].words
    bus = environment(place, home, DBUS_SESSION_BUS_ADDRESS=f"unix:path={tmp_path}/gone")
    subprocess.run(
        [*AUDITED, str(record), *words],
        cwd=place.project,
        env=bus,
        input=EXPORTS,
        text=True,
        check=False,
        capture_output=True,
        timeout=120,
    )
    notes = recorded(record)
    assert {"kind": "import", "name": "keyring.backend"} in notes
    expect_only_git(notes)


@pytest.mark.parametrize("words", [(), ("demo",)], ids=["wizard", "demo"])
def test_the_screens_start_nothing_but_git(words: tuple[str, ...], place: Place, home: Path, tmp_path: Path) -> None:
    record = tmp_path / "record"
    more = {"TERM": "xterm-256color", "DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/gone"}
    with Terminal([*AUDITED, str(record), *words], cwd=place.project, env=environment(place, home, **more)) as screen:
        screen.wait_for("Welcome", "[ Go on ]", timeout=60)
        if not words:
            screen.wait_for(lambda _: {"kind": "import", "name": "keyring.backend"} in recorded(record), timeout=60)
        screen.send("s")
        screen.wait_for("Step 1", timeout=60)
    expect_only_git(recorded(record))
    assert not place.trace.exists(), place.trace.read_text()


def test_the_kernel_sees_no_other_program(place: Place, home: Path, tmp_path: Path) -> None:
    """What libraries start without Python does not pass the audit hook; strace sees it."""
    trace = tmp_path / "trace"
    words = ROWS["account"][1].words
    subprocess.run(
        [
            "strace",
            "-f",
            "-v",
            "-s",
            "100000",
            "-e",
            "trace=execve,execveat",
            "-o",
            str(trace),
            sys.executable,
            "-m",
            "wizard",
            *words,
        ],
        cwd=place.project,
        env=environment(place, home),
        input=EXPORTS,
        text=True,
        check=False,
        capture_output=True,
        timeout=120,
    )
    first, *children = re.findall(r'execve(?:at)?\((?:\w+, )?"([^"]*)".*', trace.read_text())
    assert first == sys.executable
    assert {Path(name).name for name in children} <= {"git"}
    for line in trace.read_text().splitlines():
        assert first in line or "CANARY" not in line
