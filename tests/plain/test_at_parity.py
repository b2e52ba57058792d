"""What the screens can do, at the prompts: steps, lists, the patch so far, stopping, closing words."""

from __future__ import annotations

import re
import signal
import subprocess
from dataclasses import replace
from pathlib import Path

import pexpect
import pytest

from tests.cli.integrations import commit, git, repository
from tests.plain.person import services, talk
from tests.plain.test_terminal import answer, spawn
from wizard.actions import resume
from wizard.actions.demo import DEMO_ENDS
from wizard.actions.inspect_project import inspect_project
from wizard.core.model.inventory import AccountRecord
from wizard.services.aws.simulated import SAMPLE_KEYS, SILENT
from wizard.terminal.capabilities import wants_prompts

LATER = ("1.3 Keys", "None now")
PUSH = (("Scenario", "3"), ("Image", "manishas/sample-node"), ("Tag", "tag"))
WRITE = ("Write shippable.yml", "y")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop")


def text(root: Path) -> str:
    return (root / "shippable.yml").read_text()


def test_the_demo_offers_its_keys_and_says_its_closing_words(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    demo = replace(services(), demo=True, samples=SAMPLE_KEYS)
    done = talk(monkeypatch, demo, root, ("1.3 Keys", "Try: A good key"), *PUSH, WRITE)
    assert done.code == 0, done.said
    assert "Checked: account 123456789012" in done.said
    assert done.said.rstrip().endswith(DEMO_ENDS)


def test_enter_takes_the_profile_of_the_shell(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    around = services()
    around.credential_store.store_profile("ci", SAMPLE_KEYS[0].keys)
    monkeypatch.setenv("AWS_PROFILE", "ci")
    done = talk(monkeypatch, around, root, ("What next", "Step by step"), *PUSH, WRITE)
    assert ", from AWS profile ci)" in done.said
    assert "1.3 Use the keys AKIA...GOOD, checked (y/n) [yes]" in done.said
    assert [item.profile for item in around.inventory.read().accounts] == ["ci"]


def test_enter_keeps_no_secret(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    around = services()
    keys = SAMPLE_KEYS[0].keys
    typed = (("aws_access", keys.key_id.reveal()), ("aws_secret", keys.secret.reveal()))
    done = talk(monkeypatch, around, root, ("1.3 Keys", "Type"), *typed, *PUSH, WRITE)
    assert done.code == 0, done.said
    assert "Keep the keys [Do not keep them]" in done.said
    assert around.credential_store.load("ecr-integration") is None


def test_a_step_that_was_seen_can_be_gone_to(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    there = (("5.1 Branches", [">", ""]), ("Go to", "Account"), ("1.1", ["", "mine"]), ("1.3 Keys", ["None now"] * 2))
    done = talk(monkeypatch, services(), root, *there, *PUSH, WRITE)
    assert done.code == 0, done.said
    assert "integrationName: mine" in text(root), "a name that nobody typed follows"
    nowhere = talk(monkeypatch, services(), repository(root.parent / "b"), ("1.1", [">", "EOF"]))
    assert "Go to: Welcome" not in nowhere.said


def test_a_plus_shows_the_patch_so_far(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    (root / "shippable.yml").write_text("language: python\n")
    shown = talk(monkeypatch, services(), root, LATER, ("2.2", "+"), ("Scenario", "EOF"))
    said = shown.said.partition("2.2 Subscription integration")[2]
    assert "+    - integrationName: ecr-integration" in said
    assert "Lines 1 to 6:" in said
    assert text(root) == "language: python\n"


def test_regions_and_known_accounts_are_listed_and_searched(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    around = services()
    record = AccountRecord("team", region="eu-west-1")
    around.inventory.change(lambda inventory: inventory.with_account(record))
    asked = (("1.1", ["/", "#1"]), ("1.2", ["/west", ""]), LATER, ("2.1", "EOF"))
    said = talk(monkeypatch, around, root, *asked).said
    assert re.search(r"#1 team\n", said)
    assert "1.2 Region (/ lists) [eu-west-1]" in said
    assert re.search(r"#\d+ us-west-2\n", said)
    assert not re.search(r"#\d+ us-east-1\n", said)


def test_what_was_answered_in_the_first_step_is_kept_on_every_end(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    around = services()
    talk(monkeypatch, around, root, ("1.1", "mine"), ("1.2", "eu-west-1"), ("1.3 Keys", "EOF"))
    left = resume.load(inspect_project(around, root))
    assert left is not None
    assert (left[0].account.name, left[0].region) == ("mine", "eu-west-1")
    back = talk(monkeypatch, around, root, ("Go on", "n"), ("1.1", ["mine", "<"]), ("1.2", "<"), ("1.1 ", "EOF"))
    assert "1.1 Account integration (/ lists) [mine]" in back.said


def test_ctrl_c_stops_a_check_and_nothing_else(root: Path) -> None:
    program = (
        "import sys\nfrom pathlib import Path\nfrom tests.plain.person import services\n"
        "from wizard.plain.walk import run_plain\n"
        "from wizard.services.aws.simulated import SimulatedAws\nfrom dataclasses import replace\n"
        "raise SystemExit(run_plain(replace(services(), aws=SimulatedAws()), Path(sys.argv[1])))"
    )
    child = spawn(root)
    child.close()
    child = pexpect.spawn(
        child.command, ["-c", program, str(root)], encoding="utf-8", timeout=30, dimensions=(24, 200), env=child.env
    )
    child.delaybeforesend = None
    answer(child, "1.1 ")
    answer(child, "1.2 ")
    answer(child, "1.3 Keys", "Type")
    answer(child, "1.4 ", SILENT.keys.key_id.reveal())
    answer(child, "1.5 ", SILENT.keys.secret.reveal())
    child.expect_exact("(ctrl+c stops it)")
    child.kill(signal.SIGINT)
    child.expect_exact("Stopped.")
    answer(child, "What now", "Give other keys")
    answer(child, "1.3 Keys", "None now")
    child.expect_exact("2.1 ")
    child.sendintr()
    child.expect_exact("Cancelled")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("1", True),
        ("yes", True),
        ("0", False),
        ("false", False),
        ("No", False),
        ("off", False),
        (" ", False),
        ("", False),
    ],
)
def test_accessible(value: str, wanted: bool) -> None:
    assert wants_prompts({"ACCESSIBLE": value}) is wanted


def test_a_warning_is_settled_by_its_number(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    declined = ("Add a build command", "n")
    done = talk(monkeypatch, services(), root, LATER, *PUSH, declined, ("Write shippable.yml", ["1", "y"]))
    assert done.code == 0, done.said
    assert "1) image-not-built: add docker build" in done.said
    assert ", or 1: settle a warning)" in done.said
    assert "docker build -t manishas/sample-node:tag" in text(root)


def test_the_file_is_committed_when_the_user_says_so(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    (root / "other").write_text("mine")
    git(root, "config", "user.email", "r@example.com")
    git(root, "config", "user.name", "R")
    commit(root)
    done = talk(monkeypatch, services(), root, LATER, *PUSH, WRITE, ("Commit shippable.yml", "y"))
    assert done.code == 0, done.said
    assert "Committed: " in done.said
    assert "git commit" not in done.said
    shown = ("git", "-C", str(root), "show", "--name-only", "--format=", "HEAD")
    assert subprocess.run(shown, capture_output=True, text=True, check=True).stdout.split() == ["shippable.yml"]
