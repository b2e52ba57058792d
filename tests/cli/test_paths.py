"""What PATH may be: a root, a folder below it, a file, several; with and without git."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

PUSH = ("--integration=x", "--scenario=push", "--image=a/b")


def test_below_a_root_the_root_is_found(ecr: Run, project: Path) -> None:
    (project / "src" / "deep").mkdir(parents=True)
    done = ecr("apply", "src/deep", *PUSH, "--json")
    (result,) = json.loads(done.stdout)["results"]
    assert result["path"] == str(project / "src" / "deep")
    assert result["file"] == "shippable.yml"
    assert (project / "shippable.yml").exists()
    assert not any((project / "src" / "deep").iterdir())


def test_a_file_is_the_file(ecr: Run, project: Path) -> None:
    (project / "ci").mkdir()
    for name in ("ci/shippable.yml", "shippable.yml", ".shippable.yml"):
        (project / name).write_text("language: python\n")
    done = ecr("apply", "ci/shippable.yml", ".shippable.yml", *PUSH, "--json")
    assert done.returncode == 0, done.stdout
    assert [item["file"] for item in json.loads(done.stdout)["results"]] == ["ci/shippable.yml", ".shippable.yml"]
    assert (project / "shippable.yml").read_text() == "language: python\n"
    assert ecr("undo", "ci/shippable.yml").returncode == 0
    assert (project / "ci" / "shippable.yml").read_text() == "language: python\n"
    both = ecr("apply", "ci/shippable.yml", "--file=shippable.yml", *PUSH)
    assert both.returncode == 2
    assert "--file" in both.stderr


def test_two_files_are_not_guessed_by_any_command(ecr: Run, project: Path) -> None:
    for name in ("shippable.yml", ".shippable.yml"):
        (project / name).write_text("language: python\n")
    for words in (("apply", *PUSH), ("remove", "--integration=x"), ("undo",)):
        done = ecr(*words)
        assert done.returncode == 2
        assert "--file=.shippable.yml" in done.stderr


def test_a_dotted_file_alone_is_the_one(ecr: Run, project: Path) -> None:
    (project / ".shippable.yml").write_text("language: python\n")
    assert ecr("apply", *PUSH).returncode == 0
    assert not (project / "shippable.yml").exists()
    assert "hub" in (project / ".shippable.yml").read_text()


def test_several_paths_are_told_apart(ecr: Run, project: Path, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("good", "broken", "also good")]
    for folder in folders:
        folder.mkdir()
        (folder / "shippable.yml").write_text("language: python\n")
    (folders[1] / "shippable.yml").write_text("a: [\n")
    done = ecr("apply", *map(str, folders), *PUSH)
    assert done.returncode == 5
    assert "../broken/shippable.yml:" in done.stderr
    assert "../also good/shippable.yml: written" in done.stderr
    assert (folders[1] / "shippable.yml").read_text() == "a: [\n"


def test_a_link_to_the_project_and_a_link_to_the_file(ecr: Run, project: Path, tmp_path: Path) -> None:
    real = project / "ci" / "real.yml"
    real.parent.mkdir()
    real.write_text("language: python\n")
    (project / "shippable.yml").symlink_to(real)
    link = tmp_path / "link"
    link.symlink_to(project)
    assert ecr("apply", str(link), *PUSH).returncode == 0
    assert (project / "shippable.yml").is_symlink()
    assert "hub" in real.read_text()
    assert ecr("undo", str(link)).returncode == 0
    assert real.read_text() == "language: python\n"


def test_a_link_that_leads_out_of_the_repository_is_refused(ecr: Run, project: Path, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere" / "real.yml"
    real.parent.mkdir()
    real.write_text("language: python\n")
    (project / "shippable.yml").symlink_to(real)
    for words in (
        ["apply", str(project), *PUSH],
        ["apply", str(project / "shippable.yml"), *PUSH],
        ["check", str(project)],
        ["remove", str(project), "--integration=x"],
    ):
        done = ecr(*words)
        assert done.returncode == 1
        assert str(real) in done.stdout + done.stderr
        assert real.read_text() == "language: python\n"
    assert ecr("apply", str(real), *PUSH).returncode == 0
    assert "hub" in real.read_text()


def test_a_work_tree_elsewhere_is_refused(ecr: Run, project: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "shippable.yml").write_text("language: python\n")
    subprocess.run(["git", "-C", str(project), "config", "core.worktree", str(elsewhere)], check=True)
    done = ecr("apply", str(project), *PUSH)
    assert done.returncode == 1
    assert "core.worktree" in done.stderr
    assert str(elsewhere) in done.stderr
    assert (elsewhere / "shippable.yml").read_text() == "language: python\n"


def test_names_that_are_no_utf8(ecr: Run, project: Path) -> None:
    folder = os.fsdecode(bytes(project) + b"/caf\xe9")
    Path(folder).mkdir()
    done = ecr("apply", f"{folder}/", *PUSH)
    assert done.returncode == 0, done.stderr
    file = Path(folder) / "ci.yml"
    file.write_text("language: python\n")
    done = ecr("apply", str(file), *PUSH, "--json")
    assert done.returncode == 0, done.stderr
    assert "hub" in file.read_text()


@pytest.mark.parametrize("name", ["absent", "shippable.yml/below", "x" * 300, "nul\udcff", "loop"])
def test_what_is_no_path_is_told(ecr: Run, project: Path, name: str) -> None:
    (project / "shippable.yml").write_text("language: python\n")
    (project / "loop").symlink_to("loop")
    done = ecr("apply", name, *PUSH)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "bug" not in done.stderr


def test_without_git_it_works_on_the_files(ecr: Run, project: Path, tmp_path: Path) -> None:
    (project / "src").mkdir()
    (tmp_path / "empty").mkdir()
    done = ecr("apply", "src", *PUSH, PATH=str(tmp_path / "empty"))
    assert done.returncode == 0, done.stderr
    assert (project / "shippable.yml").exists()


def test_several_at_once_lose_nothing(ecr: Run, project: Path) -> None:
    """Four runs on one file at the same time: each waits for the others and plans on what they left."""
    (project / "shippable.yml").write_text("language: python\n")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "wizard", "apply", f"--integration=ecr-{number}"],
            cwd=project,
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(4)
    ]
    for number, run in enumerate(runs):
        _, said = run.communicate(timeout=60)
        assert run.returncode == 0, said
        assert f"integrationName: ecr-{number}\n" in (project / "shippable.yml").read_text()
    for _ in runs:
        assert ecr("undo").returncode == 0
    assert (project / "shippable.yml").read_text() == "language: python\n"


def test_inside_of_git_itself_there_is_no_project(ecr: Run, project: Path) -> None:
    done = ecr("apply", ".git", *PUSH)
    assert done.returncode == 2
    assert "git's own folder" in done.stderr
    assert not (project / ".git" / "shippable.yml").exists()
