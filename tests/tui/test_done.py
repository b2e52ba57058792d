"""The last page: a checklist, a commit of that one file, a section on the clipboard, a record of the run."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.tui.conftest import Making
from tests.tui.hands import sitting_at
from wizard.core.guide.manual_steps import MESSAGE
from wizard.services.aws.simulated import GOOD
from wizard.services.shippable.simulated import SimulatedShippable
from wizard.tui.screens.asking import AskMessage, AskName
from wizard.tui.screens.done import DoneScreen
from wizard.tui.screens.pick import AskPick


@pytest.fixture
def committing(repository: Path) -> Path:
    """The repository, with somebody who commits in it and another file that is staged already."""
    for name, value in (("user.name", "Robin"), ("user.email", "robin@example.com")):
        git(repository, "config", name, value)
    (repository / "other.txt").write_text("staged\n")
    git(repository, "add", "other.txt")
    return repository


def git(root: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True, text=True).stdout


def hook(root: Path, name: str, script: str) -> None:
    path = root / ".git" / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


async def test_c_commits_that_file_and_nothing_else_with_the_hooks(real: Making, committing: Path) -> None:
    hook(committing, "commit-msg", f'echo "seen by a hook" >> "{committing}/seen"')
    async with sitting_at(real()) as hands:
        screen = await hands.to_done()
        await hands.sees("[x] Written:", "[ ] In Shippable: the account integration")
        await hands.press("c")
        await hands.on(AskMessage)
        await hands.sees(MESSAGE, "Nothing else is committed. Your hooks run: commit-msg.")
        await hands.press("escape")
        await hands.on(DoneScreen)
        assert git(committing, "rev-list", "--count", "HEAD").strip() == "1"
        await hands.press("c")
        await hands.on(AskMessage)
        await hands.press("enter")
        await hands.sees("It is not pushed yet.", "[x] Committed:")
        committed = screen.session.committed
        assert not any("git commit" in line for group in screen.groups() for line in group.lines)
    assert git(committing, "log", "-1", "--format=%h %s").strip() == f"{committed} {MESSAGE}"
    assert git(committing, "show", "--name-only", "--format=", "HEAD").split() == ["shippable.yml"]
    assert git(committing, "diff", "--cached", "--name-only").split() == ["other.txt"]
    assert (committing / "seen").exists()


async def test_a_hook_that_refuses_is_heard(real: Making, committing: Path) -> None:
    hook(committing, "pre-commit", "echo 'no commits on Fridays' >&2; exit 1")
    async with sitting_at(real()) as hands:
        screen = await hands.to_done()
        await hands.press("c")
        await hands.on(AskMessage)
        await hands.press("enter")
        await hands.sees("git did not commit the file.", "no commits on Fridays")
        assert not screen.session.committed
    assert git(committing, "rev-list", "--count", "HEAD").strip() == "1"


async def test_a_record_and_a_section(real: Making, repository: Path) -> None:
    async with sitting_at(real()) as hands:
        await hands.to_done()
        await hands.press("y")
        await hands.until(lambda: "Integration Name: ecr-integration" in hands.app.clipboard)
        lines = hands.app.clipboard.splitlines()
        assert len(lines) >= 4
        await hands.sees(f"may refuse: {lines[0]} ... ({len(lines)} lines)")  # the page shows them already
        await hands.press("r")
        await hands.on(AskName)
        await hands.press("enter")
        await hands.sees("Saved:")
        await hands.press("r")
        await hands.on(AskName)
        await hands.press("x", "enter")  # what is typed takes the place of the name that is offered
        await hands.until((repository / "x").exists)
    text = (repository / "ecr-record.md").read_text()
    assert text.startswith("# Amazon ECR for acme/shop\n")
    assert "+++ b/shippable.yml" in text
    assert "- [ ] Commit and push" in text


async def test_the_type_is_asked_where_the_server_offers_both(real: Making) -> None:
    server = SimulatedShippable()
    async with sitting_at(real(api=server)) as hands:
        screen = await hands.to_done()
        screen.session.held.keys = GOOD.keys
        await hands.press("ctrl+t")
        await hands.on(AskPick)
        await hands.sees("Amazon ECR", "AWS Keys", "cannot be changed later")
        await hands.press("escape")
        await hands.on(DoneScreen)
        await hands.sees("No type was chosen")
        assert server.kept_accounts == []
        await hands.press("ctrl+t")
        await hands.on(AskPick)
        await hands.press("down", "enter")
        await hands.on(DoneScreen)
        await hands.sees("of type AWS Keys")
    assert [item.master_name for item in server.kept_accounts] == ["amazonKeys"]
