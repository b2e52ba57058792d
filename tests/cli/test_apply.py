"""`apply` and what scripts depend on: bytes, exit codes, JSON, streams."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

PUSH = ("--integration=ecr-integration", "--scenario=push", "--image=manishas/sample-node", "--tag=tag")
GOLDEN = Path(__file__).parents[1] / "golden"


def test_writes_the_sample(ecr: Run, project: Path) -> None:
    done = ecr("apply", *PUSH, "--only=master")
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert (project / "shippable.yml").read_text() == (GOLDEN / "push-only.yml").read_text()


def test_the_second_time_there_is_nothing_to_do(ecr: Run, project: Path) -> None:
    ecr("apply", *PUSH)
    before = (project / "shippable.yml").stat()
    again = ecr("apply", *PUSH)
    assert again.returncode == 0
    assert "nothing to do" in again.stderr
    assert (project / "shippable.yml").stat().st_mtime_ns == before.st_mtime_ns


def test_dry_run_prints_only_the_diff_and_writes_nothing(ecr: Run, project: Path) -> None:
    done = ecr("apply", *PUSH, "--dry-run")
    assert done.returncode == 0
    assert done.stdout.startswith("diff --git a/shippable.yml b/shippable.yml\n")
    assert not (project / "shippable.yml").exists()


def test_check_exits_3_when_something_would_change(ecr: Run, project: Path) -> None:
    assert ecr("apply", *PUSH, "--check").returncode == 3
    assert not (project / "shippable.yml").exists()
    ecr("apply", *PUSH)
    assert ecr("apply", *PUSH, "--check").returncode == 0


def test_json_is_one_object_with_a_result_for_each_path(ecr: Run, project: Path) -> None:
    (project / "sub").mkdir()
    (project / "shippable.yml").write_text("build:\n  ci:\n    - [\n")
    done = ecr("--json", "apply", ".", *PUSH)
    assert done.returncode == 1
    (result,) = json.loads(done.stdout)["results"]
    assert result["path"] == str(project)
    assert result["file"] == "shippable.yml"
    assert result["status"] == "refused"
    assert result["error"]["code"] == "not-yaml"
    assert result["error"]["line"] is not None
    assert result["error"]["remedy"]
    assert (project / "shippable.yml").read_text() == "build:\n  ci:\n    - [\n"


def test_every_path_gets_its_own_result(ecr: Run, project: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    done = ecr("apply", str(project), str(other), str(tmp_path / "absent"), *PUSH, "--json")
    assert done.returncode != 0
    statuses = [item["status"] for item in json.loads(done.stdout)["results"]]
    assert statuses == ["written", "written", "failed"]
    assert (other / "shippable.yml").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("apply",), "--integration"),
        (("apply", "--integration=x", "--scenario=pull"), "--image"),
        (("apply", "--integration=x", "--only=a", "--except=b"), "exclude"),
        (("apply", "--integration=x", "--image=a:b", "--scenario=pull"), "tag"),
        (("apply", "--integration=x", "--env=oops", "--scenario=pull", "--image=a"), "NAME=VALUE"),
        (("apply", "--no-such-flag"), "--no-such-flag"),
    ],
)
def test_wrong_usage_is_exit_2_with_words(ecr: Run, project: Path, arguments: tuple[str, ...], said: str) -> None:
    done = ecr(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (project / "shippable.yml").exists()


def test_an_answers_file_gives_the_same_bytes_and_flags_win(ecr: Run, project: Path) -> None:
    ecr("apply", *PUSH, "--only=master", "--save-answers=answers.yml", "--dry-run")
    done = ecr("apply", "--answers=answers.yml")
    assert done.returncode == 0, done.stderr
    assert (project / "shippable.yml").read_text() == (GOLDEN / "push-only.yml").read_text()
    (project / "shippable.yml").unlink()
    ecr("apply", "--answers=answers.yml", "--all-branches")
    assert (project / "shippable.yml").read_text() == (GOLDEN / "push-all.yml").read_text()


def test_a_wrong_answers_file_is_told_with_its_place(ecr: Run, project: Path) -> None:
    (project / "answers.yml").write_text("version: 1\nintegratoin: x\n")
    done = ecr("apply", "--answers=answers.yml")
    assert done.returncode == 2
    assert "integratoin" in done.stderr
    (project / "answers.yml").write_text("version: 1\n  bad: [\n")
    assert "answers.yml:2" in ecr("apply", "--answers=answers.yml").stderr


def test_two_files_are_not_guessed(ecr: Run, project: Path) -> None:
    (project / "shippable.yml").write_text("language: python\n")
    (project / ".shippable.yml").write_text("language: python\n")
    done = ecr("apply", *PUSH)
    assert done.returncode == 2
    assert "--file" in done.stderr
    assert ecr("apply", *PUSH, "--file=.shippable.yml").returncode == 0
    assert (project / "shippable.yml").read_text() == "language: python\n"
    assert "ecr-integration" in (project / ".shippable.yml").read_text()


def test_undo_brings_back_every_byte(ecr: Run, project: Path) -> None:
    file = project / "shippable.yml"
    file.write_bytes(b"\xef\xbb\xbflanguage: python\r\n# end")
    ecr("apply", *PUSH)
    ecr("apply", *PUSH, "--region=us-west-2")
    assert b"us-west-2" in file.read_bytes()
    assert ecr("undo").returncode == 0
    assert b"us-west-2" not in file.read_bytes()
    assert ecr("undo").returncode == 0
    assert file.read_bytes() == b"\xef\xbb\xbflanguage: python\r\n# end"
    nothing = ecr("undo")
    assert nothing.returncode == 1
    assert "Traceback" not in nothing.stderr


@pytest.mark.parametrize("journal", [True, False])
def test_remove_with_build_after_apply_gives_back_the_bytes(
    ecr: Run, project: Path, own_home: Path, journal: bool
) -> None:
    file = project / "shippable.yml"
    before = b"language: python\n\nbuild:\n  ci:\n    - make   # all\n\nenv:\n  - A=1"
    file.write_bytes(before)
    image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/sample-node"
    ecr("apply", *PUSH, f"--image={image}")
    environment = {} if journal else {"XDG_STATE_HOME": str(own_home / "elsewhere")}
    done = ecr("remove", "--integration=ecr-integration", "--build", **environment)
    assert done.returncode == 0, done.stderr
    assert file.read_bytes() == before


def test_remove_without_build_keeps_the_commands_and_names_them(ecr: Run, project: Path) -> None:
    ecr("apply", *PUSH)
    done = ecr("remove", "--integration=ecr-integration")
    assert done.returncode == 0
    assert "docker push" in done.stderr
    left = (project / "shippable.yml").read_text()
    assert "integrations" not in left
    assert "docker push manishas/sample-node:tag" in left


def test_version_and_help(ecr: Run) -> None:
    assert ecr("--version").stdout.startswith("ecr-wizard ")
    for arguments in (["--help"], ["apply", "--help"], ["remove", "--help"], ["undo", "--help"]):
        assert ecr(*arguments).stdout.startswith("usage: ecr-wizard")
