"""Undoing what a run wrote: by its id, the last one, and never further back than was said."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Run

OLD = "language: python\n"
NAMES = ("one", "two", "three")


@pytest.fixture
def fleet(project: Path) -> list[Path]:
    """Three folders with a file each."""
    files = [project / name / "shippable.yml" for name in NAMES]
    for file in files:
        file.parent.mkdir()
        subprocess.run(["git", "init", "-q", str(file.parent)], check=True)
        file.write_text(OLD)
    return files


def apply(ecr: Run, integration: str, *names: str) -> str:
    """Apply, and give the id of the run."""
    done = ecr("apply", *names, f"--integration={integration}", "--json")
    assert done.returncode == 0, done.stderr
    return str(json.loads(done.stdout)["run"])


def journals() -> list[Path]:
    return list((Path(os.environ["XDG_STATE_HOME"]) / "ecr-wizard" / "journal").glob("*.json"))


def test_a_run_is_undone_by_its_id(ecr: Run, fleet: list[Path]) -> None:
    first = apply(ecr, "a", *NAMES)
    both = [file.read_text() for file in fleet]
    second = apply(ecr, "b", "one", "three")
    assert first < second
    done = ecr("undo", "--run", first, "--json")
    results = {Path(item["path"]).parent.name: item for item in json.loads(done.stdout)["results"]}
    assert results["two"]["status"] == "written"
    assert results["one"]["error"]["code"] == "other-run"
    assert f"undo --run {second}" in results["one"]["error"]["remedy"]
    assert done.returncode == 5
    assert fleet[1].read_text() == OLD
    assert ecr("undo", "--run", second).returncode == 0
    assert [fleet[0].read_text(), fleet[2].read_text()] == [both[0], both[2]]
    done = ecr("undo", "--run", second)
    assert done.returncode == 2
    assert first in done.stderr
    last = ecr("undo", "--last-run")
    assert last.returncode == 0
    assert [file.read_text() for file in fleet] == [OLD] * 3
    files = [line.partition(": as it was")[0] for line in last.stderr.splitlines() if ": as it was" in line]
    assert files == sorted(files)
    assert ecr("undo", "--last-run").returncode == 2


def test_the_repair_after_a_stop_touches_no_older_write(ecr: Run, fleet: list[Path]) -> None:
    apply(ecr, "a", *NAMES)
    committed = [file.read_text() for file in fleet]
    apply(ecr, "b", "one")  # as if it had been stopped after the first
    done = ecr("undo", *NAMES)
    assert done.returncode == 0, done.stderr
    assert [file.read_text() for file in fleet] == committed
    assert "3 files: 1 written, 2 unchanged" in done.stderr
    assert "two/shippable.yml: warning: The last run, " in done.stderr
    done = ecr("undo", "two")  # one PATH alone goes further back, and says what it takes back
    assert "(apply, 20" in done.stderr
    assert fleet[1].read_text() == OLD


def test_all_writes_of_a_run_to_one_file_are_one(ecr: Run, fleet: list[Path], project: Path) -> None:
    before = apply(ecr, "a", "one")
    text = fleet[0].read_text()
    later = apply(ecr, "b", "one")
    (journal,) = journals()
    journal.write_text(journal.read_text().replace(later, before))
    assert ecr("undo", "--run", before, "--dry-run").stdout.count("-    - integrationName") == 2
    assert ecr("undo", "--run", before, "one").returncode == 0
    assert fleet[0].read_text() == OLD != text


def test_a_file_that_a_run_took_away_comes_back(ecr: Run, fleet: list[Path]) -> None:
    fleet[0].unlink()
    apply(ecr, "a", "one")
    made = fleet[0].read_text()
    ecr("remove", "one", "--integration=a", "--build")
    assert not fleet[0].exists()
    assert ecr("undo", "--last-run").returncode == 0
    assert fleet[0].read_text() == made


def test_journals_of_version_0_1_are_read(ecr: Run, fleet: list[Path]) -> None:
    run = apply(ecr, "a", *NAMES)
    for journal in journals():
        journal.write_text(journal.read_text().replace(f', "run": "{run}"', ""))
        assert '"run"' not in journal.read_text()
    assert ecr("undo", "--last-run").returncode == 2
    assert ecr("undo", *NAMES).returncode == 0
    assert [file.read_text() for file in fleet] == [OLD] * 3


def test_a_run_that_was_killed_before_its_write_is_told_so(ecr: Run, fleet: list[Path], project: Path) -> None:
    first = apply(ecr, "a", "one")
    kept = fleet[0].read_text()
    code = """
import os, signal, sys
from wizard.services.storage import files
files._put = lambda *words: os.kill(os.getpid(), signal.SIGKILL)
from wizard.__main__ import main
main()
"""
    killed = subprocess.run(
        [sys.executable, "-c", code, "apply", "one", "--integration=b"],
        cwd=project,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert killed.returncode == -signal.SIGKILL
    done = ecr("undo", "--last-run")
    assert done.returncode == 0
    assert "before it wrote this file" in done.stderr
    assert fleet[0].read_text() == kept
    assert ecr("undo", "--run", first).returncode == 0
    assert fleet[0].read_text() == OLD
