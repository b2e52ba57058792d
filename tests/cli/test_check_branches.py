"""`check --as-build` and `check --branches`: a table for each branch, and the file that each branch has."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.cli.conftest import Run

ECR = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
PUSH = (
    f"build:\n  push:\n    - docker build -t {ECR}/app:1 . ; "
    f'if [ "$IS_PULL_REQUEST" != "true" ]; then docker push {ECR}/app:1; fi\n'
)
ENTRY = "integrations:\n  hub:\n    - integrationName: ecr\n      type: ecr\n"


def git(project: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(project), "-c", "user.name=x", "-c", "user.email=x@y.z", *words], check=True)


def two_branches(project: Path) -> None:
    """On `dev` the file has no entry; on the branch that is checked out it has."""
    (project / "shippable.yml").write_text(PUSH)
    git(project, "add", "shippable.yml")
    git(project, "commit", "-q", "-m", "push")
    git(project, "branch", "dev")
    (project / "shippable.yml").write_text(PUSH + ENTRY)
    git(project, "commit", "-qam", "entry")


def test_the_table_names_the_login_of_each_step(ecr: Run, project: Path) -> None:
    (project / "shippable.yml").write_text(PUSH + ENTRY)
    done = ecr("check", "--as-build")
    assert done.returncode == 0, done.stderr
    assert "LINE  MACHINE        IN     STEP" in done.stdout
    assert f"3     build machine  push   push {ECR}/app:1" in done.stdout
    assert "It reaches ECR, as far as the file says." in done.stdout


def test_a_build_that_fails_makes_the_exit_code_1(ecr: Run, project: Path) -> None:
    two_branches(project)
    (project / "shippable.yml").write_text(PUSH + ENTRY + "      branches:\n        only: [main, master]\n")
    plain = ecr("check")
    assert plain.returncode == 0
    done = ecr("check", "--as-build")
    assert done.returncode == 1
    assert "on dev:" in done.stdout
    assert "counts on others only" in done.stdout
    assert "1 branch does not reach ECR" in done.stderr


def test_each_branch_is_checked_with_its_own_file(ecr: Run, project: Path) -> None:
    two_branches(project)
    assert ecr("check").returncode == 0
    done = ecr("check", "--branches", "--json")
    assert done.returncode == 1
    result = json.loads(done.stdout)["results"][0]
    assert result["findings"] == []
    found = {item["name"]: [finding["code"] for finding in item["findings"]] for item in result["branches"]}
    assert found.pop("dev") == ["ecr-without-entry"]
    assert list(found.values()) == [[]]
    assert {item["build"] for item in result["branches"]} == {None}


def test_both_give_a_build_for_the_file_of_each_branch(ecr: Run, project: Path) -> None:
    two_branches(project)
    result = json.loads(ecr("check", "--branches", "--as-build", "--json").stdout)["results"][0]
    reaches = {item["name"]: item["build"]["reaches_ecr"] for item in result["branches"]}
    assert reaches.pop("dev") is False
    assert list(reaches.values()) == [True]
    dev = next(item for item in result["branches"] if item["name"] == "dev")
    assert dev["build"]["steps"] == [
        {
            "line": 3,
            "machine": "build machine",
            "section": "push",
            "what": f"push {ECR}/app:1",
            "login": "",
            "works": "no",
            "why": "nothing logs in to us-east-1 of the account 123456789012",
        }
    ]


def test_a_branch_that_cannot_be_read_was_not_looked_at(ecr: Run, project: Path) -> None:
    two_branches(project)
    git(project, "checkout", "-q", "-b", "latin")
    (project / "shippable.yml").write_bytes(b"# caf\xe9\n" + PUSH.encode())
    git(project, "commit", "-qam", "latin")
    git(project, "checkout", "-q", "-")
    done = ecr("check", "--branches")
    assert "on latin:\n  Not looked at: it is not UTF-8 text." in done.stdout
    assert "1 not looked at" in done.stderr


def test_without_the_flags_there_are_no_branches_in_the_output(ecr: Run, project: Path) -> None:
    (project / "shippable.yml").write_text(PUSH + ENTRY)
    assert "branches" not in json.loads(ecr("check", "--json").stdout)["results"][0]


def test_outside_of_a_repository_the_branches_are_not_looked_at(ecr: Run, tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "shippable.yml").write_text(PUSH + ENTRY)
    done = ecr("check", "--branches", str(folder))
    assert "Not looked at: the folder is no git repository." in done.stdout
