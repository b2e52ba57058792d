"""The docker commands that stand in a file: found where a shell would run them, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.core.docker.commands import (
    DockerCall,
    builds,
    docker_calls,
    may_build,
    only_docker,
    pushes,
    quoted,
    renamed,
    split_tag,
    starts_daemon,
)


def calls(text: str) -> list[DockerCall]:
    return list(docker_calls(text))


@pytest.mark.parametrize(
    "command",
    [
        "docker push acme/app:1",
        "sudo -E docker push acme/app:1",
        "sudo -u ci docker push acme/app:1",
        "/usr/bin/docker push 'acme/app:1'",
        'docker -H tcp://host:2375 push "acme/app:1"',
        "docker image push acme/app:1",
        "docker push --disable-content-trust acme/app:1",
        "A=1 shippable_retry docker push acme/app:1",
        "make && docker push acme/app:1 || true",
        'if [ "$B" == master ]; then docker push acme/app:1; fi',
        "for i in 1 2; do docker push acme/app:1; done",
        "(docker push acme/app:1)",
        "docker \\\n  push \\\n  acme/app:1",
        "make\ndocker push acme/app:1\n",
        'bash -c "cd x && docker push acme/app:1"',
        "eval 'docker push acme/app:1'",
        "OUT=$(docker push acme/app:1)",
        "OUT=`docker push acme/app:1`",
        'echo "$(docker push acme/app:1)"',
    ],
)
def test_a_push_is_found_wherever_a_shell_runs_it(command: str) -> None:
    assert [call.reaches for call in calls(command) if call.verb == "push"] == [("acme/app:1",)]
    assert pushes(command, "acme/app:1")


@pytest.mark.parametrize(
    "command",
    [
        'echo "docker push acme/app:1"',
        "echo docker push acme/app:1",
        "make # docker push acme/app:1",
        "# docker push acme/app:1",
        "printf '$(docker push acme/app:1)'",
        "docker-compose push acme/app:1",
        "docker help push",
        "docker",
        "",
    ],
)
def test_what_is_only_printed_or_commented_is_no_push(command: str) -> None:
    assert not [call for call in calls(command) if call.verb == "push"]


@pytest.mark.parametrize(
    ("command", "tags", "dockerfile"),
    [
        ("docker build -t acme/app:1 .", ("acme/app:1",), "Dockerfile"),
        ("docker build --rm -t=acme/app:1 .", ("acme/app:1",), "Dockerfile"),
        ("docker build --tag=a --tag b ci/", ("a", "b"), "ci/Dockerfile"),
        ("docker build -tacme/app -f docker/App.Dockerfile .", ("acme/app",), "docker/App.Dockerfile"),
        (
            'docker build -t "$A/${B:-${C}}:$(git rev-parse HEAD)" .',
            ("$A/${B:-${C}}:$(git rev-parse HEAD)",),
            "Dockerfile",
        ),
        ("docker build --build-arg A=1 --label x=y -t a ./web", ("a",), "web/Dockerfile"),
        ("docker build -t a - < Dockerfile", ("a",), None),
        ("docker build -t a https://example.org/x.git", ("a",), None),
        ("docker build -t a $FOLDER", ("a",), None),
        ("docker build -t a ../other", ("a",), None),
    ],
)
def test_a_build_tells_its_images_and_its_dockerfile(
    command: str, tags: tuple[str, ...], dockerfile: str | None
) -> None:
    (call,) = [call for call in calls(command) if call.verb == "build"]
    assert (call.makes, call.dockerfile) == (tags, dockerfile)


def test_what_makes_an_image() -> None:
    assert builds("docker tag -f old acme/app:1", "acme/app:1")
    assert builds('docker commit -m "a b" $C acme/app:1', "acme/app:1")
    assert builds("docker build -t acme/app .", "acme/app:latest")
    assert not builds("docker build -t acme/app .", "acme/app:1")
    assert not builds("docker build -t $IMAGE .", "acme/app:1")
    assert may_build("docker build -t $IMAGE .", "acme/app:1")
    assert may_build("docker build -t acme/$NAME:${TAG} .", "acme/app:1")
    assert not may_build("docker build -t acme/web:$TAG .", "acme/app:1")
    assert not may_build("docker build -t web/$NAME .", "$REGISTRY/app:1")


def test_names_and_tags() -> None:
    assert split_tag("localhost:5000/app") == ("localhost:5000/app", None)
    assert split_tag("localhost:5000/app:1") == ("localhost:5000/app", "1")
    assert split_tag("app:${TAG:-a:b}") == ("app", "${TAG:-a:b}")
    assert split_tag("${A:-b}") == ("${A:-b}", None)


def test_a_rename_changes_that_image_alone() -> None:
    command = "docker build -t acme/app:1 . && docker push acme/app:1 # not acme/app:10 or my-acme/app:1"
    assert renamed(command, "acme/app:1", "b:2") == (
        "docker build -t b:2 . && docker push b:2 # not acme/app:10 or my-acme/app:1"
    )
    assert renamed("docker push acme/app", "acme/app:latest", "acme/app:2") == "docker push acme/app:2"
    assert renamed("docker push $A/$B:$T", "$A/$B:$T", "$A/$B:2") == "docker push $A/$B:2"


def test_commands_that_do_nothing_but_docker() -> None:
    assert only_docker("cd web && sudo docker build -t a .")
    assert not only_docker("make && docker push a")
    assert not only_docker("if x; then docker push a; fi")


@pytest.mark.parametrize(
    ("command", "starts"),
    [
        ("dockerd &", True),
        ("sudo service docker start", True),
        ("systemctl start docker", True),
        ("docker daemon -D &", True),
        ("service docker status", False),
        ("service postgresql start", False),
        ("docker ps", False),
    ],
)
def test_what_starts_a_daemon(command: str, starts: bool) -> None:
    assert starts_daemon(command) is starts


@given(st.text(alphabet="dockerpushild -t:/$(){}`'\"\\\n#;&|<>ab", max_size=80))
def test_whatever_a_command_is_it_is_read(text: str) -> None:
    for call in calls(text):
        assert call.verb


@given(st.text(max_size=30).filter(lambda text: text.strip() and "\0" not in text))
def test_a_quoted_word_is_one_word(text: str) -> None:
    if "$" not in text and "\r" not in text:
        assert calls(f"docker push {quoted(text)}")[0].reaches == (text,) or text.startswith("-")
