"""`.ecr-wizard.yml`: how the repository wants its file; `apply` makes it so, `check` finds what differs."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_check import only_result
from wizard.core.interview.settings_file import saved_text
from wizard.core.model.answers import Answers, Branches

FILE = "build:\n  ci:\n    - make\n"
SETTINGS = "version: 1\nintegration: acme-ecr\nregion: eu-west-1\nonly: [master]\n"
AGREES = """\
build:
  ci:
    - make

integrations:
  hub:
    - integrationName: acme-ecr
      type: ecr
      region: eu-west-1
      branches:
        only:
          - master
"""


@pytest.fixture
def settings(project: Path) -> Path:
    (project / "shippable.yml").write_text(FILE)
    path = project / ".ecr-wizard.yml"
    path.write_text(SETTINGS)
    return path


def test_apply_without_flags_makes_the_file_agree_and_check_finds_drift(
    ecr: Run, project: Path, settings: Path
) -> None:
    done = ecr("check")
    assert "(settings-drift)" in done.stdout
    warning = "The file differs from .ecr-wizard.yml. Missing or different: "
    assert f"shippable.yml:4:1: warning: {warning}logs the build in to ECR (settings-drift)\n" in done.stdout
    plain = settings.read_text()
    settings.write_text(f"{plain}scenario: push\nimage: acme/app\ntag: latest\n")
    assert f"{warning}pushes the image to its registry; logs the build in to ECR (" in ecr("check").stdout
    settings.write_text(plain)
    assert ecr("apply").returncode == 0
    assert (project / "shippable.yml").read_text() == AGREES
    assert "settings-drift" not in ecr("check").stdout
    assert ecr("check", "--fail-on=warning").returncode == 0
    (project / "shippable.yml").write_text(AGREES.replace("eu-west-1", "us-west-2"))
    done = ecr("check", "--fail-on=warning", "--json")
    assert done.returncode == 1
    assert [(item["code"], item["line"]) for item in only_result(done.stdout)["findings"]] == [("settings-drift", 9)]


def test_flags_win_over_answers_and_those_over_the_settings(ecr: Run, project: Path, settings: Path) -> None:
    (project / "a.yml").write_text("version: 1\nregion: us-west-2\nintegration: other\n")
    ecr("apply", "--answers=a.yml", "--integration=flag")
    text = (project / "shippable.yml").read_text()
    assert "integrationName: flag" in text
    assert "region: us-west-2" in text
    assert "- master" in text


def test_the_settings_win_over_the_file(ecr: Run, project: Path, settings: Path) -> None:
    (project / "shippable.yml").write_text(AGREES.replace("eu-west-1", "us-west-2"))
    ecr("apply")
    assert (project / "shippable.yml").read_text() == AGREES


def test_names_that_are_not_listed_are_found(ecr: Run, project: Path, settings: Path) -> None:
    settings.write_text("version: 1\nnames: [acme-ecr, acme-prod]\n")
    (project / "shippable.yml").write_text(AGREES.replace("acme-ecr", "acme-erc"))
    (finding,) = only_result(ecr("check", "--json").stdout)["findings"]
    assert (finding["code"], finding["line"], finding["remedy"]) == ("settings-drift", 7, "Write `acme-ecr`.")
    (project / "shippable.yml").write_text(AGREES.replace("acme-ecr", "acme-prod"))
    assert only_result(ecr("check", "--json").stdout)["findings"] == []


@pytest.mark.parametrize("command", ["apply", "check"])
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("file: ../other/shippable.yml", "`file` may not be in .ecr-wizard.yml"),
        ("profile: prod", "`profile` may not be in .ecr-wizard.yml"),
        ("endpoint: http://evil.example", "`endpoint` may not be in .ecr-wizard.yml"),
        ("dockerfile: ../../etc/passwd", "inside the repository"),
        ("dockerfile: /etc/passwd", "inside the repository"),
        ("regoin: eu-west-1", "Did you mean `region`?"),
        ("names: [3]", "`names`"),
        ("names: ['']", "`names`"),
    ],
)
def test_what_a_repository_may_not_say_is_refused(
    ecr: Run, project: Path, settings: Path, command: str, line: str, said: str
) -> None:
    settings.write_text("version: 1\nintegration: acme-ecr\n" + line + "\n")
    done = ecr(command)
    assert done.returncode == 2
    assert f"{settings}:3:1: " in done.stderr
    assert said in done.stderr
    assert (project / "shippable.yml").read_text() == FILE


def test_all_mistakes_are_told_at_once(ecr: Run, project: Path, settings: Path) -> None:
    settings.write_text("version: 2\nimgae: x\nprofile: x\ntag: 1\nnames: 3\n")
    done = ecr("apply")
    assert ".ecr-wizard.yml has 5 mistakes." in done.stderr
    lines = [line.split(":")[0].strip() for line in done.stderr.splitlines() if line.startswith("  line")]
    assert lines == ["line 1", "line 2", "line 3", "line 4", "line 5"]


def test_settings_that_a_link_takes_elsewhere_are_not_read(
    ecr: Run, project: Path, settings: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere.yml").write_text(SETTINGS)
    settings.unlink()
    settings.symlink_to(tmp_path / "elsewhere.yml")
    done = ecr("apply")
    assert done.returncode == 1
    assert "A link leads out of the repository" in done.stderr


def test_other_commands_do_not_mind_broken_settings(ecr: Run, project: Path, settings: Path) -> None:
    (project / "shippable.yml").write_text(AGREES)
    settings.write_text("[")
    assert ecr("remove", "--integration=acme-ecr").returncode == 0
    assert ecr("undo").returncode == 0


def test_each_of_many_repositories_has_its_own(ecr: Run, project: Path, settings: Path, tmp_path: Path) -> None:
    settings.write_text("version: 1\nintegration: '{folder}-ecr'\n")
    other = tmp_path / "other"
    other.mkdir()
    (other / "shippable.yml").write_text(FILE)
    done = ecr("apply", str(project), str(other), "--json")
    assert done.returncode == 5
    first, second = json.loads(done.stdout)["results"]
    assert first["status"] == "written"
    assert "integrationName: project-ecr" in (project / "shippable.yml").read_text()
    assert "--integration NAME" in second["error"]["remedy"]


def test_what_the_wizard_saves_under_this_name_is_read(ecr: Run, project: Path, settings: Path) -> None:
    answers = Answers(integration="acme-ecr", region="eu-west-1", branches=Branches("only", ("master",)))
    text = saved_text(".ecr-wizard.yml", replace(answers, file="shippable.yml"))
    assert "file:" not in text
    assert "file:" in saved_text("ecr.yml", replace(answers, file="shippable.yml"))
    settings.write_text(text)
    assert ecr("apply").returncode == 0
    assert (project / "shippable.yml").read_text() == AGREES


# -- the filter


def test_a_filter_reads_stdin_and_writes_stdout(ecr: Run, project: Path, settings: Path) -> None:
    text = "\ufeff" + FILE.replace("\n", "\r\n")
    done = ecr("apply", "-", stdin=text)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "\ufeff" + AGREES.replace("\n", "\r\n")
    assert (project / "shippable.yml").read_text() == FILE
    assert ecr("apply", "-", stdin=done.stdout).stdout == done.stdout
    assert ecr("undo").returncode == 1


def test_a_filter_that_fails_writes_nothing(ecr: Run, project: Path) -> None:
    done = ecr("apply", "-", "--integration=ecr", stdin="build: [\n")
    assert (done.returncode, done.stdout) == (1, "")
    assert ecr("apply", "-", stdin=FILE).returncode == 2


def test_a_filter_as_check_and_as_diff(ecr: Run, project: Path, settings: Path) -> None:
    done = ecr("apply", "-", "--check", stdin=FILE)
    assert (done.returncode, done.stdout) == (3, "")
    done = ecr("apply", "-", "--dry-run", stdin=FILE)
    (project / "x.patch").write_text(done.stdout)
    subprocess.run(["git", "-C", str(project), "apply", "x.patch"], check=True)
    assert (project / "shippable.yml").read_text() == AGREES


@pytest.mark.parametrize(
    "words", [("-", "."), ("-", "--json"), ("-", "--answers=-"), ("--answers=-", "--paths-from=-")]
)
def test_stdin_is_read_once(ecr: Run, project: Path, words: tuple[str, ...]) -> None:
    done = ecr("apply", "--integration=ecr", *words)
    assert done.returncode == 2
    if "--json" in words:
        assert json.loads(done.stdout)["error"]["code"] == "usage"
    else:
        assert done.stdout == ""


def test_answers_from_stdin(ecr: Run, project: Path) -> None:
    (project / "shippable.yml").write_text(FILE)
    assert ecr("apply", "--answers=-", stdin=SETTINGS).returncode == 0
    assert (project / "shippable.yml").read_text() == AGREES
    done = ecr("apply", "--answers=-", stdin="version: 1\nintegratoin: x\nimgae: y\n")
    assert done.returncode == 2
    assert "line 2: The answers file has a key that is not known: `integratoin`. Did you mean `integration`?" in (
        done.stderr
    )
    assert "`image`" in done.stderr
