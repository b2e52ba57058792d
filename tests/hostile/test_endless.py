"""What never ends: pipes that answer for ever, and named pipes in place of files. Each run must end by itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.integrations import EXPORTS
from wizard.core.model.errors import ServiceError
from wizard.services.credentials.aws_files import check_readable
from wizard.services.credentials.system import SystemStore
from wizard.services.runtime.bounded import check_file, read_bytes

WIZARD = [sys.executable, "-m", "wizard"]
ROOT = Path(__file__).parents[2]
NOT_A_FILE = "is not an ordinary file"


def run(words: list[str], folder: Path, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*WIZARD, *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | more,
        input=stdin,
        text=True,
        capture_output=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("source", ["yes ''", "yes y", "yes 1", "yes '?'", "yes '<'"])
def test_a_pipe_without_end_ends_the_prompts(source: str, tmp_path: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", f'{source} | "$0" -m wizard --plain', sys.executable],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        text=True,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 130
    assert "repeats itself without end" in done.stderr
    assert len(done.stderr) < 200_000
    assert list(tmp_path.iterdir()) == []


def test_a_line_without_end_is_refused(tmp_path: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", 'cat /dev/zero | "$0" -m wizard --plain', sys.executable],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        text=True,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "longer than 100,000 characters" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("variable", ["AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"])
def test_a_named_pipe_in_place_of_an_aws_file_is_refused(
    variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    monkeypatch.setenv(variable, str(pipe))
    with pytest.raises(ServiceError, match=NOT_A_FILE[:12]):
        SystemStore().profiles()
    with pytest.raises(ServiceError):
        check_readable()
    # Where the keys come from elsewhere botocore reads these files all the same.
    told = run(
        ["account", "add", "a", "--keys-from-stdin", "--store=none"],
        tmp_path,
        EXPORTS,
        AWS_ENDPOINT_URL="http://127.0.0.1:1",
    )
    assert told.returncode == 1
    assert NOT_A_FILE in told.stderr
    written = run(["account", "add", "a", "--keys-from-stdin", "--store=profile", "--no-check"], tmp_path, EXPORTS)
    assert written.returncode == 1


def test_a_named_pipe_in_place_of_the_inventory_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "ecr-wizard"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "integrations.json")
    for words in (["account", "list"], ["subscription", "list"], ["account", "remove", "a"]):
        told = run(words, tmp_path, XDG_DATA_HOME=str(tmp_path / "data"))
        assert told.returncode == 1
        assert NOT_A_FILE in told.stderr


def test_a_named_pipe_in_place_of_the_ci_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "shippable.yml")
    told = run(["check"], tmp_path)
    assert told.returncode == 1
    assert "no ordinary file" in told.stderr


def test_the_null_device_is_an_empty_file(tmp_path: Path) -> None:
    assert read_bytes(Path(os.devnull), 10) == b""
    check_file(Path(os.devnull), 10)
    for path in (Path("/dev/zero"), tmp_path):
        with pytest.raises(OSError, match="not an ordinary file"):
            read_bytes(path, 10)
