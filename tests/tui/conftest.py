"""The wizard on screens with real parts: git, files, the registry, AWS by moto's server."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from wizard.actions.real import real_services
from wizard.services.aws.boto import AwsBoto
from wizard.tui.state.work import Make

BRANCHES = ("dev", "release/1.0", "release/1.1", "feature/basket", "wip")
Making = Callable[..., Make]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A git repository with some branches, a remote, and no CI file."""
    root = tmp_path / "project"
    root.mkdir()
    commit = ("-c", "user.name=R", "-c", "user.email=r@example.com", "commit", "-q", "--allow-empty", "-m", "Begin")
    remote = ("remote", "add", "origin", "git@github.com:acme/shop.git")
    for words in (("init", "-q", "-b", "master"), commit, *(("branch", name) for name in BRANCHES), remote):
        subprocess.run(["git", "-C", str(root), *words], check=True)
    return root


@pytest.fixture
def real(repository: Path, aws: AwsBoto) -> Making:
    """What makes the real services in the repository; `changes` replace some of them."""

    def make(**changes: Any) -> Make:
        return lambda: (replace(real_services(), **{"aws": aws, **changes}), repository)

    return make
