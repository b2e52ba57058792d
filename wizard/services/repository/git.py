"""What git knows of a repository. Nothing is fetched, and no secret is handed to it.

Only `Git.commit` and `Git.commit_on_branch` change anything.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from wizard.core.model.errors import ServiceError, UsageError, WizardError
from wizard.frozen import frozen
from wizard.services.repository.git_run import HEADS, failed, program, run
from wizard.services.repository.plain_git import PlainReader

if TYPE_CHECKING:
    from wizard.services.repository.git_branch_commit import FileChange
    from wizard.services.repository.git_branches import BranchFile
    from wizard.services.repository.git_commit import Committed

NO_GIT = "git is not installed"


@frozen
class Remote:
    """Where a repository comes from: the host, the organisation or user there, the project."""

    host: str
    organisation: str
    project: str


@frozen
class Overview:
    """What is known of a repository.

    `current` is the branch that is checked out, also one without commits; None for a detached HEAD. `default` is
    the branch that the remote's HEAD names, else `master` or `main`, else the only one, else the current.
    `branches` are local and remote ones without doubles, the default one first.
    """

    remote: Remote | None = None
    current: str | None = None
    default: str | None = None
    branches: tuple[str, ...] = ()


class Git(Protocol):
    """The questions to git. Each raises `ServiceError` when git fails; names that are not UTF-8 hold surrogates."""

    def available(self) -> bool:
        """Whether git is installed. Without it only `root` answers."""
        ...

    def root(self, start: Path) -> Path | None:
        """The root of the repository that the folder lies in; None outside of one."""
        ...

    def remote(self, root: Path) -> Remote | None:
        """Where the repository comes from: `origin`, else the first remote; None when no remote tells."""
        ...

    def overview(self, root: Path) -> Overview:
        """The remote and the branches."""
        ...

    def on_local_branches(self, root: Path, path: str) -> tuple[BranchFile, ...]:
        """The file at `path` on each local branch, each content once.

        What git does not have here is not fetched; it is in the answer, without content and with the reason.
        """
        ...

    def files_on_local_branches(self, root: Path, paths: Sequence[str]) -> dict[str, tuple[BranchFile, ...]]:
        """The same of several files, by their paths, in little more time than of one; outside of a repository none."""
        ...

    def commit_hooks(self, root: Path) -> tuple[str, ...]:
        """The names of the hooks that a commit runs."""
        ...

    def commit(self, root: Path, path: str, message: str) -> Committed:
        """Commit that file and nothing else, hooks included."""
        ...

    def commit_on_branch(self, root: Path, change: FileChange, branch: str, message: str) -> Committed | None:
        """Commit the change on a new branch, without hooks and signature; index and work tree stay as they are.

        None where the branch has just that already. Raises `RefusedError` where the file is not as HEAD has it.
        """
        ...


class RealGit:
    """`Git` on the command `git`, and on the files of a repository where they are plain."""

    def __init__(self) -> None:
        self._plain = PlainReader()

    def available(self) -> bool:
        """See `Git`."""
        return program() is not None

    def root(self, start: Path) -> Path | None:
        """See `Git`."""
        if not self.available():
            return next((folder for folder in (start, *start.parents) if (folder / ".git").exists()), None)
        if (plain := self._plain.root(start)) is not None:
            return plain
        done = run(start, "rev-parse", "--show-toplevel")
        if done.returncode == 0:
            return Path(os.fsdecode(done.stdout.removesuffix(b"\n")))
        said = os.fsdecode(done.stderr)
        if "not a git repository" in said and "dubious ownership" not in said:
            return None
        raise _no_root(start, said) or failed(start, done.stderr)

    def remote(self, root: Path) -> Remote | None:
        """See `Git`."""
        return _remote_of(_remotes(root)) if self.available() else None

    def overview(self, root: Path) -> Overview:
        """See `Git`."""
        if not self.available():
            return Overview()
        plain = self._plain.read(root)
        if plain is not None and plain.root == root:
            remotes, refs = plain.remotes, plain.refs
            current = plain.head.removeprefix(HEADS) if plain.head is not None else None
        else:
            remotes, refs, current = _remotes(root), _refs(root), _current(root)
        names = _names(refs, remotes)
        default = _default(refs, remotes, names, current)
        branches = tuple(dict.fromkeys([*([default] if default else []), *names]))
        return Overview(_remote_of(remotes), current, default, branches)

    def on_local_branches(self, root: Path, path: str) -> tuple[BranchFile, ...]:
        """See `Git`."""
        return self.files_on_local_branches(root, [path]).get(path, ())

    def files_on_local_branches(self, root: Path, paths: Sequence[str]) -> dict[str, tuple[BranchFile, ...]]:
        """See `Git`."""
        from wizard.services.repository.git_branches import BranchFile, on_branches

        plain = self._plain.read(root) if self.available() else None
        if plain is None and self.root(root) is None:
            return {}
        if not self.available():
            return dict.fromkeys(paths, (BranchFile((), None, NO_GIT),))
        return on_branches(root, paths, plain.heads if plain is not None and plain.root == root else None)

    def commit_hooks(self, root: Path) -> tuple[str, ...]:
        """See `Git`."""
        from wizard.services.repository.git_commit import hooks

        return hooks(root)

    def commit(self, root: Path, path: str, message: str) -> Committed:
        """See `Git`."""
        from wizard.services.repository.git_commit import commit

        return commit(root, path, message)

    def commit_on_branch(self, root: Path, change: FileChange, branch: str, message: str) -> Committed | None:
        """See `Git`."""
        from wizard.services.repository.git_branch_commit import commit_on_branch

        return commit_on_branch(root, change, branch, message)


def _no_root(start: Path, said: str) -> WizardError | None:
    """Why git found no work tree, where what it said is known."""
    if "dubious ownership" in said:
        found = re.search(r"repository at '(.*?)'", said)
        folder = found[1] if found else str(start)
        return ServiceError(
            "dubious-ownership",
            "The repository belongs to another user, so git does not trust it.",
            remedy=f"If you trust it, run: git config --global --add safe.directory {shlex.quote(folder)}",
            path=folder,
        )
    if "must be run in a work tree" in said or "cannot use bare repository" in said:
        return UsageError(
            "no-work-tree",
            "This is git's own folder, not a project's.",
            remedy="Give the path of a folder with the project's files.",
            path=str(start),
        )
    return None


def parse_remote(url: str) -> Remote | None:
    """Host, organisation and project of a remote's URL; None for a path on this machine and anything else.

    Understands `https://host/org/project.git`, `ssh://git@host:22/org/project`, `git@host:org/project.git`.
    """
    url = url.strip()
    place = _place_of_url(url) if "://" in url else _place_of_scp(url)
    if place is None:
        return None
    host, path = place
    # Bitbucket Server has /scm/ in front of the project's key in its https URLs.
    names = [name for name in path.removeprefix("/scm/").strip("/").split("/") if name]
    if not host or len(names) < 2:
        return None
    return Remote(host, "/".join(names[:-1]), names[-1].removesuffix(".git"))


def _place_of_url(url: str) -> tuple[str, str] | None:
    from urllib.parse import unquote, urlsplit

    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    return None if parts.scheme == "file" else (host, unquote(parts.path))


def _place_of_scp(url: str) -> tuple[str, str] | None:
    found = re.fullmatch(r"(?:[^@/:]+@)?(\[[^\]]+\]|[^:/]+):(.*)", url)
    return None if found is None else (found[1].strip("[]").lower(), found[2])


def _remote_of(remotes: Mapping[str, str]) -> Remote | None:
    """What the first URL tells that tells something."""
    return next((found for url in remotes.values() if (found := parse_remote(url)) is not None), None)


def _default(refs: Mapping[str, str], remotes: Iterable[str], names: list[str], current: str | None) -> str | None:
    for remote in remotes:
        prefix = f"refs/remotes/{remote}/"
        if (target := refs.get(f"{prefix}HEAD", "")).startswith(prefix):
            return target.removeprefix(prefix)
    known = [name for name in ("master", "main") if name in names]
    if current in known or not names:
        return current
    if known:
        return known[0]
    return names[0] if len(names) == 1 else current


def _names(refs: Iterable[str], remotes: Iterable[str]) -> list[str]:
    """The names of the branches, local ones first, without doubles."""
    prefixes = [HEADS, *(f"refs/remotes/{name}/" for name in sorted(remotes, key=len, reverse=True))]
    names: dict[str, None] = {}
    for ref in refs:
        prefix = next((prefix for prefix in prefixes if ref.startswith(prefix)), None)
        if prefix is not None and (prefix == HEADS or ref != f"{prefix}HEAD"):
            names[ref[len(prefix) :]] = None
    return list(names)


def _refs(root: Path) -> dict[str, str]:
    """The branches by their full names, local ones first, and what they are a symbol of (else nothing)."""
    # The full name: git takes twelve times as long for the short one (it looks for ambiguities).
    lines = _lines(root, "for-each-ref", "--format=%(refname)%00%(symref)", "refs/heads", "refs/remotes")
    return {name: target for name, _, target in (line.partition("\0") for line in lines)}


def _remotes(root: Path) -> dict[str, str]:
    """The names of the remotes and their URLs, `origin` first."""
    found: dict[str, str] = {}
    for line in _lines(root, "remote", "-v"):
        name, _, rest = line.partition("\t")
        found.setdefault(name, rest.partition(" (fetch)")[0])
    return dict(sorted(found.items(), key=lambda item: item[0] != "origin"))


def _current(root: Path) -> str | None:
    done = run(root, "symbolic-ref", "--quiet", "HEAD")
    name = os.fsdecode(done.stdout.removesuffix(b"\n"))
    return name.removeprefix(HEADS) if done.returncode == 0 and name.startswith(HEADS) else None


def _lines(root: Path, *words: str) -> list[str]:
    done = run(root, *words)
    if done.returncode != 0:
        raise failed(root, done.stderr)
    return [os.fsdecode(line) for line in done.stdout.split(b"\n") if line]
