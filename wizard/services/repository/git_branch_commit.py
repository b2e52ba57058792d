"""A commit on a branch of its own, made with git's plumbing: nothing is checked out, no hook runs, nothing is signed.

The index of the repository and the work tree stay as they are: the tree is put together in a temporary index. Every
call is `git_run.run`, which starts no program that the repository names.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import NamedTuple

from wizard.core.model.errors import RefusedError, ServiceError
from wizard.services.repository.git_commit import Committed
from wizard.services.repository.git_run import run
from wizard.services.runtime.foreign import foreign_text

# Who commits, where the environment says so.
_IDENTITY = (
    "GIT_AUTHOR_NAME",
    "GIT_AUTHOR_EMAIL",
    "GIT_AUTHOR_DATE",
    "GIT_COMMITTER_NAME",
    "GIT_COMMITTER_EMAIL",
    "GIT_COMMITTER_DATE",
    "EMAIL",
)
FILE_MODES = ("100644", "100755")


class _Entry(NamedTuple):
    """What a commit or the index has at a path."""

    mode: str
    object: str


class FileChange(NamedTuple):
    """The text of a file before and after; `before` is None for a file that is new."""

    path: str
    before: str | None
    after: str


def commit_on_branch(root: Path, change: FileChange, branch: str, message: str) -> Committed | None:
    """Make the branch, one commit ahead of HEAD, with the changed file in it; None where it has just that already.

    Raises `RefusedError` for a file that is not as HEAD has it and for a branch that is there with anything else, and
    `ServiceError` when git fails.
    """
    return _BranchCommit(root, change, branch, message).made()


class _BranchCommit:
    def __init__(self, root: Path, change: FileChange, branch: str, message: str) -> None:
        self._root = root
        self._change = change
        self._branch = branch
        self._ref = f"refs/heads/{branch}"
        self._message = message

    def made(self) -> Committed | None:
        self._check_name()
        head = self._asked("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        if head is None:
            raise self._refused("no-commit", "The repository has no commit yet.", "Make the first one.")
        entry = self._entry("ls-tree", "-z", "--full-tree", head, "--", self._change.path)
        self._check_clean(entry)
        blob = self._answer_of("hash-object", "-w", "--stdin", stdin=self._change.after.encode("utf-8"))
        if self._exists(blob, head):
            return None
        tree = self._tree(head, entry.mode if entry is not None else FILE_MODES[0], blob)
        made = self._answer_of("commit-tree", tree, "-p", head, stdin=os.fsencode(self._message), more=_identity())
        # The old value says that the branch is new: another run may make it meanwhile.
        self._answer_of("update-ref", "-m", "ecr-wizard apply", self._ref, made, "0" * len(made))
        return Committed(made[:12])

    def _check_name(self) -> None:
        done = run(self._root, "check-ref-format", self._ref)
        if done.returncode != 0 or self._branch.startswith("-"):
            raise self._refused("branch-name", f"No branch can be called {self._branch}.", "Give another name.")

    def _check_clean(self, entry: _Entry | None) -> None:
        """Raise unless HEAD, the index and the work tree have the same file."""
        before = self._change.before
        if entry is None and before is None:
            return
        if entry is None:
            raise self._dirty("git does not have it in HEAD.")
        if entry.mode not in FILE_MODES:
            raise self._refused("no-file", f"{self._change.path} is no ordinary file in git.", "Give the real file.")
        staged = self._entry("ls-files", "-z", "--stage", "--", self._change.path)
        if staged is None or staged.object != entry.object:
            raise self._dirty("A change of it is staged.")
        content = self._output("cat-file", "blob", entry.object)
        if before is None or content != before.encode("utf-8"):
            raise self._dirty("The work tree has it otherwise than HEAD (a filter of git may do that too).")

    def _exists(self, blob: str, head: str) -> bool:
        """Whether the branch is there with this file on top of HEAD; raises `RefusedError` where it is another."""
        tip = self._asked("rev-parse", "--verify", "--quiet", f"{self._ref}^{{commit}}")
        if tip is None:
            return False
        there = self._entry("ls-tree", "-z", "--full-tree", tip, "--", self._change.path)
        if there is not None and there.object == blob and self._asked("rev-parse", "--verify", f"{tip}^") == head:
            return True
        remedy = f"Give another name, or delete it: git branch -D {self._branch}"
        raise self._refused("branch-exists", f"There is a branch {self._branch} already.", remedy)

    def _tree(self, head: str, mode: str, blob: str) -> str:
        with tempfile.TemporaryDirectory(prefix="ecr-wizard-") as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            self._answer_of("read-tree", head, more=index)
            self._answer_of("update-index", "--add", "--cacheinfo", f"{mode},{blob},{self._change.path}", more=index)
            return self._answer_of("write-tree", "--missing-ok", more=index)

    def _entry(self, *words: str) -> _Entry | None:
        """The entry that `ls-tree` or `ls-files --stage` tells; None where there is none, or a conflict."""
        lines = [line for line in self._output(*words, more=_LITERAL).split(b"\0") if line]
        if len(lines) != 1:
            return None
        parts = os.fsdecode(lines[0].partition(b"\t")[0]).split()
        return _Entry(parts[0], next(part for part in parts[1:] if len(part) >= 40))

    def _asked(self, *words: str) -> str | None:
        done = run(self._root, *words)
        return os.fsdecode(done.stdout).strip() if done.returncode == 0 else None

    def _answer_of(self, *words: str, stdin: bytes = b"", more: dict[str, str] | None = None) -> str:
        return os.fsdecode(self._output(*words, stdin=stdin, more=more)).strip()

    def _output(self, *words: str, stdin: bytes = b"", more: dict[str, str] | None = None) -> bytes:
        done = run(self._root, *words, stdin=stdin, more=more)
        if done.returncode == 0:
            return done.stdout
        said = foreign_text(done.stderr) or f"git {words[0]} ended with exit code {done.returncode}."
        remedy = "Set user.name and user.email, if it asks who you are. Nothing was changed in index and work tree."
        raise ServiceError("not-committed", "git did not make the commit.", said, remedy, path=str(self._root))

    def _dirty(self, why: str) -> RefusedError:
        remedy = f"Commit it, or take it back (git checkout -- {self._change.path}), and run this again."
        return self._refused("dirty", "The file has changes that are not committed.", remedy, why)

    def _refused(self, code: str, title: str, remedy: str, cause: str = "") -> RefusedError:
        return RefusedError(code, title, cause, remedy, path=str(self._root / self._change.path))


_LITERAL = {"GIT_LITERAL_PATHSPECS": "1"}


def _identity() -> dict[str, str]:
    return {name: os.environ[name] for name in _IDENTITY if name in os.environ}
