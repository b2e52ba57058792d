"""What is read is bounded before memory is spent: files, stdin, answers; by every door."""

from __future__ import annotations

import gzip
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.services.aws_server import KEYS, ecr, serving
from tests.support.measured import PROGRAM, Measured, measured
from wizard.core.ci_file.shippable_file import view
from wizard.core.model.errors import RefusedError, ServiceError, WizardError
from wizard.core.model.secret import Secret
from wizard.services.aws.boto import AwsBoto
from wizard.services.credentials import aws_files
from wizard.services.runtime import bounded
from wizard.services.shippable import http as shippable_http
from wizard.services.shippable.http import HttpShippable
from wizard.services.storage import journal, state
from wizard.services.storage.files import read_text
from wizard.services.storage.inventory import FileInventory
from wizard.yamlpatch import EnsureItem, Match, Patch, Refusal, load, plan, read
from wizard.yamlpatch.parse.limits import MAX_BYTES, MAX_NODES

GIGABYTE = 1_000_000_000
MORE = 64  # MB above the same command on a small file
APPLY = ("--integration=x", "--scenario=pull", "--image=123456789012.dkr.ecr.us-east-1.amazonaws.com/a", "--tag=1")
ENTRY = EnsureItem(
    ("integrations", "hub"), Match.of(integrationName="x", type="ecr"), {"integrationName": "x", "type": "ecr"}, ""
)


def sparse(path: Path, size: int = GIGABYTE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.truncate(size)
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "shippable.yml").write_text("language: none\n", encoding="utf-8")
    return folder


def run(*words: str, stdin: Path | None = None) -> Measured:
    return measured((*PROGRAM, *words), stdin=stdin)


COMMANDS: dict[str, Callable[[Path], tuple[str, ...]]] = {
    "check": lambda root: ("check", str(root)),
    "apply": lambda root: ("apply", str(root), "--dry-run", *APPLY),
    "remove": lambda root: ("remove", str(root), "--integration=x"),
    "undo": lambda root: ("undo", str(root)),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_file_of_a_gigabyte_is_refused_before_it_is_read(project: Path, name: str) -> None:
    words = COMMANDS[name](project)
    idle = run(*words)
    sparse(project / "shippable.yml")
    found = run(*words)
    assert found.code == 1
    assert "larger than 5 MB" in found.out + found.err
    assert found.megabytes - idle.megabytes < MORE
    assert found.seconds - idle.seconds < 2


def test_an_answers_file_of_a_gigabyte_is_refused(project: Path, tmp_path: Path) -> None:
    found = run("apply", str(project), f"--answers={sparse(tmp_path / 'answers.yml')}")
    assert found.code != 0
    assert "larger than 5 MB" in found.err
    assert found.megabytes < 128


def test_keys_on_stdin_are_bounded(tmp_path: Path) -> None:
    found = run("account", "add", "x", "--keys-from-stdin", "--store=none", stdin=sparse(tmp_path / "keys"))
    assert found.code == 2
    assert "larger than 100 KB" in found.err
    assert found.megabytes < 128


def test_a_prompt_reads_no_endless_line(project: Path, tmp_path: Path) -> None:
    line = tmp_path / "line"
    line.write_bytes(b"x" * 200_000_000)
    found = run(str(project), "--plain", stdin=line)
    assert found.code == 2
    assert "longer than 100,000 characters" in found.err
    assert found.megabytes < 128


def test_a_large_dockerfile_is_passed_over(project: Path) -> None:
    idle = run("check", str(project))
    sparse(project / "Dockerfile")
    found = run("check", str(project))
    assert found.code == 0
    assert found.megabytes - idle.megabytes < MORE


@pytest.mark.parametrize("make", [sparse, lambda path: os.mkfifo(path)])
@pytest.mark.parametrize("variable", ["AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"])
def test_aws_files_are_bounded_and_no_pipe_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, make: Callable[[Path], object]
) -> None:
    path = tmp_path / "file"
    make(path)
    monkeypatch.setenv(variable, str(path))
    for read_it in (aws_files.profiles, AwsBoto().regions, lambda: AwsBoto().identify(KEYS, "us-east-1")):
        with pytest.raises(ServiceError) as caught:
            read_it()
        assert caught.value.code == "aws-config"
        assert "larger than 1 MB" in caught.value.cause or "not an ordinary file" in caught.value.cause


@pytest.mark.parametrize("make", [sparse, lambda path: os.mkfifo(path)])
def test_our_own_files_are_bounded_and_no_pipe_is_waited_for(
    tmp_path: Path, own_home: Path, make: Callable[[Path], object]
) -> None:
    state.save(tmp_path, {})
    FileInventory().change(lambda inventory: inventory)
    target = tmp_path / "shippable.yml"
    inventory = own_home / "data" / "ecr-wizard" / "integrations.json"
    resume = next((own_home / "state" / "ecr-wizard" / "resume").iterdir())
    resume.unlink()
    for path in (inventory, resume, journal.path_of(target)):
        path.parent.mkdir(parents=True, exist_ok=True)
        make(path)
    with pytest.raises(ServiceError, match="inventory"):
        FileInventory().read()
    with pytest.raises(ServiceError, match="cannot be read"):
        journal.records(target)
    assert state.load(tmp_path) is None


@pytest.mark.parametrize(
    "content",
    [
        "[" * 100_000,
        "[]",
        '{"version": 1}',
        '{"version": 1, "records": {}}',
        '{"version": 1, "records": ["x"]}',
        '{"version": 1, "records": [{"action": 1, "time": "", "before": "", "after": "", "inverse": []}]}',
        '{"version": 1, "records": [{"action": "apply", "time": "", "before": "a", "after": "b", "inverse": [7]}]}',
        '{"version": 1, "records": [{"action": "apply", "time": "", "before": "a", "after": "b", "inverse": '
        '[{"start": "0", "end": 0, "text": "", "why": ""}]}]}',
        '{"version": 1, "records": [{"action": "apply", "time": "", "before": "a", "after": "b", "inverse": '
        '[{"start": 5, "end": 2, "text": "", "why": ""}]}]}',
    ],
)
def test_a_journal_of_another_form_cannot_be_read(project: Path, content: str) -> None:
    path = journal.path_of(project / "shippable.yml")
    path.parent.mkdir(parents=True)
    path.write_text(content, encoding="utf-8")
    for words in (COMMANDS["undo"](project), ("apply", str(project), *APPLY)):
        found = run(*words)
        assert found.code == 1
        assert "The journal of this file cannot be read" in found.err
        assert "bug" not in found.err


def test_more_nodes_than_are_allowed_are_refused_before_there_is_a_tree(project: Path) -> None:
    idle = run("check", str(project))
    text = "".join(f"k{number}: {number}\n" for number in range(400_000))
    (project / "shippable.yml").write_text(text[:4_900_000].rpartition("\n")[0] + "\n", encoding="utf-8")
    found = run("check", str(project))
    assert found.code == 1
    assert "more than 200,000 nodes" in found.out
    assert "Shippable cannot read" not in found.out
    assert found.megabytes - idle.megabytes < MORE
    assert found.seconds - idle.seconds < 2


@pytest.mark.parametrize("name", ["check", pytest.param("apply", marks=pytest.mark.nightly)])
def test_the_largest_file_that_is_allowed(project: Path, name: str) -> None:
    text = "a: [" + ", ".join(f"value-number-{number:08}" for number in range(MAX_NODES - 100)) + "]\n"
    (project / "shippable.yml").write_text(text, encoding="utf-8")
    found = run(*COMMANDS[name](project))
    assert found.code == 0
    assert found.megabytes < 300


LONG_COMMANDS = {
    "a word": "docker push x " + "a" * 3_000_000,
    "in quotes": 'docker push "' + "a" * 3_000_000 + '"',
    "calls": "docker push " + "$(x)" * 700_000,
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.nightly if name == "calls" else ()) for name in LONG_COMMANDS]
)
def test_one_command_of_megabytes(project: Path, name: str) -> None:
    idle = run("check", str(project))
    (project / "shippable.yml").write_text(f"build:\n  ci:\n    - '{LONG_COMMANDS[name]}'\n", encoding="utf-8")
    found = run("check", str(project))
    assert found.code in (0, 1)
    assert "bug" not in found.err
    assert found.megabytes - idle.megabytes < 300


def test_sizes_are_told_by_each_door_of_the_engine() -> None:
    large = "a: " + "ä" * (MAX_BYTES // 2) + "\n"
    many = "[" + "a," * MAX_NODES + "]"
    for text, code in ((large, "too-large"), (many, "too-many-nodes"), ("\t" + many, "too-many-nodes")):
        for result in (read(text), load(text), plan(text, [ENTRY])):
            assert isinstance(result, Refusal)
            assert result.code in (code, "not-yaml" if text[0] == "\t" else code)
    just = "a: " + "b" * (MAX_BYTES - 4) + "\n"
    assert not isinstance(read(just), Refusal)
    grown = plan(just, [ENTRY])
    assert isinstance(grown, Refusal)
    assert grown.code == "too-large"
    allowed = "[" + "a," * (MAX_NODES - 1) + "]"
    assert not isinstance(read(allowed), Refusal)


def test_nested_merge_keys_and_many_aliases_take_no_time() -> None:
    maps = ["a0: &a0 {x: 1}\n", *(f"a{n}: &a{n}\n  <<: [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))]
    hub = "integrations:\n  hub:\n    - <<: *a39\n"
    text = "".join(maps) + hub
    assert view("shippable.yml", text).hub[0].name == ""
    assert isinstance(plan(text, [ENTRY]), Refusal | Patch)
    aliases = "x: &x {integrationName: y, type: ecr}\nintegrations:\n  hub:\n" + "    - *x\n" * 20_000
    assert len(view("shippable.yml", aliases).hub) == 20_000
    assert isinstance(plan(aliases, [ENTRY]), Patch)


def test_a_merge_key_still_gives_what_is_nearest() -> None:
    text = (
        "one: &one {region: eu-west-1}\ntwo: &two {<<: *one}\nthree: &three {region: us-west-2, type: ecr}\n"
        "integrations:\n  hub:\n    - {integrationName: x, <<: [*two, *three]}\n"
    )
    entry = view("shippable.yml", text).hub[0]
    assert (entry.type, entry.region) == ("ecr", "eu-west-1")


def test_an_anchor_that_is_set_again_counts_from_there_on() -> None:
    text = "a: &x {type: ecr}\nintegrations:\n  hub:\n    - {integrationName: x, <<: *x}\nb: &x {type: other}\n"
    assert view("shippable.yml", text).hub[0].type == "ecr"
    patch = plan(text, [ENTRY])
    assert isinstance(patch, Patch | Refusal)


# The network.


@contextmanager
def endless(head: bytes, piece: bytes) -> Iterator[tuple[str, threading.Event]]:
    """A server that answers with `head` and then `piece` for ever; the event tells that a client hung up."""
    listening = socket.create_server(("127.0.0.1", 0))
    gone = threading.Event()

    def serve(client: socket.socket) -> None:
        with client:
            client.recv(65536)
            try:
                client.sendall(head)
                while piece:
                    client.sendall(piece)
                while client.recv(65536):
                    pass
            except OSError:
                pass
            gone.set()

    def accept() -> None:
        while True:
            try:
                client, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(client,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", gone
    finally:
        listening.close()


ENDLESS_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize("service", ["sts", "ecr"])
def test_an_endless_answer_of_aws_is_cut_off(monkeypatch: pytest.MonkeyPatch, service: str) -> None:
    with endless(ENDLESS_HEAD, b"<" * 65536) as (url, gone):
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        aws = AwsBoto()
        ask = aws.identify if service == "sts" else aws.authorization
        with pytest.raises(WizardError) as caught:
            ask(KEYS, "us-east-1")
        assert caught.value.code == "not-aws"
        assert "does not end" in caught.value.cause
        assert gone.wait(5)


@pytest.mark.parametrize("head", [ENDLESS_HEAD, b"HTTP/1.1 200 OK\r\nX-Slow: "])
def test_a_call_to_aws_that_is_given_up_ends_its_thread(monkeypatch: pytest.MonkeyPatch, head: bytes) -> None:
    with endless(head, b"") as (url, gone):
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        aws = AwsBoto(total_seconds=2.0)
        aws.regions()
        with pytest.raises(WizardError) as caught:
            aws.identify(KEYS, "us-east-1")
        assert caught.value.code == "read-timeout"
        assert gone.wait(3)  # botocore's own time-out comes after 8 s


def test_an_answer_of_the_usual_size_is_read_over_the_limit_of_a_piece() -> None:
    names = [f"repository-{number:06}" for number in range(1000)]
    body = {"repositories": [{"repositoryName": name, "repositoryUri": f"u/{name}"} for name in names]}
    with serving(lambda _: ecr(body)) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", server.url)
        pages = list(AwsBoto().repositories(KEYS, "us-east-1"))
    assert [item.name for page in pages for item in page] == names


def shippable(url: str) -> HttpShippable:
    return HttpShippable(url, Secret("2f1c9a7e-canary-token"))


def test_an_endless_answer_of_shippable_is_cut_off() -> None:
    with endless(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", b" " * 65536) as (url, gone):
        with pytest.raises(ServiceError, match="larger than 2 MB"):
            shippable(url).integration_types()
        assert gone.wait(5)


def test_a_compressed_answer_of_shippable_is_refused_and_none_is_asked_for() -> None:
    bomb = gzip.compress(gzip.compress(b" " * 50_000_000))

    with endless(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb) + bomb, b""
    ) as (url, _):
        api = shippable(url)
        with pytest.raises(ServiceError, match="compressed"):
            api.integration_types()
    with api._client() as client:
        assert client.headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Slow: "])
def test_a_call_to_shippable_that_is_given_up_ends_its_thread(monkeypatch: pytest.MonkeyPatch, head: bytes) -> None:
    monkeypatch.setattr(shippable_http, "TOTAL_SECONDS", 1.5)
    with endless(head, b"") as (url, gone):
        with pytest.raises(ServiceError) as caught:
            shippable(url).integration_types()
        assert caught.value.code == "shippable-timeout"
        assert gone.wait(3)  # its own time-out comes after 8 s


def test_a_line_that_was_cut_takes_no_new_connection() -> None:
    one, other = socket.socketpair()
    line = bounded.Line()
    line.cut()
    with pytest.raises(ConnectionAbortedError):
        line.hold(one)
    assert other.recv(1) == b""


def test_bounded_reading(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 100)
    assert bounded.read_bytes(path, 100) == b"x" * 100
    with pytest.raises(bounded.TooLargeError, match="larger than"):
        bounded.read_bytes(path, 99)
    with pytest.raises(bounded.NotOrdinaryError):
        bounded.read_bytes(tmp_path, 100)
    link = tmp_path / "link"
    link.symlink_to(path)
    with pytest.raises(OSError, match="ordinary"):
        bounded.read_bytes(link, 100, follow=False)
    # A file that says nothing of its size is read no further than the limit.
    with pytest.raises(bounded.TooLargeError):
        bounded.read_bytes(Path("/proc/self/maps"), 100)
    with pytest.raises(RefusedError):
        read_text(sparse(path))
