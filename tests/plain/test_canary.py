"""Canary keys through the whole wizard at a terminal, also while it crashes: only the chosen store holds them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pexpect
import pytest

from tests.cli.integrations import repository
from tests.services.aws_server import Answer, Request, ecr, good, serving, token
from wizard.core.aws.ecr_name import image_name

KEY_ID, SECRET = "AKIACANARYCANARY0002", "prompt/Canary+prompt/Canary+prompt/Cana2"
PASTE = f"export AWS_ACCESS_KEY_ID={KEY_ID}\nexport AWS_SECRET_ACCESS_KEY={SECRET}\n"
IMAGE = image_name("123456789012", "us-west-2", "shop/app")

# The wizard with a bug at a place of the test's choice, whose message holds what must not be seen.
BUGGY = """
import importlib, os, sys
from wizard.cli import run
where = sys.argv.pop(1)
if where != "nowhere":
    module, _, name = where.rpartition(".")
    def bug(*arguments, **options):
        secret = os.environ["CANARY"]
        raise RuntimeError("a bug with " + secret)
    setattr(importlib.import_module(module), name, bug)
sys.exit(run(sys.argv[1:]))
"""
TYPED = [
    ("1.1 Account integration", "shop-ecr"),
    ("1.2 Region", "us-west-2"),
    ("1.3 Keys", "1"),
]
KEPT = [("Keep the keys", "2"), ("Name of the profile", "ci")]


def aws(request: Request) -> Answer:
    """An AWS in which this key may do everything that can be asked."""
    if request.action == "DescribeRepositories":
        return ecr({"repositories": [{"repositoryName": "shop/app", "repositoryUri": IMAGE}]})
    return good(request) if request.service == "sts" else token()


def walk(root: Path, own_home: Path, crash: str, url: str) -> tuple[str, int | None, str]:
    """Everything that the terminal was sent, the exit code, and the command lines that were seen meanwhile."""
    log = own_home / "wizard.log"
    child = pexpect.spawn(
        sys.executable,
        ["-c", BUGGY, crash, "--plain", "-vv", "--log-file", str(log)],
        cwd=str(root),
        env=os.environ
        | {
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "AWS_ENDPOINT_URL": url,
            "CANARY": SECRET,
            "TMPDIR": str(own_home),
        },
        encoding="utf-8",
        timeout=30,
        dimensions=(24, 200),
    )
    child.delaybeforesend = None
    seen: list[str] = []
    prompts = [r"\d\.\d [^\r\n]*: ", r"Write shippable.yml[^\r\n]*: ", r"(?<=\n)[A-Z][^\r\n]*[\])]: ", pexpect.EOF]
    answers = dict(
        [*TYPED, *KEPT, ("Scenario", "1"), ("4.1 Image", IMAGE), ("AWS CLI", "y"), ("Write shippable.yml", "y")]
    )
    commands = ""
    while child.expect(prompts) != len(prompts) - 1:
        seen += [child.before, child.after]
        assert len(seen) < 120, "".join(seen[-12:])  # asked in circles
        commands += processes()
        if "aws_access_key_id" in child.after:
            child.send(PASTE)
            continue
        line = next((text for part, text in answers.items() if part in child.after), "")
        child.sendline("n" if "Make the integrations" in child.after else line)
    seen.append(child.before)
    child.close()
    return "".join(seen), child.exitstatus, commands


def processes() -> str:
    """What `ps` shows of every process."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(path.read_bytes().decode(errors="replace"))
        except OSError:
            continue  # it has ended
    return "\n".join(lines)


def holders(*folders: Path) -> set[str]:
    """The files that hold a canary."""
    return {
        path.name
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and any(canary.encode() in path.read_bytes() for canary in (KEY_ID, SECRET))
    }


@pytest.mark.parametrize(
    ("crash", "code"),
    [
        ("nowhere", 0),
        ("wizard.plain.account.check_keys", 1),
        ("wizard.actions.keep_keys.keep_keys", 1),
        ("wizard.services.aws.boto.translate", 1),
        ("wizard.plain.walk.review", 1),
        ("wizard.plain.walk.done", 1),
    ],
)
def test_only_the_chosen_store_holds_them(tmp_path: Path, own_home: Path, crash: str, code: int) -> None:
    root = repository(tmp_path / "shop")
    with serving(aws) as server:
        if crash.endswith("translate"):
            server.answering = lambda _: Answer(500)
        stream, exit_code, commands = walk(root, own_home, crash, server.url)
    assert exit_code == code, stream
    assert ("met a bug" in stream) is (code == 1)
    for canary in (KEY_ID, SECRET):
        assert canary not in stream
        assert canary not in commands
    assert "Traceback" not in stream
    kept = crash in ("nowhere", "wizard.plain.walk.done")
    assert holders(own_home, root) == ({"credentials"} if kept else set())
    assert (own_home / "wizard.log").exists()
    if code:
        assert list(own_home.rglob("crashes/*.txt"))
