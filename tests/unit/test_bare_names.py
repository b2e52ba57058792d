"""Images with a bare name: of Docker Hub's own library where a registry is meant, of the machine itself elsewhere."""

from __future__ import annotations

import pytest

from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.rules import findings
from wizard.core.scenarios.dependents import dependents
from wizard.core.scenarios.remove_entry import changes_to_remove, left_in_place

HUB = "integrations:\n  hub:\n    - integrationName: e\n      type: ecr\n"


def codes(build: str, rest: str = HUB) -> list[str]:
    project = Project(root="/nowhere", file=view("shippable.yml", build + rest))
    return [item.code for item in findings(project)]


@pytest.mark.parametrize("name", ["app", "app:1", "app:$BUILD_NUMBER", "'app'", "app.js:2"])
@pytest.mark.parametrize("rest", [HUB, ""])
def test_a_push_of_a_bare_name_is_an_error_and_nothing_else_is_said_of_it(name: str, rest: str) -> None:
    found = codes(f"build:\n  post_ci:\n    - docker build -t {name} .\n    - docker push {name}\n", rest)
    assert found == ["push-without-registry"]


def test_a_known_variable_counts_as_what_it_stands_for() -> None:
    build = "build:\n  push:\n    - docker build -t $IMG .\n    - docker push $IMG\n"
    assert "push-without-registry" in codes(build, "env:\n  - IMG=app\n" + HUB)
    assert "push-without-registry" not in codes(build)


@pytest.mark.parametrize("name", ["someone/app", "gcr.io/p/app", "localhost:5000/app", "$REGISTRY/app", "${NAME}"])
def test_other_names_are_no_bare_ones(name: str) -> None:
    assert "push-without-registry" not in codes(f"build:\n  push:\n    - docker push {name}\n")


def test_a_local_image_may_have_a_bare_name() -> None:
    build = "build:\n  ci:\n    - docker build -t app .\n    - docker run app make\n"
    assert "push-without-registry" not in codes(build)


@pytest.mark.parametrize(
    "build",
    [
        "build:\n  pre_ci_boot:\n    image_name: node\n    image_tag: 4\n    pull: true\n",
        "build:\n  pre_ci:\n    - docker pull redis:3\n",
        "build:\n  push:\n    - docker push app:1\n",
    ],
)
def test_an_image_of_the_library_needs_no_entry(build: str) -> None:
    assert dependents(view("shippable.yml", build + HUB), "e") == ()


def test_a_bare_name_is_never_surely_an_entrys() -> None:
    file = view("shippable.yml", "build:\n  push:\n    - docker build -t app .\n    - docker push app\n" + HUB)
    assert [change.path for change in changes_to_remove(file, "e", with_build=True)] == [("integrations", "hub")]
    assert [item.line for item in left_in_place(file, file, "e")] == [3, 4]
