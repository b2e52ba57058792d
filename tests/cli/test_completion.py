"""Completion: what can come next, and the scripts in real shells."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from tests.cli.conftest import Run
from wizard.cli.completing import answer
from wizard.core.scenarios.registry import SCENARIOS

BIN = Path(sys.executable).parent


def words(*typed: str) -> list[str]:
    """The words that can come next, after the line that says that they are words."""
    kind, *lines = answer(typed)
    assert kind == "words"
    return [line.partition("\t")[0] for line in lines]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (("ch",), ["check"]),
        (("apply", "--scen"), ["--scenario"]),
        (("apply", "--scenario", ""), list(SCENARIOS)),
        (("apply", "--scenario=b"), ["--scenario=build"]),
        (("apply", "--scenario", "=", "b"), ["build"]),  # bash: `=` ends a word
        (("apply", "--scenario", "="), list(SCENARIOS)),
        (("-q", "apply", "--scenario", "b"), ["build"]),
        (("account", ""), ["list", "add", "remove"]),
        (("account", "add", "x", "--store", "k"), ["keyring"]),
        (("account", "add", ""), []),
        (("account", "add", "--region", "eu-west-1"), ["eu-west-1"]),
        (("help", "subscription", "ren"), ["rename"]),
        (("help", "nothing", ""), []),
        (("completion", "z"), ["zsh"]),
        (("rule", "branch-u"), ["branch-unknown"]),
        (("check", "--ignore=branch-u"), ["--ignore=branch-unknown"]),
        (("nothing", "x", ""), []),
    ],
)
def test_what_can_come_next(typed: tuple[str, ...], expected: list[str]) -> None:
    assert words(*typed) == expected


def test_flags_have_their_meaning() -> None:
    assert "--fix\tfix what can be fixed safely; `undo` takes it back" in answer(["check", "--f"])


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        (("check", ""), "folders"),
        (("check", "--", ""), "folders"),
        (("apply", "--answers", ""), "files"),
        (("apply", "--answers=x"), "files"),
        (("check", "--file", ""), "files"),
        (("subscription", "rename", "a", "b", ""), "folders"),
    ],
)
def test_files_and_folders_are_left_to_the_shell(typed: tuple[str, ...], kind: str) -> None:
    assert answer(typed) == [kind]


def test_names_that_are_known_here_are_offered(ecr: Run, project: Path, own_home: Path) -> None:
    (own_home / ".aws").mkdir()
    (own_home / ".aws" / "config").write_text("[profile acme]\n")
    git = ("git", "-C", str(project), "-c", "user.name=x", "-c", "user.email=x@example.org")
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "x"], check=True)
    for branch in ("release-1", "$(reboot)", "a;b"):
        subprocess.run([*git, "branch", branch], check=True)

    def offered(*typed: str) -> list[str]:
        done = ecr("completion", "words", "--", *typed)
        assert done.returncode == 0, done.stderr
        return [line.partition("\t")[0] for line in done.stdout.splitlines()[1:]]

    assert offered("apply", "--only", "") == ["master", "release-1"]  # never what a shell would read
    assert offered("account", "add", "--profile", "") == ["acme"]
    assert offered("apply", "--integration", "") == []
    keys = "aws_access_key_id=AKIAIOSFODNN7EXAMPLE\naws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
    made = ecr("account", "add", "acme-keys", "--keys-from-stdin", "--store=none", "--no-check", stdin=keys)
    assert made.returncode == 0, made.stderr
    made = ecr("subscription", "add", "ecr-acme", "--account", "acme-keys", "--subscription", "acme")
    assert made.returncode == 0, made.stderr
    assert offered("account", "remove", "") == ["acme-keys"]
    assert offered("subscription", "add", "x", "--account", "") == ["acme-keys"]
    assert offered("apply", "--integration", "e") == offered("subscription", "remove", "") == ["ecr-acme"]
    assert offered("subscription", "rename", "") == ["ecr-acme"]
    run = json.loads(ecr("apply", "--integration=ecr-acme", "--json").stdout)["run"]
    assert offered("undo", "--run", "") == [run]


def test_what_cannot_be_read_offers_nothing(ecr: Run, own_home: Path) -> None:
    (own_home / "data" / "ecr-wizard").mkdir(parents=True)
    (own_home / "data" / "ecr-wizard" / "integrations.json").write_text("{")
    done = ecr("completion", "words", "--", "apply", "--integration", "")
    assert (done.returncode, done.stdout, done.stderr) == (0, "words\n", "")


SHELLS = {
    "bash": ("bash", "--norc", "--noprofile", "-i"),
    "zsh": ("zsh", "-f", "-i"),
    "fish": ("fish", "--no-config", "-i"),
}
START = {
    "bash": "bind 'set enable-bracketed-paste off'; source <(ecr-wizard completion bash); echo rea''dy",
    "zsh": "autoload -U compinit && compinit -D -u; source <(ecr-wizard completion zsh); echo rea''dy",
    "fish": "ecr-wizard completion fish | source; echo rea''dy",
}


@pytest.fixture(params=list(SHELLS))
def shell(request: pytest.FixtureRequest, project: Path) -> pexpect.spawn[str]:
    """A shell in a terminal, in a project with a folder, that has read the script; the demo's PATH first."""
    name = request.param
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    (project / "service-a").mkdir()
    (project / "answers.yml").write_text("version: 1\n")
    environment = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", "PS1": "> ", "TERM": "xterm"}
    command, *flags = SHELLS[name]
    child = pexpect.spawn(
        command, flags, cwd=str(project), env=environment, encoding="utf-8", timeout=60, dimensions=(24, 200)
    )
    child.sendline(START[name])
    child.expect("ready")
    return child


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("ecr-wizard che", "check"),
        ("ecr-wizard apply --scenario bu", "apply --scenario build"),
        ("ecr-wizard apply --scenario=bu", "apply --scenario=build"),
        ("ecr-wizard check serv", "check service-a/"),
        ("ecr-wizard apply --answers ans", "apply --answers answers.yml"),
        ("ecr-wizard account rem", "account remove"),
    ],
)
def test_tab_completes_in_a_shell(shell: pexpect.spawn[str], tmp_path: Path, typed: str, line: str) -> None:
    """What the shell has on its line after Tab: `echo` writes it to a file."""
    out = tmp_path / "line"
    shell.send(typed + "\t")
    shell.expect(line.rstrip("/")[-3:])
    shell.send("\x01" + "echo \x05" + f" >{out}; echo do''ne\r")
    shell.expect("done")
    shell.close(force=True)
    # zsh takes the slash of a folder off again where a blank follows.
    assert out.read_text().rstrip("/\n").split() == ["ecr-wizard", *line.rstrip("/").split()]


@pytest.mark.parametrize("shell", ["zsh"], indirect=True)
def test_values_without_a_description_are_listed_alone(shell: pexpect.spawn[str]) -> None:
    shell.send("ecr-wizard check --format \t")
    shell.expect("github")
    shell.expect("text")
    assert "--" not in str(shell.before)
    shell.close(force=True)
