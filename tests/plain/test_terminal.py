"""The prompts in a real pseudo-terminal: nothing secret is echoed, ctrl+c leaves cleanly, stdout stays free."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pexpect
import pytest

from tests.cli.integrations import repository
from tests.services.aws_server import good, serving

KEY_ID, SECRET = "AKIAIOSFODNN7CANARY1", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYCANARYKEY2"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop")


def spawn(root: Path, *arguments: str, **environment: str) -> pexpect.spawn:
    child = pexpect.spawn(
        sys.executable,
        ["-m", "wizard", *arguments],
        cwd=str(root),
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "TERM": "xterm-256color", **environment},
        encoding="utf-8",
        timeout=30,
        dimensions=(24, 200),
    )
    child.delaybeforesend = None
    return child


def answer(child: pexpect.spawn, prompt: str, line: str = "") -> None:
    child.expect_exact(prompt)
    child.expect_exact(": ")
    child.sendline(line)


PLAIN = [(("--plain",), {}), ((), {"TERM": "dumb"}), ((), {"ACCESSIBLE": "1"})]


@pytest.mark.parametrize(("arguments", "environment"), PLAIN, ids=["--plain", "dumb terminal", "ACCESSIBLE"])
def test_the_secret_is_not_echoed(
    root: Path, tmp_path: Path, arguments: tuple[str, ...], environment: dict[str, str]
) -> None:
    with serving(good) as aws, (tmp_path / "seen").open("w") as seen:
        child = spawn(root, *arguments, AWS_ENDPOINT_URL=aws.url, **environment)
        child.logfile_read = seen
        answer(child, "1.1 Account integration")
        answer(child, "1.2 Region")
        answer(child, "1.3 Keys", "1")
        answer(child, "aws_access_key_id", KEY_ID)
        # Only once the terminal no longer echoes.
        child.expect_exact("(not shown)")
        assert child.waitnoecho()
        child.sendline(SECRET)
        child.expect_exact("Checked: account 123456789012")
        answer(child, "Keep the keys")
        child.expect_exact("2.1 Subscription")
        child.sendintr()
        child.expect_exact("Cancelled. Nothing more was written. The next run can go on from here.")
        child.expect(pexpect.EOF)
        child.close()
    assert child.exitstatus == 130
    text = (tmp_path / "seen").read_text()
    assert SECRET not in text
    assert "Traceback" not in text
    assert "\x1b" not in text


def test_stdout_stays_free(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    child = pexpect.spawn(
        "/bin/sh",
        ["-c", f"exec {sys.executable} -m wizard --plain > {out}"],
        cwd=str(root),
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        encoding="utf-8",
        timeout=30,
    )
    child.expect_exact("1.1 Account integration")
    child.sendeof()
    child.expect_exact("Cancelled")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    assert out.read_text() == ""
