"""Files with very many commands, entries and variables: twice as many take about twice as long, nothing more."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from wizard.core.ci_file.branch_patterns import matches
from wizard.core.ci_file.project import Project
from wizard.core.ci_file.references import broken, images_of
from wizard.core.ci_file.shippable_file import view
from wizard.core.docker.commands import may_be
from wizard.core.docker.image_index import MOST_COMPARISONS, ImageIndex
from wizard.core.rules import findings
from wizard.core.scenarios.dependents import dependents
from wizard.core.scenarios.remove_entry import changes_to_remove, left_in_place

ECR = "111122223333.dkr.ecr.us-east-1.amazonaws.com"
HUB = "integrations:\n  hub:\n    - integrationName: e\n      type: ecr\n"
LINES = 400


def push(*templates: str) -> str:
    lines = [f"    - {template.format(i=number)}\n" for number in range(LINES) for template in templates]
    return "build:\n  push:\n" + "".join(lines) + HUB


def hub(template: str) -> str:
    entries = "".join(f"    - integrationName: e{number}\n      type: ecr\n" + template for number in range(LINES))
    pushes = "".join(f"    - docker push {ECR}/a{number}\n" for number in range(LINES))
    return f"build:\n  push:\n{pushes}integrations:\n  hub:\n{entries}"


MANY: dict[str, Callable[[], str]] = {
    "runs of made images": lambda: push("docker build -t a{i} .", "docker run a{i} make"),
    "runs of images that nothing makes": lambda: push("docker build -t a{i} .", "docker run b{i} make"),
    "names with variables": lambda: push("docker build -t $R/a{i}:$T .", "docker push $R/a{i}:$T"),
    "variables against names": lambda: push(f"docker tag a{{i}} {ECR}/a{{i}}:$T", f"docker push {ECR}/a{{i}}:1"),
    "pushes to ECR": lambda: push(f"docker build -t {ECR}/a{{i}} .", f"docker push {ECR}/a{{i}}"),
    "variables": lambda: push(f"export A{{i}}={ECR}/a{{i}}", "docker push $A{i}"),
    "a chain of variables": lambda: "env:\n  - A0=x\n" + push("export A{i}=$A0$A{i}", "docker push $A{i}/x"),
    "logins": lambda: push("docker login -u x r{i}.io", f"docker push {ECR}/a{{i}}"),
    "entries": lambda: hub(""),
    "entries elsewhere": lambda: hub("      region: eu-west-1\n"),
    "keys that say the same": lambda: "a: 1\n" * LINES + HUB,
}


@pytest.mark.parametrize("name", MANY)
def test_a_file_with_many_of_a_kind_is_looked_at_in_seconds(name: str) -> None:
    file = view("shippable.yml", MANY[name]())
    began = time.process_time()
    findings(Project(root="/nowhere", file=file))
    dependents(file, "e")
    changes_to_remove(file, "e", with_build=True)
    left_in_place(file, file, "e")
    images = images_of(file)
    broken(images, images)
    # A loop of each against each took far longer with this many.
    assert time.process_time() - began < 5


def test_names_and_patterns_with_many_variables_are_compared_at_once() -> None:
    name, image = "$A-" * 40 + "x", "a-" * 400 + "y"
    began = time.process_time()
    assert not may_be(name, image)
    assert may_be(name, "a-" * 400 + "x")
    assert not matches("a*" * 40 + "b", "a" * 400)
    assert matches("a*" * 40 + "b", "a" * 400 + "b")
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("name", "image", "fits"),
    [
        ("$R/app", "gcr.io/app", True),
        ("$R/app", "/app", False),
        ("$R/app:$T", "gcr.io/app:1", True),
        ("$R/app:$T", "gcr.io/app:", False),
        ("${A}${B}", "ab", True),
        ("${A}${B}", "a", False),
        ("a${X}b${Y}c", "a-b-c", True),
        ("a${X}b${Y}c", "abbc", False),
        ("x$(date)", "x2020", True),
        ("app", "app:latest", True),
    ],
)
def test_what_a_name_with_variables_may_be(name: str, image: str, fits: bool) -> None:
    assert may_be(name, image) is fits


@pytest.mark.parametrize(
    ("pattern", "branch", "fits"),
    [
        ("release/*", "release/", True),
        ("*", "", True),
        ("a*a", "a", False),
        ("a*b*c", "abc", True),
        ("v1.*", "v12", False),
    ],
)
def test_what_a_pattern_of_branches_means(pattern: str, branch: str, fits: bool) -> None:
    assert matches(pattern, branch) is fits


def test_past_the_bound_every_name_may_be_meant() -> None:
    index = ImageIndex((number, f"$A/a{number}") for number in range(3))
    for _ in range(MOST_COMPARISONS // 3):
        assert list(index.perhaps("x/a1")) == [[1]]
    assert len(list(index.perhaps("x/a1"))) == 2
    assert list(index.perhaps("x/a1")) == [[0], [1], [2]]
