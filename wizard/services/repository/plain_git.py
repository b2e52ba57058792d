"""A repository's remotes, HEAD and branches read from its files, where they are as plain as most are.

git would be asked four times for them, and a process costs more than all else at a small repository. Whatever is not
surely plain gives None, and git is asked: includes, `insteadOf`, extensions (reftable among them), work trees, links,
another owner, a setting of the user's that could change the answer, a name or a line that is not of the simplest form.

Paths are texts here: a batch reads some thirty a repository, and making `Path`s of them takes longer than reading.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from wizard.core.model.errors import ServiceError
from wizard.frozen import frozen
from wizard.services.repository.git_run import HEADS, run

MOST_BYTES = 1_000_000
MOST_REFS = 2000

# Settings of the user's or the system's that could change what is read here.
_ODD_SETTINGS = ("url.", "remote.", "includeif.", "core.worktree", "core.bare", "extensions.")
_ODD_VARIABLES = ("GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM")
_PLAIN_SECTIONS = ("core", "remote", "branch", "user", "gc", "pull", "push", "fetch", "color", "diff", "merge", "lfs")

_SECTION = re.compile(r'\[(?P<name>[A-Za-z][A-Za-z0-9-]*)(?: "(?P<sub>[A-Za-z0-9._/-]+)")?\]')
_SETTING = re.compile(r"(?P<key>[A-Za-z][A-Za-z0-9-]*)\s*=\s*(?P<value>[^\"\\#;\x00-\x1f\x7f]*)")
_NAME = re.compile(r"refs/[A-Za-z0-9._/+@-]+")
_OID = re.compile(r"[0-9a-f]{40}")
_NO_OBJECT = "0" * 40
_NEVER_IN_A_NAME = ("..", "//", "/.", "./", "@{", ".lock")


class _OddError(Exception):
    """The repository is not plain."""


@frozen
class PlainRepository:
    """What the files say: as `git remote -v`, `git symbolic-ref HEAD` and `git for-each-ref` would."""

    root: Path
    remotes: dict[str, str]
    head: str | None
    pointing: dict[str, str]  # each branch by its full name, and its commit or the full name that it is a symbol of

    @property
    def refs(self) -> dict[str, str]:
        """The branches by their full names, and what they are a symbol of (else nothing), as git sorts them."""
        return {name: "" if _OID.fullmatch(to) else to for name, to in self.pointing.items()}

    @property
    def heads(self) -> dict[bytes, list[str]] | None:
        """The names of the local branches by their commits; None where one is a symbol: git is to be asked."""
        heads: dict[bytes, list[str]] = {}
        for name, to in self.pointing.items():
            if not name.startswith(HEADS):
                continue
            if not _OID.fullmatch(to):
                return None
            heads.setdefault(to.encode(), []).append(name.removeprefix(HEADS))
        return heads


class PlainReader:
    """Reads plain repositories; what the user's own settings say is asked of git once."""

    def __init__(self) -> None:
        self._settings_are_plain: bool | None = None

    def root(self, start: Path) -> Path | None:
        """The root of the repository that the folder `start` is in; None: git is to be asked. Raises nothing."""
        try:
            root = _root(start)
            _remotes(_text(f"{root}/.git/config"))
            _check_plain(f"{root}/.git")
            _head(f"{root}/.git")
        except (_OddError, OSError, ValueError):
            return None
        return Path(root) if self._plain_settings() else None

    def read(self, start: Path) -> PlainRepository | None:
        """What its files say of that repository; None: git is to be asked. Raises nothing."""
        try:
            root = _root(start)
            git = f"{root}/.git"
            remotes = _remotes(_text(f"{git}/config"))
            _check_plain(git)
            refs = _refs(git)
            head = _head(git)
        except (_OddError, OSError, ValueError):
            return None
        if not self._plain_settings():
            return None
        return PlainRepository(Path(root), remotes, head, refs)

    def _plain_settings(self) -> bool:
        if self._settings_are_plain is None:
            self._settings_are_plain = _settings_are_plain()
        return self._settings_are_plain


def _settings_are_plain() -> bool:
    """Whether nothing in the settings of the user and the system changes what a repository's files say."""
    if any(name in os.environ for name in _ODD_VARIABLES):
        return False
    import tempfile  # late: it costs a start more than all that follows

    with tempfile.TemporaryDirectory() as folder:
        above = {"GIT_CEILING_DIRECTORIES": str(Path(folder).resolve().parent)}
        try:
            done = run(Path(folder), "config", "--list", "--includes", "--null", "--show-origin", more=above)
        except ServiceError:
            return False
    if done.returncode != 0:
        return False
    parts = os.fsdecode(done.stdout).split("\0")
    settings = zip(parts[::2], parts[1::2], strict=False)
    return not any(key.startswith(_ODD_SETTINGS) for origin, key in settings if origin != "command line:")


def _root(start: Path) -> str:
    """The folder with `.git` at or above `start`; raises `_OddError` where git could see it otherwise."""
    lowest = os.path.realpath(start)
    device = os.lstat(lowest).st_dev
    for folder in _upwards(lowest):
        found = os.lstat(folder)
        if found.st_dev != device or _looks_bare(folder):
            raise _OddError
        git = f"{folder}/.git"
        if not os.path.lexists(git):
            continue
        inside = os.lstat(git)
        if not stat.S_ISDIR(inside.st_mode) or {inside.st_uid, found.st_uid} != {os.geteuid()}:
            raise _OddError
        return folder
    raise _OddError


def _upwards(folder: str) -> Iterator[str]:
    above = ""
    while folder != above:
        yield folder
        above, folder = folder, os.path.dirname(folder)  # noqa: PTH120 - see the top


def _looks_bare(folder: str) -> bool:
    is_gits_own = folder.endswith("/.git")
    return is_gits_own or (os.path.lexists(f"{folder}/HEAD") and os.path.lexists(f"{folder}/objects"))


def _text(path: str) -> str:
    found = os.lstat(path)
    if not stat.S_ISREG(found.st_mode) or found.st_size > MOST_BYTES:
        raise _OddError
    with open(path, encoding="ascii") as file:  # noqa: PTH123 - see the top
        return file.read()


def _remotes(config: str) -> dict[str, str]:
    """The remotes and their first URLs, `origin` first."""
    remotes: dict[str, str] = {}
    names: set[str] = set()
    for section, name, key, value in _settings(config):
        if section == "core" and _is_odd_core(key, value):
            raise _OddError
        if section == "remote":
            _check_remote(key, value)
            names.add(name)
            if key == "url":
                remotes.setdefault(name, value)
    if names != set(remotes):
        raise _OddError
    return dict(sorted(sorted(remotes.items()), key=lambda item: item[0] != "origin"))


def _check_remote(key: str, value: str) -> None:
    if key not in ("url", "fetch", "pushurl", "tagopt", "prune") or not value:
        raise _OddError


def _is_odd_core(key: str, value: str) -> bool:
    if key == "bare":
        return value != "false"
    if key == "repositoryformatversion":
        return value != "0"
    return key in ("worktree", "hookspath", "fsmonitor") or key.startswith("git")


def _settings(config: str) -> Iterator[tuple[str, str, str, str]]:
    """Section, its second name, key and value of each line; raises `_OddError` for any but the simplest form."""
    section, name = "", ""
    for raw in config.split("\n"):
        line = raw.strip(" \t")
        if not line or line[0] in "#;":
            continue
        if found := _SECTION.fullmatch(line):
            section, name = _plain_section(found["name"].lower(), found["sub"] or "")
            continue
        setting = _SETTING.fullmatch(line)
        if not section or setting is None:
            raise _OddError
        yield section, name, setting["key"].lower(), setting["value"].strip(" \t")


def _plain_section(section: str, name: str) -> tuple[str, str]:
    if section not in _PLAIN_SECTIONS or (section == "remote" and not name):
        raise _OddError
    return section, name


def _head(git: str) -> str | None:
    """The branch that is checked out, by its full name; None for a detached HEAD."""
    text = _text(f"{git}/HEAD").removesuffix("\n")
    if _OID.fullmatch(text):
        return None
    name = text.removeprefix("ref: ")
    if name == text or not name.startswith("refs/heads/"):
        raise _OddError
    return _plain_name(name)


def _refs(git: str) -> dict[str, str]:
    """The branches by their full names, and what each points to, as git sorts them."""
    refs = _packed(f"{git}/packed-refs")
    for top in ("refs/heads", "refs/remotes"):
        for name in _loose(git, top):
            refs[name] = _target(_text(f"{git}/{name}").removesuffix("\n"))
            if len(refs) > MOST_REFS:
                raise _OddError
    if any(not _OID.fullmatch(to) and to not in refs for to in refs.values()):
        raise _OddError
    return dict(sorted(refs.items()))


def _check_plain(git: str) -> None:
    """Raise `_OddError` where something could make git read other files than those that are looked at here."""
    odd = ("commondir", "reftable", "config.worktree", "objects/info/alternates", "shallow.lock")
    if any(os.path.lexists(f"{git}/{name}") for name in odd):
        raise _OddError
    for folder in ("branches", "remotes"):
        if os.path.lexists(f"{git}/{folder}") and os.listdir(f"{git}/{folder}"):  # noqa: PTH208 - see the top
            raise _OddError
    for name in ("objects", "refs"):
        if not stat.S_ISDIR(os.lstat(f"{git}/{name}").st_mode):
            raise _OddError


def _target(text: str) -> str:
    """What the content of a ref points to: a commit, or the ref that it is a symbol of. Raises `_OddError`."""
    target = text.removeprefix("ref: ")
    if target != text:
        return _plain_name(target)
    if not _OID.fullmatch(text) or text == _NO_OBJECT:
        raise _OddError
    return text


def _packed(path: str) -> dict[str, str]:
    if not os.path.lexists(path):
        return {}
    refs = {}
    for line in _text(path).splitlines():
        if line.startswith(("#", "^")):
            continue
        oid, _, name = line.partition(" ")
        if not _OID.fullmatch(oid):
            raise _OddError
        if name.startswith(("refs/heads/", "refs/remotes/")):
            refs[_plain_name(name)] = oid
    return refs


def _loose(git: str, folder: str) -> Iterator[str]:
    """The names of the files below a folder of refs."""
    if not os.path.lexists(f"{git}/{folder}"):
        return
    if not stat.S_ISDIR(os.lstat(f"{git}/{folder}").st_mode):
        raise _OddError
    with os.scandir(f"{git}/{folder}") as entries:
        for entry in entries:
            name = f"{folder}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                yield from _loose(git, name)
            elif entry.is_file(follow_symlinks=False):
                yield _plain_name(name)
            else:
                raise _OddError


def _plain_name(name: str) -> str:
    if not _NAME.fullmatch(name) or name.endswith(("/", ".")) or any(part in name for part in _NEVER_IN_A_NAME):
        raise _OddError
    return name
