"""Verify against a real registry (Debian's docker-registry, basic auth, TLS), and against ECR's own refusals."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.aws_server import KEYS, Server, serving
from tests.support.ecr_api import HOST, EcrApi
from tests.support.registry import (
    DOCKER,
    OCI_INDEX,
    DockerRegistry,
    Front,
    Said,
    digest,
    docker_registry,
    front,
    refusal,
)
from wizard.actions.verify import target_of, verify, verify_or_simulate
from wizard.core.aws.verify import Use, Verdict
from wizard.services.aws.boto import AwsBoto
from wizard.services.aws.protocol import identity_of
from wizard.services.aws.registry import ENDPOINT

ME = identity_of("123456789012", "arn:aws:iam::123456789012:user/builder")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DockerRegistry]:
    with docker_registry(tmp_path_factory.mktemp("registry")) as made:
        made.push_image("shop/app", "1.0")
        made.push_index("shop/app", "multi", ["linux/arm64", "linux/amd64"])
        yield made


@pytest.fixture
def api() -> EcrApi:
    return EcrApi()


@pytest.fixture
def aws_server(api: EcrApi, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with serving(api.answer) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        yield server


@pytest.fixture
def registry(running: DockerRegistry, aws_server: Server, monkeypatch: pytest.MonkeyPatch) -> DockerRegistry:
    monkeypatch.setenv(ENDPOINT, running.url)
    monkeypatch.setenv("AWS_CA_BUNDLE", str(running.authority))
    return running


@pytest.fixture
def ecr_front(aws_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Front]:
    with front(tmp_path, lambda *_: refusal(403, "DENIED", "no")) as made:
        monkeypatch.setenv(ENDPOINT, made.url)
        monkeypatch.setenv("AWS_CA_BUNDLE", str(made.authority))
        yield made


def asked(aws: AwsBoto, name: str, use: Use = "pull", *, is_cache: bool | None = None) -> Verdict:
    target = target_of(f"{HOST}/{name}", use)
    assert target is not None
    (found,) = verify(aws, KEYS, [target], is_cache=is_cache)
    return found


# A real registry.


def test_a_tag_that_is_there(aws: AwsBoto, registry: DockerRegistry) -> None:
    found = asked(aws, "shop/app:1.0")
    assert (found.status, found.code) == ("yes", "may-pull"), found
    assert found.manifest is not None
    assert found.manifest.media_type == DOCKER
    assert found.manifest.platforms == ("linux/amd64",)
    assert found.manifest.size is not None
    assert 100 < found.manifest.size < 1000


def test_an_index_says_its_platforms(aws: AwsBoto, registry: DockerRegistry) -> None:
    found = asked(aws, "shop/app:multi")
    assert (found.status, found.code) == ("yes", "may-pull"), found
    assert found.manifest is not None
    assert found.manifest.media_type == OCI_INDEX
    assert found.manifest.platforms == ("linux/arm64", "linux/amd64")  # what BuildKit attests is no platform


def test_a_digest(aws: AwsBoto, registry: DockerRegistry) -> None:
    content = registry.push_image("shop/app", "by-digest")
    assert asked(aws, f"shop/app@{digest(content)}").code == "may-pull"
    assert asked(aws, f"shop/app@{digest(b'another')}").code == "tag-absent"


def test_a_tag_and_a_repository_that_are_not_there(aws: AwsBoto, registry: DockerRegistry) -> None:
    found = asked(aws, "shop/app:2.0")
    assert (found.status, found.code) == ("no", "tag-absent")
    assert "There is no tag 2.0" in found.text
    # Debian's registry says the same of a repository that it does not have.
    assert asked(aws, "shop/gone:1.0").status == "no"


def test_a_push_is_begun_and_cancelled(aws: AwsBoto, registry: DockerRegistry) -> None:
    found = asked(aws, "shop/app:2.0", "push")
    assert (found.status, found.code) == ("yes", "may-start-push"), found
    assert "is cancelled" in found.cause
    assert registry.uploads() == []


def test_no_push_is_tried_where_no_repository_is_shown(aws: AwsBoto, registry: DockerRegistry, api: EcrApi) -> None:
    found = asked(aws, "shop/unmade:1.0", "push")
    assert (found.status, found.code) == ("no", "repository-absent")
    api.denied = {"DescribeRepositories"}
    found = asked(aws, "shop/unmade:1.0", "push")
    assert (found.status, found.code) == ("not-checked", "repository-not-looked-at")
    assert "shop/unmade" not in registry.repositories()  # this registry makes one where it is asked


def test_a_log_in_that_is_not_accepted(
    aws: AwsBoto, tmp_path: Path, registry: DockerRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    with docker_registry(tmp_path, "123456789012-auth-token") as other:
        monkeypatch.setenv(ENDPOINT, other.url)
        monkeypatch.setenv("AWS_CA_BUNDLE", str(other.authority))
        found = asked(aws, "shop/app:1.0")
    assert (found.status, found.code) == ("rejected", "registry-log-in")


def test_a_certificate_that_nobody_knows(
    aws: AwsBoto, registry: DockerRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_CA_BUNDLE")
    found = asked(aws, "shop/app:1.0")
    assert (found.status, found.code) == ("not-checked", "tls")


# What ECR says.


def test_what_the_key_may_not(aws: AwsBoto, ecr_front: Front) -> None:
    said = "User: arn:aws:iam::1:user/x is not authorized to perform: ecr:BatchGetImage"
    ecr_front.answering = lambda *_: refusal(403, "DENIED", said)
    pull, push = asked(aws, "shop/app:1.0"), asked(aws, "shop/app:1.0", "push")
    assert (pull.status, pull.code, pull.cause) == ("no", "may-not-pull", said)
    assert (push.status, push.code) == ("no", "may-not-push")
    assert all(log_in == "Basic QVdTOmNhbmFyeS10b2tlbg==" for _, _, log_in in ecr_front.asked)
    assert "canary-token" not in repr((pull, push))


def test_layers_that_may_not_be_downloaded(aws: AwsBoto, ecr_front: Front) -> None:
    ecr_front.answering = _image(refusal(403, "DENIED", "not authorized to perform: ecr:GetDownloadUrlForLayer"))
    found = asked(aws, "shop/app:1.0")
    assert (found.status, found.code) == ("no", "may-not-download")
    assert dict(found.proved) == {"ecr:BatchGetImage": "may", "ecr:GetDownloadUrlForLayer": "may-not"}


def test_the_redirect_of_a_layer_is_an_answer_and_is_not_followed(
    aws: AwsBoto, ecr_front: Front, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    with front(tmp_path / "other", lambda *_: Said(200)) as elsewhere:
        ecr_front.answering = _image(Said(307, headers={"Location": f"{elsewhere.url}/layer?X-Amz-Signature=1"}))
        found = asked(aws, "shop/app:1.0")
        assert (found.status, found.code) == ("yes", "may-pull")
        assert found.manifest is not None
        assert found.manifest.platforms == ()  # not looked at
        assert elsewhere.asked == []


def _image(layers: Said) -> object:
    content = json.dumps({"config": {"digest": digest(b"x"), "size": 1}, "layers": []}).encode()
    manifest = Said(200, content, {"Content-Type": DOCKER})
    return lambda _, path: layers if "/blobs/" in path else manifest


STRANGE = {
    "a page of a proxy": (Said(403, b"<html>blocked</html>"), "not-checked", "registry-answer"),
    "a page in place of a manifest": (
        Said(200, b"<html>", {"Content-Type": "text/html"}),
        "not-checked",
        "registry-answer",
    ),
    "an absent page": (Said(404, b"nothing here"), "not-checked", "registry-answer"),
    "no such repository": (refusal(404, "NAME_UNKNOWN", "does not exist"), "no", "repository-absent"),
    "no such tag": (refusal(404, "MANIFEST_UNKNOWN", "Requested image not found"), "no", "tag-absent"),
    "slow down": (refusal(429, "TOOMANYREQUESTS", "Rate exceeded"), "not-checked", "throttled"),
    "a fault of its own": (Said(503), "not-checked", "registry-unavailable"),
    "a redirect": (Said(302, headers={"Location": "https://example.com/"}), "not-checked", "registry-answer"),
    "a compressed manifest": (
        Said(200, b"\x1f\x8b", {"Content-Type": DOCKER, "Content-Encoding": "gzip"}),
        "not-checked",
        "registry-answer",
    ),
    "an expired token": (
        refusal(401, "UNAUTHORIZED", "Your authorization token has expired"),
        "rejected",
        "registry-log-in",
    ),
}


@pytest.mark.parametrize("name", STRANGE)
def test_answers_that_decide_and_those_that_do_not(name: str, aws: AwsBoto, ecr_front: Front) -> None:
    said, status, code = STRANGE[name]
    ecr_front.answering = lambda *_: said
    found = asked(aws, "shop/app:1.0")
    assert (found.status, found.code) == (status, code), found


def test_an_upload_that_cannot_be_cancelled_is_left_to_expire(aws: AwsBoto, ecr_front: Front) -> None:
    places = {
        "no place": {},
        "another host": {"Location": "https://example.com/v2/shop/app/blobs/uploads/1"},
        "another repository": {"Location": f"{ecr_front.url}/v2/shop/other/blobs/uploads/1"},
        "out of it": {"Location": f"{ecr_front.url}/v2/shop/app/blobs/uploads/../../manifests/1.0"},
        "refused": {"Location": f"{ecr_front.url}/v2/shop/app/blobs/uploads/1?_state=x"},
    }
    for name, headers in places.items():
        ecr_front.asked.clear()
        begun = Said(202, headers=headers)
        ecr_front.answering = lambda method, _, begun=begun: begun if method == "POST" else refusal(405, "UNSUPPORTED")
        found = asked(aws, "shop/app:1.0", "push")
        assert (found.status, found.code) == ("yes", "may-start-push"), name
        assert "expires by itself" in found.cause
        methods = [method for method, _ in ecr_front.requests]
        assert methods == (["POST", "DELETE"] if name == "refused" else ["POST"]), name
        assert "mount=" not in str(ecr_front.requests)


def test_immutable_tags(aws: AwsBoto, ecr_front: Front, api: EcrApi) -> None:
    ecr_front.answering = lambda method, _: Said(202) if method == "POST" else Said(204)
    api.repositories, api.tags = {"shop/app": "IMMUTABLE"}, {("shop/app", "1.0")}
    taken = asked(aws, "shop/app:1.0", "push")
    assert (taken.status, taken.code) == ("no", "tag-immutable")
    assert ecr_front.asked == []
    assert asked(aws, "shop/app:2.0", "push").code == "may-start-push"
    assert asked(aws, "shop/app:$BUILD_NUMBER", "push").code == "may-start-push"
    api.denied = {"DescribeImages"}
    assert asked(aws, "shop/app:1.0", "push").code == "immutable-not-checked"
    api.denied = set()
    api.repositories, api.exclusions = {"shop/app": "IMMUTABLE_WITH_EXCLUSION"}, ["latest*", "1.*"]
    assert asked(aws, "shop/app:1.0", "push").code == "may-start-push"
    api.repositories = {"shop/app": "MUTABLE_WITH_EXCLUSION"}
    assert asked(aws, "shop/app:1.0", "push").code == "tag-immutable"


def test_a_pull_through_cache_is_asked_only_for_what_it_has(aws: AwsBoto, ecr_front: Front, api: EcrApi) -> None:
    ecr_front.answering = lambda *_: refusal(404, "MANIFEST_UNKNOWN")
    api.caches = ["hub"]
    api.repositories = {"hub/library/node": "MUTABLE"}
    held = asked(aws, "hub/library/node:8")
    assert (held.status, held.code) == ("not-checked", "pull-through-cache")
    api.denied = {"DescribePullThroughCacheRules"}
    held = asked(aws, "hub/library/node:8")
    assert (held.status, held.code) == ("not-checked", "cache-not-known")
    assert ecr_front.asked == []
    api.tags = {("hub/library/node", "8")}
    assert asked(aws, "hub/library/node:8").code == "tag-absent"  # asked, for ECR has the tag
    api.tags, api.denied = set(), {"DescribePullThroughCacheRules", "DescribeImages"}
    assert asked(aws, "hub/library/node:8", is_cache=False).code == "tag-absent"  # the user knows that it is none
    api.denied, api.caches = set(), ["hubs", "ROOT"]
    assert asked(aws, "hub/library/node:8").code == "pull-through-cache"
    api.caches = ["hubs"]
    assert asked(aws, "hub/library/node:8").code == "tag-absent"


# Where it cannot be asked.


def test_rights_are_simulated_where_the_registry_cannot_be_reached(
    aws: AwsBoto, aws_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENDPOINT, "https://127.0.0.1:1")
    target = target_of(f"{HOST}/shop/app:1.0", "push")
    assert target is not None
    found = verify_or_simulate(aws, KEYS, ME, [target])
    assert (found.status, found.verdicts[0].code) == ("not-checked", "refused")
    states = {right.action: right.state for right in found.rights}
    assert states["ecr:BatchCheckLayerAvailability"] == "may"
    assert states["ecr:PutImage"] == "not-checked"


def test_a_token_goes_to_no_registry_that_does_not_belong_to_it(aws: AwsBoto, aws_server: Server) -> None:
    found = asked(aws, "shop/app:1.0")  # ECR's API has a stand-in, its registry has none
    assert (found.status, found.code) == ("not-checked", "no-registry-address")


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:5000", "https://example.com", "https://u:p@127.0.0.1", "https://127.0.0.1/v2", "https://[", "x"],
)
def test_stand_ins_that_are_refused(
    address: str, aws: AwsBoto, aws_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENDPOINT, address)
    assert asked(aws, "shop/app:1.0").code == "registry-endpoint"


def test_a_proxy_never_sees_what_goes_to_this_computer(
    aws: AwsBoto, registry: DockerRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_ENDPOINT_URL_ECR", "")
    assert asked(aws, "shop/app:1.0").code == "may-pull"


def test_an_answer_without_end_is_cut_off(aws: AwsBoto, ecr_front: Front) -> None:
    ecr_front.answering = lambda *_: Said(200, b"x" * 5_000_000, {"Content-Type": DOCKER})
    found = asked(aws, "shop/app:1.0")
    assert (found.status, found.code) == ("not-checked", "registry-answer")
    assert "larger than 4 MB" in found.text


def test_what_the_registry_says_is_masked(aws: AwsBoto, ecr_front: Front) -> None:
    ecr_front.answering = lambda *_: refusal(
        403, "DENIED", f"\x1b[2J {KEYS.secret.reveal()} QVdTOmNhbmFyeS10b2tlbg== {'x' * 5000}"
    )
    found = asked(aws, "shop/app:1.0")
    assert KEYS.secret.reveal() not in found.cause
    assert "QVdTOmNhbmFyeS10b2tlbg" not in found.cause
    assert "\x1b" not in found.cause
    assert len(found.cause) <= 300


def test_docker_registry_is_here() -> None:
    """The tests above are worth something only with the real one."""
    assert subprocess.run(["docker-registry", "--version"], check=True, capture_output=True).returncode == 0
