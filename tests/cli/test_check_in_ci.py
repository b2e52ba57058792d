"""`check` in a CI: formats, what counts as a failure, which findings are told, fixes that are only shown."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from tests.cli.conftest import Run
from tests.cli.sarif import SARIF
from tests.cli.test_check import FINE, MENDED, WRONG, only_result, put

(PUSH,) = (line for line in WRONG.splitlines(keepends=True) if "docker push" in line)


def sarif(output: str) -> dict[str, Any]:
    """The only run of a log, which is checked against the structure."""
    log = json.loads(output)
    errors = [error.message for error in Draft7Validator(SARIF).iter_errors(log)]
    assert not errors
    (run,) = log["runs"]
    return dict(run)


def test_github_gets_one_annotation_a_finding(ecr: Run, project: Path) -> None:
    put(project, WRONG)
    done = ecr("check", "--format=github")
    assert done.returncode == 1
    first, second = done.stdout.splitlines()
    assert first.startswith("::warning file=shippable.yml,line=1,col=1,title=top-level-pre-ci-boot::pre_ci_boot is at")
    assert "%0AMove it there." in first
    assert second.startswith("::error file=shippable.yml,line=6,col=7,title=agent-only-in-container::")


def test_the_text_of_an_annotation_ends_neither_line_nor_property(ecr: Run, project: Path) -> None:
    folder = project / "a:b,c%d"
    folder.mkdir()
    name = '"x%0A::set-output name=a::\\n::error::\\e[31m"'
    put(folder, f"integrations:\n  hub:\n    - integrationName: {name}\n      type: ecr\n")
    done = ecr("check", "--format=github", "--file=a:b,c%d/shippable.yml")
    lines = done.stdout.splitlines()
    assert lines
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)
    assert all("file=a%3Ab%2Cc%25d/shippable.yml," in line for line in lines)
    assert "%250A" in done.stdout
    assert "\x1b" not in done.stdout


def test_places_count_from_the_root_of_the_repository(ecr: Run, project: Path) -> None:
    put(project, WRONG)
    (project / "sub").mkdir()
    subprocess.run(["git", "-C", str(project), "add", "-A"], check=True)
    done = ecr("check", "--format=sarif", str(project / "sub"))
    place = sarif(done.stdout)["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "shippable.yml", "uriBaseId": "%SRCROOT%"}


def test_sarif_is_one_log_with_rules_results_and_what_went_wrong(ecr: Run, project: Path, tmp_path: Path) -> None:
    put(project, WRONG.replace("app:$BUILD", "app:$X$BUILD"))
    (tmp_path / "empty folder").mkdir()
    done = ecr("check", "--format=sarif", ".", str(tmp_path / "empty folder"), str(tmp_path / "absent"))
    run = sarif(done.stdout)
    rules = run["tool"]["driver"]["rules"]
    assert {item["ruleId"] for item in run["results"]} == {"top-level-pre-ci-boot", "agent-only-in-container"}
    assert all(rules[item["ruleIndex"]]["id"] == item["ruleId"] for item in run["results"])
    assert [item["level"] for item in run["results"]] == ["warning", "error"]
    (invocation,) = run["invocations"]
    assert invocation["exitCode"] == done.returncode
    assert invocation["executionSuccessful"] is False
    told = [item["message"]["text"] for item in invocation["toolExecutionNotifications"]]
    assert any("There is no shippable.yml" in text for text in told)
    assert any("no such folder" in text for text in told)


def test_sarif_of_nothing_and_of_what_a_comment_silences(ecr: Run, project: Path) -> None:
    put(project, FINE)
    run = sarif(ecr("check", "--format=sarif").stdout)
    assert (run["results"], run["invocations"][0]["executionSuccessful"]) == ([], True)
    put(project, "# ecr-wizard: ignore top-level-pre-ci-boot\n" + WRONG)
    first, second = sarif(ecr("check", "--format=sarif").stdout)["results"]
    assert "suppressions" not in first
    assert second["suppressions"] == [{"kind": "inSource"}]


def test_json_by_its_other_name(ecr: Run, project: Path) -> None:
    put(project, WRONG)
    assert only_result(ecr("check", "--format=json").stdout) == only_result(ecr("check", "--json").stdout)


@pytest.mark.parametrize(
    "flags",
    [
        ("--format=github", "--json"),
        ("--format=text", "--json-lines"),
        ("--format=sarif", "--fix", "--diff"),
        ("--dry-run",),
        ("--select=",),
    ],
)
def test_flags_that_exclude_each_other(ecr: Run, project: Path, flags: tuple[str, ...]) -> None:
    put(project, FINE)
    done = ecr("check", *flags)
    assert done.returncode == 2
    assert done.stdout == "" or json.loads(done.stdout)["exit"] == 2


def test_what_counts_as_a_failure(ecr: Run, project: Path) -> None:
    put(project, WRONG.replace("      agent_only: true\n", ""))
    assert [ecr("check", f"--fail-on={name}").returncode for name in ("error", "warning", "info")] == [0, 1, 1]
    put(project, WRONG)
    assert ecr("check").returncode == 1


def test_findings_are_selected_and_ignored_by_code(ecr: Run, project: Path) -> None:
    put(project, WRONG)

    def codes(*flags: str) -> tuple[int, list[str]]:
        done = ecr("check", "--json", *flags)
        return done.returncode, [item["code"] for item in only_result(done.stdout)["findings"]]

    assert codes("--select=top-level-pre-ci-boot") == (0, ["top-level-pre-ci-boot"])
    assert codes("--ignore=top-level-pre-ci-boot,name-near") == (1, ["agent-only-in-container"])
    assert codes("--select=agent-only-cannot-work") == (1, ["agent-only-in-container"])  # its old code


def test_a_file_that_cannot_be_read_is_told_whatever_is_selected(ecr: Run, project: Path) -> None:
    for content, code in ((b"build: [\n", "not-yaml"), (b"# caf\xe9\n", "not-utf8")):
        (project / "shippable.yml").write_bytes(content)
        assert ecr("check", "--select=name-near").returncode == 1
        assert ecr("check", f"--ignore={code}").returncode == 0


def test_an_unknown_code_is_an_error_with_the_nearest(ecr: Run, project: Path) -> None:
    put(project, FINE)
    for flag in ("--select", "--ignore"):
        done = ecr("check", f"{flag}=agent-only-in-containers")
        assert done.returncode == 2
        assert "`agent-only-in-container`" in done.stderr


def test_only_selected_findings_are_mended(ecr: Run, project: Path) -> None:
    file = put(project, WRONG)
    assert ecr("check", "--fix", "--select=agent-only-in-container").returncode == 0
    assert file.read_text() == WRONG.replace("      agent_only: true\n", "")


@pytest.mark.parametrize(
    "text",
    [
        WRONG.replace("    - docker build", "    # ecr-wizard: ignore agent-only-in-container\n    - docker build"),
        WRONG.replace(PUSH, PUSH.rstrip("\n") + "  # ecr-wizard: ignore agent-only-in-container\n"),
        WRONG.replace(PUSH, "    # ecr-wizard: ignore name-near, agent-only-cannot-work\n    # more\n\n" + PUSH),
    ],
)
def test_a_comment_silences_one_finding(ecr: Run, project: Path, text: str) -> None:
    put(project, text)
    done = ecr("check")
    assert done.returncode == 0
    assert "agent-only-in-container:" not in done.stdout
    assert "top-level-pre-ci-boot" in done.stdout
    assert "1 warning; 1 silenced" in done.stderr
    assert [item["code"] for item in only_result(ecr("check", "--json").stdout)["silenced"]] == [
        "agent-only-in-container"
    ]


def test_a_comment_elsewhere_or_about_another_code_silences_nothing(ecr: Run, project: Path) -> None:
    put(project, "# ecr-wizard: ignore agent-only-in-container\n" + WRONG + "# ecr-wizard: ignore agent-only-in-con\n")
    done = ecr("check")
    assert done.returncode == 1
    assert "No rule has the code `agent-only-in-con`, so it silences nothing" in done.stderr
    assert "nothing to do" not in done.stderr
    assert "The nearest: `agent-only-in-container`" in done.stderr


def test_no_comment_silences_a_file_that_cannot_be_read(ecr: Run, project: Path) -> None:
    put(project, "# ecr-wizard: ignore not-yaml\nbuild: [\n")
    assert ecr("check").returncode == 1


def test_a_silenced_finding_is_silent_in_the_review_of_a_plan(ecr: Run, project: Path) -> None:
    put(project, "# ecr-wizard: ignore top-level-pre-ci-boot\n" + WRONG)
    done = ecr("apply", "--integration=ecr-integration", "--region=eu-west-1", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "top level" not in done.stderr


@pytest.mark.parametrize("flag", ["--diff", "--dry-run"])
def test_a_fix_is_shown_and_not_made(ecr: Run, project: Path, flag: str) -> None:
    file = put(project, WRONG)
    done = ecr("check", "--fix", flag)
    assert done.returncode == 1
    assert file.read_text() == WRONG
    assert "agent-only-in-container" in done.stderr
    (project / "x.patch").write_text(done.stdout)
    subprocess.run(["git", "-C", str(project), "apply", "x.patch"], check=True)
    assert file.read_text() == MENDED


def test_a_fix_that_is_shown_as_json(ecr: Run, project: Path) -> None:
    put(project, WRONG)
    result = only_result(ecr("check", "--fix", "--diff", "--json").stdout)
    assert result["status"] == "would-change"
    assert "+  pre_ci_boot:" in result["diff"]
    assert [item["code"] for item in result["would_fix"]] == ["top-level-pre-ci-boot", "agent-only-in-container"]
    put(project, FINE)
    result = only_result(ecr("check", "--fix", "--diff", "--json").stdout)
    assert (result["status"], result["diff"], result["would_fix"]) == ("unchanged", "", [])
