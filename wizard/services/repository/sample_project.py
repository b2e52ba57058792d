"""The sample project of the demo: a small shop with a CI file, two Dockerfiles and a real git history."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from wizard.core.model.errors import ServiceError
from wizard.services.repository import git_run

REGISTRY = "123456789012.dkr.ecr.us-west-2.amazonaws.com"

CI_FILE = """\
# CI of the storefront
language: node_js

node_js:
  - 8.11   # what production runs

env:
  global:
    - REPORTS=shippable/testresults

build:
  ci:
    - npm ci
    # unit tests first, they are fast
    - npm test

  on_failure:
    - cat npm-debug.log

integrations:
  notifications:
    - integrationName: team-slack
      type: slack
      recipients:
        - "#storefront"
"""

FILES = (
    ("shippable.yml", CI_FILE),
    ("Dockerfile", f'FROM {REGISTRY}/base/node:8\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "server.js"]\n'),
    ("ci/Dockerfile", "FROM node:8\nRUN apt-get update && apt-get install -y python-pip && pip install awscli\n"),
    ("package.json", '{\n  "name": "storefront",\n  "scripts": {"test": "node --test"}\n}\n'),
    ("server.js", 'require("http").createServer((q, r) => r.end("ok")).listen(8080)\n'),
    ("README.md", "# storefront\n\nThe sample project of the demo.\n"),
)
BRANCHES = ("dev", "release/1.0", "release/1.1", "feature/basket", "feature/search", "fix/login")


def make(folder: Path) -> Path:
    """Make the project in `folder` and give its root; without git it is a plain folder. Raises `ServiceError`."""
    root = folder / "storefront"
    try:
        for name, text in FILES:
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        if git_run.program() is not None:
            _with_history(root)
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", None) or str(error).encode()
        raise ServiceError(
            "demo-project",
            "The sample project of the demo cannot be made.",
            said.decode(errors="replace").strip(),
            "Make room, or point TMPDIR to a folder that can be written.",
            path=str(root),
        ) from None
    return root


def _with_history(root: Path) -> None:
    identity = {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "Robin"), ("EMAIL", "robin@example.com"), ("DATE", "2026-03-02T10:00:00Z"))
    }
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}

    def git(*words: str) -> None:
        subprocess.run(
            git_run.command(root, *words),
            check=True,
            capture_output=True,
            env=git_run.environment(os.environ) | identity | alone,
            timeout=30,
        )

    git("init", "-q")
    git("symbolic-ref", "HEAD", "refs/heads/master")
    for name, _ in FILES:
        git("add", "--", name)
        git("commit", "-q", "-m", f"Add {name}")
    for branch in BRANCHES:
        git("branch", branch)
    git("config", "user.name", "Robin")
    git("config", "user.email", "robin@example.com")
    git("remote", "add", "origin", "git@github.com:acme/storefront.git")
