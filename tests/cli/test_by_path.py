"""`--answers-by-path`: what differs between repositories, from a CSV or a YAML file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

CSV = """\
path,integration,image,only,agent_only,file
a,ecr-a,acme/a,master;dev,false,
./b/,,acme/b,,,ci/shippable.yml
"""
SPREADSHEET = """\
path;integration;image;;only;agent_only;file;\r
a;ecr-a;acme/a;;"master;dev";FALSE;;\r
./b/;;acme/b;;;;ci/shippable.yml;\r
;;;;;;;\r
"""
YAML = """\
version: 1
paths:
  a: {integration: ecr-a, image: acme/a, only: [master, dev], agent_only: false}
  b: {image: acme/b, file: ci/shippable.yml}
"""
COMMON = ("--answers=all.yml", "--scenario=push", "--tag=1")


@pytest.fixture
def fleet(project: Path) -> Path:
    for name in ("a", "b", "b/ci", "c"):
        (project / name).mkdir()
        (project / name / ".git").mkdir()
    (project / "b" / "ci" / ".git").rmdir()
    for name in ("a", "b", "c"):
        (project / name / ".git" / "HEAD").write_text("ref: refs/heads/master\n")
        for folder in ("objects", "refs"):
            (project / name / ".git" / folder).mkdir()
    (project / "all.yml").write_text("version: 1\nintegration: ecr-all\nimage: acme/all\n")
    return project


@pytest.mark.parametrize(
    ("name", "text"), [("by.csv", CSV), ("by.csv", "\ufeff" + CSV), ("by.csv", SPREADSHEET), ("by.yml", YAML)]
)
def test_each_path_has_its_answers(ecr: Run, fleet: Path, name: str, text: str) -> None:
    (fleet / name).write_text(text)
    done = ecr("apply", *COMMON, f"--answers-by-path={name}", "--json")
    results = json.loads(done.stdout)["results"]
    assert (done.returncode, [item["status"] for item in results]) == (0, ["written", "written"]), done.stdout
    first = (fleet / "a" / "shippable.yml").read_text()
    for part in ("integrationName: ecr-a", "docker push acme/a:1", "- master", "- dev"):
        assert part in first
    second = (fleet / "b" / "ci" / "shippable.yml").read_text()
    for part in ("integrationName: ecr-all", "docker push acme/b:1"):
        assert part in second
    assert "only:" not in second


def test_paths_on_the_command_line_choose_and_flags_win(ecr: Run, fleet: Path) -> None:
    (fleet / "by.csv").write_text(CSV)
    done = ecr("apply", "a", "c", *COMMON, "--answers-by-path=by.csv", "--integration=flag", "-j2")
    assert done.returncode == 0, done.stderr
    assert "integrationName: flag" in (fleet / "a" / "shippable.yml").read_text()
    assert "acme/a:1" in (fleet / "a" / "shippable.yml").read_text()
    assert "acme/all:1" in (fleet / "c" / "shippable.yml").read_text()
    assert not (fleet / "b" / "shippable.yml").exists()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("by.csv", "path,imgae\na,x\n", ["by.csv:1: ", "`imgae`", "Did you mean `image`?"]),
        ("by.csv", "folder,image\na,x\n", ["by.csv: ", "2 mistakes", "`folder`", "`path`"]),
        ("by.csv", "path,image\na,x,y\n", ["by.csv:2: The row has 3 cells"]),
        ("by.csv", "path,,image\na,y,x\n", ["by.csv:1: A column has values and no name."]),
        ("by.csv", 'path,image\na,"x\n', ["by.csv:2: This is no CSV"]),
        ("by.csv", "path,agent_only,tag\na,maybe,\nb,,a b\na,,\n,,\n", ["line 2: `agent_only`", "line 3:", "line 4:"]),
        ("by.csv", "path,image\na,acme/{repo}\n", ["by.csv:2: ", "{repository}"]),
        ("by.yml", "version: 1\npaths:\n  a: {imgae: x}\n", ["by.yml:3: ", "Did you mean `image`?"]),
        ("by.yml", "version: 1\npaths:\n  a: x\n", ["by.yml:3: "]),
        ("by.yml", "paths: []\n", ["by.yml: "]),
        ("by.yml", "a: [\n", ["by.yml:1:4: ", "not closed"]),
    ],
)
def test_mistakes_are_told_with_their_lines_and_nothing_is_written(
    ecr: Run, fleet: Path, name: str, text: str, said: list[str]
) -> None:
    (fleet / name).write_text(text)
    done = ecr("apply", "--integration=x", "--image=y", f"--answers-by-path={name}")
    assert (done.returncode, done.stdout) == (2, "")
    assert all(part in done.stderr for part in said), done.stderr
    assert not (fleet / "a" / "shippable.yml").exists()


def test_a_file_that_is_not_there(ecr: Run, fleet: Path) -> None:
    assert ecr("apply", "--answers-by-path=absent.csv").returncode == 2
