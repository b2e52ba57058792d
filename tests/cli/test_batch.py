"""Many PATHs: results as they come, stops, bugs, the closing line, exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from tests.cli.conftest import Run

ADD = ("--integration=x", "--scenario=push", "--image=a/b")
ROOT = Path(__file__).parents[2]

# The process tells on a pipe of its own that a file's lock is held: a write is about to be made.
SLOW = """
import os, sys, time
from wizard.services.storage import backups
real = backups.keep
def keep(target, text):
    if target.parent.name == "{name}":
        print("here", file=sys.stderr, flush=True)
        sys.stdin.readline()
    return real(target, text)
backups.keep = keep
from wizard.__main__ import main
sys.exit(main())
"""
BROKEN = """
import sys
import wizard.cli.applying as command
real = command.preview
def preview(project, *more):
    if project.root.endswith("two"):
        return 1 / 0
    return real(project, *more)
command.preview = preview
from wizard.__main__ import main
sys.exit(main())
"""


@pytest.fixture
def fleet(project: Path) -> list[Path]:
    """Five folders; the second holds a file that is no YAML."""
    folders = [project / name for name in ("one", "two", "three", "four", "five")]
    for folder in folders:
        folder.mkdir()
        subprocess.run(["git", "init", "-q", str(folder)], check=True)
        (folder / "shippable.yml").write_text("language: python\n")
    return folders


def start(code: str, project: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *words],
        cwd=project,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        # A background job of a shell hands on that SIGINT is ignored, and a program keeps to that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def written(folders: list[Path]) -> list[str]:
    return [folder.name for folder in folders if "hub" in (folder / "shippable.yml").read_text()]


def test_the_closing_line_and_those_that_need_attention(ecr: Run, fleet: list[Path]) -> None:
    (fleet[1] / "shippable.yml").write_text("a: [\n")
    names = [folder.name for folder in fleet]
    done = ecr("apply", *names, *ADD)
    assert done.returncode == 5
    assert "5 files: 4 written, 0 unchanged, 1 refused\n" in done.stderr
    assert "These need attention:\n  two/shippable.yml: " in done.stderr
    assert done.stderr.count(": written\n") == 4
    assert "as it was" not in done.stderr  # one line a PATH
    done = ecr("apply", *names, *ADD)
    assert done.returncode == 1
    assert "5 files: 0 written, 4 unchanged, 1 refused\n" in done.stderr
    done = ecr("undo", *names, "--dry-run")
    assert "5 files: 4 would change, 0 unchanged, 1 refused\n" in done.stderr
    done = ecr("check", *names)
    assert "5 files: 1 error, 4 warnings, " in done.stderr
    assert "two/shippable.yml: " in done.stderr.partition("These need attention:\n")[2]
    quiet = ecr("apply", *names, *ADD, "-q")
    assert "files:" not in quiet.stderr
    assert "need attention" not in quiet.stderr


def test_json_has_the_run_and_a_summary(ecr: Run, fleet: list[Path]) -> None:
    (fleet[1] / "shippable.yml").write_text("a: [\n")
    names = [folder.name for folder in fleet]
    done = ecr("apply", *names, *ADD, "--json")
    content = json.loads(done.stdout)
    assert [Path(item["path"]).name for item in content["results"]] == names
    assert content["exit"] == done.returncode == 5
    assert content["summary"] == {
        "files": 5,
        "written": 4,
        "unchanged": 0,
        "would_change": 0,
        "refused": 1,
        "failed": 0,
        "not_reached": 0,
    }
    lines = [json.loads(line) for line in ecr("check", *names, "--json-lines").stdout.splitlines()]
    assert [Path(item["path"]).name for item in lines[:-1]] == names
    assert lines[-1]["summary"]["files"] == 5
    assert lines[-1]["exit"] == 1


def test_results_come_as_they_are_finished(fleet: list[Path], project: Path) -> None:
    process = start(SLOW.format(name="three"), project, "apply", "one", "two", "three", *ADD, "--json-lines")
    assert process.stdout is not None
    first = [json.loads(process.stdout.readline())["path"] for _ in range(2)]
    assert [Path(path).name for path in first] == ["one", "two"]
    assert written(fleet) == ["one", "two"]  # the third is not written before it is asked to go on
    process.communicate("\n", timeout=60)
    assert written(fleet) == ["one", "two", "three"]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("flag", ["", "--json", "--json-lines"])
def test_a_stop_in_a_write_names_what_was_written(
    fleet: list[Path], project: Path, number: signal.Signals, code: int, flag: str
) -> None:
    """The signal comes in the middle of the third write: that one is finished and named, the rest is not begun."""
    names = [folder.name for folder in fleet]
    words = [*ADD, flag] if flag else list(ADD)
    process = start(SLOW.format(name="three"), project, "apply", *names, *words)
    assert process.stderr is not None
    while process.stderr.readline() != "here\n":
        pass
    process.send_signal(number)
    out, said = process.communicate("\n", timeout=60)
    assert process.returncode == code, said
    assert written(fleet) == ["one", "two", "three"]
    if flag:
        content = json.loads(out) if flag == "--json" else json.loads(out.splitlines()[-1])
        assert content["summary"]["written"] == 3
        assert content["summary"]["not_reached"] == 2
        assert content["exit"] == code
        results = content["results"] if flag == "--json" else [json.loads(line) for line in out.splitlines()[:-1]]
        assert [item["status"] for item in results] == ["written"] * 3
    else:
        assert "Stopped: 2 of 5 were not reached." in said
        assert "5 files: 3 written" in said
        assert "three/shippable.yml: written" in said


def test_a_bug_at_one_path_is_its_failure(fleet: list[Path], project: Path) -> None:
    process = start(BROKEN, project, "apply", "one", "two", "three", *ADD, "--json")
    out, said = process.communicate(timeout=60)
    results = json.loads(out)["results"]
    assert [item["status"] for item in results] == ["written", "failed", "written"], said
    assert process.returncode == 5
    error = results[1]["error"]
    assert error["code"] == "bug"
    assert "ZeroDivisionError" in error["message"]
    report = Path(error["remedy"].partition(" is in ")[2].partition(";")[0])
    assert "ZeroDivisionError" in report.read_text()


def test_a_rename_is_told_as_it_goes(ecr: Run, fleet: list[Path]) -> None:
    names = [folder.name for folder in fleet]
    ecr("apply", *names, *ADD)
    done = ecr("subscription", "rename", "x", "new-x", "--json-lines", "-q")
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines[-1]["summary"]["written"] == 5
    assert done.stderr == ""
    assert all("integrationName: new-x" in (folder / "shippable.yml").read_text() for folder in fleet)


def test_a_counter_on_a_terminal(fleet: list[Path], project: Path) -> None:
    out, code = pexpect.run(
        f"{sys.executable} -m wizard apply {' '.join(folder.name for folder in fleet)} {' '.join(ADD)}",
        cwd=str(project),
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"},
        withexitstatus=True,
    )
    assert code == 0
    assert b"0 of 5" in out
    assert b"4 of 5" in out
    assert out.count(b": written\r\n") == 5


DYING = """
import os, signal, sys
import wizard.cli.applying as command
real = command.preview
def preview(project, *more):
    if project.root.endswith("two"):
        os.kill(os.getpid(), signal.SIGKILL)
    return real(project, *more)
command.preview = preview
from wizard.__main__ import main
sys.exit(main())
"""


def test_two_processes_do_what_one_does(ecr: Run, fleet: list[Path], project: Path) -> None:
    (fleet[1] / "shippable.yml").write_text("a: [\n")
    (fleet[0] / "src").mkdir()
    paths = [*(folder.name for folder in fleet), "one/src"]  # the last is the first's repository: one process for both
    done = ecr("apply", *paths, *ADD, "-j2", "--json")
    content = json.loads(done.stdout)
    assert [Path(item["path"]).name for item in content["results"]] == [Path(path).name for path in paths]
    statuses = [item["status"] for item in content["results"]]
    assert statuses == ["written", "refused", "written", "written", "written", "unchanged"]
    assert done.returncode == content["exit"] == 5
    assert ecr("check", *paths, "-j", "3").returncode == 1
    assert ecr("undo", "--run", content["run"], "-j2").returncode == 0
    assert not written(fleet)


def test_a_process_that_dies_fails_its_path_alone(fleet: list[Path], project: Path) -> None:
    names = [folder.name for folder in fleet]
    process = start(DYING, project, "apply", *names, *ADD, "--json", "-j2")
    out, said = process.communicate(timeout=60)
    results = json.loads(out)["results"]
    assert [item["status"] for item in results] == ["written", "failed", "written", "written", "written"], said
    assert results[1]["error"]["code"] == "worker-died"
    assert Path(results[1]["path"]).name == "two"
    assert process.returncode == 5


def test_a_process_that_dies_in_a_check_fails_its_path_alone(fleet: list[Path], project: Path) -> None:
    code = DYING.replace("wizard.cli.applying", "wizard.cli.commands.check").replace("preview", "check")
    code = code.replace("project, *more", "services, project").replace("(project", "(services, project")
    for flag in ("--json", "--format=sarif", "--format=github", "--plain"):
        process = start(code, project, "check", *(folder.name for folder in fleet), flag, "-j2")
        out, said = process.communicate(timeout=60)
        assert process.returncode == 1, said
        assert "met a bug" not in said
        if flag == "--json":
            results = json.loads(out)["results"]
            assert [item["status"] for item in results].count("failed") == 1
            assert results[1]["error"]["code"] == "worker-died"


BETWEEN = """
import sys
from wizard.cli import workers
real = workers._heard
heard = []
def _heard(found, waiting):
    for item in real(found, waiting):
        heard.append(item)
        if len(heard) > 2:
            raise OSError(11, "Resource temporarily unavailable")
        yield item
workers._heard = _heard
from wizard.__main__ import main
sys.exit(main())
"""


@pytest.mark.parametrize("flag", ["--json", "--json-lines", ""])
def test_a_bug_between_two_paths_ends_the_batch_in_order(fleet: list[Path], project: Path, flag: str) -> None:
    words = [*ADD, "-j2", flag] if flag else [*ADD, "-j2"]
    process = start(BETWEEN, project, "apply", *(folder.name for folder in fleet), *words)
    out, said = process.communicate(timeout=60)
    assert process.returncode == 5, said
    assert "met a bug: BlockingIOError" in said
    if flag:
        content = json.loads(out) if flag == "--json" else json.loads(out.splitlines()[-1])
        assert content["exit"] == 5
        assert content["summary"]["written"] == 2
        assert content["summary"]["not_reached"] == 3
    else:
        assert "ecr-wizard undo --run " in said


def test_what_was_written_is_told_where_stdout_takes_nothing_more(fleet: list[Path], project: Path) -> None:
    command = [sys.executable, "-m", "wizard", "apply", *(folder.name for folder in fleet), *ADD, "--json-lines"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command,
            cwd=project,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    assert done.returncode == 1
    assert "Written before that: 1 of 5 files." in done.stderr
    assert "ecr-wizard undo --run " in done.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["apply", "--answers=absent"], 2),
        (["apply", "--json-lines", "--paths-from=absent"], 2),
        (["apply", "--frob"], 2),
        (["check", "--select=frob"], 2),
        (["undo", "--run=none"], 2),
        (["remove"], 2),
        (["subscription", "rename", "absent", "new"], 2),
        (["rule", "frob"], 2),
        (["doctor", "more"], 2),
    ],
)
def test_an_end_before_the_first_path_is_told_in_json_too(ecr: Run, words: list[str], code: int) -> None:
    done = ecr(*words, "--json")
    content = json.loads(done.stdout)
    assert done.returncode == content["exit"] == code
    assert content["error"]["message"] in " ".join(done.stderr.split())
    assert ecr(*words).stdout == "" or "--json-lines" in words


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_of_two_processes_names_what_was_written(
    fleet: list[Path], project: Path, number: signal.Signals
) -> None:
    names = [folder.name for folder in fleet]
    process = start(SLOW.format(name="one"), project, "apply", *names, *ADD, "--json", "-j2")
    assert process.stderr is not None
    while process.stderr.readline() != "here\n":
        pass
    process.send_signal(number)
    out, said = process.communicate("\n", timeout=60)
    content = json.loads(out)
    assert process.returncode == content["exit"] in (128 + number, 0), said  # 0: all the others were done before it
    named = [Path(item["path"]).name for item in content["results"] if item["status"] == "written"]
    assert sorted(named) == sorted(written(fleet))
    assert "one" in named


def test_paths_from_a_file_and_from_stdin(ecr: Run, fleet: list[Path], project: Path) -> None:
    (project / "list").write_text("one\n\ntwo\r\n")
    done = ecr("apply", "three", "--paths-from=list", *ADD, "--json")
    assert [Path(item["path"]).name for item in json.loads(done.stdout)["results"]] == ["three", "one", "two"]
    done = ecr("undo", "--paths-from", "-", "--json", stdin="one\0two\0")
    assert [item["status"] for item in json.loads(done.stdout)["results"]] == ["written"] * 2
    done = ecr("check", "--paths-from=-", "--json", stdin="")
    assert (done.returncode, json.loads(done.stdout)["results"]) == (0, [])
    done = ecr("check", "--paths-from=absent")
    assert done.returncode == 2
    assert "list of PATHs" in done.stderr
    assert ecr("check", "-j0").returncode == 2
