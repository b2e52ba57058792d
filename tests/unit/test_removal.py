"""Taking an entry out: what goes with it, what stays, and what still needs the registry."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wizard.core.ci_file.shippable_file import view
from wizard.core.docker.dockerfile import parse
from wizard.core.plan import patch_plan
from wizard.core.scenarios.dependents import dependents, noted
from wizard.core.scenarios.remove_entry import changes_to_remove, left_in_place

ECR = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
GOLDEN = Path(__file__).parents[1] / "golden"
ENTRY = "integrations:\n  hub:\n    - integrationName: ecr\n      type: ecr\n"


def removed(text: str, name: str = "ecr", *, build: bool = False) -> str:
    file = view("shippable.yml", text)
    return patch_plan(file, changes_to_remove(file, name, with_build=build)).after or ""


def needs(text: str, name: str = "ecr") -> list[tuple[int, str]]:
    return [(item.line, item.what) for item in dependents(view("shippable.yml", text), name)]


def listed(text: str, name: str = "ecr") -> list[tuple[int, str]]:
    """The lines that are listed when the entry goes with what is under build, and why."""
    before, after = view("shippable.yml", text), view("shippable.yml", removed(text, name, build=True))
    return [(item.line, item.kind) for item in noted(dependents(after, name), left_in_place(before, after, name))]


@pytest.mark.parametrize("sample", sorted(GOLDEN.glob("*.yml")), ids=lambda path: path.stem)
def test_of_a_sample_nothing_is_left_where_its_image_is_in_ecr(sample: Path) -> None:
    (entry,) = view("s", sample.read_text()).ecr_entries
    registry = f"123456789012.dkr.ecr.{entry.login_region}.amazonaws.com"
    text = re.sub(r"manishas/|(?=myImage)", f"{registry}/", sample.read_text()).replace(
        f"{registry}/{registry}", registry
    )
    left = removed(text, entry.name, build=True)
    assert left.strip() == ""
    assert dependents(view("s", left), entry.name) == ()


@pytest.mark.parametrize("sample", sorted(GOLDEN.glob("*.yml")), ids=lambda path: path.stem)
def test_of_a_sample_whose_image_may_be_elsewhere_all_is_left_and_listed(sample: Path) -> None:
    text = sample.read_text()
    before = view("s", text)
    after = view("s", removed(text, before.ecr_entries[0].name, build=True))
    assert after.commands == before.commands
    assert (after.boot is None) == (before.boot is None)
    lines = {line for line, _ in listed(text, before.ecr_entries[0].name)}
    assert {command.node.line for command in after.commands if "docker" in command.text} <= lines


def test_without_build_the_commands_stay_and_are_listed() -> None:
    text = f"build:\n  ci:\n    - make\n  push:\n    - docker push {ECR}/app:1\n\n{ENTRY}"
    assert removed(text) == f"build:\n  ci:\n    - make\n  push:\n    - docker push {ECR}/app:1\n"
    assert needs(removed(text)) == [(5, f"push: docker push {ECR}/app:1")]
    assert removed(text, build=True) == "build:\n  ci:\n    - make\n"


def test_the_ci_image_is_listed_and_goes_with_build() -> None:
    boot = f"build:\n  pre_ci_boot:\n    image_name: {ECR}/ci\n    image_tag: '1'\n    pull: true\n"
    assert needs(boot + ENTRY) == [(3, f"pre_ci_boot pulls {ECR}/ci")]
    assert removed(boot + ENTRY, build=True) == ""
    official = boot.replace(f"{ECR}/ci", "drydock/u16nod")
    assert needs(official) == []
    official = official.replace("pull: true", "pull: false")
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
    assert view("s", left).commands_of("push") == (f"docker push {ECR}/app:1", f"docker push {ECR}/web:1")
    assert listed(text) == [(3, "left"), (4, "left")]
    assert [entry.name for entry in view("s", left).hub] == ["other"]
    assert needs(left) == [], "the other entry may serve what is left"


def test_the_same_name_of_another_type_stays() -> None:
    docker = "integrations:\n  hub:\n    - integrationName: ecr\n      type: docker\n"
    text = docker + "    - integrationName: ecr\n      type: ecr\n"
    assert removed(text) == docker
    assert needs("build:\n  push: docker push acme/app:1\n" + removed(text)) == [], "Docker Hub's entry serves it"


def test_nothing_goes_where_the_entry_is_not() -> None:
    assert changes_to_remove(view("s", ENTRY), "other", with_build=True) == ()
    assert changes_to_remove(view("s", None), "ecr", with_build=True) == ()


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
        push = f"  push:\n    - docker push {ECR}/web:$TAG\n"
        assert removed(text.replace("integrations", push + "integrations"), build=True) == before


def test_a_dockerfile_tells_whether_a_build_needs_the_registry() -> None:
    file = view("s", "build:\n  ci:\n    - docker build -t web .\n    - docker build -t api -f api/Dockerfile .\n")
    dockerfiles = (parse("Dockerfile", "FROM node\n"), parse("api/Dockerfile", f"FROM {ECR}/base\n"))
    assert [item.line for item in dependents(file, "ecr")] == [3, 4]
    assert [item.line for item in dependents(file, "ecr", dockerfiles)] == [4]


GCR = "gcr.io/proj/app:latest"
HUB_OF_TWO = "integrations:\n  hub:\n    - integrationName: google\n      type: gcr\n" + ENTRY.partition("hub:\n")[2]


def test_what_goes_to_another_registry_stays_and_needs_none() -> None:
    before = f"build:\n  post_ci:\n    - docker build -t {GCR} .\n    - docker push {GCR}\n"
    text = before + HUB_OF_TWO
    assert removed(text, build=True) == before + HUB_OF_TWO.replace("    - integrationName: ecr\n      type: ecr\n", "")
    assert listed(text) == []


@pytest.mark.parametrize(
    "command",
    [
        "docker push $ACC/$REPO:1",
        "docker push registry.acme.io/app:1",
        "docker push acme/app:1",
        "docker push app",
        "docker push 123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1",
        "docker build -t acme/app:1 .",
        f"docker push {ECR}/app:1 && docker push acme/app:1",
        f"docker push {ECR}/app:1; docker rmi {ECR}/app:1",
        f"docker tag {ECR}/app:1 acme/app:1",
        f"docker pull {ECR}/app:1",
    ],
)
@pytest.mark.parametrize("section", ["post_ci", "push"])
def test_what_is_not_surely_the_entrys_stays(section: str, command: str) -> None:
    before = f"build:\n  {section}:\n    - {command}\n"
    assert removed(before + ENTRY, build=True) == before


@pytest.mark.parametrize(
    ("more", "goes"),
    [
        ("", True),
        ("    - docker push gcr.io/acme/x\n", True),
        ("    - docker login -u $U -p $P\n", True),
        ("    - docker push 999999999999.dkr.ecr.us-east-1.amazonaws.com/x\n", False),
        ("    - eval $(aws ecr get-login --region us-east-1)\n", False),
        ("    - docker login -u AWS -p $P https://123456789012.dkr.ecr.us-east-1.amazonaws.com\n", False),
        ("integrations:\n  hub:\n    - integrationName: keys\n      type: amazonKeys\n", False),
        ("integrations:\n  hub:\n    - integrationName: two\n      type: ecr\n      region: $REGION\n", False),
        ("integrations:\n  hub:\n    - integrationName: two\n      type: ecr\n      region: eu-west-1\n", True),
    ],
)
def test_a_push_goes_where_only_the_entry_logs_in_to_its_registry(more: str, goes: bool) -> None:
    push = f"docker push {ECR}/app:1"
    text = f"build:\n  push:\n    - {push}\n{more}"
    text += ENTRY.partition("hub:\n")[2] if "hub:" in more else ENTRY
    assert (push not in view("s", removed(text, build=True)).commands_of("push")) is goes
    if not goes:
        assert (3, "left") in [(line, kind.replace("needs", "left")) for line, kind in listed(text)]


def test_the_accounts_of_the_keys_tell_which_registry_is_the_entrys() -> None:
    other = ECR.replace("123456789012", "999999999999")
    text = f"build:\n  push:\n    - docker push {ECR}/app:1\n    - docker push {other}/app:1\n{ENTRY}"
    file = view("s", text)
    changes = changes_to_remove(file, "ecr", with_build=True, accounts={"ecr": "123456789012"})
    left = view("s", patch_plan(file, changes).after)
    assert left.commands_of("push") == (f"docker push {other}/app:1",)


def test_variables_that_the_file_sets_tell_where_an_image_is() -> None:
    push = "build:\n  push:\n    - docker push $REG/app:$BUILD\n"
    env = f"env:\n  global:\n    - ACC=123456789012\n    - REG=$ACC.{ECR.partition('.')[2]}\n"
    assert removed(env + push + ENTRY, build=True) == env
    elsewhere = "env: REG=gcr.io/acme\n"
    assert removed(elsewhere + push + ENTRY, build=True) == elsewhere + push
    assert listed(elsewhere + push + ENTRY) == []
    assert listed(push + ENTRY) == [(3, "left")]
    exported = push.replace("- docker", f"- export REG={ECR}\n    - docker")
    assert "docker push" not in removed(exported + ENTRY, build=True)


def test_what_makes_an_image_that_is_still_named_stays() -> None:
    text = (
        f"build:\n  push:\n    - docker tag web {ECR}/web:1\n    - docker push {ECR}/web:1\n"
        f"    - docker run {ECR}/web:1 smoke && make notes\n{ENTRY}"
    )
    left = view("s", removed(text, build=True))
    assert left.commands_of("push") == (f"docker tag web {ECR}/web:1", f"docker run {ECR}/web:1 smoke && make notes")
    assert listed(text) == [(3, "left")]


def test_variables_and_options_of_the_ci_image_stay_and_are_listed() -> None:
    boot = f"build:\n  pre_ci_boot:\n    image_name: {ECR}/ci\n    pull: true\n    env: A=1\n    options: -e B=2\n"
    left = "build:\n  pre_ci_boot:\n    env: A=1\n    options: -e B=2\n"
    assert removed(boot + ENTRY, build=True) == left
    assert listed(boot + ENTRY) == [(3, "left"), (4, "left")]
    plain = boot.replace(f"{ECR}/ci", "acme/ci").replace("B=2", "HOME=/root")
    assert removed(plain + ENTRY, build=True) == plain, "an image on Docker Hub is not surely the entry's"
    assert (3, "left") in listed(plain + ENTRY)


def test_what_may_need_the_registry_is_not_said_to_need_it() -> None:
    text = (
        f"build:\n  push:\n    - docker push {ECR}/app:1\n    - docker push $REG/app:1\n    - docker push acme/app\n"
        f"    - docker build -t app .\n    - docker build -t {GCR} .\n    - docker push {GCR}\n"
    )
    found = [(item.line, item.kind) for item in dependents(view("s", text), "ecr")]
    assert found == [(3, "needs"), (4, "may-need"), (5, "may-need"), (6, "may-need")]
