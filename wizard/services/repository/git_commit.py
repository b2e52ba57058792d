"""Committing one file, as the user would by hand: their hooks, their name, their signature.

This is the one place where git may start programs that a repository names, because the user asked for the commit and
was shown which hooks there are. It has no terminal: what asks for a passphrase fails in place of drawing over the page.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from wizard.core.model.errors import ServiceError
from wizard.frozen import frozen
from wizard.services.repository.git_run import environment, program
from wizard.services.runtime.foreign import foreign_text

SECONDS = 120  # hooks run linters, and tests
HOOKS = ("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit")
# What a commit needs to know of the user besides what every call of git may know.
_PASSED = (
    "GNUPGHOME",
    "SSH_AUTH_SOCK",
    "EMAIL",
    "LANG",
    "LC_CTYPE",
    "GIT_AUTHOR_NAME",
    "GIT_AUTHOR_EMAIL",
    "GIT_COMMITTER_NAME",
    "GIT_COMMITTER_EMAIL",
)
_SETTINGS = ("core.fsmonitor=false", "protocol.allow=never", "gc.auto=0", "maintenance.auto=false")


@frozen
class Committed:
    """A commit that was made: its short name, and what the hooks said."""

    name: str
    said: str = ""


def hooks(root: Path) -> tuple[str, ...]:
    """The names of the hooks that a commit in the repository runs; raises `ServiceError`."""
    folder = root / os.fsdecode(_git(root, "rev-parse", "--git-path", "hooks").stdout.removesuffix(b"\n"))
    return tuple(name for name in HOOKS if os.access(folder / name, os.X_OK) and (folder / name).is_file())


def commit(root: Path, path: str, message: str) -> Committed:
    """Commit the file at `path` below `root` and nothing else, whatever else is staged.

    Raises `ServiceError`, code `not-committed`, with what git or a hook said.
    """
    _git(root, "add", "--", path)
    done = _git(root, "commit", "--quiet", "--only", "-m", message, "--", path)
    name = os.fsdecode(_git(root, "rev-parse", "--short", "HEAD").stdout).strip()
    return Committed(name, foreign_text(done.stdout + done.stderr))


def _environment() -> dict[str, str]:
    passed = {name: os.environ[name] for name in _PASSED if name in os.environ}
    return environment(os.environ) | passed


def _git(root: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    settings = [word for setting in _SETTINGS for word in ("-c", setting)]
    try:
        done = subprocess.run(
            [program() or "git", "--no-pager", *settings, "-C", str(root), "--literal-pathspecs", *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=_environment(),
            timeout=SECONDS,
            start_new_session=True,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _failed(root, f"It did not end within {SECONDS} seconds.") from None
    except OSError as error:
        raise _failed(root, f"{error.strerror}.") from None
    if done.returncode != 0:
        said = foreign_text(done.stderr or done.stdout) or f"git {words[0]} ended with exit code {done.returncode}."
        raise _failed(root, said)
    return done


def _failed(root: Path, cause: str) -> ServiceError:
    remedy = "The file is written; commit it in a shell, with the lines below."
    return ServiceError("not-committed", "git did not commit the file.", cause, remedy, path=str(root))
