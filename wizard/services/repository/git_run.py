"""Running git so that it starts nothing else: no fetch, no hook, no program that a repository's settings name.

A repository is foreign text. Its `config` can name programs (`core.sshCommand`, `core.fsmonitor`, a remote helper),
and a clone that lacks objects makes git fetch them, which runs some of those. `git clone` never copies a `.git/config`,
but it does copy a folder that looks like a bare repository, settings included.
"""

from __future__ import annotations

import logging
import os
import re
import select
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, cast

from wizard.core.model.errors import ServiceError
from wizard.services.runtime.foreign import foreign_text

SECONDS = 20
MOST_ASKED = 4096  # so much goes into every pipe at once, whether or not it is read
HEADS = "refs/heads/"

log = logging.getLogger(__name__)

# What git may know of the environment: enough to work, nothing that could hold somebody's keys. The variables
# that lead to another repository than the one of the path (set in hooks) are kept from it too.
_PASSED = frozenset(
    """
    HOME USER LOGNAME TMPDIR XDG_CONFIG_HOME LD_LIBRARY_PATH GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM
    GIT_CONFIG_NOSYSTEM GIT_CEILING_DIRECTORIES GIT_DISCOVERY_ACROSS_FILESYSTEM
    """.split()
)
_OURS = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    # Since git 2.39.4 and 2.45. Before those the next line ends every fetch before it starts a program.
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    # Replacements are local: what is pushed and built is the original.
    "GIT_NO_REPLACE_OBJECTS": "1",
}
# These win over what the repository says. None of them is needed by what is asked here: they are a second lock.
_SETTINGS = (
    "safe.bareRepository=explicit",
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.sshCommand=false",
    "core.gitProxy=false",
    "core.askPass=false",
    "credential.helper=",
    "protocol.allow=never",
    "gc.auto=0",
    "maintenance.auto=false",
)
_SAFE_DIRECTORY, _KEY = "safe.directory", "GIT_CONFIG_KEY_"


# Where git was found for a PATH: it is asked for several times a repository.
_found: dict[str, str] = {}


def program() -> str | None:
    """The path of git; None when it is not installed."""
    path = _search_path(os.environ)
    known = _found.get(path)
    if known is not None and os.access(known, os.X_OK):
        return known
    found = shutil.which("git", path=path)
    if found is not None:
        _found[path] = found
    return found


def command(folder: Path, *words: str) -> list[str]:
    """The command line that runs git in `folder`; the program is found in absolute folders of PATH only."""
    settings = [word for setting in _SETTINGS for word in ("-c", setting)]
    return [program() or "git", "--no-pager", *settings, "-C", str(folder), *words]


def run(
    folder: Path, *words: str, stdin: bytes = b"", more: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run git in `folder` and wait for it; raises `ServiceError` when it cannot be run or does not end in time.

    `more` is added to its environment. The exit code is the caller's to judge.
    """
    try:
        done = subprocess.run(
            command(folder, *words),
            input=stdin,
            capture_output=True,
            env=environment(os.environ) | dict(more or {}),
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ServiceError(
            "git-timeout",
            f"git did not answer within {SECONDS} seconds.",
            remedy="See whether the disk answers: `git status` there.",
            path=str(folder),
        ) from None
    except OSError as error:
        raise ServiceError(
            "git-failed",
            "git cannot be run.",
            f"{error.strerror}.",
            "See that `git --version` works.",
            path=str(folder),
        ) from None
    log.debug("git %s: exit code %d", " ".join(words), done.returncode)
    return done


def run_within(
    folder: Path, *words: str, stdin: bytes, most: int, more: Mapping[str, str] | None = None
) -> bytes | None:
    """What git says to at most `MOST_ASKED` bytes, without reading more than `most`; git is ended where it says more.

    None for that, and where git cannot be run, fails or does not end in time: `run` gives the reason.
    """
    try:
        process = subprocess.Popen(
            command(folder, *words),
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(os.environ) | dict(more or {}),
        )
    except OSError:
        return None
    with process:
        try:
            return _answer(process, stdin, most)
        except (BrokenPipeError, subprocess.TimeoutExpired):
            return None
        finally:
            process.kill()  # it has ended by itself, or is not to say more
            log.debug("git %s: exit code %s", " ".join(words), process.returncode)


def _answer(process: subprocess.Popen[bytes], stdin: bytes, most: int) -> bytes | None:
    """What the process says until it ends; None when that is more than `most` bytes, takes too long, or failed."""
    asked, answered = cast("BinaryIO", process.stdin), cast("BinaryIO", process.stdout)
    end = time.monotonic() + SECONDS
    asked.write(stdin)
    asked.close()
    ready = select.poll()
    ready.register(answered, select.POLLIN)
    said = b""
    while len(said) <= most and ready.poll(max(0.0, end - time.monotonic()) * 1000):
        part = answered.read(most + 1 - len(said))
        if not part:
            return said if process.wait(SECONDS) == 0 else None
        said += part
    return None


def environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment for git: what `_PASSED` names, PATH without relative folders, the user's `safe.directory`.

    Other settings of `GIT_CONFIG_COUNT` are left out: CI systems hand tokens to git in them.
    """
    passed = {name: environ[name] for name in _PASSED if name in environ}
    return passed | _trusted_folders(environ) | {"PATH": _search_path(environ)} | _OURS


def failed(folder: Path, said: bytes) -> ServiceError:
    """The error for a repository that git cannot read, with the first line of what git `said` about it."""
    text = os.fsdecode(said)
    first = next((line for line in text.splitlines() if line.startswith(("fatal:", "error:"))), text.strip())
    return ServiceError(
        "git-failed",
        "git cannot read this repository.",
        foreign_text(first),
        "See what `git status` says there.",
        path=str(folder),
    )


def _search_path(environ: Mapping[str, str]) -> str:
    # A relative folder (also an empty one) is looked for below the current one: in the repository.
    folders = environ.get("PATH", os.defpath).split(os.pathsep)
    return os.pathsep.join(folder for folder in folders if folder.startswith(os.sep))


def _trusted_folders(environ: Mapping[str, str]) -> dict[str, str]:
    names = [name for name in environ if name.startswith(_KEY) and re.fullmatch(r"[0-9]+", name.removeprefix(_KEY))]
    values = [
        environ.get(name.replace("KEY", "VALUE"), "")
        for name in sorted(names, key=lambda name: int(name.rpartition("_")[2]))
        if environ[name].lower() == _SAFE_DIRECTORY
    ]
    if not values:
        return {}
    out = {"GIT_CONFIG_COUNT": str(len(values))}
    for number, value in enumerate(values):
        out[f"GIT_CONFIG_KEY_{number}"] = _SAFE_DIRECTORY
        out[f"GIT_CONFIG_VALUE_{number}"] = value
    return out
