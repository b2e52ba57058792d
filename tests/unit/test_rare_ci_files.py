"""Rare forms of CI files, commands, Dockerfiles and texts, each read through a public function."""

from __future__ import annotations

import pytest

from wizard.core.ci_file.assembly import integrations_named
from wizard.core.ci_file.branch_patterns import matches
from wizard.core.ci_file.env_words import with_word
from wizard.core.ci_file.folded import folded_commands
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.references import is_named_elsewhere
from wizard.core.ci_file.settings import Setting, Settings
from wizard.core.ci_file.shippable_file import ShippableFile, view
from wizard.core.docker.aws_cli import Cli, installed
from wizard.core.docker.commands import docker_calls, renamed
from wizard.core.docker.dockerfile import parse
from wizard.core.plan import refused
from wizard.core.text.diff import diff_lines, unified_diff
from wizard.core.text.shell_words import simple_commands
from wizard.yamlpatch import Refusal


def read(text: str) -> ShippableFile:
    return view("shippable.yml", text)


@pytest.mark.parametrize(
    ("branch", "is_matched"), [("release-1-final", True), ("release-final", False), ("release1-final", False)]
)
def test_each_part_of_a_pattern_has_to_be_in_the_branch(branch: str, is_matched: bool) -> None:
    assert matches("release-*-*", branch) is is_matched
    assert matches("rel*-1-*final", branch) is (branch == "release-1-final")


def test_a_text_that_sets_nothing_gives_way_to_the_variable() -> None:
    assert with_word("$MATRIX", "A=1") == "A=1"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("make", "sudo docker push app"),
        ("make", "echo done"),
        ("docker-compose build", "docker push app"),
        ("docker exec web true", None),
        ("docker-compose run web", None),
    ],
)
def test_a_line_that_yaml_folds_into_the_one_above_it(first: str, second: str | None) -> None:
    """A name of a program behind `docker-compose run` may be what runs in the container."""
    found = list(folded_commands(read(f"build:\n  ci:\n    - {first}\n      {second or 'docker push app'}\n")))
    assert [(item.first, item.second) for item in found] == ([(first, second)] if second else [])


@pytest.mark.parametrize(
    ("files", "name", "expected"),
    [
        (("shippable.yml",), "shippable.yml", None),
        ((".shippable.yml",), ".shippable.yml", ".shippable.yml"),
        (("shippable.yml", ".shippable.yml"), "shippable.yml", "shippable.yml"),
    ],
)
def test_the_file_is_an_answer_where_it_is_not_the_usual_one(
    files: tuple[str, ...], name: str, expected: str | None
) -> None:
    assert Project("/nowhere", ShippableFile(name), files=files).named_file == expected


@pytest.mark.parametrize(
    ("other", "is_named"),
    [
        ("docker tag base app:latest", True),
        ("docker push app", True),
        ("./deploy app", True),
        ("docker tag base other", False),
        ("*template", True),
    ],
)
def test_whether_another_command_names_the_image_of_a_build(other: str, is_named: bool) -> None:
    maker = "docker build -t app ."
    assert is_named_elsewhere(read(f"build:\n  ci:\n    - {maker}\n    - {other}\n"), "app", maker) is is_named


def test_a_variable_is_told_once_however_many_ways_lead_to_it() -> None:
    file = read("build:\n  ci:\n    - A=1\n    - B=$A\n    - unset C\n    - docker push $B$A$C\n")
    command = next(item for item in file.commands if item.text.startswith("docker"))
    found = Settings(file).of(command.text, command)
    assert found == (Setting("B", 4), Setting("A", 3))


def test_items_of_the_hub_that_are_no_map_are_no_entries() -> None:
    file = read("integrations:\n  hub:\n    - ecr\n    - *elsewhere\n    - integrationName: e\n      type: ecr\n")
    assert [entry.name for entry in file.hub] == ["e"]


def test_encrypted_variables_of_the_ci_container_are_not_taken_for_plain_ones() -> None:
    file = read("build:\n  pre_ci_boot:\n    image_name: a\n    env:\n      secure: c2VjcmV0\n      A: 1\n")
    assert file.boot is not None
    assert file.boot.env == ("A=1",)


@pytest.mark.parametrize("text", ["- jobs\n", "jobs: text\n", "language: go\n", ""])
def test_a_file_without_assembly_lines_names_no_integration_there(text: str) -> None:
    assert list(integrations_named(read(text).document.root if text else None)) == []  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("pin", "cli"),
    [
        ("==2.1", "version 2"),
        ("~=2.0", "version 2"),
        ("<=1.18", "usable"),
        ("<=1.10", "too old"),
        (">=1.10", "usable"),
        ("==1.x", "unknown"),
    ],
)
def test_the_aws_cli_that_a_pin_allows(pin: str, cli: Cli) -> None:
    assert installed("python:3", None, [f"pip install 'awscli{pin}'"]).cli == cli


def test_a_docker_run_without_an_image() -> None:
    (call,) = docker_calls("docker run --rm -it")
    assert call.image == ""
    assert call.reaches == ()


def test_a_command_without_the_image_is_not_renamed() -> None:
    assert renamed("docker push other:1", "app:1", "new:1") == "docker push other:1"


@pytest.mark.parametrize(
    ("text", "froms", "cli"),
    [
        ("FROM --platform=linux/amd64\nFROM node\n", ("node",), "absent"),
        ("FROM node\nRUN [ -f x ] || pip install awscli\n", ("node",), "usable"),
        ('FROM node\nRUN ["pip", "install", "awscli"]\n', ("node",), "usable"),
        ("# syntax=docker/dockerfile:1", (), "absent"),
        ("FROM node\nRUN <<END\npip install awscli\n", ("node",), "absent"),
        ("FROM node\nRUN <<END\npip install awscli\nEND\n", ("node",), "usable"),
    ],
)
def test_rare_forms_of_a_dockerfile(text: str, froms: tuple[str, ...], cli: Cli) -> None:
    read_ = parse("Dockerfile", text)
    assert (read_.froms, read_.aws_cli.cli) == (froms, cli)


@pytest.mark.parametrize(
    ("refusal", "remedy"),
    [
        (Refusal(1, 1, "internal", "The patch failed its check."), "This is a bug of ecr-wizard"),
        (Refusal(1, 1, "too-large", "The file is too large."), "Make the file smaller"),
        (Refusal(1, 1, "alias", "An alias.", remedy="Write it out."), "Write it out. Then run ecr-wizard again."),
        (Refusal(1, 1, "alias", "An alias.", snippet="a: 1\n"), "or add this by hand:"),
        (Refusal(1, 1, "alias", "An alias."), "Correct the named place and run ecr-wizard again."),
    ],
)
def test_what_to_do_about_a_refusal(refusal: Refusal, remedy: str) -> None:
    error = refused("shippable.yml", refusal)
    assert remedy in (error.remedy or "")
    assert str(error).startswith(f"shippable.yml:1:1: {refusal.reason} Nothing was written. ")


def test_an_empty_file_that_is_new_has_no_lines_in_its_diff() -> None:
    assert unified_diff("f", None, "") == "diff --git a/f b/f\nnew file mode 100644\n"
    assert unified_diff("f", "", None) == "diff --git a/f b/f\ndeleted file mode 100644\n"


def test_lines_put_in_above_an_equal_one_are_one_block() -> None:
    lines = diff_lines("x\ny\n", "z\nx\nx\ny\nz\n")
    assert [line.kind + line.text for line in lines[1:]] == ["+z", "+x", " x", " y", "+z"]


def test_shells_inside_of_shells_are_read_only_so_deep() -> None:
    text = "docker push app"
    for _ in range(5):
        text = f"eval {text}"
    assert ["docker", "push", "app"] in simple_commands(text)
    assert ["docker", "push", "app"] not in simple_commands(f"eval {text}")
