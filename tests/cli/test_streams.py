"""The common flags, the streams and JSON: what scripts read and what people are told (docs/design.md, section 3)."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

PUSH = ("--integration=x", "--scenario=push", "--image=a/b")
RESULT = ["path", "root", "file", "file_path", "status", "diff", "warnings", "error", "backup"]
ERROR = ["code", "message", "line", "column", "remedy"]


def shell(folder: Path, words: str, *, before: str = "true", **more: str) -> subprocess.CompletedProcess[str]:
    """`ecr-wizard` with these words of a shell."""
    return subprocess.run(
        ["bash", "-c", f"{before}; {sys.executable} -m wizard {words}"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **more},
    )


@pytest.mark.parametrize(
    "words",
    [("apply", *PUSH, "--json", "-q"), ("--json", "-q", "apply", *PUSH), ("--json", "apply", *PUSH, "-q", ".")],
)
def test_common_flags_stand_before_or_after_the_command(ecr: Run, project: Path, words: tuple[str, ...]) -> None:
    done = ecr(*words)
    assert done.returncode == 0, done.stderr
    (result,) = json.loads(done.stdout)["results"]
    assert result["status"] == "written"
    assert result["path"] == str(project)


def test_a_value_before_the_command_is_not_taken_for_it(ecr: Run, project: Path) -> None:
    assert ecr("--log-file", "apply", "apply", *PUSH).returncode == 0
    assert (project / "apply").is_file()


def test_flags_may_stand_between_paths_and_end_with_two_dashes(ecr: Run, tmp_path: Path, project: Path) -> None:
    for name in ("one", "two", "-three"):
        (project / name).mkdir()
    done = ecr("apply", "one", *PUSH, "two", "--json", "--dry-run")
    assert len(json.loads(done.stdout)["results"]) == 2
    done = ecr("apply", *PUSH, "--json", "--dry-run", "--", "-three")
    assert json.loads(done.stdout)["results"][0]["path"] == str(project / "-three")


def test_json_has_the_keys_of_the_contract(ecr: Run, project: Path) -> None:
    (project / "shippable.yml").write_text("language: python\n")
    for words, status in (
        (("apply", *PUSH, "--dry-run"), "would-change"),
        (("apply", *PUSH), "written"),
        (("apply", *PUSH), "unchanged"),
        (("remove", "--integration=x", "--check"), "would-change"),
        (("remove", "--integration=x"), "written"),
        (("undo",), "written"),
    ):
        done = ecr(*words, "--json")
        content = json.loads(done.stdout)
        assert list(content) == ["version", "results", "run", "program_version", "summary", "exit"]
        assert content["version"] == 1
        (result,) = content["results"]
        assert [key for key in result if key != "review"] == RESULT  # `apply` compares findings
        assert (result["file"], result["status"], result["error"]) == ("shippable.yml", status, None)
        assert result["diff"].startswith("diff --git") == (status != "unchanged")
        for warning in result["warnings"]:
            assert list(warning) == ["code", "severity", "message", "line"]


def test_an_error_in_json_says_where_and_what_to_do(ecr: Run, project: Path) -> None:
    (project / "shippable.yml").write_bytes(b"language: python\nname: \xe9\n")
    for words in (("apply", *PUSH), ("remove", "--integration=x"), ("undo",)):
        done = ecr(*words, "--json")
        assert done.returncode == 1
        (result,) = json.loads(done.stdout)["results"]
        assert list(result["error"]) == ERROR
        assert (result["status"], result["error"]["code"]) == ("refused", "not-utf8")
        assert (result["error"]["line"], result["error"]["column"]) == (2, 7)


def test_quiet_says_only_what_went_wrong(ecr: Run, project: Path) -> None:
    pull = (
        "--integration=x",
        "--scenario=pull",
        "--image=123456789012.dkr.ecr.us-east-1.amazonaws.com/app",
        "--aws-cli",
    )
    done = ecr("apply", *pull, "-q")
    assert (done.stdout, done.stderr) == ("", "")
    assert "warning" in ecr("apply", *PUSH, "-q").stderr
    assert "no such folder" in ecr("apply", "absent", *PUSH, "-q").stderr.lower()


def test_verbose_and_the_log_tell_what_was_done(ecr: Run, project: Path) -> None:
    assert "written for apply" in ecr("apply", *PUSH, "-v").stderr
    done = ecr("undo", "--log-file=log.txt")
    log = project / "log.txt"
    assert "was undone" in log.read_text()
    assert "was undone" not in done.stderr
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_a_log_that_cannot_be_written_is_told_before_anything_else(ecr: Run, project: Path) -> None:
    done = ecr("apply", *PUSH, "--log-file=/absent/log")
    assert done.returncode == 1
    assert "/absent/log" in done.stderr
    assert not (project / "shippable.yml").exists()


def test_the_diff_on_stdout_is_exact_in_every_locale(ecr: Run, project: Path) -> None:
    (project / "shippable.yml").write_bytes("name: caf\u00e9 \u2615\r\n".encode())
    plain = subprocess.run(
        [sys.executable, "-m", "wizard", "apply", *PUSH, "--dry-run"],
        cwd=project,
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
    )
    assert " name: caf\u00e9 \u2615\r\n".encode() in plain.stdout


def test_nothing_foreign_reaches_the_terminal_as_it_is(ecr: Run, project: Path) -> None:
    (project / "shippable.yml").write_text(
        'language: python\nintegrations:\n  hub: "\\e[31m\u202e"\n', encoding="utf-8"
    )
    for words in (
        ("apply", *PUSH),
        ("remove", "--integration=\x1b[31m"),
        ("apply", "\x1b]0;title\x07", *PUSH),
        ("undo", "--file=\x1b[2J"),
        ("apply", "--integration=\u202ex"),
    ):
        done = ecr(*words)
        assert done.returncode != 0 or "no ECR entry" in done.stderr
        assert not {"\x1b", "\x07", "\u202e"} & set(done.stdout + done.stderr)
        assert "\\x1b" in done.stderr or "\\u202e" in done.stderr or "hub" in done.stderr


def test_who_reads_may_leave(ecr: Run, project: Path) -> None:
    done = shell(project, f"apply {' '.join(PUSH)} --dry-run --json | head -c 1")
    assert done.stdout == "{"
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_result_that_cannot_be_written_is_told(project: Path, unbuffered: str) -> None:
    for more in ("", "--json"):
        done = shell(project, f"apply {' '.join(PUSH)} --dry-run {more} >/dev/full", PYTHONUNBUFFERED=unbuffered)
        assert done.returncode == 1
        assert "cannot be written to stdout" in done.stderr
        assert not {"Traceback", "Exception", "bug"} & set(done.stderr.split())


def test_what_is_said_on_a_closed_stderr_is_not_among_the_results(project: Path) -> None:
    done = shell(project, f"apply {' '.join(PUSH)} --json 2>&-")
    assert json.loads(done.stdout)["results"][0]["status"] == "written"
    assert shell(project, "undo >&-").returncode == 0
    assert not (project / "shippable.yml").exists()


def test_a_folder_that_is_gone_is_told(project: Path, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    done = shell(gone, f"apply {' '.join(PUSH)}", before="rmdir ../gone")
    assert done.returncode == 2
    assert "is gone" in done.stderr
    gone.mkdir()
    done = shell(gone, f"apply . {' '.join(PUSH)} --json", before="rmdir ../gone")
    assert "is gone" in json.loads(done.stdout)["results"][0]["error"]["message"]
    gone.mkdir()
    done = shell(gone, f"apply {project} {' '.join(PUSH)}", before="rmdir ../gone")
    assert done.returncode == 0
    assert f"{project}/shippable.yml: written" in done.stderr


def test_a_word_that_is_no_command_and_no_folder_is_usage(ecr: Run) -> None:
    done = ecr("aply")
    assert done.returncode == 2
    assert "did you mean apply" in done.stderr


def test_the_end_of_the_input_cancels_the_prompts(ecr: Run) -> None:
    done = ecr("--plain")
    assert done.returncode == 130
    assert done.stdout == ""
    assert "Cancelled" in done.stderr


def test_every_command_that_help_names_is_there(ecr: Run) -> None:
    block = ecr("--help").stdout.partition("commands:\n")[2].partition("\n\n")[0]
    listed = [line.split()[0] for line in block.splitlines()]
    assert {"apply", "remove", "undo", "demo"} <= set(listed)
    for command in listed:
        done = ecr(command, "--help")
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith(f"usage: ecr-wizard {command}")
        assert done.stderr == ""
