"""Looking around: the repository, its CI file, its Dockerfiles."""

from __future__ import annotations

import logging
import os
import re
import shlex
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wizard.actions.services import Services
from wizard.core.ci_file.assembly import FILES as ASSEMBLY_FILES
from wizard.core.ci_file.project import FILE_NAMES, Project
from wizard.core.ci_file.shippable_file import ShippableFile, view
from wizard.core.model.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from wizard.core.docker.dockerfile import Dockerfile

log = logging.getLogger(__name__)

# The name in other letters, or with the other ending (ticket 3888).
_NEAR_NAME = re.compile(r"\.?shippable\.ya?ml", re.IGNORECASE)
NO_GIT = "git is not installed, so neither the branches nor the remote are known."


class _Start(NamedTuple):
    """Where to look: a folder, and the file in it where the path is that of a file."""

    folder: Path
    file: Path | None


def _start_at(path: Path, file: str | None) -> _Start:
    """Where a path leads; raises `UsageError` for no folder, and where the path and `file` both name a file."""
    path = _absolute(path)
    if _is(path, Path.is_file):
        if file is not None:
            raise UsageError(
                "two-names", "Both the path and --file name a file.", remedy="Give one of them.", path=str(path)
            )
        return _Start(path.parent, path)
    if not _is(path, Path.is_dir):
        raise UsageError(
            "no-such-path", "There is no such folder.", remedy="Give the path of a repository.", path=str(path)
        )
    return _Start(path, None)


def inspect_project(services: Services, start: Path, file: str | None = None, *, is_parsed: bool = True) -> Project:
    """What is at `start`: a folder, or a CI file in one.

    `file` names the file below the repository's root; without it the one of `FILE_NAMES` that exists counts
    (`Project.files` tells when both do); without `is_parsed` its text alone is there, not what is in it. Raises
    `WizardError` where `start` is absent or git or the disk fails.
    """
    folder, named = _start_at(start, file)
    from wizard.services.repository.dockerfiles import find
    from wizard.services.repository.git import Overview

    git = services.git
    repository = git.root(folder)
    root = repository or folder
    _check_work_tree(folder, root)
    if named is not None:
        file = os.path.relpath(named.parent.resolve() / named.name, root.resolve())
    found = git.overview(root) if repository else Overview()
    files = tuple(name for name in FILE_NAMES if _is(root / name, Path.exists))
    name = file or _usual_name(root, files)
    check_inside(root, name)
    project = Project(
        root=str(root),
        file=read_file(services, root, name) if is_parsed else _text_of(services, root, name),
        files=files,
        is_repository=repository is not None,
        name=root.name,
        branch=found.current,
        default_branch=found.default,
        branches=found.branches,
        notes=() if git.available() else (NO_GIT,),
        dockerfiles=_dockerfiles(find(root)),
        assembly_files=_assembly_files(root, name),
    )
    if (remote := found.remote) is not None:
        project = replace(project, host=remote.host, organisation=remote.organisation, name=remote.project)
    log.info(
        "%s: file %s, %d branches, %d Dockerfiles",
        project.root,
        project.file.name,
        len(project.branches),
        len(project.dockerfiles),
    )
    return project


def _assembly_files(root: Path, name: str) -> tuple[str, ...]:
    """The files of assembly lines beside the CI file called `name`."""
    return tuple(one for one in ASSEMBLY_FILES if one != name and _is(root / one, Path.is_file))


def _dockerfiles(found: Iterable[tuple[str, str]]) -> tuple[Dockerfile, ...]:
    texts = tuple(found)
    if not texts:
        return ()
    from wizard.core.docker.dockerfile import parse  # late: many repositories have none

    return tuple(parse(path, text) for path, text in texts)


def _check_work_tree(start: Path, root: Path) -> None:
    """Raise for a repository whose settings (`core.worktree`) say that its files are elsewhere."""
    if start == root or _inside(start, root):
        return
    raise RefusedError(
        "outside",
        "The settings of this repository say that its files are in another folder.",
        f"core.worktree leads to {root.resolve()}.",
        "If you mean that folder, give its path.",
        path=str(start),
    )


def _usual_name(root: Path, files: tuple[str, ...]) -> str:
    """The name of the file that is there, else of the one to make."""
    if files:
        return files[0]
    _check_near_names(root)
    return FILE_NAMES[0]


def _check_near_names(root: Path) -> None:
    """Raise where the only file is one of nearly the name: Shippable does not read it, and a second would hide that."""
    try:
        names = [path.name for path in root.iterdir()]
    except OSError:
        return  # what cannot be listed may still have a file of that name, which is opened next
    near = sorted(name for name in names if _NEAR_NAME.fullmatch(name) and _is(root / name, Path.is_file))
    if not near:
        return
    wanted = f"{'.' if near[0].startswith('.') else ''}{FILE_NAMES[0]}"
    raise UsageError(
        "near-name",
        f"There is a file called {near[0]}; Shippable reads {wanted} alone.",
        remedy=f"Rename it: git mv {shlex.quote(near[0])} {wanted}. Or say which file is meant with --file.",
        path=str(root),
    )


def check_inside(root: Path, name: str) -> None:
    """Raise for a file that a link takes out of the repository; who means that file gives its real path."""
    if _has_no_links(root, name) or _inside(root / name, root):
        return
    real = os.path.realpath(root / name)
    raise RefusedError(
        "outside",
        "A link leads out of the repository.",
        f"{name} is really {real}.",
        f"Nothing was written. If you mean that file, give its path: {shlex.quote(real)}",
        path=str(root / name),
    )


def _has_no_links(root: Path, name: str) -> bool:
    """Whether nothing below `root` on the way to the file called `name` can lead elsewhere."""
    path = str(root)
    for part in Path(name).parts:
        path = os.path.join(path, part)  # noqa: PTH118 - for each file of a batch
        if part in ("..", os.sep) or os.path.islink(path):  # noqa: PTH114
            return False
    return True


def _inside(path: Path, root: Path) -> bool:
    """Whether the path is in the folder `root` after all links are resolved."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))


def read_file(services: Services, root: Path, name: str) -> ShippableFile:
    """The view of the file called `name` below `root`; raises `WizardError` when it cannot be read."""
    return view(name, services.files.read_text(root / name))


def _text_of(services: Services, root: Path, name: str) -> ShippableFile:
    return ShippableFile(name, services.files.read_text(root / name))


def the_file(project: Project, wanted: str | None, start: Path) -> None:
    """Raise `UsageError` when two files could be meant and neither `wanted` nor the path `start` names one."""
    if wanted is None and len(project.files) > 1 and not start.is_file():
        first, second = project.files[:2]
        raise UsageError(
            "two-files",
            f"Both {first} and {second} exist.",
            "Which of them Shippable reads is not known from here.",
            f"Say which with --file={first} or --file={second}.",
            path=project.root,
        )


def likely_root(start: Path) -> Path:
    """The folder above `start` that has a `.git`, else `start` or its folder: found without asking git."""
    folder = start.absolute()
    if not folder.is_dir():
        folder = folder.parent
    return next((above for above in (folder, *folder.parents) if (above / ".git").exists()), folder)


def likely_file(start: Path, file: str | None) -> Path | None:
    """The CI file that is most likely meant by a PATH, found without asking git; None where there is none."""
    try:
        if file is None and start.is_file():
            return start.absolute()
        root = likely_root(start)
        names = FILE_NAMES if file is None else (file,)
        return next((root / name for name in names if (root / name).exists()), root / names[0])
    except OSError:
        return None


def _absolute(path: Path) -> Path:
    try:
        return path.absolute()
    except OSError as error:
        raise UsageError(
            "no-such-path", "The folder that you are in is gone.", f"{error.strerror}.", "Go to another one."
        ) from None


def _is(path: Path, kind: Callable[[Path], bool]) -> bool:
    try:
        return kind(path)
    except OSError as error:
        raise UsageError(
            "no-such-path", "The path cannot be looked at.", f"{error.strerror}.", "Check it.", path=str(path)
        ) from None
