"""An entry taken out with no record of what came with it: what goes, what is listed, what may need the registry."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from wizard.core.ci_file.shippable_file import view
from wizard.core.docker.commands import logs_in_to_ecr
from wizard.core.plan import patch_plan
from wizard.core.scenarios.dependents import dependents
from wizard.core.scenarios.remove_entry import changes_to_remove, left_in_place

ECR = "111122223333.dkr.ecr.us-east-1.amazonaws.com"
HUB = "integrations:\n  hub:\n    - integrationName: e\n      type: ecr\n"


class Case(NamedTuple):
    """A file above its hub; the commands that go; lines that are listed; lines that may need or need the registry."""

    text: str
    gone: tuple[str, ...] = ()
    left: tuple[int, ...] = ()
    needs: tuple[int, ...] = ()


CASES = {
    "a push to another registry folded into one to ECR": Case(
        f"build:\n  push:\n    - docker push {ECR}/a\n      docker push gcr.io/p/a\n", left=(3,), needs=(3,)
    ),
    "two commands folded into a value without a dash": Case(
        f"build:\n  push:\n    docker build -t {ECR}/a .\n    docker push {ECR}/a\n", left=(3,), needs=(3,)
    ),
    "one command over several lines": Case(
        f"build:\n  push:\n    - >\n      docker push\n      {ECR}/a\n    - make\n", gone=(f"docker push {ECR}/a\n",)
    ),
    "a push with a second word": Case(
        f"build:\n  push:\n    - docker push {ECR}/a gcr.io/p/a\n", left=(3,), needs=(3,)
    ),
    "an image that a script is given": Case(
        f"build:\n  push:\n    - docker build -t {ECR}/a:1 .\n    - ./deploy.sh {ECR}/a:1\n"
        f"    - docker push {ECR}/a:1\n",
        gone=(f"docker push {ECR}/a:1",),
        left=(3,),
        needs=(3, 4),
    ),
    "an image that another program gets through its environment": Case(
        f"build:\n  push:\n    - docker build -t {ECR}/a:1 .\n    - IMAGE={ECR}/a docker-compose up\n",
        left=(3,),
        needs=(3, 4),
    ),
    "a name in a text that is only printed": Case(
        f"build:\n  push:\n    - docker push {ECR}/a:1\n    - echo {ECR}/a:1\n", gone=(f"docker push {ECR}/a:1",)
    ),
    "commands that an alias takes from elsewhere in the file": Case(
        f"x: &p\n  - docker push {ECR}/a\nbuild:\n  push: *p\n", needs=(4,)
    ),
    "an item that is an alias, beside a build": Case(
        f"x: &p docker push {ECR}/a\nbuild:\n  push:\n    - docker build -t {ECR}/a .\n    - *p\n",
        left=(4,),
        needs=(4, 5),
    ),
    "a CI image from a merge key": Case(
        f"x: &b\n  image_name: {ECR}/ci\n  pull: true\nbuild:\n  pre_ci_boot:\n    <<: *b\n    image_tag: 1\n",
        needs=(6,),
    ),
    "a CI image of Docker Hub's library": Case(
        "build:\n  pre_ci_boot:\n    image_name: node\n    image_tag: 4\n    pull: true\n"
    ),
    "a CI image that the file builds": Case(
        "build:\n  pre_ci:\n    - docker build -t ci:1 .\n  pre_ci_boot:\n    image_name: ci\n    image_tag: 1\n"
        "    pull: false\n",
        left=(3, 5),
        needs=(3,),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_goes_and_what_is_said_of_the_rest(name: str) -> None:
    case = CASES[name]
    before = view("shippable.yml", case.text + HUB)
    after = view("shippable.yml", patch_plan(before, changes_to_remove(before, "e", with_build=True)).after)
    assert after.ecr_entries == ()
    kept = [command.text for command in after.commands]
    assert tuple(command.text for command in before.commands if command.text not in kept) == case.gone
    assert tuple(item.line for item in left_in_place(before, after, "e")) == case.left
    assert tuple(item.line for item in dependents(after, "e")) == case.needs


@pytest.mark.parametrize(
    ("command", "logs_in"),
    [
        ("$(aws ecr get-login --region eu-west-1)", True),
        ("aws ecr get-authorization-token | jq .", True),
        ("aws ecr describe-images; ./get-login", False),
        ("aws --region x ecr get-login", True),
        ("get-login ecr", False),
        ("docker-credential-ecr-login list", True),
        ("docker build " + "-t x.ecr/y " * 50_000 + ".", False),
    ],
    ids=range(7),
)
def test_a_command_that_asks_ecr_for_a_login(command: str, logs_in: bool) -> None:
    assert logs_in_to_ecr(command) is logs_in


BOOT = f"build:\n  pre_ci_boot:\n    image_name: {ECR}/ci\n    image_tag: 1\n"


@pytest.mark.parametrize(
    ("added", "stays"),
    [
        ("    #options: -v /data:/data\n    pull: true\n    # kept\n", "    #options: -v /data:/data\n    # kept\n"),
        ("    options: -e HOME=/root\n    options: -v /a:/b\n", None),
        (f"    image_name: {ECR}/other\n", BOOT + f"    image_name: {ECR}/other\n"),
    ],
    ids=["comments between the keys", "options of the owner in a second key", "two images"],
)
def test_what_the_owner_wrote_in_the_ci_container_stays(added: str, stays: str | None) -> None:
    file = view("shippable.yml", f"{BOOT}{added}{HUB}")
    left = patch_plan(file, changes_to_remove(file, "e", with_build=True)).after or ""
    assert left == (stays or f"build:\n  pre_ci_boot:\n{added}")


@pytest.mark.parametrize(
    "item", ["    - <<: *e\n      integrationName: mine\n", "    - *whole\n"], ids=["a merged type", "an alias"]
)
def test_an_entry_that_is_written_with_an_anchor_goes_alone(item: str) -> None:
    shared = "x: &e\n  type: ecr\nwhole: &whole\n  integrationName: mine\n  type: ecr\n"
    before = f"{shared}integrations:\n  hub:\n    - integrationName: d\n      type: docker\n"
    file = view("shippable.yml", f"{before}{item}")
    assert patch_plan(file, changes_to_remove(file, "mine", with_build=True)).after == before
