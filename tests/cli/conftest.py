"""Running the program as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.schema import check_json, check_object

Run = Callable[..., subprocess.CompletedProcess[str]]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An empty git repository on the branch master."""
    root = tmp_path / "project"
    root.mkdir()
    subprocess.run(["git", "init", "-q", "-b", "master", str(root)], check=True)
    return root


@pytest.fixture(scope="session")
def zygote() -> Iterator[subprocess.Popen[str]]:
    """The process that is forked for each run."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.cli.zygote"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.communicate()


@pytest.fixture
def ecr(project: Path, zygote: subprocess.Popen[str], tmp_path_factory: pytest.TempPathFactory) -> Run:
    """`ecr-wizard` with these arguments, in the project; `stdin` is what it reads."""
    streams = tmp_path_factory.mktemp("streams")

    def run(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        files = {name: streams / name for name in ("stdin", "stdout", "stderr")}
        files["stdin"].write_bytes(stdin.encode())
        request = {
            "arguments": arguments,
            "cwd": str(project),
            "environment": {**os.environ, "PYTHONPATH": str(ROOT), **environment},
            **{name: str(path) for name, path in files.items()},
        }
        assert zygote.stdin is not None
        assert zygote.stdout is not None
        zygote.stdin.write(json.dumps(request) + "\n")
        zygote.stdin.flush()
        code = int(zygote.stdout.readline())
        out, err = (files[name].read_bytes().decode() for name in ("stdout", "stderr"))
        check_json(arguments, out)
        check_object(arguments, out)
        return subprocess.CompletedProcess(["ecr-wizard", *arguments], code, out, err)

    return run
