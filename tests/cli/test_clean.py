"""`clean`: what is kept for folders that are gone, and only for those."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from wizard.services.storage import leftovers
from wizard.services.storage.paths import key_of

FILE = "language: python\nbuild:\n  ci:\n    - make\n"


@pytest.fixture
def written(ecr: Run, project: Path) -> Path:
    """A project in which the wizard has written, so that a backup and a journal are kept."""
    (project / "shippable.yml").write_text(FILE)
    (project.parent / "other").mkdir()
    done = ecr("apply", "--integration=x", "--scenario=push", "--image=app", "--tag=latest", "--region=us-east-1")
    assert done.returncode == 0, done.stderr
    return project


def items(ecr: Run, *words: str) -> list[dict[str, Any]]:
    """What `clean --json` lists, run elsewhere."""
    found: list[dict[str, Any]] = json.loads(ecr("clean", "--json", *words).stdout)["items"]
    return found


def kept(own_home: Path) -> set[str]:
    """The files of the state folder."""
    state = own_home / "state" / "ecr-wizard"
    return {str(path.relative_to(state)) for path in state.rglob("*") if path.is_file()}


def test_what_is_kept_for_a_folder_that_is_there_is_not_listed(ecr: Run, written: Path, own_home: Path) -> None:
    before = kept(own_home)
    done = ecr("clean", "--yes")
    assert (done.returncode, done.stdout) == (0, "")
    assert "Nothing is kept" in done.stderr
    assert kept(own_home) == before


@pytest.fixture
def gone(ecr: Run, project: Path, tmp_path: Path) -> Path:
    """A folder in which the wizard wrote and that is gone; the program runs in another project."""
    folder = tmp_path / "work" / "shop"
    (folder / ".git").mkdir(parents=True)
    shutil.rmtree(folder)
    shutil.copytree(project, folder)
    (tmp_path / "work" / "other").mkdir()
    (folder / "shippable.yml").write_text(FILE)
    done = ecr("apply", "--integration=x", "--scenario=push", "--image=app", "--tag=latest", str(folder))
    assert done.returncode == 0, done.stderr
    shutil.rmtree(folder)
    return folder


def test_what_is_gone_is_listed_and_deleted_with_yes(ecr: Run, gone: Path, written: Path, own_home: Path) -> None:
    before = kept(own_home)
    done = ecr("clean")
    assert done.stdout.startswith(f"gone     {gone}: ")
    assert "clean --yes" in done.stderr
    assert kept(own_home) == before
    assert [(item["folder"], item["gone"], item["deleted"]) for item in items(ecr)] == [(str(gone), True, False)]
    assert ecr("clean", "--yes").stdout.startswith(f"deleted  {gone}: ")
    left = kept(own_home)
    assert left < before
    assert {name.split("/")[1].removesuffix(".json") for name in left if name.startswith(("journal", "backups"))} == {
        key_of(written / "shippable.yml")
    }
    assert items(ecr) == []


def test_an_empty_folder_may_be_where_a_disk_is_mounted(ecr: Run, gone: Path, own_home: Path) -> None:
    (gone.parent / "other").rmdir()
    before = kept(own_home)
    assert "is empty: a disk may not be mounted there" in ecr("clean", "--yes").stdout
    assert kept(own_home) == before


def test_a_folder_that_came_back_before_it_is_deleted_stays(ecr: Run, gone: Path, own_home: Path) -> None:
    (item,) = leftovers.leftovers()
    gone.mkdir()
    before = kept(own_home)
    assert not leftovers.delete(item)
    assert kept(own_home) == before


@pytest.mark.parametrize("mount", ["disk", "work"])
def test_a_disk_that_is_not_mounted(
    ecr: Run, gone: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch, mount: str
) -> None:
    """Below a folder in which disks come and go, the one of a project may be any folder that is not there."""
    monkeypatch.setattr(leftovers, "MOUNTS", (gone.parent if mount == "work" else gone.parents[1],))
    (item,) = leftovers.leftovers()
    assert item.kept_because == "its disk may not be mounted"
    assert not leftovers.delete(item)


@pytest.mark.parametrize(
    ("folder", "why"),
    [
        ("/srv-of-another-machine/shop", "/srv-of-another-machine is not there at all"),
        ("/mnt/disk/shop", "mounted"),
        ("/media/somebody/disk/shop", "mounted"),
        ("/run/media/somebody/disk/shop", "mounted"),
    ],
)
def test_where_disks_come_and_go_nothing_is_surely_gone(folder: str, why: str) -> None:
    assert why in leftovers.why_kept(Path(folder))


def test_what_is_damaged_or_of_a_link_is_kept(ecr: Run, gone: Path, own_home: Path) -> None:
    journal = next((own_home / "state" / "ecr-wizard" / "journal").iterdir())
    content = json.loads(journal.read_text())
    journal.write_text(json.dumps(content | {"path": content["path"].replace("shop", "link")}))
    assert [item["kept_because"] for item in items(ecr, "--yes")] == [leftovers.UNKNOWN]
    journal.write_text("{")
    assert [item["deleted"] for item in items(ecr, "--yes")] == [False]
    journal.unlink()
    assert [item["deleted"] for item in items(ecr, "--yes")] == [False]
    assert [name for name in kept(own_home) if name.startswith("backups/")]
