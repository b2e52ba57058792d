"""Images and logins that a file does not give, in every place where one can be: named as not looked at."""

from __future__ import annotations

import pytest

from wizard.core.ci_file.project import Project
from wizard.core.ci_file.shippable_file import view
from wizard.core.docker.dockerfile import parse as parse_dockerfile
from wizard.core.rules import findings
from wizard.core.rules.unknown import not_looked_at

ECR = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/app"


def project(text: str, dockerfile: str = "") -> Project:
    dockerfiles = (parse_dockerfile("Dockerfile", dockerfile),) if dockerfile else ()
    return Project(root="/nowhere", file=view("shippable.yml", text), dockerfiles=dockerfiles)


def push(*commands: str) -> str:
    return "build:\n  push:\n" + "".join(f"    - {command}\n" for command in commands)


@pytest.mark.parametrize(
    ("command", "dockerfile"),
    [
        ("docker run --rm -e A=b $IMAGE make", ""),
        ("docker create --name x ${REGISTRY}/app", ""),
        ("docker build -t app .", "ARG BASE\nFROM $BASE\n"),
        ("docker build -t app .", "FROM scratch\nCOPY --from=$REGISTRY/tools /a /a\n"),
        ("docker buildx build --push -t $REGISTRY/app .", ""),
        ("docker-compose push", ""),
        ("docker compose pull app", ""),
        ("cat names | xargs -n1 docker push", ""),
        ("./ecr-login.sh", ""),
    ],
)
def test_what_the_file_does_not_tell_is_not_looked_at(command: str, dockerfile: str) -> None:
    found = not_looked_at(project(push(command), dockerfile))
    assert [item.line for item in found] == [3]


@pytest.mark.parametrize("key", ["integrationName", "type", "region"])
def test_a_variable_in_an_entry_is_filled_in_where_the_file_sets_it(key: str) -> None:
    entry = {"integrationName": "e", "type": "ecr", "region": "eu-west-1"}
    lines = "".join(f"      {name}: {'$VALUE' if name == key else value}\n" for name, value in entry.items())
    text = f"integrations:\n  hub:\n    -{lines[5:]}"
    assert [item.what for item in not_looked_at(project(text))] == [f"`{key}: $VALUE`"]
    known = f"env:\n  global:\n    - VALUE={entry[key]}\n{text}"
    assert not_looked_at(project(known)) == ()


@pytest.mark.parametrize(
    ("command", "dockerfile"),
    [
        (f"docker buildx build --push -t {ECR}:1 .", ""),
        (f"docker build --push --tag={ECR}:1 .", ""),
        (f"docker manifest push {ECR}:1", ""),
        (f"docker run --rm -v $PWD:/x {ECR}", ""),
        (f"docker build --build-arg BASE={ECR} .", "ARG BASE\nFROM ${BASE}:1\n"),
        ("docker build .", f"FROM scratch\nCOPY --from={ECR}:1 /a /a\n"),
    ],
)
def test_images_in_ecr_are_found_in_every_call(command: str, dockerfile: str) -> None:
    found = findings(project(push(command), dockerfile))
    assert "ecr-without-entry" in {item.code for item in found}
