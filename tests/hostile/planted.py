"""What a hostile place has in it: programs that are named everywhere, secrets that lie about, folders to look into."""

from __future__ import annotations

import base64
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tests.hostile.test_git_runs_nothing import SETTINGS

KEY_ID = "AKIACANARYCANARY1234"
CANARY = "wJalrCANARY/CANARY+CANARYCANARYCANARYCAN"
SECRETS = {
    "AWS_ACCESS_KEY_ID": KEY_ID,
    "AWS_SECRET_ACCESS_KEY": CANARY,
    "SHIPPABLE_API_TOKEN": CANARY.replace("/", "-").replace("+", "-"),
    "SOMEBODYS_PASSWORD": CANARY,
    "GIT_ASKPASS": f"/bin/{CANARY}",
    "GIT_CONFIG_COUNT": "1",
    "GIT_CONFIG_KEY_0": "http.extraHeader",
    "GIT_CONFIG_VALUE_0": f"Authorization: {CANARY}",
}
# How the canary may be dressed; of the forms that move with their neighbours the piece that stays.
FORMS = {
    "plain": "canarycanary",
    "key": KEY_ID.lower(),
    "percent": quote(CANARY, safe="").lower(),
    "base64": base64.b64encode(CANARY.encode()).decode().lower().rstrip("=")[2:-4],
    "base64 of a log-in": base64.b64encode(f"AWS:{CANARY}".encode()).decode().lower()[10:-4],
    "hexadecimal": CANARY.encode().hex(),
}
# Programs that libraries and git look for along PATH, and variables that name one.
PROGRAMS = (
    "ldconfig",
    "gcc",
    "cc",
    "ld",
    "ssh",
    "gpg",
    "less",
    "more",
    "pager",
    "vi",
    "nano",
    "editor",
    "xdg-open",
    "open",
    "docker",
    "aws",
    "dbus-launch",
    "secret-tool",
    "security",
    "tput",
    "stty",
    "resize",
    "uname",
    "sh",
    "bash",
    "tmux",
    "screen",
    "xclip",
    "wl-copy",
    "git-remote-planted",
    "git-remote-ext",
)
VARIABLES = (
    "PAGER",
    "GIT_PAGER",
    "EDITOR",
    "VISUAL",
    "GIT_EDITOR",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_PROXY_COMMAND",
    "GIT_EXTERNAL_DIFF",
    "SSH_ASKPASS",
    "BROWSER",
    "SHELL",
    "LESSOPEN",
)
HOOKS = (
    "pre-commit",
    "post-checkout",
    "reference-transaction",
    "post-index-change",
    "fsmonitor-watchman",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
)
# Of the settings, those that make git itself refuse to work or that shadow another one.
NOT_TOGETHER = frozenset({"hooks", "include"})


@dataclass(frozen=True)
class Place:
    """The project, what runs in it leave a trace in, and what belongs to others."""

    project: Path
    trace: Path
    programs: Path
    neighbours: Path

    @property
    def variables(self) -> dict[str, str]:
        """The variables that name a planted program."""
        return dict.fromkeys(VARIABLES, str(self.programs / "sh"))


def plant(folder: Path, home: Path, ci_file: str) -> Place:
    """A project with its history, and around it everything that must not be run, read or told."""
    place = Place(folder / "shop", folder / "ran", folder / "programs", folder / "neighbours")
    _history(place.project, ci_file)
    place.programs.mkdir()
    script = f"#!/bin/bash\necho \"$0 $*\" >>'{place.trace}'\nexit 1\n"
    for name in PROGRAMS:
        _program(place.programs / name, script)
    for name in HOOKS:
        _program(place.project / ".git" / "hooks" / name, script)
    program = str(place.programs / "sh")
    for name, (key, value) in SETTINGS.items():
        if name not in NOT_TOGETHER:
            _git(place.project, "config", key, value.replace("PROGRAM", program))
    (home / ".aws").mkdir()
    process = f"credential_process = {program}\n"
    (home / ".aws" / "config").write_text(f"[default]\n{process}[profile other]\n{process}")
    _secrets(home, place)
    with (place.project / "big.Dockerfile").open("wb") as big:
        big.truncate(1_000_000_000)
    return place


def _history(root: Path, ci_file: str) -> None:
    subprocess.run(["git", "init", "-q", "-b", "master", str(root)], check=True)
    (root / "shippable.yml").write_text(ci_file)
    (root / ".gitattributes").write_text("* filter=x diff=x\n")
    _git(root, "add", ".")
    _git(root, "commit", "-q", "-m", "one")
    _git(root, "branch", "dev")
    _git(root, "remote", "add", "origin", "git@github.com:acme/shop.git")


def _secrets(home: Path, place: Place) -> None:
    """Files of others, beside what may be read; a link in the project leads to one of them."""
    place.neighbours.mkdir()
    for path in (
        home / ".ssh" / "id_rsa",
        home / ".docker" / "config.json",
        home / ".netrc",
        home / ".pypirc",
        place.neighbours / ".env",
        place.neighbours / "Dockerfile",
    ):
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"FROM {CANARY}\n")
    (place.project / "sub").mkdir()
    (place.project / "sub" / "Dockerfile").symlink_to(place.neighbours / "Dockerfile")
    (place.project / ".env").write_text(f"AWS_SECRET_ACCESS_KEY={CANARY}\n")


def _program(path: Path, script: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(script)
    path.chmod(0o755)


def _git(root: Path, *words: str) -> None:
    who = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    subprocess.run(["git", "-C", str(root), *who, *words], check=True, capture_output=True)
