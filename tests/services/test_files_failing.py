"""Writing where it cannot be done whole: killed at any system call, no room, no rights, no folder."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services.test_files import litter, write
from wizard.core.model.errors import ServiceError, WizardError
from wizard.services.storage.paths import state_path

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return folder / "shippable.yml"


@pytest.mark.parametrize(
    "scenario", ["change", "undo", *(pytest.param(name, marks=pytest.mark.nightly) for name in ("create", "remove"))]
)
def test_killed_at_any_system_call_it_is_the_old_file_or_the_new_one(scenario: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.services.killwalk", scenario, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["calls"] > 50
    assert seen["old"] > 10
    assert seen["new"] > 2
    assert seen["litter"] > 2  # some deaths do leave something, or the walk proves nothing about cleaning up


def test_a_file_too_large_leaves_the_old_one(path: Path) -> None:
    """RLIMIT_FSIZE lets a write fail half-way, as a full disk does."""
    path.write_text("old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, before[1]))
    try:
        with pytest.raises(ServiceError) as caught:
            write(path, "old", "x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert caught.value.remedy
    assert path.read_text() == "old"
    assert litter(path.parent) == litter(state_path()) == []


FULL = """
mount -t tmpfs -o size=64k tmpfs "$1" || exit 77
cd "$1" && cp ../old.yml shippable.yml
head -c 1M /dev/zero >filler 2>/dev/null
shift
"$@" >&2
echo "exit $?"
ls -A && cat shippable.yml
"""


@pytest.mark.parametrize("full", ["the project's disk", "the state's disk"])
def test_a_full_disk_leaves_the_old_file(tmp_path: Path, full: str) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    old = "language: python\n" + "# a line of a comment\n" * 300
    (tmp_path / "old.yml").write_text(old)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if full == "the state's disk":
        environment["XDG_STATE_HOME"] = str(disk / "state")
    own_mounts = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "--mount"]
    apply = [sys.executable, "-m", "wizard", "apply", "--integration=x"]
    done = subprocess.run(
        [*own_mounts, "sh", "-c", FULL, "sh", str(disk), *apply],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if "exit" not in done.stdout:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
    status, _, rest = done.stdout.partition("\n")
    assert status == "exit 1"
    assert "The disk is full." in done.stderr or "No space left" in done.stderr
    assert "Traceback" not in done.stderr
    assert rest.replace("state\n", "") == f"filler\nshippable.yml\n{old}"


def without_roots_rights() -> list[str]:
    """What makes root obey the modes of files, as everybody else must."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner", "--inh-caps=-all", "--"]


@pytest.mark.parametrize(
    ("file_mode", "folder_mode"),
    [(0o444, 0o755), (0o644, 0o555), (0o200, 0o755)],
    ids=["read-only file", "read-only folder", "unreadable file"],
)
def test_modes_are_obeyed_and_told(path: Path, file_mode: int, folder_mode: int) -> None:
    path.write_text("language: python\n")
    path.chmod(file_mode)
    path.parent.chmod(folder_mode)
    done = subprocess.run(
        [*without_roots_rights(), sys.executable, "-m", "wizard", "apply", str(path.parent), "--integration=x"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    path.parent.chmod(0o755)
    path.chmod(0o644)
    assert done.returncode == 1, done.stderr
    assert "permission" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(path.parent.iterdir()) == [path]
    assert path.read_text() == "language: python\n"


def test_a_lost_folder_is_told(path: Path) -> None:
    path.write_text("old")
    shutil.rmtree(path.parent)
    with pytest.raises(WizardError):
        write(path, "old", "new")
    with pytest.raises(ServiceError) as caught:
        write(path, None, "new")
    assert caught.value.code == "write-failed"
    assert not path.parent.exists()
