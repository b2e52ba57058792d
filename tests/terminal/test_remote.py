"""Over a real sshd and in a real tmux: the same picture, and an end when the connection is cut."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from harness import DOWN, ENTER, SAMPLE, TAB, Terminal, converge, environment, wait_until
from real_wizard import WIZARD, kept_answers, repository, to_step

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")

needs_sshd = pytest.mark.skipif(not (SSHD and shutil.which("ssh")), reason="openssh-server is not installed")
needs_tmux = pytest.mark.skipif(not shutil.which("tmux"), reason="tmux is not installed")


@dataclass(frozen=True)
class Server:
    """An sshd of this test's own on the loopback interface."""

    port: int
    folder: Path
    pid: int

    def client(self, *argv: str, **env: str) -> list[str]:
        """The ssh command that runs `argv` there in a terminal, with these variables."""
        places = {name: value for name, value in environment().items() if name in {"HOME", "PATH", "PYTHONPATH"}}
        words = ["exec", "env", *(f"{name}={value}" for name, value in (places | env).items()), *argv]
        return [
            *("ssh", "-tt", "-F", "none", "-p", str(self.port), "-i", str(self.folder / "key")),
            *("-o", "StrictHostKeyChecking=no", "-o", f"UserKnownHostsFile={self.folder / 'known'}"),
            *("-o", "LogLevel=ERROR", "127.0.0.1", shlex.join(words)),
        ]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running sshd that lets this user in with a key."""
    folder = tmp_path_factory.mktemp("sshd")
    for name in ("host", "key"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # Debian's sshd wants it for privilege separation
    for _ in range(5):
        port = _free_port()
        options = {
            "ListenAddress": f"127.0.0.1:{port}",
            "HostKey": folder / "host",
            "AuthorizedKeysFile": folder / "key.pub",
            "PidFile": "none",
            "StrictModes": "no",
            "UsePAM": "no",
            "PermitRootLogin": "yes",
            "PasswordAuthentication": "no",
        }
        (folder / "config").write_text(
            "".join(f"{name} {value}\n" for name, value in options.items()), encoding="utf-8"
        )
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen([str(SSHD), "-D", "-e", "-f", folder / "config"], stderr=log)
        try:
            if _answers(port, process):
                yield Server(port, folder, process.pid)
                return
        finally:
            process.terminate()
            process.wait()
    pytest.fail(f"sshd does not start: {(folder / 'log').read_text(encoding='utf-8')}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int, process: subprocess.Popen[bytes]) -> bool:
    """Wait until sshd listens; False when it ended instead (the port was taken meanwhile)."""
    while process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.01)
    return False


def _noting(folder: Path, *argv: str, before: str = "") -> list[str]:
    """The command, whose process's number is written to `pid` first."""
    return ["sh", "-c", f'echo $$ > {shlex.quote(str(folder / "pid"))}; {before} exec "$@"', "sh", *argv]


def _remote(folder: Path, before: str = "") -> list[str]:
    """The sample application; at a hang-up it writes to `saved`."""
    return _noting(folder, *SAMPLE, f"--saved={folder / 'saved'}", before=before)


def _ended(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])


@needs_sshd
def test_over_ssh_it_shows_the_same(server: Server) -> None:
    remote = server.client(*SAMPLE, LC_ALL="C.UTF-8")
    with Terminal(remote) as far, Terminal(SAMPLE) as near:
        for terminal in (far, near):
            terminal.wait_for("Page 1", "Review")
        converge(far, near)
        for keys in ("my-integration", TAB * 2, DOWN * 9, "\x0e", "漢字"):
            for terminal in (far, near):
                terminal.send(keys)
                terminal.settle(0.15)
            converge(far, near)
        far.resize(100, 30)
        near.resize(100, 30)
        converge(far, near)
        far.send("\x03")
        assert far.wait_for_exit() == 130
        assert far.cooked


@needs_sshd
@pytest.mark.parametrize("ignoring", ["", "trap '' HUP;"], ids=["hang-ups end it", "hang-ups are ignored"])
@pytest.mark.parametrize("cut", ["client", "server"])
def test_a_cut_connection_ends_it_with_its_state_saved(server: Server, cut: str, ignoring: str, tmp_path: Path) -> None:
    with Terminal(server.client(*_remote(tmp_path, ignoring), LC_ALL="C.UTF-8")) as terminal:
        terminal.wait_for("Page 1", "Review")
        pid = int((tmp_path / "pid").read_text(encoding="utf-8"))
        session = _parent(pid)
        assert session != server.pid
        os.kill(terminal.process.pid if cut == "client" else session, signal.SIGKILL)
        wait_until(lambda: _ended(pid))
    assert (tmp_path / "saved").read_text(encoding="utf-8") == "saved"


@needs_sshd
def test_the_wizard_is_cut_off_over_ssh_and_goes_on_in_the_next_session(
    server: Server, own_home: Path, tmp_path: Path
) -> None:
    root = repository(tmp_path)
    places = {name: value for name, value in environment().items() if name.startswith("XDG_")}
    start = server.client(*_noting(tmp_path, *WIZARD, str(root)), LC_ALL="C.UTF-8", **places)
    with Terminal(start) as terminal:
        terminal.wait_for("Set up an integration", timeout=30)
        to_step(terminal, 1, ENTER)
        terminal.send("-far")
        terminal.wait_for("ecr-integration-far")
        pid = int((tmp_path / "pid").read_text(encoding="utf-8"))
        os.kill(terminal.process.pid, signal.SIGKILL)
        wait_until(lambda: _ended(pid))
    assert kept_answers(own_home)["answers"]["account"]["name"] == "ecr-integration-far"
    with Terminal(start) as terminal:
        terminal.wait_for("Go on where the last run ended", timeout=30)
        to_step(terminal, 1, ENTER)
        terminal.wait_for("ecr-integration-far")
        terminal.send("\x03")
        assert terminal.wait_for_exit() == 130


@needs_tmux
def test_in_tmux_it_shows_the_same_also_when_it_is_attached_again(tmp_path: Path) -> None:
    tmux = ["tmux", "-u", "-S", str(tmp_path / "socket"), "-f", "/dev/null"]
    start = [*tmux, "new-session", "-x", "80", "-y", "24", shlex.join(_remote(tmp_path)), ";", "set", "status", "off"]
    try:
        with Terminal(SAMPLE, env=environment(TERM="tmux-256color")) as plain:
            with Terminal(start) as inside:
                _wait_for_same_text(inside, plain)
                for keys in ("my-integration", TAB * 2, DOWN * 9, "\x0e", "漢字"):
                    for terminal in (inside, plain):
                        terminal.send(keys)
                        terminal.settle(0.15)
                    _wait_for_same_text(inside, plain)
            with Terminal([*tmux, "attach"]) as again:
                _wait_for_same_text(again, plain)
        pid = int((tmp_path / "pid").read_text(encoding="utf-8"))
    finally:
        subprocess.run([*tmux, "kill-server"], check=False)
    wait_until(lambda: _ended(pid))
    assert (tmp_path / "saved").read_text(encoding="utf-8") == "saved"


def _wait_for_same_text(one: Terminal, other: Terminal) -> None:
    def same(_: Terminal) -> bool:
        other.settle(0)
        return one.text == other.text

    one.wait_for("Page", same)
