"""`check` as people and scripts use it: words, JSON, exit codes, `--fix` and the way back."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.services.shippable_server import TOKEN, Fault, running
from wizard.core.model.inventory import SubscriptionRecord
from wizard.services.storage.inventory import FileInventory

ACME = "540e55445e5bad6f98764522"  # the server's id of the subscription
ECR = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
PUSH = (
    f"docker build -t {ECR}/app:$BUILD_NUMBER . ; "
    f'if [ "$IS_PULL_REQUEST" != "true" ]; then docker push {ECR}/app:$BUILD_NUMBER; fi'
)
FINE = f"""\
build:
  push:
    - {PUSH}

integrations:
  hub:
    - integrationName: ecr-integration
      type: ecr
"""
WRONG = f"""\
pre_ci_boot:   # the image of CI
  image_name: drydock/u16nod

build:
  post_ci:
    - {PUSH}

integrations:
  hub:
    - integrationName: ecr-integration
      type: ecr
      agent_only: true
"""
MENDED = f"""\
build:
  pre_ci_boot:   # the image of CI
    image_name: drydock/u16nod
  post_ci:
    - {PUSH}

integrations:
  hub:
    - integrationName: ecr-integration
      type: ecr
"""


def put(project: Path, text: str) -> Path:
    file = project / "shippable.yml"
    file.write_text(text)
    return file


def only_result(output: str) -> dict[str, Any]:
    data = json.loads(output)
    assert data["version"] == 1
    (result,) = data["results"]
    return dict(result)


def test_a_good_file(ecr: Run, project: Path) -> None:
    put(project, FINE)
    done = ecr("check")
    assert (done.returncode, done.stdout) == (0, "")
    assert "shippable.yml: nothing found" in done.stderr
    assert ecr("check", "-q").stderr == ""


def test_findings_are_lines_with_place_severity_code_and_remedy(ecr: Run, project: Path) -> None:
    put(project, WRONG)
    done = ecr("check")
    assert done.returncode == 1
    first, remedy, second, _ = done.stdout.splitlines()
    assert first.startswith("shippable.yml:1:1: warning: pre_ci_boot is at the top level")
    assert first.endswith("(top-level-pre-ci-boot)")
    assert remedy.startswith("    Move it there.")
    assert second.startswith("shippable.yml:6:7: error: ")
    assert "1 error, 1 warning" in done.stderr


def test_json_has_findings_in_place_of_the_diff(ecr: Run, project: Path) -> None:
    put(project, WRONG)
    done = ecr("check", "--json")
    assert done.returncode == 1
    result = only_result(done.stdout)
    assert set(result) >= {"path", "file", "status", "findings", "silenced", "not_looked_at", "warnings", "error"}
    assert "diff" not in result
    assert (result["path"], result["file"], result["status"]) == (str(project), "shippable.yml", "unchanged")
    assert [(item["code"], item["severity"], item["line"], item["column"]) for item in result["findings"]] == [
        ("top-level-pre-ci-boot", "warning", 1, 1),
        ("agent-only-in-container", "error", 6, 7),
    ]
    assert all(item["message"] and item["remedy"] for item in result["findings"])


def test_warnings_alone_do_not_fail(ecr: Run, project: Path) -> None:
    put(project, FINE + "      branches:\n        only: [master]\n        except: [dev]\n")
    done = ecr("check")
    assert done.returncode == 0
    assert "branches-both" in done.stdout


def test_fix_mends_what_is_safe_and_undo_takes_it_back(ecr: Run, project: Path) -> None:
    file = put(project, WRONG)
    done = ecr("check", "--fix")
    assert done.returncode == 0, done.stderr
    assert file.read_text() == MENDED
    assert done.stdout == ""
    assert "fixed: pre_ci_boot is at the top level" in done.stderr
    assert "agent-only-in-container" in done.stderr
    assert ecr("check", "--fix").returncode == 0
    assert file.read_text() == MENDED
    assert ecr("undo").returncode == 0
    assert file.read_text() == WRONG


def test_fix_leaves_what_is_not_safe_and_fails_for_it(ecr: Run, project: Path) -> None:
    file = put(project, WRONG.replace("drydock/u16nod", "acme/ci"))
    done = ecr("check", "--fix", "--json")
    assert done.returncode == 1
    result = only_result(done.stdout)
    assert result["status"] == "written"
    assert [item["code"] for item in result["fixed"]] == ["top-level-pre-ci-boot"]
    assert "agent-only-in-container" in [item["code"] for item in result["findings"]]
    assert "agent_only: true" in file.read_text()


def test_without_anything_to_mend_nothing_is_written(ecr: Run, project: Path) -> None:
    file = put(project, FINE)
    before = file.stat()
    assert only_result(ecr("check", "--fix", "--json").stdout)["status"] == "unchanged"
    assert file.stat().st_mtime_ns == before.st_mtime_ns


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        (b"build:\n  ci:\n    - [\n", "not-yaml", 3),
        (b"build:\n\t- make\n", "tab", 2),
        (b"# caf\xe9\nbuild:\n", "not-utf8", 1),
    ],
)
def test_a_file_that_cannot_be_read_is_a_finding_with_its_place(
    ecr: Run, project: Path, content: bytes, code: str, place: int
) -> None:
    (project / "shippable.yml").write_bytes(content)
    for arguments in ((), ("--fix",)):
        done = ecr("check", "--json", *arguments)
        assert done.returncode == 1
        result = only_result(done.stdout)
        assert result["error"] is None
        (finding,) = result["findings"]
        assert (finding["code"], finding["severity"], finding["line"]) == (code, "error", place)
    assert (project / "shippable.yml").read_bytes() == content


def test_an_absent_file_is_said(ecr: Run, project: Path) -> None:
    done = ecr("check")
    assert done.returncode == 2
    assert "no shippable.yml to check" in done.stderr
    result = only_result(ecr("check", "--json").stdout)
    assert (result["status"], result["findings"]) == ("failed", [])


def test_every_path_has_its_own_result(ecr: Run, project: Path, tmp_path: Path) -> None:
    put(project, FINE)
    other = tmp_path / "other"
    other.mkdir()
    put(other, WRONG)
    done = ecr("check", "--json", str(project), str(other), str(other / "shippable.yml"), str(tmp_path / "absent"))
    assert done.returncode != 0
    results = json.loads(done.stdout)["results"]
    assert [len(item["findings"]) for item in results] == [0, 2, 2, 0]
    assert [item["status"] for item in results] == ["unchanged", "unchanged", "unchanged", "failed"]
    words = ecr("check", str(other))
    assert words.stdout.startswith("../other/shippable.yml:1:1: ")


def test_hostile_text_stays_text(ecr: Run, project: Path) -> None:
    put(project, 'integrations:\n  hub:\n    - integrationName: "\\e[31mred\\u202e "\n      type: ecr\n')
    done = ecr("check")
    assert "\x1b" not in done.stdout + done.stderr
    assert "\u202e" not in done.stdout + done.stderr
    assert "\\x1b[31mred\\u202e" in done.stdout


def test_names_are_compared_with_the_wizards_own_list(ecr: Run, project: Path) -> None:
    subprocess.run(["git", "-C", str(project), "remote", "add", "origin", "git@github.com:acme/app.git"], check=True)
    record = SubscriptionRecord("ecr-integration", "acme", "keys")
    FileInventory().change(lambda inventory: inventory.with_subscription(record))
    put(project, FINE)
    assert ecr("check").stdout == ""
    put(project, FINE.replace("ecr-integration", "ECR-Integration"))
    done = ecr("check")
    assert done.returncode == 0  # a CI server has no inventory, so its answer is the same
    assert "(name-case-or-space) [this machine's inventory]" in done.stdout
    assert [item["from_inventory"] for item in only_result(ecr("check", "--json").stdout)["findings"]] == [True]
    assert ecr("check", "--known").returncode == 1
    assert (
        "Integration name specified in yml does not match integrations present in Subscription settings" in done.stdout
    )
    assert "Write `ecr-integration`." in done.stdout


def test_branches_are_compared_with_the_repository(ecr: Run, project: Path) -> None:
    put(project, FINE + "      branches:\n        only:\n          - master\n          - mastre\n")
    git = ["git", "-C", str(project), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "first"], check=True)
    done = ecr("check")
    assert "shippable.yml:12:13: warning: The branch mastre" in done.stdout
    assert done.stdout.count("branch-unknown") == 1


def test_two_files_are_not_guessed(ecr: Run, project: Path) -> None:
    put(project, FINE)
    (project / ".shippable.yml").write_text(WRONG)
    assert ecr("check").returncode == 2
    assert ecr("check", "--file=shippable.yml").returncode == 0
    assert ecr("check", "--file=.shippable.yml").returncode == 1


def test_help_tells_what_it_does(ecr: Run) -> None:
    help_ = ecr("check", "--help").stdout
    assert help_.startswith("usage: ecr-wizard check")
    assert "agent-only-in-container" in help_


def test_quiet_leaves_out_what_is_only_information(ecr: Run, project: Path) -> None:
    boot = f"build:\n  pre_ci_boot:\n    image_name: {ECR}/ci\n    pull: true\n"
    put(project, boot + FINE.removeprefix("build:\n") + "      region: eu-west-1\n")
    assert "custom-image-home" in ecr("check").stdout
    quiet = ecr("check", "-q")
    assert "custom-image-home" not in quiet.stdout
    assert "ecr-other-registry" in quiet.stdout
    assert quiet.stderr == ""


@pytest.fixture
def of_acme(project: Path) -> Path:
    """The project, whose remote says that it is of the organisation acme."""
    subprocess.run(["git", "-C", str(project), "remote", "add", "origin", "git@github.com:acme/app.git"], check=True)
    return put(project, FINE)


def test_names_are_compared_with_what_shippable_says(ecr: Run, of_acme: Path) -> None:
    with running() as server:
        server.integrations["i1"] = {"id": "i1", "name": "ecr-integration", "subscriptionId": ACME}
        asking = {"SHIPPABLE_API_URL": server.address, "SHIPPABLE_API_TOKEN": TOKEN}
        assert ecr("check", **asking).stdout == ""
        of_acme.write_text(FINE.replace("ecr-integration", "ecr-intergation"))
        done = ecr("check", **asking)
    assert done.returncode == 1
    assert "The subscription has no integration `ecr-intergation`. The nearest: `ecr-integration`." in done.stdout


@pytest.mark.parametrize("fault", [Fault("GET", "/", 503, times=9), Fault("GET", "/", cut=True, times=9)])
def test_a_shippable_that_does_not_answer_is_said_and_stops_nothing(ecr: Run, of_acme: Path, fault: Fault) -> None:
    with running() as server:
        server.faults.append(fault)
        done = ecr("check", "--json", SHIPPABLE_API_URL=server.address, SHIPPABLE_API_TOKEN=TOKEN)
    assert done.returncode == 0
    result = only_result(done.stdout)
    assert [item["code"] for item in result["warnings"]] == ["integrations-not-checked"]
    assert TOKEN not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("name", "right"),
    [("shippable.yaml", "shippable.yml"), ("Shippable.yml", "shippable.yml"), (".shippable.YAML", ".shippable.yml")],
)
def test_a_file_of_nearly_the_name_is_told_and_no_second_one_is_made(
    ecr: Run, project: Path, name: str, right: str
) -> None:
    (project / name).write_text(FINE)
    apply = ("apply", "--integration=e", "--scenario=push", f"--image={ECR}/app")
    for command in (("check",), apply, ("remove", "--integration=e")):
        done = ecr(*command)
        assert done.returncode == 2, command
        assert f"There is a file called {name}; Shippable reads {right} alone." in done.stderr
        assert f"git mv {name} {right}" in done.stderr
    assert [path.name for path in project.iterdir() if "hippable" in path.name] == [name]
    assert ecr("check", f"--file={name}").returncode == 0
    assert ecr(*apply, "--file=shippable.yml", "--dry-run").returncode == 0
