"""Dockerfiles are found wherever a project keeps them, and looking for them neither fails nor wanders off."""

from __future__ import annotations

import os
from pathlib import Path

from wizard.services.repository import dockerfiles
from wizard.services.repository.dockerfiles import find


def put(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("FROM a\n")


def test_every_usual_name_the_nearest_first(tmp_path: Path) -> None:
    put(tmp_path, "ci/Dockerfile", "Dockerfile", "app.Dockerfile", "Dockerfile.dev", "a/b/c/dockerfile")
    assert list(find(tmp_path)) == [
        (name, "FROM a\n")
        for name in ("Dockerfile", "Dockerfile.dev", "app.Dockerfile", "ci/Dockerfile", "a/b/c/dockerfile")
    ]


def test_what_is_not_the_projects_is_passed_over(tmp_path: Path) -> None:
    put(
        tmp_path,
        "node_modules/x/Dockerfile",
        ".git/Dockerfile",
        "vendor/Dockerfile",
        "Dockerfile.dockerignore",
        "Dockerfile~",
        "MyDockerfile",
        "Dockerfiles/readme",
    )
    (tmp_path / "Dockerfile").mkdir()
    assert list(find(tmp_path)) == []


def test_it_does_not_leave_the_project_or_wait(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    put(outside, "Dockerfile")
    root = tmp_path / "root"
    root.mkdir()
    (root / "link").symlink_to(outside)
    (root / "Dockerfile").symlink_to(outside / "Dockerfile")
    (root / "round").symlink_to(root)
    os.mkfifo(root / "Dockerfile.pipe")
    os.mkfifo(root / "x.Dockerfile")
    assert list(find(root)) == []


def test_other_encodings_and_names_do_not_hinder(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_bytes(b"# caf\xe9\nFROM a\n")
    (tmp_path / os.fsdecode(b"Dockerfile.\xe9")).write_text("FROM b\n")
    (tmp_path / "Dockerfile.\u202egpj").write_text("FROM c\n")
    assert list(find(tmp_path)) == [("Dockerfile", "# caf\ufffd\nFROM a\n")]


def test_depth_number_and_size_are_bounded(tmp_path: Path) -> None:
    put(tmp_path, "/".join("d" * dockerfiles.MAX_DEPTH) + "/Dockerfile")
    (tmp_path / "Dockerfile.big").write_bytes(b"#" * (dockerfiles.MAX_BYTES + 1))
    assert list(find(tmp_path)) == []
    put(tmp_path, *(f"Dockerfile.{number}" for number in range(dockerfiles.MAX_FOUND + 10)))
    assert len(list(find(tmp_path))) == dockerfiles.MAX_FOUND


def test_a_folder_that_is_gone_has_none(tmp_path: Path) -> None:
    assert list(find(tmp_path / "absent")) == []
