"""Taking an entry out: what goes with it, what stays, and what needs the registry still."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.core.dockerfile import parse
from wizard.core.plan import patch_plan
from wizard.core.removal import dependents, wanted_removal
from wizard.core.shippable_file import view

ECR = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
GOLDEN = Path(__file__).parents[1] / "golden"
ENTRY = "integrations:\n  hub:\n    - integrationName: ecr\n      type: ecr\n"


def removed(text: str, name: str = "ecr", *, build: bool = False) -> str:
    file = view("shippable.yml", text)
    return patch_plan(file, wanted_removal(file, name, with_build=build)).after or ""


def needs(text: str, name: str = "ecr") -> list[tuple[int, str]]:
    return [(item.line, item.what) for item in dependents(view("shippable.yml", text), name)]


@pytest.mark.parametrize("sample", sorted(GOLDEN.glob("*.yml")), ids=lambda path: path.stem)
def test_of_a_sample_nothing_is_left(sample: Path) -> None:
    text = sample.read_text()
    (entry,) = view("s", text).ecr_entries
    left = removed(text, entry.name, build=True)
    assert left.strip() == ""
    assert dependents(view("s", left), entry.name) == ()


def test_without_build_the_commands_stay_and_are_listed() -> None:
    text = f"build:\n  ci:\n    - make\n  push:\n    - docker push {ECR}/app:1\n\n{ENTRY}"
    assert removed(text) == f"build:\n  ci:\n    - make\n  push:\n    - docker push {ECR}/app:1\n"
    assert needs(removed(text)) == [(5, f"push: docker push {ECR}/app:1")]
    assert removed(text, build=True) == "build:\n  ci:\n    - make\n"


def test_the_ci_image_is_listed_and_goes_with_build() -> None:
    boot = f"build:\n  pre_ci_boot:\n    image_name: {ECR}/ci\n    image_tag: '1'\n    pull: true\n"
    assert needs(boot + ENTRY) == [(3, f"pre_ci_boot pulls {ECR}/ci")]
    assert removed(boot + ENTRY, build=True) == ""
    official = boot.replace(f"{ECR}/ci", "drydock/u16nod").replace("pull: true", "pull: false")
    assert needs("build:\n  pre_ci:\n    - docker pull drydock/u16nod\n" + official.removeprefix("build:\n")) == []


def test_only_what_a_scenario_writes_goes() -> None:
    text = f"""\
build:
  push:
    - if [ "$BRANCH" == master ]; then make release && docker push {ECR}/app:1; fi
    - docker push {ECR}/app:1
    - docker push {ECR}/app:2   # of the same
    - docker push quay.io/acme/app
{ENTRY}"""
    left = removed(text, build=True)
    assert view("s", left).commands_of("push") == (
        f'if [ "$BRANCH" == master ]; then make release && docker push {ECR}/app:1; fi',
        "docker push quay.io/acme/app",
    )
    assert [line for line, _ in needs(left)] == [3]


def test_another_entry_and_what_it_serves_stay() -> None:
    other = "    - integrationName: other\n      type: ecr\n"
    text = f"build:\n  push:\n    - docker push {ECR}/app:1\n    - docker push {ECR}/web:1\n{ENTRY}{other}"
    left = removed(text, build=True)
    assert view("s", left).commands_of("push") == (f"docker push {ECR}/app:1",)
    assert [entry.name for entry in view("s", left).hub] == ["other"]
    assert needs(left) == [], "the other entry may serve what is left"


def test_the_same_name_of_another_type_stays() -> None:
    docker = "integrations:\n  hub:\n    - integrationName: ecr\n      type: docker\n"
    text = docker + "    - integrationName: ecr\n      type: ecr\n"
    assert removed(text) == docker
    assert needs("build:\n  push: docker push acme/app:1\n" + removed(text)) == [], "Docker Hub's entry serves it"


def test_nothing_goes_where_the_entry_is_not() -> None:
    assert wanted_removal(view("s", ENTRY), "other", with_build=True) == ()
    assert wanted_removal(view("s", None), "ecr", with_build=True) == ()


@pytest.mark.parametrize(
    ("command", "listed"),
    [
        (f"docker push {ECR}/app", True),
        ("docker push $ECR_URL/app:$TAG", True),
        ("docker push acme/app", True),
        ("docker build -t app .", True),
        (f"docker run {ECR}/tool", True),
        ("docker push gcr.io/acme/app", False),
        ("docker pull node:8", False),
        ("docker ps", False),
        ("echo docker push", False),
    ],
)
def test_what_needs_the_registry(command: str, listed: bool) -> None:
    text = f"build:\n  push:\n    - {command}\n"
    assert needs(text) == ([(3, f"push: {command}")] if listed else [])


def test_of_a_command_of_several_lines_the_first_is_shown() -> None:
    text = f"build:\n  push:\n    - |\n      docker push {ECR}/aa\n      docker push {ECR}/bb\n"
    assert needs(text) == [(3, f"push: docker push {ECR}/aa")]


def test_every_entry_of_the_name_goes() -> None:
    text = ENTRY + "      region: eu-west-1\n    - integrationName: ecr\n      type: ecr\n"
    assert removed(text) == ""


def test_the_line_that_makes_the_pushed_image_goes_with_the_push() -> None:
    before = "build:\n  ci:\n    - docker build -t web .\n"
    made = f"  push:\n    - docker tag web {ECR}/web:1\n    - docker push {ECR}/web:1\n"
    assert removed(before + made + ENTRY, build=True) == before
    own = f"build:\n  post_ci:\n    - docker build -t {ECR}/web:1 .\n"
    assert removed(f"{own}    - docker push {ECR}/web:1\n{ENTRY}", build=True) == own, "owners build in post_ci"


@pytest.mark.parametrize(
    ("owners", "hub"),
    [
        ("  pre_ci_boot:\n    image_name: acme/ci\n    options: -e A=1\n", ""),
        ("  pre_ci_boot:\n    image_name: gcr.io/acme/ci\n    options: -e HOME=/root\n", ""),
        ("  push:\n    - docker push acme/web:$TAG\n", "    - integrationName: dh\n      type: docker\n"),
        ("  push:\n    - docker push $DOCKER_HUB/web:$TAG\n", "    - integrationName: dh\n      type: docker\n"),
    ],
)
def test_what_the_owner_had_stays_beside_what_a_scenario_added(owners: str, hub: str) -> None:
    before = f"build:\n{owners}integrations:\n  hub:\n{hub}" if hub else f"build:\n{owners}"
    text = before + (ENTRY if not hub else ENTRY.removeprefix("integrations:\n  hub:\n"))
    if "push" in owners:
        boot = f"  pre_ci_boot:\n    image_name: {ECR}/ci\n    pull: true\n    options: -e HOME=/root\n"
        assert removed(text.replace("integrations", boot + "integrations"), build=True) == before
    else:
        push = "  push:\n    - docker push $ECR/web:$TAG\n"
        assert removed(text.replace("integrations", push + "integrations"), build=True) == before


def test_a_dockerfile_tells_whether_a_build_needs_the_registry() -> None:
    file = view("s", "build:\n  ci:\n    - docker build -t web .\n    - docker build -t api -f api/Dockerfile .\n")
    dockerfiles = (parse("Dockerfile", "FROM node\n"), parse("api/Dockerfile", f"FROM {ECR}/base\n"))
    assert [item.line for item in dependents(file, "ecr")] == [3, 4]
    assert [item.line for item in dependents(file, "ecr", dockerfiles)] == [4]
