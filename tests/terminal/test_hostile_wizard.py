"""Hostile text from the repository and from AWS on the screens: it is shown, it is not obeyed, it hides nothing."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness import DOWN, ESC, RIGHT, Terminal
from real_wizard import ENTER, NEXT, give_keys, repository, wizard

from tests.services.aws_server import (
    ACCOUNT,
    KEY_ID,
    SECRET,
    Answer,
    Request,
    Server,
    ecr,
    serving,
    sts_error,
    token,
    xml,
)

# Each would do something to the terminal or to the program if it were passed through.
SEQUENCES = "\x1b[31337m\x1b]0;pwned\x07\x1b[2J\x9b31337m\x9d0;pwned\x9c"
PAGE_UP = "\x1b[5~"
MARKUP = "[/][/red][@click=app.exit()][b]"
HIDING = "\u202epu\u202c\u200b\u2066\ufeff"
EVIL = f"E{SEQUENCES}{MARKUP}{HIDING}"
IN_XML = f"E\x9b31337m{MARKUP}{HIDING}"  # XML knows no ESC
BRANCH = f"E{HIDING}@click=app.exit()".encode() + b"-\xff\xfe"  # what git takes in a name
LONG = "long-" + "x" * 3000

FOREIGN = re.compile(
    b"\x1b\\[31337|\x1b\\]0;|pwned\x07|\xc2[\x80-\x9f]|\xe2\x80[\x8b-\x8f\xaa-\xae]|\xe2\x81[\xa6-\xa9]|\xef\xbb\xbf"
)


def hostile_repository(tmp_path: Path) -> Path:
    entry = EVIL.encode("unicode_escape").decode().replace('"', '\\"')
    root = repository(
        tmp_path,
        text=(
            "integrations:\n  hub:\n"
            f'    - integrationName: "{entry}"\n      type: ecr\n      region: "{entry}"\n'
            f'    - integrationName: "[/]"\n      type: ecr\n    - integrationName: {LONG[:300]}\n      type: ecr\n'
            f'build:\n  ci:\n    - echo "{MARKUP}"\n'
        ),
    )
    folder = root / f"dir{EVIL.replace('/', '')[:60]}"
    folder.mkdir()
    (root / "Dockerfile").write_bytes(f"FROM {ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/{EVIL}:1\n".encode())
    (folder / "Dockerfile").write_bytes(f"FROM {LONG}{EVIL}\nRUN \xff\n".encode("latin-1", "replace"))
    for name in (BRANCH, b"long/" + b"y" * 200, "\u202etxt.exe".encode()):
        subprocess.run([b"git", b"branch", name], cwd=root, check=True)
    subprocess.run(["git", "remote", "set-url", "origin", f"git@github.com:ac{EVIL}me/shop.git"], cwd=root, check=True)
    subprocess.run(["git", "add", "."], cwd=root, check=True)
    return root


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(refusing) as running:
        yield running


@pytest.fixture
def terminal(server: Server, tmp_path: Path, own_home: Path) -> Iterator[Terminal]:
    aws = own_home / ".aws"
    aws.mkdir()
    (aws / "credentials").write_text(
        f"[{MARKUP[:-1]}]\naws_access_key_id = {KEY_ID}\naws_secret_access_key = {SECRET}\n"
        f"[E\x1b[31337m\u202e]\naws_access_key_id = {KEY_ID}\naws_secret_access_key = {SECRET}\n",
        encoding="utf-8",
    )
    with wizard(hostile_repository(tmp_path), AWS_ENDPOINT_URL=server.url) as running:
        yield running


def refusing(request: Request) -> Answer:
    return sts_error("AccessDenied", f"{IN_XML} is not authorized")


def failing(request: Request) -> Answer:
    return Answer(403, f"<html>{EVIL}{LONG}".encode(), {"Content-Type": f"text/html; x={MARKUP}"})


def accepting(request: Request) -> Answer:
    """STS accepts; ECR's names and messages are hostile."""
    if request.service == "sts":
        return xml(
            "<GetCallerIdentityResponse xmlns='https://sts.amazonaws.com/doc/2011-06-15/'><GetCallerIdentityResult>"
            f"<Arn>arn:aws:iam::{ACCOUNT}:user/{MARKUP}</Arn><UserId>{IN_XML}</UserId><Account>{ACCOUNT}</Account>"
            "</GetCallerIdentityResult></GetCallerIdentityResponse>"
        )
    if request.action == "DescribeRepositories":
        names = [EVIL, LONG, "[/]"]
        return ecr({"repositories": [{"repositoryName": name, "repositoryUri": name} for name in names]})
    if request.action == "DescribeImages":
        return ecr({"__type": "RepositoryNotFoundException", "message": EVIL}, 400)
    return token()


def assert_calm(terminal: Terminal) -> None:
    """Nothing foreign has reached the terminal, and the program goes on."""
    terminal.settle(0.1)
    assert terminal.process.isalive(), terminal.text
    found = FOREIGN.search(terminal.received)
    assert found is None, terminal.received[max(found.start() - 60, 0) : found.end() + 60]
    assert terminal.screen.title == ""


def press(terminal: Terminal, keys: str, *shown: str | re.Pattern[str]) -> None:
    terminal.send(keys)
    terminal.wait_for(*shown, timeout=30)
    assert_calm(terminal)


def words(terminal: Terminal) -> str:
    """What the screen shows, as if no row ended."""
    return "".join(row.strip() for row in terminal.screen.display)


def test_hostile_text_is_shown_and_not_obeyed(terminal: Terminal, server: Server) -> None:
    # What can be done is in sight, however much is told above it: the remote, the entries, the Dockerfiles.
    press(terminal, "", "Set up an integration")
    press(terminal, PAGE_UP * 3, "Remote")
    for shown in (r"\x1b]0;pwned\x07\x1b[2J\x9b31337m\x9d0;pwned\x9c", MARKUP, r"\u202epu\u202c\u200b\u2066\ufeff"):
        assert shown in words(terminal)
    press(terminal, "\x07", "Enter         takes")  # the help over it
    press(terminal, ESC, "[ Go on ]")
    # The profiles, and what AWS says: refused, no AWS at all, accepted.
    terminal.tab_to("Set up an integration")
    press(terminal, ENTER, "Step 1 of 6", f"AWS profile {MARKUP[:-1]}", r"AWS profile E\x1b[31337m\u202e")
    give_keys(terminal, KEY_ID, SECRET)
    press(terminal, NEXT, "! The key may not do this in STS.")
    assert rf"E\x9b31337m{MARKUP}\u202epu" in words(terminal)
    server.answering = failing
    press(terminal, NEXT, "did not come from AWS")
    server.answering = accepting
    press(terminal, NEXT, "AWS accepts the keys")
    assert f"user/{MARKUP}" in words(terminal)
    # The organisation stands in a field, to be corrected.
    press(terminal, NEXT, "Step 2 of 6")
    press(terminal, NEXT, "! There is a character that cannot be seen")
    terminal.tab_to("Subscription ")
    press(terminal, "\x15" + MARKUP, MARKUP)
    press(terminal, NEXT, "Step 3 of 6")
    press(terminal, DOWN * 2, "(•) Push an image", MARKUP)  # the preview shows what is near it in the file
    # Names of repositories and messages of ECR.
    press(terminal, NEXT, "Step 4 of 6")
    terminal.tab_to("Image")
    terminal.tab_to("[ List ]")
    press(terminal, ENTER, "[/]", "long-xxxx")
    assert rf"E\x1b[31337m\x1b]0;pwned\x07\x1b[2J\x9b31337m\x9d0;pwned\x9c{MARKUP}" in words(terminal)
    press(terminal, "31337", "1 of 3")
    press(terminal, ENTER, "Step 4 of 6", r" E\x1b[31337m")
    press(terminal, NEXT, "! ")  # no image can have that name
    terminal.tab_to("[ List ]")
    press(terminal, ENTER, "[/]", "long-xxxx")
    press(terminal, "[/]", "2 of 3")
    press(terminal, ENTER, "Step 4 of 6", "  [/]")
    press(terminal, NEXT, "! Docker refuses this name")
    terminal.tab_to("[ List ]")
    press(terminal, ENTER, "[/]", "long-xxxx")
    press(terminal, "long", "1 of 3")
    press(terminal, ENTER, "Step 4 of 6", "    long-xxxx")
    press(terminal, NEXT, "! Docker refuses this name")  # which leads to the field
    press(terminal, "\x15" + "app", "Image                     app ")
    # Names of branches: bytes that are no UTF-8, marks that turn text round.
    press(terminal, NEXT, "Step 5 of 6")
    press(terminal, RIGHT, "(•) only some", r"\u202etxt.exe", r"@click=app.exit()-\xff\xfe")
    terminal.tab_to("[ ] master")
    press(terminal, "txt" + ENTER, r"[x] \u202etxt.exe")
    press(terminal, NEXT, "Step 6 of 6")
    assert MARKUP[:16] in words(terminal)  # the scroll bar is between the rest
    press(terminal, "w", "Written:")
    terminal.send("\x03")
    terminal.wait_for_exit()
    assert FOREIGN.search(terminal.received) is None


def test_a_hostile_entry_can_be_changed_and_taken_out(terminal: Terminal) -> None:
    press(terminal, DOWN, "Change")
    press(terminal, ENTER, "Step 1 of 6")
    press(terminal, ESC, "[ Go on ]")
    while not terminal.screen.display[terminal.screen.cursor.y].startswith(" Take"):
        terminal.cost(DOWN, quiet=0.1)
    press(terminal, ENTER, re.compile(r"^ *- +.*integrationName", re.MULTILINE))
    assert r"\x1b" in terminal.text
    press(terminal, ESC, "[ Go on ]")
