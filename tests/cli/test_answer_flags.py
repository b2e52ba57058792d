"""Each answer is unset, a value, or none (docs/design.md, section 3), from flags and from an answers file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from wizard.yamlpatch import load

ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app"
FILE = f"""\
build:
  pre_ci_boot:
    image_name: {ECR}
    image_tag: v1
    pull: true
    options: "-e HOME=/home/me --net=host"
    env:
      - A=1
      - B=2

integrations:
  hub:
    - integrationName: x
      type: ecr
      region: eu-west-1
      agent_only: true
      branches:
        only:
          - master
"""
PULL = ("--integration=x", "--scenario=pull", f"--image={ECR}", "--tag=v1")


@pytest.fixture
def file(project: Path) -> Path:
    """A file that has everything."""
    path = project / "shippable.yml"
    path.write_text(FILE)
    return path


def changed(file: Path) -> tuple[set[str], set[str]]:
    """The lines that went and those that came."""
    old, new = set(FILE.splitlines()), set(file.read_text().splitlines())
    return old - new, new - old


def test_unset_keeps_everything(ecr: Run, file: Path) -> None:
    done = ecr("apply", *PULL)
    assert done.returncode == 0, done.stderr
    assert file.read_text() == FILE


def test_defaults_fill_what_is_missing(ecr: Run, project: Path) -> None:
    ecr("apply", "--integration=x", "--scenario=pull", f"--image={ECR}")
    data = load((project / "shippable.yml").read_text())
    assert data["build"]["pre_ci_boot"] == {
        "image_name": ECR,
        "image_tag": "latest",
        "pull": True,
        "options": "-e HOME=/root",
    }
    assert data["integrations"]["hub"] == [
        {"integrationName": "x", "type": "ecr", "region": "eu-west-1", "agent_only": True}
    ]


@pytest.mark.parametrize(
    ("flag", "went", "came"),
    [
        ("--no-agent-only", {"      agent_only: true"}, set()),
        ("--all-branches", {"      branches:", "        only:", "          - master"}, set()),
        ("--options=", {'    options: "-e HOME=/home/me --net=host"'}, set()),
        ("--options=none", {'    options: "-e HOME=/home/me --net=host"'}, set()),
        ("--region=us-east-1", {"      region: eu-west-1"}, set()),
        ("--region=us-west-2", {"      region: eu-west-1"}, {"      region: us-west-2"}),
        ("--env=A=3", {"      - A=1"}, {"      - A=3"}),
        ("--env=C=3", set(), {"      - C=3"}),
        ("--only=dev", {"          - master"}, {"          - dev"}),
        ("--except=dev", {"        only:", "          - master"}, {"        except:", "          - dev"}),
        ("--tag=v2", {"    image_tag: v1"}, {"    image_tag: v2"}),
        ("--agent-only", set(), set()),
    ],
)
def test_one_answer_changes_its_lines_alone(ecr: Run, file: Path, flag: str, went: set[str], came: set[str]) -> None:
    done = ecr("apply", *PULL, flag)
    assert done.returncode == 0, done.stderr
    assert changed(file) == (went, came)


def test_none_of_what_is_not_there_changes_nothing(ecr: Run, project: Path) -> None:
    ecr("apply", "--integration=x")
    before = (project / "shippable.yml").read_bytes()
    ecr("apply", "--integration=x", "--all-branches", "--no-agent-only", "--region=us-east-1")
    assert (project / "shippable.yml").read_bytes() == before


def test_the_environments_region_never_changes_yaml(ecr: Run, file: Path, project: Path) -> None:
    ecr("apply", *PULL, AWS_REGION="ap-south-1", AWS_DEFAULT_REGION="ap-south-1")
    assert file.read_text() == FILE
    file.unlink()
    ecr("apply", "--integration=x", AWS_REGION="ap-south-1")
    assert "ap-south-1" not in file.read_text()


@pytest.mark.parametrize("name", ["x", "other"])
def test_another_type_and_another_name_are_added_beside_with_a_warning(ecr: Run, project: Path, name: str) -> None:
    file = project / "shippable.yml"
    kind = "docker" if name == "x" else "ecr"
    file.write_text(f"integrations:\n  hub:\n    - integrationName: {name}\n      type: {kind}\n")
    done = ecr("apply", "--integration=x")
    assert "warning" in done.stderr
    assert [(entry["integrationName"], entry["type"]) for entry in load(file.read_text())["integrations"]["hub"]] == [
        (name, kind),
        ("x", "ecr"),
    ]


def test_each_flag_is_a_key_of_the_answers_file(ecr: Run, project: Path) -> None:
    """What --save-answers keeps does the same again, for every flag there is."""
    flags = (
        "--integration=my ecr",
        "--scenario=build",
        f"--image={ECR}",
        "--tag=tip",
        "--options=-e HOME=/x",
        "--env=A=1 2",
        "--env=B=",
        "--dockerfile=ci/Dockerfile",
        "--build-command=docker build -t y .",
        "--region=eu-west-1",
        "--only=master",
        "--only=release/*",
        "--no-aws-cli",
        "--agent-only",
        "--file=ci.yml",
    )
    ecr("apply", *flags, "--save-answers=all.yml")
    written = (project / "ci.yml").read_bytes()
    (project / "ci.yml").unlink()
    done = ecr("apply", "--answers=all.yml", "--save-answers=again.yml")
    assert done.returncode == 0, done.stderr
    assert (project / "ci.yml").read_bytes() == written
    assert (project / "again.yml").read_bytes() == (project / "all.yml").read_bytes()
    assert len(load((project / "all.yml").read_text())) == 14
    push = (
        "--integration=x",
        "--scenario=push",
        "--push-section=post_ci",
        "--commit-container",
        "--image=a/b",
        "--move-pre-ci-boot",
        "--no-custom-image",
        "--except=wip",
    )
    ecr("apply", *push, "--save-answers=push.yml", "--dry-run")
    assert ecr("apply", "--answers=push.yml", "--dry-run").stdout == ecr("apply", *push, "--dry-run").stdout != ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version: 2\nintegration: x\n", "version"),
        ("integration: x\n", "version"),
        ("version: 1\ntag: 1.10\nintegration: x\n", "a.yml:2:1: `tag`"),
        ("version: 1\nintegration: x\nonly: [a]\nexcept: [b]\n", "exclude"),
        ("version: 1\nintegration: x\nscenario: pul\n", "a.yml:3:1: `scenario`"),
        ("version: 1\nintegration: x\nimage: 'a:b'\n", "a.yml:3:1: `image`"),
        ("version: 1\nintegration: x\nimage: //\n", "Docker refuses this name"),
        ("version: 1\nintegration: x\nonly: ['a b']\n", "`only`"),
        ("version: 1\nintegratoin: x\n", "a.yml:2:1: The answers file has a key that is not known"),
        ("- a\n", "map"),
        ("a: [\n", "a.yml:"),
        ("version: 1\nversion: 1\n", "a.yml:"),
    ],
)
def test_a_wrong_answers_file_is_usage_and_names_its_place(ecr: Run, project: Path, text: str, said: str) -> None:
    (project / "a.yml").write_text(text)
    done = ecr("apply", "--answers=a.yml")
    assert done.returncode == 2, done.stderr
    assert "a.yml" in done.stderr
    assert said in done.stderr
    assert not (project / "shippable.yml").exists()


@pytest.mark.parametrize("image", ["/", "//", ".", "-x"])
def test_an_image_that_docker_would_refuse_is_usage(ecr: Run, project: Path, image: str) -> None:
    done = ecr("apply", "--integration=x", "--scenario=pull", f"--image={image}")
    assert done.returncode == 2, done.stderr
    assert "--image: Docker refuses this name" in done.stderr
    assert not (project / "shippable.yml").exists()


def test_an_answers_file_that_cannot_be_read_or_saved_is_told(ecr: Run, project: Path) -> None:
    assert "no such answers file" in ecr("apply", "--answers=absent.yml").stderr
    assert ecr("apply", "--answers=.").returncode == 1
    (project / "latin.yml").write_bytes(b"version: 1\nintegration: \xe9\n")
    assert "latin.yml:2" in ecr("apply", "--answers=latin.yml").stderr
    done = ecr("apply", "--integration=x", "--save-answers=absent/a.yml")
    assert done.returncode == 1
    assert "absent/a.yml" in done.stderr
    assert not (project / "shippable.yml").exists()


def test_saved_answers_replace_older_ones_and_nothing_else(ecr: Run, project: Path, file: Path) -> None:
    for tag in ("one", "two"):
        assert ecr("apply", *PULL, f"--tag={tag}", "--save-answers=a.yml", "--dry-run").returncode == 0
        assert load((project / "a.yml").read_text())["tag"] == tag
    done = ecr("apply", *PULL, "--tag=v2", "--save-answers=shippable.yml")
    assert done.returncode == 1
    assert "of that name already" in done.stderr
    assert file.read_text() == FILE
