"""The prompts in a real pseudo-terminal: nothing secret is echoed, ctrl+c leaves cleanly, stdout stays free."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import termios
from contextlib import closing
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


class Session:
    """The prompts on a pseudo-terminal of which both ends are ours: its state can be looked at afterwards."""

    def __init__(self, root: Path) -> None:
        self.master, self.slave = pty.openpty()
        self.text = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "wizard", "--plain"],
            cwd=root,
            stdin=self.slave,
            stderr=self.slave,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )

    def expect(self, text: str) -> None:
        """Read until the text has come."""
        while text not in self.text:
            assert select.select([self.master], [], [], 30)[0], self.text
            self.text += os.read(self.master, 4096).decode()
        self.text = self.text.partition(text)[2]

    def answer(self, prompt: str, line: str = "") -> None:
        self.expect(prompt)
        self.expect(": ")
        os.write(self.master, line.encode() + b"\n")

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)

    def shows_typing(self) -> bool:
        return bool(termios.tcgetattr(self.slave)[3] & termios.ECHO)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_at_a_hidden_prompt_restores_the_terminal(root: Path, number: signal.Signals) -> None:
    with closing(Session(root)) as session:
        for prompt, line in (("1.1", ""), ("1.2", ""), ("1.3 Keys", "1"), ("1.4", KEY_ID)):
            session.answer(prompt, line)
        session.expect("1.5")
        session.expect(": ")
        assert not session.shows_typing()
        session.process.send_signal(number)
        assert session.process.wait(timeout=30) == 128 + number
        assert session.shows_typing()


def test_a_signal_keeps_the_answers_of_the_steps(root: Path) -> None:
    with closing(Session(root)) as session:
        for prompt, line in (("1.1", "mine"), ("1.2", "eu-west-1"), ("1.3 Keys", "2")):
            session.answer(prompt, line)
        session.expect("2.1")
        session.process.send_signal(signal.SIGHUP)
        assert session.process.wait(timeout=30) == 128 + signal.SIGHUP
    with closing(Session(root)) as again:
        again.answer("Go on where the last run ended", "y")
        again.answer("2.1 Subscription", "acme")
        again.expect("2.2 Subscription integration [mine]")
