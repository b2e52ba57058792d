"""`ecr-wizard verify`: a script gets yes, no, not checked or rejected from a real registry."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.integrations import EXPORTS, KEY_ID, SECRET, Command, command
from tests.services.aws_server import Answer, ecr_error, serving, sts_error
from tests.support.ecr_api import HOST, EcrApi
from tests.support.moto import Moto
from tests.support.registry import DockerRegistry, docker_registry
from wizard.services.aws.registry import ENDPOINT

FILE = f"""\
language: node_js
build:
  pre_ci_boot:
    image_name: {HOST}/base/node
    image_tag: "8"
    pull: true
  post_ci:
    - docker build -t {HOST}/shop/app:$BUILD_NUMBER .
    - docker push {HOST}/shop/app:$BUILD_NUMBER
"""
KEYS = ("--keys-from-stdin",)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DockerRegistry]:
    with docker_registry(tmp_path_factory.mktemp("registry")) as made:
        made.push_image("base/node", "8")
        made.push_index("shop/app", "multi", ["linux/arm64", "linux/amd64"])
        yield made


@pytest.fixture
def api(running: DockerRegistry, monkeypatch: pytest.MonkeyPatch) -> Iterator[EcrApi]:
    made = EcrApi(repositories={"shop/app": "MUTABLE", "base/node": "MUTABLE"})
    monkeypatch.setenv(ENDPOINT, running.url)
    monkeypatch.setenv("AWS_CA_BUNDLE", str(running.authority))
    with serving(lambda request: made.answer(request)) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        yield made


@pytest.fixture
def ecr(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shippable.yml").write_text(FILE)
    return command(monkeypatch, capfd)


def test_what_the_file_does_is_asked(ecr: Command, api: EcrApi, running: DockerRegistry) -> None:
    done = ecr("verify", *KEYS, "--json", stdin=EXPORTS)
    assert done.code == 0, done
    assert done.data["status"] == "yes"
    found = {(item["use"], item["image"], item["code"]) for item in done.data["results"]}
    assert found == {
        ("pull", f"{HOST}/base/node:8", "may-pull"),
        ("push", f"{HOST}/shop/app", "may-start-push"),
    }
    pulled = next(item for item in done.data["results"] if item["use"] == "pull")
    assert pulled["manifest"]["platforms"] == ["linux/amd64"]
    assert running.uploads() == []
    words = ecr("verify", *KEYS, stdin=EXPORTS).out
    assert f"yes: {HOST}/base/node:8 is there, and the key may pull it." in words
    assert "Platform: linux/amd64. Size:" in words or "Platform: linux/amd64" in words
    assert f"yes: The key may start a push to {HOST}/shop/app." in words
    assert "The upload that was begun for it is cancelled." in words


def test_the_keys_of_an_account_integration_come_from_where_they_are_kept(ecr: Command, api: EcrApi) -> None:
    added = ecr("account", "add", "acme", *KEYS, "--store=profile", "--no-check", stdin=EXPORTS)
    assert added.code == 0, added
    assert ecr("verify", "--account=acme", "--no-push").code == 0
    assert ecr("account", "add", "elsewhere", *KEYS, "--store=none", "--no-check", stdin=EXPORTS).code == 0
    nowhere = ecr("verify", "--account=elsewhere")
    assert nowhere.code == 2
    assert "The keys of elsewhere are not kept on this computer." in nowhere.err
    unknown = ecr("verify", "--account=acm")
    assert unknown.code == 2
    assert "Known are: acme, elsewhere." in unknown.err


def test_no_push_begins_no_upload(ecr: Command, api: EcrApi) -> None:
    done = ecr("verify", *KEYS, "--json", "--no-push", stdin=EXPORTS)
    assert [item["use"] for item in done.data["results"]] == ["pull"]
    assert "DescribeRepositories" not in api.asked


def test_an_image_that_is_named(ecr: Command, api: EcrApi) -> None:
    done = ecr("verify", *KEYS, "--json", f"--image={HOST}/shop/app:multi", stdin=EXPORTS)
    assert done.data["results"][0]["manifest"]["platforms"] == ["linux/arm64", "linux/amd64"]
    assert done.data["results"][0]["manifest"]["is_index"]
    gone = ecr("verify", *KEYS, "--json", f"--image={HOST}/shop/app:gone", stdin=EXPORTS)
    assert (gone.code, gone.data["status"], gone.data["results"][0]["code"]) == (1, "no", "tag-absent")
    push = ecr("verify", *KEYS, "--json", "--push", f"--image={HOST}/shop/none:1", stdin=EXPORTS)
    assert (push.code, push.data["status"], push.data["results"][0]["code"]) == (1, "no", "repository-absent")


def test_what_was_not_checked_is_told_from_no(ecr: Command, api: EcrApi) -> None:
    api.denied = {"DescribePullThroughCacheRules", "DescribeImages"}
    words = ("verify", *KEYS, "--json", f"--image={HOST}/shop/app:multi")
    done = ecr(*words, stdin=EXPORTS)
    assert (done.code, done.data["status"], done.data["results"][0]["code"]) == (1, "not-checked", "cache-not-known")
    assert "--no-pull-through-cache" in done.data["results"][0]["remedy"]
    assert ecr(*words, "--no-pull-through-cache", stdin=EXPORTS).code == 0


def test_the_rights_are_simulated_where_nothing_answers(
    ecr: Command, api: EcrApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENDPOINT, "https://127.0.0.1:1")
    words = ("verify", *KEYS, f"--image={HOST}/shop/app:1")
    done = ecr(*words, "--json", stdin=EXPORTS)
    assert (done.code, done.data["status"]) == (1, "not-checked")
    assert {item["action"]: item["state"] for item in done.data["rights"]}["ecr:BatchGetImage"] == "may"
    assert "Asked in its place" in ecr(*words, stdin=EXPORTS).err


def test_rejected_keys(ecr: Command, api: EcrApi, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(request: object) -> Answer:
        service = getattr(request, "service", "")
        message = "The security token included in the request is invalid."
        if service == "sts":
            return sts_error("InvalidClientTokenId", message)
        return ecr_error("UnrecognizedClientException", message)

    with serving(refuse) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        done = ecr("verify", *KEYS, "--json", stdin=EXPORTS)
        assert (done.code, done.data["status"]) == (4, "rejected")
        assert done.data["error"]["code"] == "unknown-key-id"
        assert "! rejected" in ecr("verify", *KEYS, stdin=EXPORTS).err


def test_with_describe_and_log_in_of_moto(
    ecr: Command, moto: Moto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """moto knows no pull through caches: what the key may not ask is not guessed."""
    (tmp_path / "other").mkdir()
    registry = "123456789012.dkr.ecr.us-west-2.amazonaws.com"
    with docker_registry(tmp_path / "other", "123456789012-auth-token") as running:
        running.push_image("shop/app", "1.0")
        monkeypatch.setenv(ENDPOINT, running.url)
        monkeypatch.setenv("AWS_CA_BUNDLE", str(running.authority))
        keys = f"{moto.everything.key_id.reveal()} {moto.everything.secret.reveal()}"
        there = ecr("verify", *KEYS, "--json", f"--image={registry}/shop/app:1.0", stdin=keys)
        assert (there.code, there.data["status"]) == (0, "yes"), there
        push = ecr("verify", *KEYS, "--json", "--push", f"--image={registry}/shop/app:2", stdin=keys)
        assert (push.code, push.data["results"][0]["code"]) == (0, "may-start-push"), push
        gone = ecr("verify", *KEYS, "--json", "--push", f"--image={registry}/shop/gone:2", stdin=keys)
        assert gone.data["results"][0]["code"] == "repository-absent"
        assert "shop/gone" not in running.repositories()


def test_usage(ecr: Command, api: EcrApi, tmp_path: Path) -> None:
    assert ecr("verify", ".", f"--image={HOST}/a/b:1").code == 2
    assert ecr("verify", "--push").code == 2
    assert ecr("verify", "--image=node:8").code == 2
    assert ecr("verify").code == 2  # no keys
    (tmp_path / "shippable.yml").write_text("language: none\n")
    nothing = ecr("verify", *KEYS, "--json", stdin=EXPORTS)
    assert (nothing.code, nothing.data["status"], nothing.data["error"]["code"]) == (1, "not-checked", "no-image")
    (tmp_path / "shippable.yml").write_text("[")
    assert ecr("verify", *KEYS, stdin=EXPORTS).code == 1


def test_no_key_and_no_token_is_said_or_logged(ecr: Command, api: EcrApi, tmp_path: Path) -> None:
    log = tmp_path / "log"
    done = ecr("verify", *KEYS, "--json", "-vv", "--log-file", str(log), stdin=EXPORTS)
    said = done.out + done.err + log.read_text() + json.dumps(sorted(str(path) for path in tmp_path.rglob("*")))
    assert "at the registry" in log.read_text()
    for secret in (KEY_ID, SECRET, "canary-token", "QVdTOmNhbmFyeS10b2tlbg"):
        assert secret not in said
