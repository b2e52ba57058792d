"""Shippable's API over real HTTP: what it does, what it refuses, and where the token goes."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.services import certificates
from tests.services.shippable_server import READER, TOKEN, Fault, ShippableServer, running
from wizard.core.model.errors import CredentialsError, ServiceError, UsageError, WizardError
from wizard.core.model.secret import AwsKeys, Secret
from wizard.services.runtime import logs
from wizard.services.runtime.foreign import remember
from wizard.services.shippable import http as shippable_http
from wizard.services.shippable.connect import api_from_environment
from wizard.services.shippable.http import HttpShippable
from wizard.services.shippable.protocol import IntegrationType, ShippableApi

KEYS = AwsKeys(Secret("AKIAIOSFODNN7CANARY1"), Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYCANARYKEY2"))

METHODS = ("GET", "POST", "DELETE")
KEYS_OF_OBJECTS = ("id", "name", "type", "displayName", "orgName", "masterName", "subscriptionId", "propertyBag")


@pytest.fixture
def server() -> Iterator[ShippableServer]:
    with running() as made:
        yield made


@pytest.fixture
def api(server: ShippableServer) -> ShippableApi:
    return HttpShippable(server.address, Secret(TOKEN))


def failing(api: ShippableApi) -> WizardError:
    with pytest.raises(WizardError) as caught:
        api.integration_types()
    return caught.value


def test_types_tell_what_is_offered(server: ShippableServer, api: ShippableApi) -> None:
    server.deprecate("ECR")
    offered = {item.name: (item.offered, item.kind) for item in api.integration_types()}
    assert offered == {"ECR": (False, "ECR"), "amazonKeys": (True, "amazonKeys"), "slackKey": (True, None)}


@pytest.mark.parametrize("kind", ["ECR", "amazonKeys"])
def test_an_account_integration_is_made_changed_and_deleted(
    server: ShippableServer, api: ShippableApi, kind: str
) -> None:
    master = next(item for item in api.integration_types() if item.name == kind)
    made = api.create_account("ecr, of acme & co", master, KEYS)
    assert api.accounts("ecr, of acme & co") == (made,)
    values = [item["value"] for item in server.accounts[made.id]["formJSONValues"]]
    assert values == [KEYS.key_id.reveal(), KEYS.secret.reveal()]
    other = AwsKeys(Secret("AKIAIOSFODNN7CANARY9"), KEYS.secret)
    api.update_account(made, master, other)
    assert server.accounts[made.id]["formJSONValues"][0]["value"] == other.key_id.reveal()
    with pytest.raises(ServiceError) as caught:
        api.create_account("ecr, of acme & co", master, KEYS)
    assert caught.value.code == "shippable-conflict"
    assert "already exists" in caught.value.cause
    assert api.delete_account(made.id) is True
    assert api.delete_account(made.id) is False


def test_a_subscription_integration_holds_its_account(server: ShippableServer, api: ShippableApi) -> None:
    account = api.create_account("ecr", api.integration_types()[0], KEYS)
    (subscription,) = api.subscriptions("acme")
    made = api.create_integration("ecr-integration", account, subscription)
    assert api.integrations(subscription.id) == (made,)
    with pytest.raises(ServiceError) as caught:
        api.delete_account(account.id)
    assert caught.value.code == "shippable-dependents"
    assert "dependencies" in caught.value.cause
    assert api.delete_integration(made.id) is True
    assert api.delete_account(account.id) is True
    assert api.subscriptions("nobody") == ()


def test_the_values_of_an_integration_are_never_kept(server: ShippableServer, api: ShippableApi) -> None:
    """A server answers with the values of the fields; nothing of them is to be found in what we hold."""
    api.create_account("ecr", api.integration_types()[0], KEYS)
    assert KEYS.secret.reveal() in str(server.accounts)
    assert KEYS.secret.reveal() not in repr(api.accounts())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("acme"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS_OF_OBJECTS), inner),
    max_leaves=12,
)


@given(JSON)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_server_answers_is_understood_or_told(
    server: ShippableServer, api: ShippableApi, answer: object
) -> None:
    ecr = IntegrationType("m", "ECR", "hub", "Amazon ECR")
    calls: tuple[Callable[[], object], ...] = (
        api.integration_types,
        api.accounts,
        lambda: api.subscriptions("acme"),
        lambda: api.integrations("s"),
        lambda: api.create_account("a", ecr, KEYS),
        lambda: api.delete_account("a"),
    )
    for call in calls:
        content = json.dumps(answer).encode()
        server.faults = [Fault(method, "/", 200, content, {"content-type": "application/json"}) for method in METHODS]
        with suppress(ServiceError):
            call()


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        (Fault("GET", "/", 403, b'{"message": "not an owner"}'), "shippable-forbidden", "not an owner"),
        (Fault("GET", "/", 404), "shippable-not-found", "SHIPPABLE_API_URL"),
        (Fault("GET", "/", 409, b'{"message": "busy"}'), "shippable-conflict", "busy"),
        (Fault("GET", "/", 418), "shippable-refused", "418"),
        (Fault("GET", "/", 500, b"<html>oops", times=9), "shippable-server", "500"),
        (Fault("GET", "/", 429, headers={"Retry-After": "3600"}), "shippable-throttled", "3600 s"),
        (Fault("GET", "/", 429), "shippable-throttled", "does not say"),
        (Fault("GET", "/", 200, b"<!DOCTYPE html><title>Log in</title>"), "shippable-not-json", "web page"),
        (Fault("GET", "/", 200, b'{"a": 1}'), "shippable-answer", "another form"),
        (Fault("GET", "/", 200, b'[{"name": "ECR"}]'), "shippable-answer", "`id`"),
        (Fault("GET", "/", 200, b"[" * 100_000), "shippable-not-json", "something else"),
        (Fault("GET", "/", cut=True, times=9), "shippable-cut", "broke"),
    ],
)
def test_each_failure_has_its_own_words(
    server: ShippableServer, api: ShippableApi, fault: Fault, code: str, said: str
) -> None:
    server.faults = [replace(fault)]
    error = failing(api)
    assert error.code == code
    assert said in str(error)
    assert error.remedy


def test_a_wrong_token_and_one_without_rights_are_refused_credentials(server: ShippableServer) -> None:
    assert isinstance(failing(HttpShippable(server.address, Secret("wrong-token-000"))), CredentialsError)
    reader = HttpShippable(server.address, Secret(READER))
    with pytest.raises(CredentialsError, match="does not have permission"):
        reader.create_account("ecr", reader.integration_types()[0], KEYS)
    assert server.accounts == {}


@pytest.mark.parametrize("fault", [Fault("GET", "/", 503), Fault("GET", "/", cut=True)], ids=["503", "cut"])
def test_reading_is_tried_once_more(server: ShippableServer, api: ShippableApi, fault: Fault) -> None:
    server.faults = [replace(fault)]
    assert len(api.integration_types()) == 3
    assert len(server.requests) == 2


def test_a_server_that_asks_to_slow_down_is_waited_for(server: ShippableServer, api: ShippableApi) -> None:
    master = api.integration_types()[0]
    server.faults = [Fault("POST", "/", 429, headers={"Retry-After": "0"})]
    api.create_account("ecr", master, KEYS)
    soon = format_datetime(datetime.now(UTC) - timedelta(seconds=5), usegmt=True)
    server.faults = [Fault("GET", "/", 429, headers={"Retry-After": soon})]
    assert len(api.accounts()) == 1


@pytest.mark.parametrize("fault", [Fault("POST", "/", 500, after=True), Fault("POST", "/", cut=True, after=True)])
def test_writing_is_never_repeated_by_itself(server: ShippableServer, api: ShippableApi, fault: Fault) -> None:
    master = api.integration_types()[0]
    server.faults = [replace(fault)]
    with pytest.raises(ServiceError) as caught:
        api.create_account("ecr", master, KEYS)
    assert "not known whether" in str(caught.value)
    assert [item.method for item in server.requests] == ["GET", "POST"]


@pytest.mark.parametrize("fault", [Fault("GET", "/", hang=True), Fault("GET", "/", drip=True)], ids=["silent", "drip"])
def test_a_server_that_does_not_come_to_an_end_is_left(
    server: ShippableServer, api: ShippableApi, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shippable_http, "TOTAL_SECONDS", 0.3)
    server.faults = [replace(fault)]
    assert failing(api).code == "shippable-timeout"


def test_an_answer_without_end_is_not_swallowed(
    server: ShippableServer, api: ShippableApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shippable_http, "LARGEST_ANSWER", 1000)
    server.faults = [Fault("GET", "/", 200, b"[" + b" " * 5000 + b"]")]
    assert failing(api).code == "shippable-answer"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://127.0.0.1:{free}", "refused"),
        ("https://shippable.invalid", "DNS"),
    ],
)
def test_nobody_there(address: str, said: str) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as http:
        free = http.server_port
    error = failing(HttpShippable(address.format(free=free), Secret(TOKEN)))
    assert error.code == "shippable-unreachable"
    assert said in error.cause


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_told_and_the_token_reaches_nobody_else(
    server: ShippableServer, api: ShippableApi, status: int
) -> None:
    with running() as thief:
        location = f"{thief.address}/masterIntegrations"
        server.faults = [Fault("GET", "/", status, headers={"Location": location})]
        error = failing(api)
        assert error.code == "shippable-redirect"
        assert f"names {thief.address}." in error.cause  # and nothing that follows the host
        assert thief.requests == []


def test_a_proxy_of_the_environment_does_not_see_what_goes_to_this_machine(
    api: ShippableApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running() as proxy:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.address)
        assert len(api.integration_types()) == 3
        assert proxy.requests == []


def test_a_proxy_that_refuses_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with running() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.address)
        error = failing(HttpShippable("https://shippable.invalid", Secret(TOKEN)))
    assert error.code == "shippable-proxy"
    assert "HTTPS_PROXY" in error.remedy
    assert TOKEN not in repr(proxy.requests)


def test_an_unknown_authority_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = certificates.make(tmp_path)
    with running(tls=certificate.context) as server:
        error = failing(HttpShippable(server.address, Secret(TOKEN)))
        assert error.code == "shippable-tls"
        assert "SSL_CERT_FILE" in error.remedy
        shouted = server.address.replace("https", "HTTPS")
        assert failing(HttpShippable(shouted, Secret(TOKEN))).code == "shippable-tls"
        assert server.requests == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.authority))
        assert len(HttpShippable(server.address, Secret(TOKEN)).integration_types()) == 3


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://api.example.com", "https://"),
        ("http://127.0.0.1.example.com", "https://"),
        ("ftp://api.example.com", "looks like"),
        ("api.example.com", "looks like"),
        ("https://", "looks like"),
        ("https://[::1", "looks like"),
        ("https://host:99999", "looks like"),
        ("https://user:pw@api.example.com", "password"),
        ("https://api.example.com/?x=1", "without ?"),
        ("https://api.example.com/ x", "looks like"),
    ],
)
def test_addresses_that_cannot_be_used(address: str, said: str) -> None:
    error = failing(HttpShippable(address, Secret(TOKEN)))
    assert isinstance(error, UsageError)
    assert "SHIPPABLE_API_URL" in error.remedy
    assert said in error.cause
    assert "pw" not in f"{error}{HttpShippable(address, Secret(TOKEN)).address}"


@pytest.mark.parametrize(
    "address", ["http://localhost:1", "http://127.8.8.8:1", "http://[::1]:1", "https://localhost:1/api/"]
)
def test_addresses_that_can_be_used(address: str) -> None:
    assert failing(HttpShippable(address, Secret(TOKEN))).code == "shippable-unreachable"


def test_without_a_token_there_is_no_api(monkeypatch: pytest.MonkeyPatch) -> None:
    assert api_from_environment() is None
    monkeypatch.setenv("SHIPPABLE_API_TOKEN", f" {TOKEN}\n")
    api = api_from_environment()
    assert api is not None
    error = failing(api)
    assert isinstance(error, UsageError)
    assert "SHIPPABLE_API_URL is not" in error.title
    monkeypatch.setenv("SHIPPABLE_API_URL", "https://localhost:1")
    monkeypatch.setenv("SHIPPABLE_API_TOKEN", "a\nb: c")
    api = api_from_environment()
    assert api is not None
    assert isinstance(failing(api), UsageError)


def test_nothing_of_the_token_or_the_keys_is_logged_or_told(
    server: ShippableServer, api: ShippableApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that repeats what it was sent, and every logger of the libraries turned up."""
    log = tmp_path / "log"
    handler = logging.FileHandler(log)
    monkeypatch.setattr(logging.root, "handlers", [handler])
    monkeypatch.setattr(logging.root, "level", logging.DEBUG)
    logs.set_up(str(tmp_path / "ours"), verbose=0)
    remember(KEYS)
    echo = f'{{"message": "bad {TOKEN} {KEYS.secret.reveal()}"}}'.encode()
    server.faults = [Fault("POST", "/", 400, echo)]
    with pytest.raises(ServiceError) as caught:
        api.create_account("ecr", api.integration_types()[0], KEYS)
    handler.close()
    seen = f"{caught.value}{caught.value!r}{api!r}{vars(api)}{log.read_text()}{(tmp_path / 'ours').read_text()}"
    assert "bad ********" in seen
    assert f"POST {server.address}/accountIntegrations: 400" in seen
    assert TOKEN not in seen
    assert KEYS.secret.reveal() not in seen
